import type { Cursor } from './cursor.ts';
import { numberTypes, unescape } from './literals.ts';
import { plainIdentifier } from './names.ts';

/** `(key = 'value', a.b 1)`: propertyList. Values are texts; duplicates are refused (ParserUtils.checkDuplicateKeys). */
export function properties(c: Cursor): Record<string, string> {
  const from = c.index;
  c.expect('(');
  const out: Record<string, string> = {};
  do {
    const key = propertyKey(c);
    c.accept('=');
    const value = propertyValue(c);
    if (Object.hasOwn(out, key)) c.refuse(`Found duplicate keys \`${key}\``, c.range(from));
    out[key] = value ?? '';
    if (value === undefined) c.refuse(`Operation not allowed: Values must be specified for key(s): [${key}]`, c.range(from));
  } while (c.accept(','));
  c.expect(')', (type) => type === 'eof' || c.isIdentifier(type));
  return out;
}

function propertyKey(c: Cursor): string {
  if (c.is('string')) return unescape(c.next().text);
  const parts = [plainIdentifier(c)];
  while (c.accept('.')) parts.push(plainIdentifier(c));
  return parts.join('.');
}

function propertyValue(c: Cursor): string | undefined {
  if (c.is('string')) return unescape(c.next().text);
  if (c.is('TRUE', 'FALSE')) return c.next().text.toLowerCase();
  return numberTypes.has(c.type) ? c.next().text : undefined;
}

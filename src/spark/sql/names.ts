import type { Cursor } from './cursor.ts';
import { afterItem, afterRelation } from './keywords.ts';
import { identifierText } from './literals.ts';

const fits = (c: Cursor) => (type: string): boolean => c.isIdentifier(type);

/** The identifier rule: outside ANSI mode any keyword, quoted or not. */
export function plainIdentifier(c: Cursor): string {
  if (!c.isIdentifier()) throw c.unexpected(fits(c));
  return identifierText(c.next().text);
}

/** errorCapturingIdentifier: `a-b` without backquotes is refused with a hint. */
export function identifier(c: Cursor): string {
  const from = c.index;
  const name = plainIdentifier(c);
  if (!c.is('-') || !c.isIdentifier(c.peek(1))) return name;
  const dash = c.index;
  while (c.is('-') && c.isIdentifier(c.peek(1))) { c.next(); c.next(); }
  const text = c.tokens.slice(from, c.index).map((t) => t.text).join('');
  c.refuse(`Possibly unquoted identifier ${text} detected. Please consider quoting it with back-quotes as \`${text}\``, c.range(dash));
  return name;
}

/** `a.b.c`, as multipartIdentifier. */
export function multipart(c: Cursor): string[] {
  const parts = [identifier(c)];
  while (c.is('.')) {
    c.next();
    parts.push(identifier(c));
  }
  return parts;
}

/** `(a, b)`: identifierList. */
export function identifierList(c: Cursor): string[] {
  c.expect('(');
  const names = [identifier(c)];
  while (c.accept(',')) names.push(identifier(c));
  c.expect(')', (type) => afterItem.has(type) || afterRelation.has(type));
  return names;
}

/** Whether `( a, b` … stands here, as far as it goes before `until` (a token index). */
export function looksLikeIdentifierList(c: Cursor, from: number, until: number): boolean {
  let wantName = true;
  for (let i = from + 1; i < until; i++) {
    const type = c.tokens[i]!.type;
    if (wantName ? !c.isIdentifier(type) : type !== ',' && type !== ')') return false;
    if (type === ')') return i === until - 1;
    wantName = !wantName;
  }
  return true;
}

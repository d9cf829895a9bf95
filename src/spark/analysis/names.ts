import type { Attribute } from '../expression.ts';
import { analysisError } from '../errors.ts';
import { quoteIfNeeded } from '../types.ts';

/** UnresolvedAttribute.parseAttributeName: dots split, backquotes keep. */
export function parseAttributeName(name: string): string[] {
  const fail = () => analysisError(`syntax error in attribute name: ${name}`);
  const parts: string[] = [];
  let current = '', inQuotes = false, i = 0;
  while (i < name.length) {
    const c = name[i]!;
    if (inQuotes) {
      if (c === '`') {
        if (name[i + 1] === '`') { current += '`'; i++; }
        else {
          inQuotes = false;
          if (i + 1 < name.length && name[i + 1] !== '.') throw fail();
        }
      } else current += c;
    } else if (c === '`') {
      if (current !== '') throw fail();
      inQuotes = true;
    } else if (c === '.') {
      if (name[i - 1] === '.' || i === name.length - 1) throw fail();
      parts.push(current);
      current = '';
    } else current += c;
    i++;
  }
  if (inQuotes) throw fail();
  parts.push(current);
  return parts;
}

const same = (a: string, b: string): boolean => a === b || a.toLowerCase() === b.toLowerCase();

/** Attribute.qualifiedName: `v.a`. */
export const qualifiedName = (a: Attribute): string => [...a.qualifier, a.name].map(quoteIfNeeded).join('.');

/**
 * AttributeSeq.resolve: the attributes that a dotted name may mean, with the nested fields left over. A qualified reading
 * (`t.a`) wins over a struct field (`a.b`).
 */
export function matchName(input: readonly Attribute[], parts: readonly string[]): { candidates: Attribute[]; nested: string[] } {
  if (parts.length > 1) {
    const [q, n] = parts as [string, string];
    const qualified = input.filter((a) => a.qualifier.length > 0 && same(a.qualifier[a.qualifier.length - 1]!, q) && same(a.name, n));
    if (qualified.length > 0) return { candidates: qualified, nested: parts.slice(2) };
  }
  return { candidates: input.filter((a) => same(a.name, parts[0]!)), nested: parts.slice(1) };
}

export function ambiguous(name: string, candidates: readonly Attribute[]): Error {
  return analysisError(`Reference '${name}' is ambiguous, could be: ${candidates.map(qualifiedName).join(', ')}.`);
}

/** CheckAnalysis, error class MISSING_COLUMN; candidates by name (AttributeSet), then by edit distance (StringUtils.orderStringsBySimilarity). */
export function missingColumn(parts: readonly string[], input: readonly Attribute[]): Error {
  const name = parts.map(quoteIfNeeded).join('.');
  const byName = [...input].filter((a, i) => input.findIndex((o) => o.id === a.id) === i).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));
  const sorted = byName.map(qualifiedName).map((c, i) => ({ c, i, d: editDistance(c, name) })).sort((a, b) => a.d - b.d || a.i - b.i).map((x) => x.c);
  return analysisError(`Column '${name}' does not exist. Did you mean one of the following? [${sorted.join(', ')}]`);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** What an import binds names to. */
import type { SyntaxNode } from '@lezer/common';

export interface BoundName {
  /** `pyspark.sql.functions` of `from pyspark.sql import functions as F`. */
  full: string;
  /** Of the local name. */
  from: number;
  to: number;
}

/** Of an ImportStatement. `local` undefined: `*`. `import a.b` binds a. Relative ones are left out. */
export function* importsIn(node: SyntaxNode, text: string): Generator<{ full: string; local?: SyntaxNode }> {
  const tokens: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (!['Comment', '(', ')'].includes(child.name)) tokens.push(child);
  const own = (token: SyntaxNode): string => text.slice(token.from, token.to);
  const at = tokens.findIndex(({ name }) => name === 'import');
  if (at < 0) return;
  const module = tokens[0]?.name === 'from' ? tokens.slice(1, at).map(own).join('') : '';
  if (module.startsWith('.')) return;
  for (const part of split(tokens.slice(at + 1))) {
    const as = part.findIndex(({ name }) => name === 'as'), path = as < 0 ? part : part.slice(0, as), first = path[0];
    if (!first || first.type.isError) continue;
    const full = [module, path.map(own).join('')].filter((each) => each !== '').join('.');
    if (own(first) === '*') yield { full: module };
    else if (as >= 0 && part[as + 1]) yield { full, local: part[as + 1]! };
    else yield { full: module === '' ? own(first) : full, local: first };
  }
}

function split(tokens: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const token of tokens) {
    if (token.name === ',') parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts;
}

import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';

/**
 * The brokers that a Python file names: literals given for `kafka.bootstrap.servers`, in `.option(name, value)` or in a dictionary, and
 * names that the file gives such a literal. From the syntax tree alone, so that it works in broken code too. What is computed is not guessed.
 */
export function findBrokers(source: string): string[] {
  const text = (node: SyntaxNode): string => source.slice(node.from, node.to);
  const names = new Map<string, string | undefined>(), found: SyntaxNode[] = [], cursor = parser.parse(source).cursor();
  do {
    const { node } = cursor;
    if (node.name === 'AssignStatement') remember(node, text, names);
    if (node.name !== 'String' || literal(text(node)) !== 'kafka.bootstrap.servers') continue;
    const comma = node.nextSibling, value = comma?.nextSibling;
    if ((comma?.name === ',' && node.parent?.name === 'ArgList' || comma?.name === ':' && node.parent?.name === 'DictionaryExpression') && value) found.push(value);
  } while (cursor.next());
  const values = found.map((node) => (node.name === 'String' ? literal(text(node)) : node.name === 'VariableName' ? names.get(text(node)) : undefined) ?? '');
  return [...new Set(values.filter((value) => value.trim() !== ''))];
}

/** `NAME = "literal"`. A name that is given two different values stands for none. */
function remember(assign: SyntaxNode, text: (node: SyntaxNode) => string, names: Map<string, string | undefined>): void {
  const name = assign.firstChild, value = assign.lastChild;
  if (name?.name !== 'VariableName' || !value || name.nextSibling?.nextSibling?.from !== value.from) return;
  const said = value.name === 'String' ? literal(text(value)) : undefined;
  names.set(text(name), names.has(text(name)) && names.get(text(name)) !== said ? undefined : said);
}

/** A plain string without escapes or placeholders. */
function literal(code: string): string | undefined {
  return /^[rRuU]?(["'])([^"'\\\n]*)\1$/.exec(code)?.[2];
}

/** Which functions of pyspark.sql.functions, and which methods, a Python file calls: from the syntax tree alone. */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';

export interface Use {
  name: string;
  kind: 'function' | 'method';
  /** UTF-16 units. */
  from: number;
  to: number;
}

const MODULE = 'pyspark.sql.functions';

export function usesOf(source: string): Use[] {
  const modules = new Set<string>(), names = new Map<string, string>(), uses: Use[] = [];
  const text = (node: { from: number; to: number }): string => source.slice(node.from, node.to);
  parser.parse(source).iterate({
    enter: ({ node }) => {
      if (node.name === 'ImportStatement') collect(tokensOf(node, text), modules, names);
      if (node.name === 'CallExpression' && node.firstChild?.name === 'VariableName') {
        const name = names.get(text(node.firstChild));
        if (name !== undefined) uses.push({ name, kind: 'function', from: node.firstChild.from, to: node.firstChild.to });
      }
      if (node.name !== 'MemberExpression' || node.lastChild?.name !== 'PropertyName' || !node.firstChild) return;
      const { from, to } = node.lastChild;
      uses.push({ name: text(node.lastChild), kind: modules.has(text(node.firstChild)) ? 'function' : 'method', from, to });
    },
  });
  return uses;
}

function tokensOf(node: SyntaxNode, text: (node: SyntaxNode) => string): string[] {
  const tokens: string[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== 'Comment' && !['(', ')'].includes(child.name)) tokens.push(text(child));
  return tokens;
}

/** Names under which the module, or a function of it, is known in the file. */
function collect(tokens: readonly string[], modules: Set<string>, names: Map<string, string>): void {
  const at = tokens[0] === 'from' ? tokens.indexOf('import') : 0;
  const from = tokens[0] === 'from' ? tokens.slice(1, at).join('') : '';
  for (const part of tokens.slice(at + 1).join(' ').split(' , ')) {
    const [path, alias] = part.split(' as '), name = path!.replaceAll(' ', ''), full = from === '' ? name : `${from}.${name}`;
    if (full === MODULE) modules.add(alias ?? name);
    else if (from === MODULE) names.set(alias ?? name, name);
  }
}

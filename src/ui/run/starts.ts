import type { SyntaxNode, TreeCursor } from '@lezer/common';
import { parser } from '@lezer/python';

/** Where a streaming query is started in a Python file. Lines are 1-based. */
export interface QueryStart {
  /** First line of the statement: the buttons stand above it. */
  statementLine: number;
  /** Line of `.start` (or `.toTable`). */
  line: number;
  /** Last line of the call. */
  endLine: number;
}

const starters = new Set(['start', 'toTable']);
const statements = new Set(['AssignStatement', 'ExpressionStatement', 'ReturnStatement', 'UpdateStatement', 'WithStatement']);

/**
 * Every `….start()` of a stream writer, from the syntax tree alone: chains that contain `.writeStream`, and chains on a
 * name that was given such a chain in the same file. `.start()` of a thread or a timer is not one.
 */
export function findStarts(source: string): QueryStart[] {
  const tree = parser.parse(source), lines = new Lines(source);
  const text = (node: SyntaxNode) => source.slice(node.from, node.to);
  const writers = new Set<string>(), out: QueryStart[] = [];
  walk(tree.cursor(), (node) => {
    if (node.name === 'AssignStatement') collectWriters(node, text, writers);
    if (node.name !== 'CallExpression') return;
    const callee = node.firstChild, property = callee?.name === 'MemberExpression' ? callee.lastChild : null;
    if (!callee || property?.name !== 'PropertyName' || !starters.has(text(property))) return;
    if (!writesStream(callee.firstChild, text, writers)) return;
    out.push({ statementLine: lines.of(statementOf(node).from), line: lines.of(property.from), endLine: lines.of(node.to) });
  });
  return out;
}

/** `writer = df.writeStream.format("console")`: the name stands for a writer from here on. */
function collectWriters(assign: SyntaxNode, text: (node: SyntaxNode) => string, writers: Set<string>): void {
  const name = assign.firstChild, value = assign.lastChild;
  if (name?.name !== 'VariableName' || !value) return;
  const bare = unwrap(value);
  if (isChain(bare) && writesStream(bare, text, writers) && !endsInStart(bare, text)) writers.add(text(name));
  else writers.delete(text(name));
}

function endsInStart(node: SyntaxNode | null, text: (node: SyntaxNode) => string): boolean {
  const property = node?.name === 'CallExpression' && node.firstChild?.name === 'MemberExpression' ? node.firstChild.lastChild : null;
  return property !== null && starters.has(text(property));
}

/** Follows a chain of members and calls to its root. */
function writesStream(node: SyntaxNode | null, text: (node: SyntaxNode) => string, writers: ReadonlySet<string>): boolean {
  for (let at = node && unwrap(node); at; at = at.firstChild && unwrap(at.firstChild)) {
    if (at.name === 'MemberExpression' && at.lastChild?.name === 'PropertyName' && text(at.lastChild) === 'writeStream') return true;
    if (at.name === 'VariableName') return writers.has(text(at));
    if (!isChain(at)) return false;
  }
  return false;
}

const isChain = (node: SyntaxNode): boolean => node.name === 'CallExpression' || node.name === 'MemberExpression';

/** What stands inside parentheses. */
function unwrap(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.name === 'ParenthesizedExpression') {
    const inner = inside(at);
    if (!inner) return at;
    at = inner;
  }
  return at;
}

function inside(node: SyntaxNode): SyntaxNode | null {
  for (let child = node.firstChild; child; child = child.nextSibling) if (!['(', ')', 'Comment'].includes(child.name)) return child;
  return null;
}

function statementOf(node: SyntaxNode): SyntaxNode {
  let at: SyntaxNode = node;
  while (at.parent && !statements.has(at.name)) at = at.parent;
  return statements.has(at.name) ? at : node;
}

function walk(cursor: TreeCursor, visit: (node: SyntaxNode) => void): void {
  do visit(cursor.node); while (cursor.next());
}

class Lines {
  readonly #starts: number[] = [0];
  constructor(source: string) {
    for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  of(offset: number): number {
    let low = 0, high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle; else high = middle - 1;
    }
    return low + 1;
  }
}

/** The statements of a file from which others are made: those without a body, and the heads of those that have one. */
import type { Tree, TreeCursor } from '@lezer/common';

/** What has statements inside, in Lezer's grammar of Python. */
const AROUND = new Set(['Body', 'StatementGroup', 'IfStatement', 'WhileStatement', 'ForStatement', 'TryStatement', 'WithStatement', 'MatchStatement', 'MatchBody', 'MatchClause', 'FunctionDefinition', 'ClassDefinition', 'DecoratedStatement']);
/** Words and signs, in which nothing is called. */
const isWord = ({ name }: TreeCursor): boolean => name !== '⚠' && /^(?:\W*|[a-z]+|VariableName|Comment|Number|PassStatement)$/.test(name);

/** In order; none lies in another. `scope`: the start of the function around; -1: none. The cursor has to be back where it was. */
export function simpleStatements(tree: Tree, found: (cursor: TreeCursor, scope: number) => void): void {
  const cursor = tree.cursor();
  const inside = (scope: number): void => {
    if (!cursor.firstChild()) return;
    do {
      if (AROUND.has(cursor.name)) inside(cursor.name === 'FunctionDefinition' ? cursor.from : scope);
      else if (!isWord(cursor)) found(cursor, scope);
    } while (cursor.nextSibling());
    cursor.parent();
  };
  inside(-1);
}

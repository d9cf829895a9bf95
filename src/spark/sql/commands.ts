import type { Cursor } from './cursor.ts';
import type { SqlStatement } from './tree.ts';

/** Commands of Spark's grammar that are not simulated, by their first words; `*` any identifier. */
const commands: readonly (readonly string[])[] = [
  ['ALTER', 'TABLE'], ['ALTER', 'VIEW'], ['ALTER', 'DATABASE'], ['ALTER', 'NAMESPACE'], ['ALTER', 'SCHEMA'], ['ANALYZE', 'TABLE'], ['ANALYZE', 'TABLES'],
  ['CREATE', 'OR', 'REPLACE', 'TABLE'], ['CREATE', 'OR', 'REPLACE', 'FUNCTION'], ['CREATE', 'TEMPORARY', 'FUNCTION'], ['CREATE', 'TEMPORARY', 'TABLE'], ['CREATE', 'EXTERNAL', 'TABLE'],
  ['CREATE', 'OR', 'REPLACE', 'TEMPORARY', 'FUNCTION'], ['CREATE', 'TABLE'], ['CREATE', 'FUNCTION'], ['CREATE', 'DATABASE'], ['CREATE', 'NAMESPACE'], ['CREATE', 'SCHEMA'], ['CREATE', 'INDEX'],
  ['DROP', 'DATABASE'], ['DROP', 'NAMESPACE'], ['DROP', 'SCHEMA'], ['DROP', 'TEMPORARY', 'FUNCTION'], ['DROP', 'FUNCTION'], ['DROP', 'INDEX'],
  ['SHOW', 'DATABASES'], ['SHOW', 'NAMESPACES'], ['SHOW', 'SCHEMAS'], ['SHOW', 'TABLE', 'EXTENDED'], ['SHOW', 'TBLPROPERTIES'], ['SHOW', 'PARTITIONS'], ['SHOW', 'CREATE', 'TABLE'],
  ['SHOW', 'CURRENT', 'NAMESPACE'], ['SHOW', 'CURRENT', 'DATABASE'], ['SHOW', 'CURRENT', 'SCHEMA'], ['SHOW', 'CATALOGS'],
  ['COMMENT', 'ON'], ['REFRESH', 'FUNCTION'], ['REFRESH'], ['LOAD', 'DATA'], ['TRUNCATE', 'TABLE'], ['MSCK', 'REPAIR', 'TABLE'], ['ADD', '*'], ['LIST', '*'],
  ['INSERT', 'INTO'], ['INSERT', 'OVERWRITE'], ['DELETE', 'FROM'], ['UPDATE', '*'], ['MERGE', 'INTO'], ['REPLACE', 'TABLE'],
  ['DESCRIBE', 'DATABASE'], ['DESCRIBE', 'NAMESPACE'], ['DESCRIBE', 'SCHEMA'], ['DESC', 'DATABASE'], ['DESC', 'NAMESPACE'], ['DESC', 'SCHEMA'],
];

/** Commands that Spark's grammar knows only to refuse them (SparkSqlAstBuilder.visitFailNativeCommand). */
const native: readonly (readonly string[])[] = [
  ['CREATE', 'ROLE'], ['DROP', 'ROLE'], ['GRANT'], ['REVOKE'], ['SHOW', 'GRANT'], ['SHOW', 'ROLE'], ['SHOW', 'PRINCIPALS'], ['SHOW', 'ROLES'], ['SHOW', 'CURRENT', 'ROLES'],
  ['EXPORT', 'TABLE'], ['IMPORT', 'TABLE'], ['SHOW', 'COMPACTIONS'], ['SHOW', 'TRANSACTIONS'], ['SHOW', 'INDEXES'], ['SHOW', 'LOCKS'], ['ALTER', 'INDEX'], ['LOCK', 'TABLE'],
  ['LOCK', 'DATABASE'], ['UNLOCK', 'TABLE'], ['UNLOCK', 'DATABASE'], ['CREATE', 'TEMPORARY', 'MACRO'], ['DROP', 'TEMPORARY', 'MACRO'], ['START', 'TRANSACTION'], ['COMMIT'],
  ['ROLLBACK'], ['DFS'],
];

const matches = (c: Cursor, words: readonly string[]): boolean => words.every((w, i) => (w === '*' ? c.isIdentifier(c.peek(i)) : c.peek(i) === w));
const takeAll = (c: Cursor): void => { while (!c.is('eof')) c.next(); };

/** A command to be refused by its name; its text is not read further. Undefined: no command begins here. */
export function otherCommand(c: Cursor, from = c.index): SqlStatement | undefined {
  const start = c.index;
  c.index = from;
  const inWith = c.is('WITH') || c.is('FROM') ? insertAfterWith(c) : undefined;
  const words = inWith ?? commands.find((w) => matches(c, w));
  if (!words) {
    c.index = start;
    // A known first word: what fails is the next one.
    if (commands.some((w) => w[0] === c.type)) {
      c.next();
      throw c.fail();
    }
    return undefined;
  }
  for (let i = 0; i < words.length; i++) c.next();
  // Every one of them goes on after its first words.
  if (c.is('eof') && !/^(?:REFRESH|SHOW|COMMIT|ROLLBACK|UPDATE|ADD|LIST)$/.test(words[0]!)) throw c.fail();
  takeAll(c);
  const name = words.filter((w) => w !== '*').join(' ');
  return { kind: 'command', name, range: c.range(from) };
}

/** `WITH … INSERT` and `FROM … INSERT`. */
function insertAfterWith(c: Cursor): readonly string[] | undefined {
  let depth = 0;
  for (let n = 0; c.peek(n) !== 'eof'; n++) {
    const type = c.peek(n);
    if (type === '(') depth++;
    else if (type === ')') depth--;
    else if (depth === 0 && type === 'INSERT' && ['INTO', 'OVERWRITE'].includes(c.peek(n + 1))) return ['INSERT', c.peek(n + 1)];
  }
  return undefined;
}

export function failNative(c: Cursor): SqlStatement | undefined {
  const words = native.find((w) => matches(c, w)) ?? (matches(c, ['SHOW', 'CREATE', 'TABLE']) && c.peek(3) === 'eof' ? ['SHOW', 'CREATE', 'TABLE'] : undefined);
  if (!words) return undefined;
  const from = c.index;
  const text = c.tokens.slice(from, from + words.length).map((t) => t.text).join(' ');
  takeAll(c);
  c.refuse(`Operation not allowed: ${text}`, c.range(from));
  return { kind: 'command', name: words.join(' '), range: c.range(from) };
}

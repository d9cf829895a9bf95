/** What may stand at a place in SQL: columns of the DataFrame, views, functions, keywords. */
import type { ColumnFact } from '../../../protocol/language.ts';
import { sqlFunctions } from '../../../spark/functions/describe.ts';
import { lex, type Token } from '../../../spark/sql/lexer.ts';
import { fieldsOf, follow, sameName, shownType, splitPath, typeOf } from '../point/fields.ts';
import type { Item } from './item.ts';

/** Of a query; what stands in an expression alone comes first. */
const EXPRESSION = 'AND OR NOT IN LIKE RLIKE BETWEEN IS NULL TRUE FALSE CASE WHEN THEN ELSE END CAST AS INTERVAL DISTINCT EXISTS OVER'.split(' ');
const QUERY = 'SELECT FROM WHERE GROUP BY HAVING ORDER LIMIT JOIN LEFT RIGHT FULL INNER CROSS SEMI ANTI ON USING UNION ALL EXCEPT INTERSECT WITH LATERAL VIEW WINDOW PARTITION ROWS RANGE PRECEDING FOLLOWING UNBOUNDED CURRENT ROW ASC DESC NULLS FIRST LAST VALUES'.split(' ');

export interface SqlPlace {
  text: string;
  /** Of the caret. */
  index: number;
  statement: boolean;
  /** Of the DataFrames that an expression is about; of a statement those of the views that it names are added. */
  columns: readonly ColumnFact[];
  views: Readonly<Record<string, readonly ColumnFact[]>>;
}

/** `from` … `to` in the SQL text is replaced. */
export function sqlItems({ text, index, statement, columns, views }: SqlPlace): { items: Item[]; from: number; to: number } | undefined {
  const { tokens } = lex(text), at = tokens.find(({ start, end, type }) => start < index && index <= end && type !== 'eof');
  if (inComment(text, index, tokens) || at?.type === 'string') return undefined;
  const word = at && /^[A-Za-z_`]/.test(at.text) ? at : undefined, from = word?.start ?? index, to = word ? word.end : index;
  const before = tokens.filter(({ end, type }) => end <= from && type !== 'eof');
  const path = pathBefore(before);
  if (/^\d/.test(at?.text ?? '') || (path === undefined && before.at(-1)?.text === '.')) return undefined;
  const { named, scope } = statement ? relations(tokens, views) : { named: new Map<string, readonly ColumnFact[]>(), scope: [] };
  const own = [...columns, ...scope];
  if (path) return { items: members(path, own, named), from, to };
  if (statement && wantsRelation(before)) return { items: Object.entries(views).map(([name, cols]) => ({ label: name, kind: 'view', detail: `${cols.length} columns`, rank: 0 })), from, to };
  const items: Item[] = unique(own).map(columnItem);
  for (const name of named.keys()) items.push({ label: name, kind: 'view', detail: 'table', rank: 1 });
  for (const [name, note] of sqlFunctions()) items.push({ label: name, kind: 'function', detail: `(${note.def.args})`, doc: note.def.doc, rank: 2 });
  for (const keyword of statement ? [...EXPRESSION, ...QUERY] : EXPRESSION) items.push({ label: keyword, kind: 'keyword', rank: 3 });
  return { items, from, to };
}

export const columnItem = ({ name, type, nullable }: { name: string; type: string; nullable: boolean }): Item => ({
  label: name, kind: 'column', detail: nullable ? shownType(type) : `${shownType(type)} not null`, rank: 0, ...(/^[A-Za-z_]\w*$/.test(name) ? {} : { insert: `\`${name.replaceAll('`', '``')}\`` }),
});

const unique = (columns: readonly ColumnFact[]): ColumnFact[] => [...new Map(columns.map((column) => [column.name.toLowerCase(), column])).values()];

/** Names in front of a dot: `t.event.` is t, event. */
function pathBefore(before: readonly Token[]): string[] | undefined {
  if (before.at(-1)?.text !== '.') return undefined;
  const path: string[] = [];
  for (let i = before.length - 1; i > 0 && before[i]!.text === '.'; i -= 2) {
    const name = before[i - 1]!;
    if (!/^[A-Za-z_`]/.test(name.text)) return undefined;
    path.unshift(splitPath(name.text)[0]!);
  }
  return path;
}

function members(path: readonly string[], columns: readonly ColumnFact[], named: ReadonlyMap<string, readonly ColumnFact[]>): Item[] {
  const table = [...named].find(([name]) => sameName(name, path[0]!))?.[1];
  if (table) return path.length === 1 ? unique(table).map(columnItem) : fieldItems(table, path.slice(1));
  return fieldItems(columns, path);
}

export function fieldItems(columns: readonly ColumnFact[], path: readonly string[]): Item[] {
  const found = follow(columns, path);
  return found ? fieldsOf(typeOf(found.field.type)).map((field) => ({ ...columnItem(field), kind: 'field' })) : [];
}

/** `FROM t a JOIN u` names t as a, and u. */
function relations(tokens: readonly Token[], views: SqlPlace['views']): { named: Map<string, readonly ColumnFact[]>; scope: ColumnFact[] } {
  const named = new Map<string, readonly ColumnFact[]>(), scope: ColumnFact[] = [];
  tokens.forEach((token, i) => {
    if (token.type !== 'FROM' && token.type !== 'JOIN') return;
    for (let at = i + 1; ; ) {
      const name = tokens[at], columns = name && views[(splitPath(name.text)[0] ?? '').toLowerCase()];
      if (!columns) return;
      const next = tokens[at + 1], alias = next?.type === 'AS' ? tokens[at + 2] : next;
      named.set(alias && (alias.type === 'ident' || alias.type === 'quoted') ? splitPath(alias.text)[0]! : splitPath(name.text)[0]!, columns);
      scope.push(...columns);
      at += alias && (alias.type === 'ident' || alias.type === 'quoted') ? (next?.type === 'AS' ? 3 : 2) : 1;
      if (tokens[at]?.text !== ',') return;
      at++;
    }
  });
  return { named, scope };
}

/** Behind FROM and JOIN, and behind a comma there. */
function wantsRelation(before: readonly Token[]): boolean {
  for (let i = before.length - 1; i >= 0; i--) {
    const { type, text } = before[i]!;
    if (type === 'FROM' || type === 'JOIN' || type === 'TABLE') return i === before.length - 1 || before[before.length - 1]!.text === ',';
    if (text !== ',' && type !== 'ident' && type !== 'quoted' && type !== 'AS') return false;
  }
  return false;
}

/** Between tokens stand blanks and comments only. */
function inComment(text: string, index: number, tokens: readonly Token[]): boolean {
  const before = tokens.findLast(({ end, type }) => end <= index && type !== 'eof')?.end ?? 0, gap = text.slice(before, index);
  return /--[^\n]*$/.test(gap) || gap.lastIndexOf('/*') > gap.lastIndexOf('*/');
}

/** Rows that are expected against rows that came out. */
import type { ExactValue } from '../protocol/values.ts';
import type { RowsExpected, TestFailure } from '../protocol/stream-test.ts';
import type { StructField } from '../spark/types.ts';
import { actualCell, jsonOf, quoted, textOf, type Cell } from './cell.ts';
import { differenceTable } from './difference-table.ts';
import { expectedCell, type ExpectedCell } from './expected-cell.ts';
import { memberDifferences } from './json-value.ts';
import { nearest } from './nearest.ts';

export interface ActualRows {
  /** `rows of alerts`, as failures call them. */
  what: string;
  fields: readonly StructField[];
  rows: readonly ExactValue[][];
  timeZone: string;
}

interface ExpectedRow { cells: ExpectedCell[]; index: number }
interface ActualRow { cells: Cell[]; values: readonly ExactValue[] }

/** An expected row beside the one that came out, or one of them alone. `equal`: by cell. `json`: what differs inside a cell, where that can be said. */
export interface Line { expected?: readonly Cell[]; actual?: readonly Cell[]; equal: boolean[]; json?: readonly (string | undefined)[] }

/** No failure where they are equal. */
export function compareRows(expected: RowsExpected, actual: ActualRows): TestFailure[] {
  const compared = columnsOf(expected, actual);
  if (!Array.isArray(compared)) return [compared];
  const fields = compared.map((at) => actual.fields[at]!), names = fields.map(({ name }) => name);
  const wrong: TestFailure[] = [];
  const wanted = expected.rows.map((row, index): ExpectedRow => {
    const given = new Map(row.fields), cells = fields.map(({ name, type }) => (given.has(name) ? expectedCell(given.get(name)!, type, actual.timeZone, name) : { key: 'absent', shown: '', wrong: `The row does not name ${name}. Name every column, or say which are compared: columns: [ … ].` }));
    for (const name of given.keys()) if (!names.includes(name)) cells[0] = { ...cells[0]!, wrong: unknown(name, names, actual.what) };
    for (const { wrong: message } of cells) if (message !== undefined) wrong.push({ message, span: row.span });
    return { cells, index };
  });
  if (wrong.length > 0) return wrong;
  const came = actual.rows.map((values): ActualRow => { const own = compared.map((at) => values[at]!); return { cells: own.map((value, i) => actualCell(value, fields[i]!.type)), values: own }; });
  const lines = expected.order === 'exact' ? inOrder(wanted, came, fields) : inAnyOrder(wanted, came, fields);
  const different = lines.filter(({ equal }) => equal.length === 0 || equal.includes(false));
  if (different.length === 0) return [];
  const first = lines.find((line) => different.includes(line) && line.expected !== undefined)?.expected, row = expected.rows[wanted.findIndex(({ cells }) => cells === first)];
  const text = (side: 'expected' | 'actual'): string => `${lines.flatMap((line) => (line[side] ? [rowText(names, line[side])] : [])).join('\n')}\n`;
  return [{
    message: `${actual.what}: ${summary(different)}.`, span: row?.span ?? expected.span,
    table: differenceTable(names, different), expected: text('expected'), actual: text('actual'),
  }];
}

export const rowText = (names: readonly string[], cells: readonly Cell[]): string => `{ ${names.map((name, i) => `${quoted(name)}: ${cells[i]!.shown}`).join(', ')} }`;

const count = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;

function summary(different: readonly Line[]): string {
  const missing = different.filter(({ actual }) => !actual).length, extra = different.filter(({ expected }) => !expected).length, changed = different.length - missing - extra;
  return [[missing, 'missing'], [extra, 'not expected'], [changed, 'different']].flatMap(([n, word]) => (n === 0 ? [] : [`${count(n as number, 'row')} ${String(word)}`])).join(', ');
}

const unknown = (name: string, names: readonly string[], what: string): string => {
  const near = nearest(name, names);
  return `${what} have no column ${name}. ${near === undefined ? `They have ${names.join(', ')}.` : `Did you mean ${near}?`}`;
};

/** Places of the compared columns, or why they cannot be compared. */
function columnsOf(expected: RowsExpected, { fields, what }: ActualRows): number[] | TestFailure {
  const names = fields.map(({ name }) => name), twice = names.find((name, i) => names.indexOf(name) !== i);
  if (expected.columns === undefined) return twice === undefined || expected.rows.length === 0 ? names.map((_, i) => i) : { message: `${what} have two columns that are called ${twice}.`, span: expected.span };
  for (const name of expected.columns) {
    if (!names.includes(name)) return { message: unknown(name, names, what), span: expected.span };
    if (names.indexOf(name) !== names.lastIndexOf(name)) return { message: `${what} have two columns that are called ${name}.`, span: expected.span };
  }
  return expected.columns.map((name) => names.indexOf(name));
}

const equalCell = (expected: ExpectedCell, actual: Cell, value: ExactValue, field: StructField): boolean => (expected.json ? expected.key === jsonOf(value, field.type) : expected.key === actual.key);
const equalities = (a: ExpectedRow, b: ActualRow, fields: readonly StructField[]): boolean[] => a.cells.map((cell, i) => equalCell(cell, b.cells[i]!, b.values[i]!, fields[i]!));
/** A row without columns is equal to another one. */
function line(a: ExpectedRow | undefined, b: ActualRow | undefined, fields: readonly StructField[]): Line {
  if (!a || !b) return { ...(a && { expected: a.cells }), ...(b && { actual: b.cells }), equal: [] };
  const equal = fields.length === 0 ? [true] : equalities(a, b, fields);
  return { expected: a.cells, actual: b.cells, equal, json: a.cells.map(({ members }, i) => (members && equal[i] === false ? memberDifferences(members, textOf(b.values[i]!, fields[i]!.type)) : undefined)) };
}

function inOrder(wanted: readonly ExpectedRow[], came: readonly ActualRow[], fields: readonly StructField[]): Line[] {
  return Array.from({ length: Math.max(wanted.length, came.length) }, (_, i) => line(wanted[i], came[i], fields));
}

/** Each expected row takes an equal one, or else the one that shares most of its cells. */
function inAnyOrder(wanted: readonly ExpectedRow[], came: readonly ActualRow[], fields: readonly StructField[]): Line[] {
  const left = new Set(came), taken = new Map<ExpectedRow, ActualRow>(), byKey = new Map<string, ActualRow[]>();
  const keyOf = (cells: readonly Cell[]): string => cells.map(({ key }) => key).join('\u0000');
  for (const row of came) { const key = keyOf(row.cells), same = byKey.get(key); if (same) same.push(row); else byKey.set(key, [row]); }
  const take = (row: ExpectedRow, found: ActualRow | undefined): void => { if (found && left.delete(found)) taken.set(row, found); };
  const json = (row: ExpectedRow): boolean => row.cells.some((cell) => cell.json);
  for (const row of wanted) if (!json(row)) take(row, byKey.get(keyOf(row.cells))?.find((each) => left.has(each)));
  for (const row of wanted) if (json(row)) take(row, [...left].find((each) => !equalities(row, each, fields).includes(false)));
  for (const row of wanted) if (!taken.has(row)) take(row, likest(row, left, fields));
  return [...wanted.map((row) => line(row, taken.get(row), fields)), ...[...left].map((row) => line(undefined, row, fields))];
}

const LOOKED_AT = 1000;

function likest(row: ExpectedRow, left: ReadonlySet<ActualRow>, fields: readonly StructField[]): ActualRow | undefined {
  let best: ActualRow | undefined, most = 0, looked = 0;
  for (const each of left) {
    if (++looked > LOOKED_AT) break;
    const same = equalities(row, each, fields).filter(Boolean).length;
    // More than a half of the cells: else it is another row.
    if (same * 2 >= fields.length && same > most) [best, most] = [each, same];
  }
  return best;
}

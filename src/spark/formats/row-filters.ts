import type { Attribute, Resolved } from '../expression.ts';
import { compile } from '../eval/compile.ts';
import type { EvalEnv } from '../functions/def.ts';
import { references } from '../plan/expressions.ts';
import type { Row, Value } from '../values.ts';

/** Source filters that read the same columns: a parser drops a row as soon as it has those columns and the test fails. */
export interface RowFilter {
  /** Positions in the row. */
  readonly fields: readonly number[];
  test(row: Row): boolean;
}

/** What the optimizer tells a parser of a file format. */
export interface Wanted {
  /** The relation's columns that the format's parser reads, in the order of its schema. */
  readonly columns: readonly Attribute[];
  /** By position in `columns`: whether the query reads it. One that it does not read cannot make a record malformed. */
  readonly required: readonly boolean[];
  readonly pushed: readonly Resolved[];
  readonly env: EvalEnv;
}

/** StructFilters: conditions over the given columns, one filter for each set of columns; conditions on others are left out. */
export function rowFilters(pushed: readonly Resolved[], columns: readonly Attribute[], env: EvalEnv): RowFilter[] {
  const position = new Map(columns.map((a, i) => [a.id, i]));
  const groups = new Map<string, { fields: number[]; conditions: Resolved[] }>();
  for (const condition of pushed) {
    const fields = [...references(condition)].map((id) => position.get(id) ?? -1).sort((a, b) => a - b);
    if (fields.includes(-1)) continue;
    const key = fields.join();
    const group = groups.get(key);
    if (group) group.conditions.push(condition); else groups.set(key, { fields, conditions: [condition] });
  }
  return [...groups.values()].map(({ fields, conditions }) => filterOf(fields, conditions, columns, env));
}

function filterOf(fields: readonly number[], conditions: readonly Resolved[], columns: readonly Attribute[], env: EvalEnv): RowFilter {
  const cells: Value[][] = fields.map(() => [null]);
  const cx = { columns: cells, env, index: new Map(fields.map((f, i) => [columns[f]!.id, i])) };
  const tests = conditions.map((c) => compile(c, cx));
  return { fields, test: (row) => {
    for (let i = 0; i < fields.length; i++) cells[i]![0] = row[fields[i]!]!;
    return tests.every((t) => t(0) === true);
  } };
}

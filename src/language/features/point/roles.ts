/** What a string literal of a job is for: a column's name, SQL, a format, an option, a topic. */
import type { Call, JobOutline, StringLiteral } from '../../../syntax/outline.ts';
import { pythonFunctions } from '../../../spark/functions/describe.ts';

export const FUNCTIONS = 'pyspark.sql.functions';

export type Role =
  /** Names a column (`path`: a field inside one too), of the DataFrame that `of` says: the object of a call around it, or any. */
  | { is: 'column'; path: boolean }
  | { is: 'expression' }
  | { is: 'statement' }
  | { is: 'format' }
  | { is: 'option'; call: Call }
  | { is: 'value'; call: Call; option: string }
  | { is: 'choice'; of: readonly string[]; what: string }
  | { is: 'view' }
  | { is: 'jsonPath'; call: Call }
  | { is: 'schema'; call: Call };

/** Methods of DataFrames whose strings name columns, by which arguments: a number of the first ones, or all. Fields inside columns where Spark resolves an expression there. */
const COLUMNS: Readonly<Record<string, { first?: number; from?: number; path: boolean; list?: boolean }>> = {
  select: { path: true }, groupBy: { path: true }, groupby: { path: true }, rollup: { path: true }, cube: { path: true }, orderBy: { path: true }, sort: { path: true },
  sortWithinPartitions: { path: true }, repartition: { path: true }, repartitionByRange: { path: true }, drop: { path: false }, dropDuplicates: { path: false }, drop_duplicates: { path: false },
  withWatermark: { first: 1, path: false }, withColumn: { first: 1, path: false }, withColumnRenamed: { first: 1, path: false }, partitionBy: { path: false }, pivot: { first: 1, path: true },
  sum: { path: false }, avg: { path: false }, mean: { path: false }, min: { path: false }, max: { path: false }, describe: { path: false }, summary: { first: 0, path: false },
  join: { from: 1, first: 2, path: false }, approxQuantile: { first: 1, path: false }, corr: { path: false }, cov: { path: false }, crosstab: { path: false }, colRegex: { first: 0, path: false },
};
const JOINS = ['inner', 'cross', 'outer', 'full', 'fullouter', 'full_outer', 'left', 'leftouter', 'left_outer', 'right', 'rightouter', 'right_outer', 'semi', 'leftsemi', 'left_semi', 'anti', 'leftanti', 'left_anti'];
const MODES = ['append', 'update', 'complete'], SAVES = ['append', 'overwrite', 'ignore', 'error', 'errorifexists'];

/** `call` and `arg` of a literal that stands in a list: `dropDuplicates(["a", "b"])`. */
export interface Placed { call: Call; arg: number; name?: string; listed: boolean }

export function placeOf(outline: JobOutline, literal: StringLiteral): Placed | undefined {
  if (literal.call && literal.arg !== undefined) return placed(literal.call, literal.arg, false);
  // Inner calls end before those around them: the first that holds it is the nearest.
  const call = outline.statementAt(literal.to)?.calls.find(({ inside }) => inside.from <= literal.from && literal.to <= inside.to), arg = call?.args.findIndex(({ from, to }) => from <= literal.from && literal.to <= to) ?? -1;
  return call && arg >= 0 ? placed(call, arg, true) : undefined;
}

const placed = (call: Call, arg: number, listed: boolean): Placed => ({ call, arg, listed, ...(call.args[arg]?.name !== undefined && { name: call.args[arg].name }) });

/** `slice`: the source of a range. */
export function roleOf(place: Placed, slice: (range: { from: number; to: number }) => string): Role | undefined {
  const { call, arg, name, listed } = place;
  if (listed && !slice(call.args[arg]!).startsWith('[') && !slice(call.args[arg]!).startsWith('(')) return undefined;
  const own = call.full?.startsWith(`${FUNCTIONS}.`) ? call.full.slice(FUNCTIONS.length + 1) : undefined;
  if (own !== undefined) return listed ? undefined : ofFunction(own, place);
  if (!call.object) return undefined;
  const text = (index: number): string | undefined => call.args[index]?.string?.text?.value;
  switch (call.name) {
    case 'sql': return arg === 0 ? { is: 'statement' } : undefined;
    case 'selectExpr': return { is: 'expression' };
    case 'where': case 'filter': return arg === 0 ? { is: 'expression' } : undefined;
    case 'table': return arg === 0 ? { is: 'view' } : undefined;
    case 'format': return arg === 0 ? { is: 'format' } : undefined;
    case 'option': return arg === 0 ? { is: 'option', call } : arg === 1 && text(0) !== undefined ? { is: 'value', call, option: text(0)! } : undefined;
    case 'options': case 'load': case 'start': return name === undefined || name === 'path' ? undefined : name === 'format' ? { is: 'format' } : name === 'outputMode' ? { is: 'choice', of: MODES, what: 'output mode' } : { is: 'value', call, option: name };
    case 'outputMode': return { is: 'choice', of: MODES, what: 'output mode' };
    case 'mode': return { is: 'choice', of: SAVES, what: 'save mode' };
    case 'join': if (arg === 2 || name === 'how') return { is: 'choice', of: JOINS, what: 'join' };
  }
  const columns = Object.hasOwn(COLUMNS, call.name) ? COLUMNS[call.name] : undefined;
  if (columns === undefined) return name === 'subset' ? { is: 'column', path: false } : undefined;
  return arg >= (columns.from ?? 0) && arg < (columns.first ?? Infinity) ? { is: 'column', path: columns.path } : undefined;
}

function ofFunction(name: string, { call, arg, name: keyword }: Placed): Role | undefined {
  if (name === 'expr') return { is: 'expression' };
  if (name === 'col' || name === 'column') return { is: 'column', path: true };
  if (name === 'lit') return undefined;
  if (arg === 1 && name === 'get_json_object') return { is: 'jsonPath', call };
  if (arg === 1 && name === 'from_json') return { is: 'schema', call };
  if (BY_HAND.has(name)) return { is: 'column', path: true };
  const params = pythonFunctions().get(name)?.params;
  const param = params && (keyword !== undefined ? params.find(([, own]) => own === keyword) : params[Math.min(arg, params.length - 1)]);
  return param && (param[0] === 'col' || param[0] === '*') ? { is: 'column', path: true } : undefined;
}

/** Of columns only, and written by hand in our pyspark. */
const BY_HAND = new Set(['asc', 'desc', 'asc_nulls_first', 'asc_nulls_last', 'desc_nulls_first', 'desc_nulls_last', 'count_distinct', 'countDistinct', 'sum_distinct', 'sumDistinct', 'array', 'struct', 'create_map', 'coalesce', 'count', 'broadcast']);

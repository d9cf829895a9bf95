import type { Expr } from '../expression.ts';
import { fromIntervalString } from '../functions/time-window.ts';
import type { Long } from '../values.ts';
import { showText } from './exprSql.ts';

type Apply = Extract<Expr, { op: 'apply' }>;
type Form = (args: readonly string[], e: Apply) => string;

const firstOnly: Form = ([first], e) => `${e.fn}(${first})`;
/** functions.scala leaves these to the analyzer: the name stands as it is called. */
const unresolved: Form = (args, e) => `${e.fn}(${args.join(', ')})`;

/** TRIM(BOTH characters FROM text). */
const trimmed = (side: string): Form => ([a, b], e) => (b === undefined ? `${e.fn}(${a})` : `TRIM(${side} ${a} FROM ${b})`);

/** TimeWindow keeps microseconds. What is no duration is an error only when the column is used. */
function micros(e: Expr | undefined): Long | undefined {
  if (e?.op !== 'lit' || typeof e.value !== 'string') return undefined;
  try {
    const i = fromIntervalString(e.value);
    return Number(i.days) * 86_400_000_000 + Number(i.microseconds);
  } catch { return undefined; }
}

/** Texts of pyspark.sql.functions whose class prints otherwise than the call that comes of it. */
export const classForms: Readonly<Record<string, Form | undefined>> = {
  ceil: unresolved, floor: unresolved,
  count: (args, e) => (e.args[0]?.op === 'star' ? 'count(1)' : `count(${args.join(', ')})`),
  first: firstOnly, last: firstOnly, from_json: firstOnly, to_json: firstOnly, from_csv: firstOnly, to_csv: firstOnly, approx_count_distinct: firstOnly,
  explode_outer: ([a]) => `generatorouter(explode(${a}))`, posexplode_outer: ([a]) => `generatorouter(posexplode(${a}))`, inline_outer: ([a]) => `generatorouter(inline(${a}))`,
  decode: (args) => `stringdecode(${args.join(', ')})`,
  window: ([time, ...texts], e) => {
    const width = micros(e.args[1]), slide = e.args[2] ? micros(e.args[2]) : width, start = e.args[3] ? micros(e.args[3]) : 0;
    const known = width !== undefined && slide !== undefined && start !== undefined;
    return `window(${time}, ${known ? `${width}, ${slide}, ${start}` : texts.join(', ')}) AS window`;
  },
  session_window: ([time, gap]) => `sessionwindow(${time}, ${gap}) AS session_window`,
  aggregate: (args) => `aggregate(${[...args, ...(args.length < 4 ? ['lambdafunction(id, id)'] : [])].join(', ')})`,
  array_sort: ([a, ...f]) => `array_sort(${[a, ...(f.length > 0 ? f : [naturalOrder])].join(', ')})`,
  assert_true: (args, e) => `assert_true(${[...args, ...(args.length < 2 ? [`'${showText(e.args[0]!)}' is not true!`] : [])].join(', ')})`,
  trim: trimmed('BOTH'), ltrim: trimmed('LEADING'), rtrim: trimmed('TRAILING'),
  nth_value: ([value, n], e) => `nth_value(${value}, ${n})${e.args.length > 2 ? ' ignore nulls' : ''}`,
};

const naturalOrder = 'lambdafunction((IF(((left IS NULL) AND (right IS NULL)), 0, (IF((left IS NULL), 1, (IF((right IS NULL), -1, (IF((left < right), -1, (IF((left > right), 1, 0)))))))))), left, right)';

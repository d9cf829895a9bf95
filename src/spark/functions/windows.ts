import type { Resolved } from '../expression.ts';
import * as T from '../types.ts';
import type { FunctionDef } from './def.ts';
import { define } from './define.ts';
import { Any, Bool, Int } from './expected.ts';
import { castTo, nullableOf, typeOf } from './nodes.ts';

/** Window functions: names, types and texts; the engine evaluates them over a sorted partition. */
const one: Resolved = { op: 'lit', value: 1, type: T.IntegerType };
const none: Resolved = { op: 'lit', value: null, type: T.NullType };

const ranking = (name: string, doc: string, since: string, returns: T.DataType, upper: boolean): FunctionDef => define({
  name, kind: 'window', args: '', doc, since, python: [`${name}()`], types: [], returns, nullable: false, sql: () => `${upper ? name.toUpperCase() : name}()`,
});

function offset(name: 'lag' | 'lead', doc: string): FunctionDef {
  return define({
    name, kind: 'window', args: 'input[, offset[, default]]', doc, since: '2.0.0', python: [`${name}(col col, = offset?1, = default?None)`], types: [Any, Int, Any], optional: 2, defaults: [one, none],
    coerce: ([input, n, fallback]) => [input!, n!, typeOf(fallback!).kind === 'null' ? fallback! : castable(fallback!, typeOf(input!))],
    check: ([input, n, fallback], context) => {
      const t = typeOf(input!), d = typeOf(fallback!);
      if (d.kind !== 'null' && !T.sameType(t, d)) return `argument 3 requires (${T.simpleString(t)} or void) type, however, '${context.sql(fallback!)}' is of ${T.catalogString(d)} type.`;
      return context.isFoldable(n!) ? undefined : `Offset expression '${name === 'lag' ? '-' : ''}${n!.op === 'attr' ? `${n!.name}#${n!.id}` : context.sql(n!)}' must be a literal.`;
    },
    returns: (args) => typeOf(args[0]!), nullable: (args) => nullableOf(args[0]!) || nullableOf(args[2]!),
  });
}
/** The default value takes the input's type where numbers or texts allow it (ImplicitCastInputTypes). */
const castable = (e: Resolved, t: T.DataType): Resolved => {
  const from = typeOf(e);
  const allowed = (T.isNumeric(from) && T.isNumeric(t)) || (from.kind === 'string' && T.isAtomic(t) && t.kind !== 'boolean') || (t.kind === 'string' && T.isAtomic(from));
  return allowed ? castTo(e, t) : e;
};

export const windowFunctions: readonly FunctionDef[] = [
  ranking('row_number', 'Number of the row in its partition, from 1.', '2.0.0', T.IntegerType, false),
  ranking('rank', 'Rank of the row, with gaps after equal rows.', '2.0.0', T.IntegerType, true),
  ranking('dense_rank', 'Rank of the row, without gaps.', '2.0.0', T.IntegerType, true),
  ranking('percent_rank', 'Rank of the row as a share of the partition.', '2.0.0', T.DoubleType, true),
  ranking('cume_dist', 'Share of the rows that do not come after this one.', '2.0.0', T.DoubleType, false),
  offset('lag', 'The value of an earlier row of the partition.'), offset('lead', 'The value of a later row of the partition.'),
  define({
    name: 'ntile', kind: 'window', args: '[n]', doc: 'The partition in n buckets of equal size: the row\'s bucket, from 1.', since: '2.0.0', python: ['ntile(= n)'], types: [Int], optional: 1, defaults: [one],
    noCast: true, returns: T.IntegerType, nullable: false,
    check: ([n], context) => {
      if (!context.isFoldable(n!)) return `Buckets expression must be foldable, but got ${context.sql(n!)}`;
      const v = context.fold(n!);
      return typeof v === 'number' && v > 0 ? undefined : `Buckets expression must be positive, but got: ${String(v)}`;
    },
  }),
  define({
    name: 'nth_value', kind: 'window', args: 'input[, offset]', doc: 'The value of the n-th row of the frame.', since: '3.1.0', python: ['nth_value(col col, = offset, = ignoreNulls?False)'], types: [Any, Int, Bool], optional: 1,
    returns: (args) => typeOf(args[0]!), nullable: true,
    data: (args, context) => context.ignoreNulls === true || (args[2] !== undefined && context.fold(args[2]) === true),
    sql: ([input, n], call) => `nth_value(${input}, ${n})${call.data === true ? ' ignore nulls' : ''}`,
    check: ([, n], context) => {
      if (!context.isFoldable(n!)) return `Offset expression '${context.sql(n!)}' must be a literal.`;
      const v = context.fold(n!);
      return typeof v === 'number' && v > 0 ? undefined : `The 'offset' argument of nth_value must be greater than zero but it is ${String(v)}.`;
    },
  }),
];

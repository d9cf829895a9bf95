import type { Call } from '../expression.ts';
import { javaError, Refusal } from '../errors.ts';
import * as T from '../types.ts';
import { addLong, type Long, type Value } from '../values.ts';
import type { EvalEnv, FunctionDef, RowFn } from './def.ts';
import { define } from './define.ts';
import { Any, Bool, Integral, Str } from './expected.ts';
import { typeOf } from './nodes.ts';
import { XorShift } from './xorshift.ts';

/** State that starts anew with every batch and is kept for each partition: a batch is known by its time. */
function perPartition<S>(env: EvalEnv, start: (partition: number) => S): (i: number) => S {
  let batch: number | undefined;
  const states = new Map<number, S>();
  return (i) => {
    const now = env.now();
    if (now !== batch) {
      states.clear();
      batch = now;
    }
    const p = env.partitionId(i);
    let s = states.get(p);
    if (s === undefined) states.set(p, s = start(p));
    return s;
  };
}

function random(name: 'rand' | 'randn', aliases: readonly string[] | undefined, doc: string, draw: (g: XorShift) => number): FunctionDef {
  return define({
    name, ...(aliases ? { aliases } : {}), args: '[seed]', doc, since: '1.5.0', python: [`${name}(= seed?None)`], types: [{ ...Integral, accepts: (t) => T.isIntegral(t) || t.kind === 'null' }], optional: 1,
    noCast: true, returns: T.DoubleType, nullable: false, nondeterministic: true,
    check: (args, context) => (args.length === 0 || context.isFoldable(args[0]!) ? undefined : `Input argument to ${name} must be an integer, long, or null constant.`),
    data: (args, context) => (args.length === 0 ? {} : { seed: context.fold(args[0]!) ?? 0 }),
    sql: (args) => `${name}(${args.join(', ')})`,
    lazy: (call, _args, env) => {
      const { seed } = call.data as { seed?: Long };
      const first = seed === undefined ? BigInt(Math.floor(env.random(0)() * 2 ** 53)) : BigInt(seed);
      const generator = perPartition(env, (p) => new XorShift(first + BigInt(p)));
      return (i) => draw(generator(i));
    },
  });
}

const hexDigit = (r: () => number): string => Math.floor(r() * 16).toString(16);
const uuid = (r: () => number): string =>
  'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (c) => (c === 'y' ? '89ab'[Math.floor(r() * 4)]! : hexDigit(r)));

const raise = (message: Value): never => {
  throw javaError('java.lang.RuntimeException', message === null ? '' : String(message));
};

const constant = (name: string, doc: string, since: string, value: (env: EvalEnv) => Value): FunctionDef => define({
  name, args: '', doc, since, types: [], returns: T.StringType, nullable: false, strict: (_call, env) => () => value(env),
});
const perRow = (name: string, doc: string, since: string, python: readonly string[] | undefined, returns: T.DataType, run: (env: EvalEnv, call: Call) => RowFn): FunctionDef => define({
  name, args: '', doc, since, ...(python ? { python } : {}), types: [], returns, nullable: false, nondeterministic: true, lazy: (call, _args, env) => run(env, call),
});

export const miscFunctions: readonly FunctionDef[] = [
  random('rand', ['random'], 'A random double in [0, 1).', (g) => g.nextDouble()),
  random('randn', undefined, 'A random double of the standard normal distribution.', (g) => g.nextGaussian()),
  perRow('uuid', 'A random UUID.', '2.3.0', undefined, T.StringType, (env) => {
    const r = env.random(1);
    return () => uuid(r);
  }),
  perRow('monotonically_increasing_id', 'A bigint that grows from row to row, different in every partition.', '1.4.0', ['monotonically_increasing_id()'], T.LongType, (env) => {
    const counter = perPartition(env, (p) => ({ next: 0, base: p * 2 ** 33 }));
    return (i) => {
      const c = counter(i);
      return addLong(c.base, c.next++);
    };
  }),
  { ...perRow('spark_partition_id', 'Number of the partition.', '1.4.0', ['spark_partition_id()'], T.IntegerType, (env) => (i) => env.partitionId(i)), sql: () => 'SPARK_PARTITION_ID()' },
  perRow('input_file_name', 'Name of the file that is read.', '1.5.0', ['input_file_name()'], T.StringType, () => {
    throw new Refusal('input_file_name');
  }),
  constant('current_database', 'The current database.', '1.6.0', () => 'default'),
  constant('current_catalog', 'The current catalog.', '3.1.0', () => 'spark_catalog'),
  constant('version', 'Spark\'s version and revision.', '3.0.0', () => '3.3.1 fbbcf9434ac070dd4ced4fb9efe32899c6db12a9'),
  define({
    name: 'typeof', args: 'expr', doc: 'The type of a value.', since: '3.0.0', types: [Any], returns: T.StringType, nullable: false,
    lazy: (call) => {
      const text = T.catalogString(typeOf(call.args[0]!));
      return () => text;
    },
  }),
  define({
    name: 'raise_error', args: 'expr', doc: 'Fails with the message.', since: '3.1.0', python: ['raise_error(= errMsg)'], types: [Str], returns: T.NullType, nullable: true, nondeterministic: true,
    lazy: (_call, [m]) => (i) => raise(m!(i)),
  }),
  define({
    name: 'assert_true', args: 'expr[, message]', doc: 'NULL where the condition is true, else fails.', since: '2.0.0', python: ['assert_true(col col, = errMsg?None)'], types: [Bool, Str], optional: 1,
    coerce: (args, context) => (args.length === 2 ? args : [args[0]!, { op: 'lit', value: `'${context.sql(args[0]!)}' is not true!`, type: T.StringType }]),
    returns: T.NullType, nullable: true, nondeterministic: true,
    lazy: (_call, [c, m]) => (i) => (c!(i) === true ? null : raise(m!(i))),
  }),
];

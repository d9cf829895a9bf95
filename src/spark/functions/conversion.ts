import type { Resolved } from '../expression.ts';
import * as T from '../types.ts';
import { canCast, cannotCast, castFn } from '../cast/index.ts';
import type { BindContext, FunctionDef } from './def.ts';
import { arity, mismatch } from './define.ts';
import { forceNullable, nullableOf, typeOf } from './nodes.ts';

/** Casts under a type's name (FunctionRegistry.castAlias): `bigint(x)` is CAST(x AS BIGINT). */
const castFunction = (name: string, type: T.DataType): FunctionDef => {
  const sql = (args: readonly string[]): string => `CAST(${args[0]!} AS ${T.sqlType(type)})`;
  return {
    name, kind: 'scalar', args: 'expr', doc: `The value as ${T.catalogString(type)}.`, since: '2.0.1',
    bind: (args: readonly Resolved[], context: BindContext) => {
      if (args.length !== 1) throw arity(context.calledAs, [1], args.length);
      const from = typeOf(args[0]!);
      if (!canCast(from, type)) throw mismatch(sql([context.sql(args[0]!)]), cannotCast(from, type));
      return { args, type, nullable: nullableOf(args[0]!) || forceNullable(from, type) };
    },
    // FunctionRegistry.castAlias: a cast that the user did not write, so that names leave it out.
    replace: ([a]) => ({ op: 'cast', child: a!, type, implicit: true }),
    sql,
    strict: (call, env) => castFn(typeOf(call.args[0]!), type, env),
  };
};

export const conversionFunctions: readonly FunctionDef[] = [
  castFunction('boolean', T.BooleanType), castFunction('tinyint', T.ByteType), castFunction('smallint', T.ShortType), castFunction('int', T.IntegerType),
  castFunction('bigint', T.LongType), castFunction('float', T.FloatType), castFunction('double', T.DoubleType), castFunction('decimal', T.decimal(10, 0)),
  castFunction('date', T.DateType), castFunction('timestamp', T.TimestampType), castFunction('binary', T.BinaryType), castFunction('string', T.StringType),
];

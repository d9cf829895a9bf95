import type { Resolved } from '../expression.ts';
import * as T from '../types.ts';
import { long, type Value } from '../values.ts';
import type { FunctionDef } from './def.ts';
import { define } from './define.ts';
import { Any } from './expected.ts';
import { containsMap } from './map-builder.ts';
import { rowHash } from './murmur3.ts';
import { typeOf } from './nodes.ts';
import { xxHash } from './xxhash.ts';

function hash(name: string, doc: string, since: string, returns: T.DataType, make: (types: readonly T.DataType[]) => (values: readonly Value[]) => Value): FunctionDef {
  return define({
    name, args: 'expr1, expr2, …', doc, since, python: [`${name}(* cols)`], types: [], rest: Any, returns, nullable: false,
    check: (args: readonly Resolved[]) => {
      if (args.length < 1) return `input to function ${name} requires at least one argument`;
      return args.some((a) => containsMap(typeOf(a))) ? `input to function ${name} cannot contain elements of MapType. In Spark, same maps may have different hashcode, thus hash expressions are prohibited on MapType elements.`
        + ' To restore previous behavior set spark.sql.legacy.allowHashOnMapType to true.' : undefined;
    },
    lazy: (call, args) => {
      const f = make(call.args.map(typeOf));
      return (i) => f(args.map((a) => a(i)));
    },
  });
}

export const hashFunctions: readonly FunctionDef[] = [
  hash('hash', 'Murmur3 hash of the values.', '2.0.0', T.IntegerType, (types) => rowHash(types)),
  hash('xxhash64', 'xxHash64 of the values.', '3.0.0', T.LongType, (types) => {
    const f = xxHash(types);
    return (values) => long(f(values));
  }),
];

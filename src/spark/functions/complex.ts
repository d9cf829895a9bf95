import type { Call, Resolved } from '../expression.ts';
import { javaError } from '../errors.ts';
import * as T from '../types.ts';
import type { ArrayType, MapType, StructType } from '../types.ts';
import type { MapValue} from '../values.ts';
import { type Value } from '../values.ts';
import { haveSameType, mergedType, widenAll } from './coercion.ts';
import type { FieldAccess } from './access.ts';
import type { BindContext, Binding, FunctionDef, RowFn } from './def.ts';
import { arity, define, mismatch, textOf } from './define.ts';
import { AnyArray, AnyMap } from './expected.ts';
import { buildMap, containsMap, dedupPolicy } from './map-builder.ts';
import { nullableOf, typeOf } from './nodes.ts';

const gather = (_call: Call, args: readonly RowFn[]): RowFn => (i) => args.map((a) => a(i));

const arrayFunction: FunctionDef = {
  name: 'array', kind: 'scalar', args: 'expr, …', doc: 'An array of the values.', since: '1.1.0', python: ['array(* cols)'],
  bind: (given, context) => {
    const args = widenAll(given), types = args.map(typeOf);
    if (!haveSameType(types)) {
      throw mismatch(textOf(arrayFunction, args, context), `input to function array should all be the same type, but it's [${types.map(T.catalogString).join(', ')}]`);
    }
    return { args, type: T.array(types.length > 0 ? mergedType(types) : T.NullType, args.some(nullableOf)), nullable: false };
  },
  lazy: gather,
};

const mapFunction: FunctionDef = {
  name: 'map', kind: 'scalar', args: 'key, value, …', doc: 'A map of the given keys and values.', since: '2.0.0', python: ['create_map(* cols)'],
  bind: (given, context) => {
    const part = (args: readonly Resolved[], odd: number): Resolved[] => args.filter((_, i) => i % 2 === odd);
    if (given.length % 2 !== 0) throw mismatch(textOf(mapFunction, given, context), 'map expects a positive even number of arguments.');
    const keys = widenAll(part(given, 0)), values = widenAll(part(given, 1));
    const args = given.map((_, i) => (i % 2 === 0 ? keys[i / 2]! : values[(i - 1) / 2]!));
    for (const [what, list] of [['keys', keys], ['values', values]] as const) {
      const types = list.map(typeOf);
      if (!haveSameType(types)) {
        throw mismatch(textOf(mapFunction, args, context), `The given ${what} of function map should all be the same type, but they are [${types.map(T.catalogString).join(', ')}]`);
      }
    }
    const merged = (list: readonly Resolved[]): T.DataType => (list.length > 0 ? mergedType(list.map(typeOf)) : T.NullType);
    const key = merged(keys);
    if (containsMap(key)) throw mismatch(textOf(mapFunction, args, context), 'The key of map cannot be/contain map.');
    return { args, type: T.map(key, merged(values), values.some(nullableOf)), nullable: false };
  },
  lazy: (call, args, env) => {
    const { key } = call.type as MapType;
    return (i) => {
      const keys: Value[] = [], values: Value[] = [];
      for (let k = 0; k < args.length; k += 2) {
        keys.push(args[k]!(i));
        values.push(args[k + 1]!(i));
      }
      return buildMap(key, keys, values, env.conf(dedupPolicy));
    };
  },
};

/** CreateStruct.create: the names under which values enter a struct. */
function nameOf(e: Resolved, position: number): string {
  if (e.op === 'alias' || e.op === 'attr' || e.op === 'lambdaVar') return e.name;
  if (e.op === 'call' && e.fn === 'getfield' && e.data) return (e.data as FieldAccess).name;
  if (e.op === 'call' && e.fn === 'getitem') {
    const key = e.args[1]!;
    if (key.op === 'lit' && key.type.kind === 'string' && key.value !== null) return String(key.value);
  }
  return `col${position + 1}`;
}
const metadataOf = (e: Resolved): T.Metadata | undefined => (e.op === 'attr' || e.op === 'alias' ? e.metadata ?? (e.op === 'alias' ? metadataOf(e.child) : undefined) : undefined);
const structOf = (names: readonly string[], values: readonly Resolved[]): StructType =>
  T.struct(values.map((v, i) => T.field(names[i]!, typeOf(v), nullableOf(v), metadataOf(v))));

const structFunction: FunctionDef = {
  name: 'struct', kind: 'scalar', args: 'col1, col2, …', doc: 'A struct of the values, named after the columns.', since: '1.4.0', python: ['struct(* cols)'],
  bind: (args) => ({ args, type: structOf(args.map(nameOf), args), nullable: false }),
  lazy: gather,
};

const namedStruct: FunctionDef = {
  name: 'named_struct', kind: 'scalar', args: 'name1, val1, name2, val2, …', doc: 'A struct with the given field names and values.', since: '1.5.0',
  bind: (args, context): Binding => {
    if (args.length % 2 !== 0) throw mismatch(textOf(namedStruct, args, context), 'named_struct expects an even number of arguments.');
    const names = args.filter((_, i) => i % 2 === 0), values = args.filter((_, i) => i % 2 === 1);
    const wrong = names.filter((e) => typeOf(e).kind !== 'string' || !context.isFoldable(e));
    if (wrong.length > 0) {
      throw mismatch(textOf(namedStruct, args, context), `Only foldable string expressions are allowed to appear at odd position, got: ${wrong.map((e) => context.sql(e)).join(',')}`);
    }
    const texts = names.map((e) => context.fold(e));
    if (texts.includes(null)) throw mismatch(textOf(namedStruct, args, context), 'Field name should not be null');
    return { args, type: structOf(texts.map(String), values), nullable: false };
  },
  lazy: (_call, args) => {
    const values = args.filter((_, i) => i % 2 === 1);
    return (i) => values.map((v) => v(i));
  },
};

const pairType = (a: ArrayType): StructType | null => (a.element.kind === 'struct' && a.element.fields.length === 2 ? a.element : null);

const mapFromEntries: FunctionDef = {
  name: 'map_from_entries', kind: 'scalar', args: 'arrayOfEntries', doc: 'A map of an array of key-value structs.', since: '2.4.0', python: ['map_from_entries(col col)'],
  bind: (args, context) => {
    if (args.length !== 1) throw arity('map_from_entries', [1], args.length);
    const t = typeOf(args[0]!), pair = t.kind === 'array' ? pairType(t) : null;
    if (t.kind !== 'array' || !pair) {
      throw mismatch(textOf(mapFromEntries, args, context), `'${context.sql(args[0]!)}' is of ${T.catalogString(t)} type. map_from_entries accepts only arrays of pair structs.`);
    }
    const [k, v] = [pair.fields[0]!, pair.fields[1]!];
    if (containsMap(k.type)) throw mismatch(textOf(mapFromEntries, args, context), 'The key of map cannot be/contain map.');
    return { args, type: T.map(k.type, v.type, v.nullable), nullable: nullableOf(args[0]!) || t.containsNull };
  },
  strict: (call, env) => ((entries: Value[]) => {
    if (entries.includes(null)) return null;
    const pairs = entries as Value[][];
    return buildMap((call.type as MapType).key, pairs.map((p) => p[0]!), pairs.map((p) => p[1]!), env.conf(dedupPolicy));
  }),
};

const mapConcat: FunctionDef = {
  name: 'map_concat', kind: 'scalar', args: 'map, …', doc: 'The union of maps.', since: '2.4.0', python: ['map_concat(* cols)'],
  bind: (given, context) => {
    const allMaps = given.every((a) => typeOf(a).kind === 'map');
    const args = allMaps ? widenAll(given) : given, types = args.map(typeOf);
    const list = `[${types.map(T.catalogString).join(', ')}]`;
    if (!allMaps) throw mismatch(textOf(mapConcat, args, context), `input to function map_concat should all be of type map, but it's ${list}`);
    if (!haveSameType(types)) throw mismatch(textOf(mapConcat, args, context), `input to function map_concat should all be the same type, but it's ${list}`);
    return { args, type: types.length > 0 ? mergedType(types) : T.map(T.StringType, T.StringType), nullable: args.some(nullableOf) };
  },
  strict: (call, env) => (...maps: MapValue[]) =>
    buildMap((call.type as MapType).key, maps.flatMap((m) => m.keys), maps.flatMap((m) => m.values), env.conf(dedupPolicy)),
};

const mapOf = (args: readonly Resolved[]): MapType => typeOf(args[0]!) as MapType;
const keyCheck = (args: readonly Resolved[], _context: BindContext): string | undefined =>
  (containsMap((typeOf(args[0]!) as ArrayType).element) ? 'The key of map cannot be/contain map.' : undefined);

export const complexFunctions: readonly FunctionDef[] = [
  arrayFunction, mapFunction, structFunction, namedStruct, mapFromEntries, mapConcat,
  define({
    name: 'map_from_arrays', args: 'keys, values', doc: 'A map of an array of keys and an array of values.', since: '2.4.0', python: ['map_from_arrays(col col1, col col2)'],
    types: [AnyArray, AnyArray], noCast: true, check: keyCheck,
    returns: (args) => {
      const [k, v] = args.map(typeOf) as [ArrayType, ArrayType];
      return T.map(k.element, v.element, v.containsNull);
    },
    strict: (call, env) => ((k: Value[], v: Value[]) => {
      if (k.length !== v.length) throw javaError('java.lang.RuntimeException', 'The key array and value array of MapData must have the same length.');
      return buildMap((call.type as MapType).key, k, v, env.conf(dedupPolicy));
    }),
  }),
  define({
    name: 'map_keys', args: 'map', doc: 'The keys of a map.', since: '2.0.0', python: ['map_keys(col col)'], types: [AnyMap], noCast: true,
    returns: (args) => T.array(mapOf(args).key), strict: () => ((m: MapValue) => [...m.keys]),
  }),
  define({
    name: 'map_values', args: 'map', doc: 'The values of a map.', since: '2.0.0', python: ['map_values(col col)'], types: [AnyMap], noCast: true,
    returns: (args) => T.array(mapOf(args).value), strict: () => ((m: MapValue) => [...m.values]),
  }),
  define({
    name: 'map_entries', args: 'map', doc: 'The entries of a map as an array of structs.', since: '3.0.0', python: ['map_entries(col col)'], types: [AnyMap], noCast: true,
    returns: (args) => {
      const m = mapOf(args);
      return T.array(T.struct([T.field('key', m.key, false), T.field('value', m.value, m.valueContainsNull)]), false);
    },
    strict: () => ((m: MapValue) => m.keys.map((k, i) => [k, m.values[i]!])),
  }),
];

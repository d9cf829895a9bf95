import type { Call, Lambda, Resolved } from '../expression.ts';
import { analysisError, javaError, withoutPosition } from '../errors.ts';
import * as T from '../types.ts';
import type { ArrayType, DataType, MapType } from '../types.ts';
import { MapValue, type Value } from '../values.ts';
import { findWiderTypeForTwo } from './coercion.ts';
import { keyOf, nullsFirst, ordering } from './compare.ts';
import type { BindContext, Binding, FunctionDef, LambdaFn, RowFn } from './def.ts';
import { arity, checkTypes, textOf } from './define.ts';
import { AnyArray, AnyMap, Any, type Expected } from './expected.ts';
import { buildMap, containsMap, dedupPolicy } from './map-builder.ts';
import { castTo, nullableOf, typeOf } from './nodes.ts';

interface Param { readonly type: DataType; readonly nullable: boolean }
const param = (type: DataType, nullable: boolean): Param => ({ type, nullable });
const elementOf = (e: Resolved): Param => {
  const t = typeOf(e) as ArrayType;
  return param(t.element, t.containsNull);
};
const index = param(T.IntegerType, false);

/** Where the lambda takes one parameter fewer than it may, the rest is not passed (the item's position). */
const taking = (marker: Resolved, params: readonly Param[], least: number): readonly Param[] =>
  (marker.op === 'lambda' && marker.params.length >= least && marker.params.length < params.length ? params.slice(0, marker.params.length) : params);

interface Spec {
  readonly name: string; readonly args: string; readonly doc: string; readonly since: string;
  /** Types of the arguments before the lambdas. */
  readonly types: readonly Expected[];
  coerce?(args: readonly Resolved[]): readonly Resolved[];
  /** Binds the lambdas; `values` are the checked arguments. */
  bind(values: readonly Resolved[], lambdas: readonly Resolved[], context: BindContext): { args: readonly Resolved[]; type: DataType; nullable: boolean; wrong?: string };
  readonly lambdas: readonly number[];
  run(call: Call, args: readonly RowFn[], lambdas: readonly LambdaFn[], conf: (key: string) => string): RowFn;
}

function higherOrder(s: Spec): FunctionDef {
  const named = { name: s.name };
  return {
    ...named, kind: 'higherOrder', args: s.args, doc: s.doc, since: s.since,
    bind: (given, context): Binding => {
      const n = s.types.length;
      if (!s.lambdas.includes(given.length - n)) throw arity(context.calledAs, s.lambdas.map((l) => l + n), given.length);
      let values: readonly Resolved[] = given.slice(0, n);
      if (s.coerce) values = s.coerce(values);
      const wrong = checkTypes(values, s.types, context);
      if (wrong) throw analysisError(`cannot resolve '${textOf(named, [...values, ...given.slice(n)], context)}' due to argument data type mismatch: ${wrong}`);
      const { wrong: refused, ...bound } = s.bind(values, given.slice(n), context);
      // Spark makes the function anew when it binds the lambdas, and the new one has no place in the text.
      if (refused) throw withoutPosition(analysisError(`cannot resolve '${textOf(named, bound.args, context)}' due to data type mismatch: ${refused}`));
      return bound;
    },
    higherOrder: (call, args, lambdas, env) => s.run(call, args, lambdas, (k) => env.conf(k)),
  };
}

/** A lambda that must give a boolean: NULL is one, anything else is refused. */
function condition(lambda: Resolved, context: BindContext, position: number): { lambda: Resolved; wrong?: string } {
  const t = typeOf(lambda);
  if (t.kind === 'null' && lambda.op === 'lambda') return { lambda: { ...lambda, body: castTo(lambda.body, T.BooleanType) } };
  return t.kind === 'boolean' ? { lambda } : { lambda, wrong: `argument ${position} requires boolean type, however, '${context.sql(lambda)}' is of ${T.catalogString(t)} type.` };
}
const list = (args: readonly RowFn[], f: (i: number, a: Value[]) => Value): RowFn => (i) => {
  const a = args[0]!(i);
  return a === null ? null : f(i, a as Value[]);
};
const entries = (args: readonly RowFn[], f: (i: number, m: MapValue) => Value): RowFn => (i) => {
  const m = args[0]!(i);
  return m === null ? null : f(i, m as MapValue);
};

function predicate(name: 'exists' | 'forall', doc: string): FunctionDef {
  const decided = name === 'exists';
  return higherOrder({
    name, args: 'array, predicate', doc, since: decided ? '2.4.0' : '3.0.0', types: [AnyArray], lambdas: [1],
    bind: ([a], [f], context) => {
      const c = condition(context.bindLambda(f!, [elementOf(a!)]), context, 2);
      return { args: [a!, c.lambda], type: T.BooleanType, nullable: nullableOf(a!) || nullableOf(c.lambda), ...(c.wrong ? { wrong: c.wrong } : {}) };
    },
    run: (_call, args, [f]) => list(args, (i, a) => {
      let unknown = false;
      for (const x of a) {
        const r = f!(i, x);
        if (r === decided) return decided;
        if (r === null) unknown = true;
      }
      return unknown ? null : !decided;
    }),
  });
}

const mapParams = (e: Resolved): Param[] => {
  const m = typeOf(e) as MapType;
  return [param(m.key, false), param(m.value, m.valueContainsNull)];
};

/** Text of array_sort's own comparison, as Spark spells it out. */
const v = 'namedlambdavariable()';
const defaultOrder = `lambdafunction((IF(((${v} IS NULL) AND (${v} IS NULL)), 0, (IF((${v} IS NULL), 1, (IF((${v} IS NULL), -1, (IF((${v} < ${v}), -1, (IF((${v} > ${v}), 1, 0)))))))))), ${v}, ${v})`;

const arraySort = higherOrder({
  name: 'array_sort', args: 'array[, comparator]', doc: 'The array in order, NULLs last, or in the order of a comparison.', since: '2.4.0', types: [AnyArray], lambdas: [0, 1],
  bind: ([a], [f], context) => {
    const t = typeOf(a!) as ArrayType;
    const base = { type: t as DataType, nullable: nullableOf(a!) };
    if (!f) return { ...base, args: [a!], ...(T.isOrderable(t.element) ? {} : { wrong: `array_sort does not support sorting array of type ${T.catalogString(t.element)} which is not orderable` }) };
    const lambda = context.bindLambda(f, [elementOf(a!), elementOf(a!)]);
    return { ...base, args: [a!, lambda], ...(typeOf(lambda).kind === 'int' ? {} : { wrong: 'Return type of the given function has to be IntegerType' }) };
  },
  run: (call, args, [f]) => {
    const t = (call.type as ArrayType).element;
    if (!f) {
      const order = nullsFirst(ordering(t));
      return list(args, (_i, a) => [...a.filter((x) => x !== null).sort(order), ...a.filter((x) => x === null)]);
    }
    return list(args, (i, a) => [...a].sort((x, y) => {
      const c = f(i, x, y);
      if (c === null) {
        throw javaError('java.lang.IllegalStateException', 'The comparison result is null. If you want to handle null as 0 (equal), you can set "spark.sql.legacy.allowNullComparisonResultInArraySort" to "true".');
      }
      return c as number;
    }));
  },
});

const mapZipWith = higherOrder({
  name: 'map_zip_with', args: 'map1, map2, function', doc: 'A map of the keys of both maps with values made from both.', since: '3.0.0', types: [AnyMap, AnyMap], lambdas: [1],
  coerce: ([a, b]) => {
    const s = typeOf(a!), t = typeOf(b!);
    if (s.kind !== 'map' || t.kind !== 'map' || T.sameType(s.key, t.key)) return [a!, b!];
    const key = findWiderTypeForTwo(s.key, t.key);
    return key ? [castTo(a!, T.map(key, s.value, s.valueContainsNull)), castTo(b!, T.map(key, t.value, t.valueContainsNull))] : [a!, b!];
  },
  bind: ([a, b], [f], context) => {
    const s = typeOf(a!) as MapType, t = typeOf(b!) as MapType;
    const wrong = T.sameType(s.key, t.key) ? undefined
      : `The input to function map_zip_with should have been two maps with compatible key types, but the key types are [${T.catalogString(s.key)}, ${T.catalogString(t.key)}].`;
    if (wrong) return { args: [a!, b!, f!], type: T.NullType, nullable: true, wrong };
    const lambda = context.bindLambda(f!, [param(s.key, false), param(s.value, true), param(t.value, true)]);
    return { args: [a!, b!, lambda], type: T.map(s.key, typeOf(lambda), nullableOf(lambda)), nullable: nullableOf(a!) || nullableOf(b!) };
  },
  run: (call, [a, b], [f]) => {
    const key = keyOf((call.type as MapType).key);
    return (i) => {
      const m = a!(i) as MapValue | null, n = b!(i) as MapValue | null;
      if (m === null || n === null) return null;
      const right = new Map(n.keys.map((k, j) => [key(k), n.values[j]!] as const)), left = new Set(m.keys.map(key));
      const keys = [...m.keys, ...n.keys.filter((k) => !left.has(key(k)))];
      return new MapValue(keys, keys.map((k, j) => f!(i, k, m.values[j] ?? null, right.get(key(k)) ?? null)));
    };
  },
});

export const higherOrderFunctions: readonly FunctionDef[] = [
  higherOrder({
    name: 'transform', args: 'array, function', doc: 'Every item changed by a function of the item (and its position).', since: '2.4.0', types: [AnyArray], lambdas: [1],
    bind: ([a], [f], context) => {
      const lambda = context.bindLambda(f!, taking(f!, [elementOf(a!), index], 1));
      return { args: [a!, lambda], type: T.array(typeOf(lambda), nullableOf(lambda)), nullable: nullableOf(a!) };
    },
    run: (_call, args, [f]) => list(args, (i, a) => a.map((x, n) => f!(i, x, n))),
  }),
  higherOrder({
    name: 'filter', args: 'array, predicate', doc: 'The items for which a condition on the item (and its position) is true.', since: '2.4.0', types: [AnyArray], lambdas: [1],
    bind: ([a], [f], context) => {
      const c = condition(context.bindLambda(f!, taking(f!, [elementOf(a!), index], 1)), context, 2);
      return { args: [a!, c.lambda], type: typeOf(a!), nullable: nullableOf(a!), ...(c.wrong ? { wrong: c.wrong } : {}) };
    },
    run: (_call, args, [f]) => list(args, (i, a) => a.filter((x, n) => f!(i, x, n) === true)),
  }),
  predicate('exists', 'Whether a condition is true for an item; NULL where it is unknown.'), predicate('forall', 'Whether a condition is true for all items; NULL where it is unknown.'),
  higherOrder({
    name: 'aggregate', args: 'array, start, merge[, finish]', doc: 'The items folded into one value.', since: '2.4.0', types: [AnyArray, Any], lambdas: [1, 2],
    bind: ([a, zero], [merge, finish], context) => {
      const acc = param(typeOf(zero!), true);
      const step = context.bindLambda(merge!, [acc, elementOf(a!)]);
      const last = finish ? context.bindLambda(finish, [acc]) : identity(acc);
      const wrong = T.sameType(typeOf(step), acc.type) ? {} : { wrong: `argument 3 requires ${T.simpleString(acc.type)} type, however, '${context.sql(step)}' is of ${T.catalogString(typeOf(step))} type.` };
      return { args: [a!, zero!, step, last], type: typeOf(last), nullable: nullableOf(a!) || nullableOf(last), ...wrong };
    },
    run: (_call, [a, zero], [merge, finish]) => (i) => {
      const items = a!(i) as Value[] | null;
      if (items === null) return null;
      let acc = zero!(i);
      for (const x of items) acc = merge!(i, acc, x);
      return finish!(i, acc);
    },
  }),
  higherOrder({
    name: 'zip_with', args: 'left, right, function', doc: 'The items of two arrays put together by a function; the shorter array counts as NULLs.', since: '2.4.0', types: [AnyArray, AnyArray], lambdas: [1],
    bind: ([a, b], [f], context) => {
      const lambda = context.bindLambda(f!, [param((typeOf(a!) as ArrayType).element, true), param((typeOf(b!) as ArrayType).element, true)]);
      return { args: [a!, b!, lambda], type: T.array(typeOf(lambda), nullableOf(lambda)), nullable: nullableOf(a!) || nullableOf(b!) };
    },
    run: (_call, [a, b], [f]) => (i) => {
      const x = a!(i) as Value[] | null, y = b!(i) as Value[] | null;
      if (x === null || y === null) return null;
      return Array.from({ length: Math.max(x.length, y.length) }, (_, n) => f!(i, x[n] ?? null, y[n] ?? null));
    },
  }),
  higherOrder({
    name: 'map_filter', args: 'map, predicate', doc: 'The entries for which a condition on key and value is true.', since: '3.0.0', types: [AnyMap], lambdas: [1],
    bind: ([m], [f], context) => {
      const c = condition(context.bindLambda(f!, mapParams(m!)), context, 2);
      return { args: [m!, c.lambda], type: typeOf(m!), nullable: nullableOf(m!), ...(c.wrong ? { wrong: c.wrong } : {}) };
    },
    run: (_call, args, [f]) => entries(args, (i, m) => {
      const keep = m.keys.flatMap((k, n) => (f!(i, k, m.values[n]!) === true ? [n] : []));
      return new MapValue(keep.map((n) => m.keys[n]!), keep.map((n) => m.values[n]!));
    }),
  }),
  higherOrder({
    name: 'transform_keys', args: 'map, function', doc: 'Every key made anew from key and value.', since: '3.0.0', types: [AnyMap], lambdas: [1],
    bind: ([m], [f], context) => {
      const lambda = context.bindLambda(f!, mapParams(m!)), t = typeOf(m!) as MapType;
      const wrong = containsMap(typeOf(lambda)) ? { wrong: 'The key of map cannot be/contain map.' } : {};
      return { args: [m!, lambda], type: T.map(typeOf(lambda), t.value, t.valueContainsNull), nullable: nullableOf(m!), ...wrong };
    },
    run: (call, args, [f], conf) => entries(args, (i, m) => buildMap((call.type as MapType).key, m.keys.map((k, n) => f!(i, k, m.values[n]!)), m.values, conf(dedupPolicy))),
  }),
  higherOrder({
    name: 'transform_values', args: 'map, function', doc: 'Every value made anew from key and value.', since: '3.0.0', types: [AnyMap], lambdas: [1],
    bind: ([m], [f], context) => {
      const lambda = context.bindLambda(f!, mapParams(m!)), t = typeOf(m!) as MapType;
      return { args: [m!, lambda], type: T.map(t.key, typeOf(lambda), nullableOf(lambda)), nullable: nullableOf(m!) };
    },
    run: (_call, args, [f]) => entries(args, (i, m) => new MapValue([...m.keys], m.keys.map((k, n) => f!(i, k, m.values[n]!)))),
  }),
  mapZipWith, { ...arraySort, sql: (args, call) => `${call.fn}(${[...args, ...(args.length === 1 ? [defaultOrder] : [])].join(', ')})` },
];

/** aggregate's finish where there is none. The variable's id needs only to be unlike every other. */
let nextIdentity = -1000;
function identity(p: Param): Lambda {
  const variable = { op: 'lambdaVar', id: nextIdentity--, name: 'id', ...p } as const;
  return { op: 'lambda', params: [variable], body: variable };
}

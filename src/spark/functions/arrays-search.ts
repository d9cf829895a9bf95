import type { Resolved } from '../expression.ts';
import { javaError } from '../errors.ts';
import * as T from '../types.ts';
import type { ArrayType, DataType, MapType } from '../types.ts';
import type { MapValue, Value } from '../values.ts';
import { itemNullable, mapLookup } from './access.ts';
import { findTightestCommonType, findWiderWithoutString } from './coercion.ts';
import { equality, ordering } from './compare.ts';
import type { FunctionDef } from './def.ts';
import { define } from './define.ts';
import { Any, AnyArray, AnyMap, oneOf } from './expected.ts';
import { castTo, nullableOf, typeOf } from './nodes.ts';

type Impl = (...args: never[]) => Value;
const element = (args: readonly Resolved[]): DataType => (typeOf(args[0]!) as ArrayType).element;

/** `Seq(ArrayType, element)`: both sides are brought to one element type. */
function coerceElement([a, v]: readonly Resolved[]): Resolved[] {
  const t = typeOf(a!), u = typeOf(v!);
  if (t.kind !== 'array') return [a!, v!];
  const common = findWiderWithoutString(t.element, u);
  return common ? [castTo(a!, T.array(common, t.containsNull)), castTo(v!, common)] : [a!, v!];
}
function checkElement(name: string) {
  return ([a, v]: readonly Resolved[]): string | undefined => {
    const t = typeOf(a!), u = typeOf(v!);
    if (u.kind === 'null') return 'Null typed values cannot be used as arguments';
    if (t.kind !== 'array' || !T.sameType(t.element, u)) {
      return `Input to function ${name} should have been array followed by a value with same element type, but it's [${T.catalogString(t)}, ${T.catalogString(u)}].`;
    }
    return T.isOrderable(u) ? undefined : `function ${name} does not support ordering on type ${T.catalogString(u)}`;
  };
}

const orderCheck = (name: string) => (args: readonly Resolved[]): string | undefined =>
  (T.isOrderable(element(args)) ? undefined : `function ${name} does not support ordering on type ${T.catalogString(element(args))}`);

function extremeOf(name: 'array_min' | 'array_max', doc: string): FunctionDef {
  const sign = name === 'array_max' ? 1 : -1;
  return define({
    name, args: 'array', doc, since: '2.4.0', python: [`${name}(col col)`], types: [AnyArray], check: orderCheck(name), returns: element, nullable: true,
    strict: (call) => {
      const order = ordering(call.type);
      return ((a: Value[]) => a.reduce((best, v) => (v !== null && (best === null || order(v, best) * sign > 0) ? v : best), null));
    },
  });
}

function elementAt(name: 'element_at' | 'try_element_at'): FunctionDef {
  return define({
    name, args: 'array|map, index|key', since: name === 'element_at' ? '2.4.0' : '3.3.0', ...(name === 'element_at' ? { python: ['element_at(col col, = extraction)'] } : {}),
    doc: 'The item of an array at a position from 1 (from the end when negative), or the value of a map key; NULL where there is none.',
    types: [Any, Any],
    coerce: ([c, k]) => {
      const t = typeOf(c!), u = typeOf(k!);
      if (t.kind === 'array' && T.isIntegral(u) && u.kind !== 'long') return [c!, castTo(k!, T.IntegerType)];
      if (t.kind !== 'map') return [c!, k!];
      const common = findTightestCommonType(t.key, u);
      return common ? [castTo(c!, T.map(common, t.value, t.valueContainsNull)), castTo(k!, common)] : [c!, k!];
    },
    check: ([c, k]) => {
      const t = typeOf(c!), u = typeOf(k!);
      const both = `[${T.catalogString(t)}, ${T.catalogString(u)}].`;
      if (t.kind === 'array' && u.kind !== 'int') return `Input to function element_at should have been array followed by a int, but it's ${both}`;
      if (t.kind === 'map' && !T.sameType(t.key, u)) return `Input to function element_at should have been map followed by a value of same key type, but it's ${both}`;
      if (t.kind === 'map') return T.isOrderable(t.key) ? undefined : `function element_at does not support ordering on type ${T.catalogString(t.key)}`;
      return t.kind === 'array' ? undefined : `The first argument to function element_at should have been array or map type, but its ${T.catalogString(t)} type.`;
    },
    returns: (args) => {
      const t = typeOf(args[0]!) as ArrayType | MapType;
      return t.kind === 'array' ? t.element : t.value;
    },
    nullable: ([c, k]) => typeOf(c!).kind !== 'array' || itemNullable(c!, k!, 1),
    strict: (call) => {
      const t = typeOf(call.args[0]!);
      if (t.kind === 'map') {
        const find = mapLookup(t.key);
        return ((m: MapValue, k: Value) => find(m, k) ?? null);
      }
      return ((a: Value[], i: number) => {
        if (a.length < Math.abs(i)) return null;
        if (i === 0) throw javaError('java.lang.ArrayIndexOutOfBoundsException', 'SQL array indices start at 1');
        return a[i > 0 ? i - 1 : a.length + i]!;
      });
    },
  });
}

const contains = (t: DataType): Impl => {
  const equal = equality(t);
  return ((a: Value[], v: Value) => {
    let unknown = false;
    for (const x of a) {
      if (x === null) unknown = true;
      else if (equal(x, v)) return true;
    }
    return unknown ? null : false;
  });
};

export const arraySearchFunctions: readonly FunctionDef[] = [
  define({
    name: 'array_contains', args: 'array, value', doc: 'Whether the array has the value; NULL where it has not but holds NULLs.', since: '1.5.0',
    python: ['array_contains(col col, = value)'], types: [Any, Any], coerce: (args) => (typeOf(args[1]!).kind === 'null' ? args : coerceElement(args)), check: checkElement('array_contains'), returns: T.BooleanType,
    nullable: (args) => args.some(nullableOf) || (typeOf(args[0]!) as ArrayType).containsNull,
    strict: (call) => contains(typeOf(call.args[1]!)),
  }),
  define({
    name: 'array_position', args: 'array, value', doc: 'Position of the first equal item, from 1; 0 where there is none.', since: '2.4.0',
    python: ['array_position(col col, = value)'], types: [Any, Any], coerce: coerceElement, check: checkElement('array_position'), returns: T.LongType,
    strict: (call) => {
      const equal = equality(typeOf(call.args[1]!));
      return ((a: Value[], v: Value) => a.findIndex((x) => x !== null && equal(x, v)) + 1);
    },
  }),
  define({
    name: 'array_remove', args: 'array, value', doc: 'The array without the items that equal the value.', since: '2.4.0',
    python: ['array_remove(col col, = element)'], types: [Any, Any], coerce: coerceElement, check: checkElement('array_remove'), returns: (args) => typeOf(args[0]!),
    strict: (call) => {
      const equal = equality(typeOf(call.args[1]!));
      return ((a: Value[], v: Value) => a.filter((x) => x === null || !equal(x, v)));
    },
  }),
  extremeOf('array_min', 'The smallest item, NULLs skipped.'), extremeOf('array_max', 'The greatest item, NULLs skipped.'),
  elementAt('element_at'), elementAt('try_element_at'),
  define({
    name: 'size', aliases: ['cardinality'], args: 'array|map', doc: 'Number of items; -1 for NULL.', since: '1.5.0', python: ['size(col col)'],
    types: [oneOf(AnyArray, AnyMap)], noCast: true, returns: T.IntegerType, nullable: false,
    lazy: (call, [a]) => {
      const isMap = typeOf(call.args[0]!).kind === 'map';
      return (i) => {
        const v = a!(i);
        return v === null ? -1 : isMap ? (v as MapValue).keys.length : (v as Value[]).length;
      };
    },
  }),
  define({ name: 'array_size', args: 'array', doc: 'Number of items; NULL for NULL.', since: '3.3.0', types: [AnyArray], returns: T.IntegerType, strict: () => ((a: Value[]) => a.length) }),
  define({
    name: 'map_contains_key', args: 'map, key', doc: 'Whether the map has the key.', since: '3.3.0', types: [Any, Any],
    coerce: ([m, k]) => {
      const t = typeOf(m!), u = typeOf(k!);
      const common = t.kind === 'map' && u.kind !== 'null' ? findWiderWithoutString(t.key, u) : null;
      return common && t.kind === 'map' ? [castTo(m!, T.map(common, t.value, t.valueContainsNull)), castTo(k!, common)] : [m!, k!];
    },
    check: ([m, k]) => {
      const t = typeOf(m!), u = typeOf(k!);
      if (u.kind === 'null') return 'Null typed values cannot be used as arguments';
      if (t.kind === 'map' && T.sameType(t.key, u)) return T.isOrderable(u) ? undefined : `function map_contains_key does not support ordering on type ${T.catalogString(u)}`;
      return `Input to function map_contains_key should have been map followed by a value with same key type, but it's [${T.catalogString(t)}, ${T.catalogString(u)}].`;
    },
    returns: T.BooleanType, nullable: true,
    strict: (call) => {
      const has = contains(typeOf(call.args[1]!));
      return ((m: MapValue, k: Value) => has(...([m.keys, k] as never[])));
    },
  }),
];

import type { Resolved } from '../expression.ts';
import { Refusal, checkItems, javaError } from '../errors.ts';
import * as T from '../types.ts';
import type { ArrayType, DataType } from '../types.ts';
import type { Value } from '../values.ts';
import { findTightestCommonType, haveSameType, implicitCast, mergedType, widenAll } from './coercion.ts';
import { equality, keyOf, ordering } from './compare.ts';
import type { FunctionDef } from './def.ts';
import { define, mismatch, textOf } from './define.ts';
import { Any, AnyArray, Bool, Int, oneOf, Str, arrayOf } from './expected.ts';
import { castTo, nullableOf, typeOf } from './nodes.ts';
import { temporalSequence } from './temporal-sequence.ts';

type Impl = (...args: never[]) => Value;
const arrayType = (args: readonly Resolved[], i = 0): ArrayType => typeOf(args[i]!) as ArrayType;

function coerceArrays([a, b]: readonly Resolved[]): Resolved[] {
  const t = typeOf(a!), u = typeOf(b!);
  if (t.kind !== 'array' || u.kind !== 'array') return [a!, b!];
  const common = findTightestCommonType(t.element, u.element);
  return common ? [castTo(a!, T.array(common, t.containsNull)), castTo(b!, T.array(common, u.containsNull))] : [a!, b!];
}

/** Functions of two arrays of one element type (ArrayBinaryLike). */
function ofTwoArrays(name: string, doc: string, python: string, returns: (a: ArrayType, b: ArrayType) => DataType, run: (element: DataType) => Impl,
  nullable?: (args: readonly Resolved[]) => boolean): FunctionDef {
  return define({
    name, args: 'array1, array2', doc, since: '2.4.0', python: [python], types: [Any, Any], coerce: coerceArrays,
    check: (args) => {
      const t = typeOf(args[0]!), u = typeOf(args[1]!);
      if (t.kind !== 'array' || u.kind !== 'array' || !T.sameType(t.element, u.element)) {
        return `input to function ${name} should have been two arrays with same element type, but it's [${T.catalogString(t)}, ${T.catalogString(u)}]`;
      }
      return T.isOrderable(t.element) ? undefined : `function ${name} does not support ordering on type ${T.catalogString(t.element)}`;
    },
    returns: (args) => returns(arrayType(args), arrayType(args, 1)), ...(nullable ? { nullable } : {}),
    strict: (call) => run((typeOf(call.args[0]!) as ArrayType).element),
  });
}

/** SQLOpenHashSet: unlike `=`, it tells -0.0 from 0.0. */
function setKey(t: DataType): (v: Value) => unknown {
  const key = keyOf(t);
  return T.isFractional(t) ? (v) => (Object.is(v, -0) ? '-0' : key(v)) : key;
}

function distinct(t: DataType): (values: readonly Value[]) => Value[] {
  const key = setKey(t);
  return (values) => {
    const seen = new Set<unknown>();
    return values.filter((v) => {
      const k = key(v);
      if (seen.has(k)) return false;
      seen.add(k);
      return true;
    });
  };
}

const overlap = (t: DataType): Impl => {
  const equal = equality(t);
  return ((a: Value[], b: Value[]) => {
    for (const x of a) if (x !== null && b.some((y) => y !== null && equal(x, y))) return true;
    return a.length > 0 && b.length > 0 && (a.includes(null) || b.includes(null)) ? null : false;
  });
};

const concat: FunctionDef = {
  name: 'concat', kind: 'scalar', args: 'col1, col2, …', doc: 'Strings, binaries or arrays put together; NULL where one is NULL.', since: '1.5.0', python: ['concat(* cols)'],
  bind: (given, context) => {
    let args: readonly Resolved[] = given;
    const arrays = args.length > 0 && args.every((a) => typeOf(a).kind === 'array');
    if (arrays) args = widenAll(args);
    else if (!args.every((a) => typeOf(a).kind === 'binary')) args = args.map((a) => implicitCast(a, Str));
    const types = args.map(typeOf), list = `[${types.map(T.catalogString).join(', ')}]`;
    const wrong = types.some((t) => t.kind !== 'string' && t.kind !== 'binary' && t.kind !== 'array');
    if (wrong) throw mismatch(textOf(concat, args, context), `input to function concat should have been string, binary or array, but it's ${list}`);
    if (!haveSameType(types)) throw mismatch(textOf(concat, args, context), `input to function concat should all be the same type, but it's ${list}`);
    return { args, type: types.length > 0 ? mergedType(types) : T.StringType, nullable: args.some(nullableOf) };
  },
  strict: (call) => {
    if (call.type.kind === 'array') return (...a: Value[][]) => a.flat(1);
    if (call.type.kind === 'binary') return (...a: Uint8Array[]) => new Uint8Array(a.flatMap((x) => [...x]));
    return (...a: string[]) => a.join('');
  },
};

function sortArray(t: DataType): (a: readonly Value[], ascending: boolean) => Value[] {
  const order = ordering(t);
  return (a, ascending) => {
    const nulls = a.filter((v) => v === null), rest = a.filter((v) => v !== null);
    rest.sort(ascending ? order : (x, y) => order(y, x));
    return ascending ? [...nulls, ...rest] : [...rest, ...nulls];
  };
}

export const arrayFunctions: readonly FunctionDef[] = [
  concat,
  ofTwoArrays('array_union', 'Items of both arrays, each once.', 'array_union(col col1, col col2)', (a, b) => T.array(a.element, a.containsNull || b.containsNull),
    (t) => { const once = distinct(t); return ((a: Value[], b: Value[]) => once([...a, ...b])); }),
  ofTwoArrays('array_intersect', 'Items that both arrays have, each once.', 'array_intersect(col col1, col col2)', (a, b) => T.array(a.element, a.containsNull && b.containsNull),
    (t) => {
      const once = distinct(t), key = setKey(t);
      return ((a: Value[], b: Value[]) => { const other = new Set(b.map(key)); return once(a).filter((v) => other.has(key(v))); });
    }),
  ofTwoArrays('array_except', 'Items of the first array that the second has not, each once.', 'array_except(col col1, col col2)', (a) => a,
    (t) => {
      const once = distinct(t), key = setKey(t);
      return ((a: Value[], b: Value[]) => { const other = new Set(b.map(key)); return once(a).filter((v) => !other.has(key(v))); });
    }),
  ofTwoArrays('arrays_overlap', 'Whether the arrays share an item; NULL where they do not but hold NULLs.', 'arrays_overlap(col a1, col a2)', () => T.BooleanType, overlap,
    (args) => args.some(nullableOf) || arrayType(args).containsNull || arrayType(args, 1).containsNull),
  define({
    name: 'array_distinct', args: 'array', doc: 'The items, each once.', since: '2.4.0', python: ['array_distinct(col col)'], types: [AnyArray], noCast: true,
    check: (args) => (T.isOrderable(arrayType(args).element) ? undefined : `function array_distinct does not support ordering on type ${T.catalogString(arrayType(args).element)}`),
    returns: (args) => typeOf(args[0]!), strict: (call) => distinct((call.type as ArrayType).element),
  }),
  define({
    name: 'sort_array', args: 'array[, ascending]', doc: 'The array in order; NULLs first, or last when descending.', since: '1.5.0', python: ['sort_array(col col, = asc?True)'],
    types: [AnyArray, Bool], optional: 1, defaults: [{ op: 'lit', value: true, type: T.BooleanType }],
    check: (args) => {
      if (!T.isOrderable(arrayType(args).element) && arrayType(args).element.kind !== 'null') return `sort_array does not support sorting array of type ${T.catalogString(arrayType(args).element)} which is not orderable`;
      return args[1]!.op === 'lit' ? undefined : 'Sort order in second argument requires a boolean literal.';
    },
    returns: (args) => typeOf(args[0]!), strict: (call) => sortArray((call.type as ArrayType).element),
  }),
  define({
    name: 'slice', args: 'array, start, length', doc: 'Part of an array from a position (from 1; from the end when negative).', since: '2.4.0', python: ['slice(col x, = start, = length)'],
    types: [AnyArray, Int, Int], returns: (args) => typeOf(args[0]!),
    strict: () => ((a: Value[], start: number, length: number) => {
      if (start === 0) throw javaError('java.lang.RuntimeException', 'Unexpected value for start in function slice: SQL array indices start at 1.');
      if (length < 0) throw javaError('java.lang.RuntimeException', `Unexpected value for length in function slice: length must be greater than or equal to 0.`);
      const from = start > 0 ? start - 1 : a.length + start;
      return from < 0 || from >= a.length ? [] : a.slice(from, from + length);
    }),
  }),
  define({
    name: 'array_join', args: 'array, delimiter[, nullReplacement]', doc: 'The items as one text; NULLs are left out unless replaced.', since: '2.4.0',
    python: ['array_join(col col, = delimiter, = null_replacement?None)'], types: [arrayOf(T.StringType), Str, Str], optional: 1, returns: T.StringType,
    strict: () => ((a: (string | null)[], delimiter: string, replacement?: string) =>
      (replacement === undefined ? a.filter((v) => v !== null) : a.map((v) => v ?? replacement)).join(delimiter)),
  }),
  define({
    name: 'flatten', args: 'arrayOfArrays', doc: 'One array of the items of arrays; NULL where one of them is NULL.', since: '2.4.0', python: ['flatten(col col)'], types: [Any],
    check: (args, context) => {
      const t = typeOf(args[0]!);
      return t.kind === 'array' && t.element.kind === 'array' ? undefined : `The argument should be an array of arrays, but '${context.sql(args[0]!)}' is of ${T.catalogString(t)} type.`;
    },
    returns: (args) => arrayType(args).element, nullable: (args) => nullableOf(args[0]!) || arrayType(args).containsNull,
    strict: () => ((a: (Value[] | null)[]) => (a.includes(null) ? null : flattened(a as Value[][]))),
  }),
  define({
    name: 'array_repeat', args: 'element, count', doc: 'An array of one value several times.', since: '2.4.0', python: ['array_repeat(col col, = count)'], types: [Any, Int], noCast: true,
    returns: (args) => T.array(typeOf(args[0]!), nullableOf(args[0]!)), nullable: (args) => nullableOf(args[1]!),
    lazy: (_call, [v, n]) => (i) => {
      const count = n!(i) as number | null;
      return count === null ? null : new Array<Value>(checkItems(Math.max(0, count))).fill(v!(i));
    },
  }),
  define({
    name: 'reverse', args: 'string|array', doc: 'A text or array in reverse order.', since: '1.5.0', python: ['reverse(col col)'], types: [oneOf(Str, AnyArray)], returns: (args) => typeOf(args[0]!),
    strict: (call) => (call.type.kind === 'array' ? (a: Value[]) => [...a].reverse() : (s: string) => [...s].reverse().join('')),
  }),
  define({
    name: 'arrays_zip', args: 'array1, array2, …', doc: 'An array of structs of the items at the same positions.', since: '2.4.0', python: ['arrays_zip(* cols)'], types: [], rest: AnyArray, noCast: true,
    returns: (args) => T.array(T.struct(args.map((a, i) => T.field(zipName(a, i), arrayType(args, i).element))), false),
    strict: () => (...arrays: Value[][]) => {
      const n = Math.max(0, ...arrays.map((a) => a.length));
      return Array.from({ length: n }, (_, i) => arrays.map((a) => a[i] ?? null));
    },
  }),
  define({
    name: 'shuffle', args: 'array', doc: 'The array in a random order.', since: '2.4.0', python: ['shuffle(col col)'], types: [AnyArray], noCast: true, returns: (args) => typeOf(args[0]!), nondeterministic: true,
    strict: (_call, env) => {
      const random = env.random(0);
      return ((a: Value[]) => {
        const out = [...a];
        for (let i = out.length - 1; i > 0; i--) {
          const j = Math.floor(random() * (i + 1));
          [out[i], out[j]] = [out[j]!, out[i]!];
        }
        return out;
      });
    },
  }),
  define({
    name: 'sequence', args: 'start, stop[, step]', doc: 'An array from start to stop, both included.', since: '2.4.0', python: ['sequence(col start, col stop, col step?None)'], types: [Any, Any, Any], optional: 1,
    coerce: (args) => {
      // Intervals keep their type; the others take a common one.
      const others = widenAll(args.filter((e) => !isInterval(typeOf(e))));
      return args.map((e) => (isInterval(typeOf(e)) ? e : others.shift()!));
    },
    check: (args) => {
      const [a, b, c] = args.map(typeOf) as [DataType, DataType, DataType | undefined];
      if (a.kind === 'timestamp_ntz') throw new Refusal('sequence of timestamp_ntz');
      if ((a.kind === 'date' || a.kind === 'timestamp') && T.sameType(a, b) && (!c || isInterval(c))) return undefined;
      if (T.isIntegral(a) && T.sameType(a, b) && (!c || T.sameType(a, c))) return undefined;
      return `\nsequence uses the wrong parameter type. The parameter type must conform to:\n1. The start and stop expressions must resolve to the same type.\n2. If start and stop expressions resolve to the 'date' or 'timestamp' type\nthen the step expression must resolve to the 'interval' or\n'interval year to month' or 'interval day to second' type,\notherwise to the same type as the start and stop expressions.\n         `;
    },
    returns: (args) => T.array(typeOf(args[0]!), false),
    strict: (call, env) => {
      const t = typeOf(call.args[0]!);
      if (!T.isIntegral(t)) return temporalSequence(t, call.args[2] && typeOf(call.args[2]), env.timeZone);
      return ((start: number | bigint, stop: number | bigint, given?: number | bigint) => numbers(start, stop, given));
    },
  }),
];

function flattened(arrays: Value[][]): Value[] {
  checkItems(arrays.reduce((sum, { length }) => sum + length, 0));
  return arrays.flat(1);
}

const isInterval = (t: DataType): boolean => t.kind === 'calendarInterval' || t.kind === 'dayTimeInterval' || t.kind === 'yearMonthInterval';
function zipName(e: Resolved, i: number): string {
  if (e.op === 'attr' || e.op === 'alias' || e.op === 'lambdaVar') return e.name;
  if (e.op === 'call' && e.fn === 'getfield' && e.data) return (e.data as { name: string }).name;
  return String(i);
}

function numbers(start: number | bigint, stop: number | bigint, given?: number | bigint): Value[] {
  const step = given ?? (start <= stop ? 1 : -1);
  const legal = (step > 0 && start <= stop) || (step < 0 && start >= stop) || (Number(step) === 0 && start === stop);
  if (!legal) throw javaError('java.lang.IllegalArgumentException', `requirement failed: Illegal sequence boundaries: ${start} to ${stop} by ${step}`);
  if (start === stop) return [start];
  const length = 1n + (BigInt(stop) - BigInt(start)) / BigInt(step);
  if (length > 2147483632n) throw javaError('java.lang.IllegalArgumentException', `requirement failed: Too long sequence: ${length}. Should be <= 2147483632`);
  checkItems(Number(length));
  const out: Value[] = [];
  if (typeof start === 'number' && typeof stop === 'number') {
    for (let i = 0; i < Number(length); i++) out.push(start + Number(step) * i);
    return out;
  }
  for (let i = 0n; i < length; i++) {
    const v = BigInt(start) + BigInt(step) * i, n = Number(v);
    out.push(Number.isSafeInteger(n) ? n : v);
  }
  return out;
}

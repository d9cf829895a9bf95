import type { DataType } from '../types.ts';
import * as T from '../types.ts';
import type { Long, Value } from '../values.ts';
import { keyOf } from './compare.ts';
import type { AggregateImpl, FunctionDef } from './def.ts';
import { define } from './define.ts';
import { Any } from './expected.ts';
import { containsMap } from './map-builder.ts';
import { doubleBits, floatBits, hashBytes } from './murmur3.ts';
import { typeOf } from './nodes.ts';
import { utf8 } from './utf8.ts';

const foldLong = (v: bigint): number => Number(BigInt.asIntN(32, v ^ (BigInt.asUintN(64, v) >> 32n)));
/** Java's hashCode of the values that Spark keeps in a collect_set; null for types whose order is not reproduced. */
function javaHash(t: DataType): ((v: Value) => number) | null {
  switch (t.kind) {
    case 'byte': case 'short': case 'int': case 'date': case 'yearMonthInterval': return (v) => v as number;
    case 'boolean': return (v) => (v === true ? 1231 : 1237);
    case 'long': case 'timestamp': case 'timestamp_ntz': case 'dayTimeInterval': return (v) => foldLong(BigInt(v as Long));
    case 'double': return (v) => foldLong(doubleBits(v as number));
    case 'float': return (v) => floatBits(v as number);
    case 'string': return (v) => hashBytes(utf8(v as string), 42);
    default: return null;
  }
}

/** scala.collection.mutable.FlatHashTable.improve. */
function improve(hash: number, seed: number): number {
  let h = Math.imul(hash, 0x9e3775cd);
  h = (h << 24) | ((h << 8) & 0xff0000) | ((h >>> 8) & 0xff00) | (h >>> 24);
  h = Math.imul(h, 0x9e3775cd);
  const r = seed % 32;
  return r === 0 ? h : (h >>> r) | (h << (32 - r));
}
const bitCount = (v: number): number => v.toString(2).replaceAll('0', '').length;

/** Order in which a Scala 2.12 mutable.HashSet gives back values that were added in this order. */
export function hashSetOrder(values: readonly Value[], hash: (v: Value) => number): Value[] {
  let table: (Value | undefined)[] = new Array<Value | undefined>(32).fill(undefined);
  let size = 0;
  const put = (v: Value): void => {
    const seed = bitCount(table.length - 1), improved = improve(hash(v), seed), bits = 32 - bitCount(table.length - 1);
    let i = improved >>> bits;
    while (table[i] !== undefined) i = (i + 1) % table.length;
    table[i] = v;
  };
  for (const v of values) {
    put(v);
    size++;
    if (size >= Math.floor((table.length * 450) / 1000)) {
      const old = table;
      table = new Array<Value | undefined>(old.length * 2).fill(undefined);
      for (const x of old) if (x !== undefined) put(x);
    }
  }
  return table.filter((v) => v !== undefined);
}

function collectImpl(t: DataType, unique: boolean): AggregateImpl {
  const key = keyOf(t), hash = javaHash(t);
  const seen = new WeakMap<Value[], Set<unknown>>();
  const keysOf = (list: Value[]): Set<unknown> => {
    let s = seen.get(list);
    if (!s) seen.set(list, s = new Set(list.map(key)));
    return s;
  };
  const add = (b: Value[], v: Value): void => {
    if (v === null) return;
    const list = b[0] as Value[];
    if (unique) {
      const keys = keysOf(list), k = key(v);
      if (keys.has(k)) return;
      keys.add(k);
    }
    list.push(v);
  };
  return {
    bufferTypes: [T.array(t, false)], init: () => [[]],
    update: (b, [v]) => add(b, v!),
    merge: (b, f) => (f[0] as Value[]).forEach((v) => add(b, v)),
    result: (b) => (unique && hash ? hashSetOrder(b[0] as Value[], hash) : [...(b[0] as Value[])]),
  };
}

export const collectFunctions: readonly FunctionDef[] = [
  define({
    name: 'collect_list', aliases: ['array_agg'], kind: 'aggregate', args: 'expr', doc: 'An array of the values, NULLs left out.', since: '1.6.0', python: ['collect_list(col col)'], types: [Any],
    returns: (args) => T.array(typeOf(args[0]!), false), nullable: false, aggregate: (call) => collectImpl(typeOf(call.args[0]!), false),
  }),
  define({
    name: 'collect_set', kind: 'aggregate', args: 'expr', doc: 'An array of the different values, NULLs left out.', since: '1.6.0', python: ['collect_set(col col)'], types: [Any],
    check: (args) => (containsMap(typeOf(args[0]!)) ? 'collect_set() cannot have map type data' : undefined),
    returns: (args) => T.array(typeOf(args[0]!), false), nullable: false, aggregate: (call) => collectImpl(typeOf(call.args[0]!), true),
  }),
];

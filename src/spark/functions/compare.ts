import type { DataType } from '../types.ts';
import type { Interval, MapValue} from '../values.ts';
import { compareBytes, compareStrings, type Value } from '../values.ts';

export type Ordering = (a: Value, b: Value) => number;

/** Double.compare as SQLOrderingUtil has it: NaN is the greatest, -0.0 equals 0.0. */
export function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : -1;
}
const compareNumbers = (a: number | bigint, b: number | bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** Order of two non-null values of a type (TypeUtils.getInterpretedOrdering); NULL inside arrays and structs comes first. */
export function ordering(t: DataType): Ordering {
  switch (t.kind) {
    case 'float': case 'double': return compareDoubles as Ordering;
    case 'string': return compareStrings as Ordering;
    case 'binary': return compareBytes as Ordering;
    case 'boolean': return (a, b) => Number(a) - Number(b);
    case 'array': {
      const element = nullsFirst(ordering(t.element));
      return (a, b) => {
        const x = a as Value[], y = b as Value[];
        const n = Math.min(x.length, y.length);
        for (let i = 0; i < n; i++) {
          const c = element(x[i]!, y[i]!);
          if (c !== 0) return c;
        }
        return x.length - y.length;
      };
    }
    case 'struct': {
      const fields = t.fields.map((f) => nullsFirst(ordering(f.type)));
      return (a, b) => {
        for (let i = 0; i < fields.length; i++) {
          const c = fields[i]!((a as Value[])[i]!, (b as Value[])[i]!);
          if (c !== 0) return c;
        }
        return 0;
      };
    }
    default: return compareNumbers as Ordering;
  }
}

export const nullsFirst = (f: Ordering): Ordering => (a, b) => (a === null ? (b === null ? 0 : -1) : b === null ? 1 : f(a, b));

/** Equality of two non-null values as grouping, `=` and collections see it: NaN equals NaN, -0.0 equals 0.0. */
export function equality(t: DataType): (a: Value, b: Value) => boolean {
  switch (t.kind) {
    case 'float': case 'double': return (a, b) => a === b || (Number.isNaN(a) && Number.isNaN(b));
    case 'calendarInterval': return (a, b) => {
      const x = a as Interval, y = b as Interval;
      return x.months === y.months && x.days === y.days && x.microseconds === y.microseconds;
    };
    case 'binary': case 'array': case 'struct': {
      const f = ordering(t);
      return (a, b) => f(a, b) === 0;
    }
    case 'map': return (a, b) => a === b;
    default: return (a, b) => a === b;
  }
}

/** A key for JavaScript Maps and Sets under which exactly the values that are equal coincide; NULL is `null`. */
export function keyOf(t: DataType): (v: Value) => unknown {
  const key = nonNullKey(t);
  return (v) => (v === null ? null : key(v));
}

function nonNullKey(t: DataType): (v: Value) => unknown {
  switch (t.kind) {
    case 'float': case 'double': return (v) => (v === 0 ? 0 : v);
    case 'binary': return (v) => `b${[...(v as Uint8Array)].join(',')}`;
    case 'array': {
      const k = keyOf(t.element);
      return (v) => JSON.stringify((v as Value[]).map((x) => tagged(k(x))));
    }
    case 'struct': {
      const ks = t.fields.map((f) => keyOf(f.type));
      return (v) => JSON.stringify((v as Value[]).map((x, i) => tagged(ks[i]!(x))));
    }
    case 'map': {
      const k = keyOf(t.key), w = keyOf(t.value);
      return (v) => JSON.stringify([(v as MapValue).keys.map((x) => tagged(k(x))), (v as MapValue).values.map((x) => tagged(w(x)))]);
    }
    case 'calendarInterval': return (v) => {
      const i = v as Interval;
      return `${i.months}/${i.days}/${i.microseconds}`;
    };
    default: return (v) => v;
  }
}
const tagged = (v: unknown): unknown => (v === null ? null : `${typeof v}:${String(v)}`);

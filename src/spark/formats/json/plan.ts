import type { DataType } from '../../types.ts';
import { MapValue, type Row, type Value } from '../../values.ts';
import { parseBig, toPrecision } from '../../cast/decimal.ts';
import type { JsonOptions } from './options.ts';
import type { Scanner } from './scanner.ts';
import { FAILED } from './scanner.ts';
import { dateText, timestampText } from './scalars.ts';

/** Reads one value at the scanner's place, or gives FAILED: the exact parser then decides what the record means. */
export type Reader = (s: Scanner) => Value | typeof FAILED;

/** One place in an object's field order: the key last seen there and the field that it names, -1 for one that is skipped. */
export interface Slot { key: Uint8Array; field: number }

export class ObjectPlan {
  readonly readers: readonly Reader[];
  readonly slots: Slot[] = [];
  private readonly index: ReadonlyMap<string, number>;
  /** Set where a field that comes twice is no plain record (filters are asked once): which fields have come. */
  seen: Uint8Array | undefined;

  constructor(readonly names: readonly string[], types: readonly DataType[], options: JsonOptions) {
    this.readers = types.map((t) => reader(t, options));
    this.index = new Map(names.map((n, i) => [n, i]));
  }
  fieldOf(name: string): number { return this.index.get(name) ?? -1; }
}

const min: Partial<Record<DataType['kind'], number>> = { byte: -128, short: -32_768, int: -2_147_483_648 };

export function reader(type: DataType, options: JsonOptions): Reader {
  switch (type.kind) {
    case 'long': return (s) => s.long();
    case 'byte': case 'short': case 'int': {
      const low = min[type.kind]!, high = -low - 1;
      return (s) => {
        const v = s.long();
        return typeof v === 'number' && v >= low && v <= high ? v : v === null ? null : FAILED;
      };
    }
    case 'double': return (s) => s.double();
    case 'float': return (s) => {
      const v = s.double();
      return typeof v === 'number' ? Math.fround(v) : v;
    };
    case 'boolean': return (s) => s.boolean();
    case 'string': return (s) => s.text();
    case 'decimal': return (s) => {
      const text = s.numberText();
      if (typeof text !== 'string') return text;
      return toPrecision(parseBig(text)!, type.precision, type.scale) ?? FAILED;
    };
    case 'timestamp': return timestampReader(options);
    case 'date': return dateReader(options);
    case 'struct': {
      const plan = new ObjectPlan(type.fields.map((f) => f.name), type.fields.map((f) => f.type), options);
      return (s) => {
        if (s.peek() !== 0x7b) return s.nullOrFail();
        const row: Row = new Array<Value>(plan.readers.length).fill(null);
        return s.object(plan, row) ? row : FAILED;
      };
    }
    case 'array': {
      const element = reader(type.element, options);
      return (s) => s.array(element);
    }
    case 'map': {
      const value = reader(type.value, options);
      return (s) => {
        if (s.peek() !== 0x7b) return s.nullOrFail();
        const keys: Value[] = [], values: Value[] = [];
        return s.entries(value, keys, values) ? new MapValue(keys, values) : FAILED;
      };
    }
    default: return () => FAILED;
  }
}

function timestampReader(options: JsonOptions): Reader {
  const parse = timestampText(options);
  const iso = options.timestampFormat === undefined;
  return (s) => {
    if (iso) {
      const v = s.isoTimestamp();
      if (v !== FAILED) return v;
    }
    return texts(s, parse);
  };
}

function dateReader(options: JsonOptions): Reader {
  const parse = dateText(options);
  return (s) => texts(s, parse);
}

function texts(s: Scanner, parse: (text: string) => Value): Value | typeof FAILED {
  if (s.peek() !== 0x22) return s.nullOrFail();
  const text = s.text();
  if (typeof text !== 'string') return FAILED;
  try {
    return parse(text) ?? FAILED;
  } catch {
    return FAILED;
  }
}

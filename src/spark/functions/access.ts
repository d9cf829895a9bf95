import type { Call, Resolved } from '../expression.ts';
import { analysisError } from '../errors.ts';
import * as T from '../types.ts';
import type { StructField } from '../types.ts';
import type { MapValue} from '../values.ts';
import { type Long, type Value } from '../values.ts';
import { equality } from './compare.ts';
import { implicitCast } from './coercion.ts';
import type { BindContext, Binding, FunctionDef } from './def.ts';
import { arity, checkTypes, mismatch } from './define.ts';
import { Any, exact, Integral } from './expected.ts';
import { nullableOf, typeOf } from './nodes.ts';

/** What a bound `getfield` keeps: the field's position and the name as it was written. */
export interface FieldAccess { readonly ordinal: number; readonly name: string; readonly ofElements: boolean }

function findField(fields: readonly StructField[], name: string): number {
  const found = fields.flatMap((f, i) => (f.name.toLowerCase() === name.toLowerCase() ? [i] : []));
  if (found.length === 0) throw analysisError(`No such struct field ${name} in ${fields.map((f) => f.name).join(', ')}`);
  if (found.length > 1) {
    throw analysisError(`Ambiguous reference to fields ${found.map((i) => `StructField(${fields[i]!.name},${scalaName(fields[i]!.type)},${fields[i]!.nullable})`).join(', ')}`);
  }
  return found[0]!;
}
const scalaName = (t: T.DataType): string => {
  const name = T.simpleString(t);
  const classes: Record<string, string> = { bigint: 'LongType', int: 'IntegerType', smallint: 'ShortType', tinyint: 'ByteType', void: 'NullType' };
  return classes[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}Type`;
};

/** ExtractValue: a struct's field, the fields of an array's structs, an array's item or a map's value. */
function bindExtract(given: readonly Resolved[], context: BindContext): Binding {
  if (given.length !== 2) throw arity(context.calledAs, [2], given.length);
  const [child, key] = given as [Resolved, Resolved];
  const t = typeOf(child);
  const name = key.op === 'lit' && key.type.kind === 'string' && key.value !== null ? String(key.value) : null;
  if (t.kind === 'struct' && name !== null) {
    const ordinal = findField(t.fields, name), f = t.fields[ordinal]!;
    const data: FieldAccess = { ordinal, name, ofElements: false };
    return { args: [child], type: f.type, nullable: nullableOf(child) || f.nullable, data };
  }
  if (t.kind === 'array' && t.element.kind === 'struct' && name !== null) {
    const ordinal = findField(t.element.fields, name), f = t.element.fields[ordinal]!;
    const data: FieldAccess = { ordinal, name, ofElements: true };
    return { args: [child], type: T.array(f.type, t.containsNull || f.nullable), nullable: nullableOf(child), data };
  }
  if (t.kind === 'array' || t.kind === 'map') {
    const expected = [Any, t.kind === 'array' ? Integral : exact(t.key)];
    const index = t.kind === 'map' || typeOf(key).kind === 'null' ? implicitCast(key, expected[1]!) : key;
    const args = [child, index];
    const text = `${context.sql(child)}[${context.sql(index)}]`;
    const wrong = checkTypes(args, expected, context);
    if (wrong) throw mismatch(text, wrong);
    if (t.kind === 'map' && !T.isOrderable(t.key)) throw mismatch(text, `function getmapvalue does not support ordering on type ${T.catalogString(t.key)}`);
    return { args, type: t.kind === 'array' ? t.element : t.value, nullable: t.kind === 'map' || itemNullable(child, index, 0) };
  }
  if (t.kind === 'struct') throw analysisError(`Field name should be String Literal, but it's ${context.show(key)}`);
  throw analysisError(`Can't extract value from ${context.show(child)}: need struct type but got ${T.catalogString(t)}`);
}

/** GetArrayItemUtil.computeNullabilityFromArray: a literal position (counted from `base`) in array(…) is known. */
export function itemNullable(array: Resolved, position: Resolved, base: 0 | 1): boolean {
  if (position.op !== 'lit' || typeof position.value !== 'number' || array.op !== 'call' || array.fn !== 'array') return true;
  const i = position.value, items = array.args;
  if (base === 1 && i === 0) return false;
  const item = items[i < 0 && base === 1 ? items.length + i : i - base];
  return item === undefined || nullableOf(item);
}

function fieldReader(call: Call): (v: never) => Value {
  const { ordinal, ofElements } = call.data as FieldAccess;
  if (!ofElements) return (v: Value[]) => v[ordinal]!;
  return (v: Value[]) => v.map((s) => (s === null ? null : (s as Value[])[ordinal]!));
}

/** The value of a map's key, or undefined where it has no such key. */
export function mapLookup(keyType: T.DataType): (m: MapValue, key: Value) => Value | undefined {
  const equal = equality(keyType);
  return (m, key) => {
    const i = m.keys.findIndex((k) => equal(k, key));
    return i < 0 ? undefined : m.values[i]!;
  };
}

function itemReader(call: Call): (c: never, key: never) => Value {
  const t = typeOf(call.args[0]!);
  if (t.kind === 'map') {
    const find = mapLookup(t.key);
    return (m: MapValue, key: Value) => find(m, key) ?? null;
  }
  return (a: Value[], index: Long) => a[Number(index)] ?? null;
}

export const accessFunctions: readonly FunctionDef[] = [
  {
    name: 'getfield', kind: 'scalar', args: 'struct, name', doc: 'A field of a struct, or of every struct of an array.', since: '1.3.0',
    bind: bindExtract,
    sql: ([child, key], call) => {
      const data = call.data as FieldAccess | undefined;
      return data ? `${child}.${data.name}` : `${child}[${key}]`;
    },
    strict: (call) => (call.data ? fieldReader(call) : itemReader(call)),
  },
  {
    name: 'getitem', kind: 'scalar', args: 'container, key', doc: 'An item of an array (from 0) or the value of a map key; NULL where there is none.', since: '1.3.0',
    bind: bindExtract,
    sql: ([child, key], call) => {
      const data = call.data as FieldAccess | undefined;
      return data ? `${child}.${data.name}` : `${child}[${key}]`;
    },
    strict: (call) => (call.data ? fieldReader(call) : itemReader(call)),
  },
];

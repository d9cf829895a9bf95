import { javaError } from '../errors.ts';
import type { DataType } from '../types.ts';
import { MapValue, type Value } from '../values.ts';
import { keyOf } from './compare.ts';
import { displayValue } from './display.ts';

export const containsMap = (t: DataType): boolean => t.kind === 'map' || (t.kind === 'array' && containsMap(t.element))
  || (t.kind === 'struct' && t.fields.some((f) => containsMap(f.type)));

/** ArrayBasedMapBuilder: refuses NULL keys; a key that comes twice is an error unless spark.sql.mapKeyDedupPolicy is LAST_WIN. */
export function buildMap(keyType: DataType, keys: readonly Value[], values: readonly Value[], policy: string): MapValue {
  const key = keyOf(keyType);
  const at = new Map<unknown, number>();
  const ks: Value[] = [], vs: Value[] = [];
  for (let i = 0; i < keys.length; i++) {
    const k = keys[i]!, v = values[i]!;
    if (k === null) throw javaError('java.lang.RuntimeException', 'Cannot use null as map key!');
    const id = key(k), known = at.get(id);
    if (known === undefined) {
      at.set(id, ks.length);
      ks.push(k);
      vs.push(v);
    } else if (policy.toUpperCase() === 'LAST_WIN') vs[known] = v;
    else {
      throw javaError('java.lang.RuntimeException', `Duplicate map key ${displayValue(k, keyType)} was found, please check the input data. If you want to remove the `
        + 'duplicated keys, you can set spark.sql.mapKeyDedupPolicy to LAST_WIN so that the key inserted at last takes precedence.');
    }
  }
  return new MapValue(ks, vs);
}
export const dedupPolicy = 'spark.sql.mapKeyDedupPolicy';

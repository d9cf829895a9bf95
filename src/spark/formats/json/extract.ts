import type { Value } from '../../values.ts';
import { copyStructure } from './text.ts';
import { JsonSyntaxError, sharedLenience, Tokens } from './tokens.ts';

/** What json_tuple, json_array_length and json_object_keys read. Malformed JSON is null. */
function reading<T>(json: string, otherwise: T, read: (p: Tokens) => T): T {
  try {
    return read(new Tokens(json, sharedLenience));
  } catch (e) {
    if (e instanceof JsonSyntaxError) return otherwise;
    throw e;
  }
}

/** Values of the named top-level fields as text; strings unquoted. */
export function jsonTuple(json: string | null, names: readonly (string | null)[]): Value[] {
  const nothing = names.map((): Value => null);
  if (json === null) return nothing;
  return reading(json, nothing, (p) => {
    if (p.nextToken() !== 'START_OBJECT') return nothing;
    const row = names.map((): Value => null);
    for (let t = p.nextToken(); t !== 'END_OBJECT'; t = p.nextToken()) {
      if (t === null) break;
      if (t === 'FIELD_NAME' && names.includes(p.currentName)) {
        const name = p.currentName;
        if (p.nextToken() !== 'VALUE_NULL') {
          const text = p.token === 'VALUE_STRING' ? p.text : copyStructure(p);
          names.forEach((n, i) => { if (n === name) row[i] = text; });
          if (p.token === 'END_OBJECT' || p.token === 'END_ARRAY') continue;
        }
      }
      p.skipChildren();
    }
    return row;
  });
}

export const jsonArrayLength = (json: string): number | null => reading<number | null>(json, null, (p) => {
  if (p.nextToken() !== 'START_ARRAY') return null;
  let n = 0;
  for (; p.nextToken() !== 'END_ARRAY'; n++) p.skipChildren();
  return n;
});

export const jsonObjectKeys = (json: string): string[] | null => reading<string[] | null>(json, null, (p) => {
  if (p.nextToken() !== 'START_OBJECT') return null;
  const keys: string[] = [];
  for (let t = p.nextToken(); t === 'FIELD_NAME'; t = p.nextToken()) {
    keys.push(p.currentName ?? '');
    p.nextToken();
    p.skipChildren();
  }
  return keys;
});

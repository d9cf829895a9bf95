import { parseExact } from '../../http/exact-json.ts';

/** Digits of a number that is read. A longer one would take time that grows faster than it does, and no server of a cluster has one. */
const MOST_DIGITS = 400;
const LONG = /\d{401}/;
const LITERALS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+/g;

/** JSON with its integers exact: past 2^53 they are bigint. @throws SyntaxError */
export function parseJson(text: string): unknown {
  if (LONG.test(text)) for (const [literal] of text.matchAll(LITERALS)) if (!literal.startsWith('"') && literal.length > MOST_DIGITS) throw new SyntaxError(`a number has ${literal.length} digits`);
  return parseExact(text);
}

/** A field of an object; undefined for anything else, and for what its prototype has. */
export function field(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, name) ? Reflect.get(json, name) as unknown : undefined;
}

export function textField(json: unknown, name: string): string | undefined {
  const value = field(json, name);
  return typeof value === 'string' ? value : undefined;
}

/** A whole number as its digits, whatever its size; undefined for anything else. */
export function digitsField(json: unknown, name: string): string | undefined {
  const value = field(json, name);
  return (typeof value === 'number' && Number.isSafeInteger(value)) || typeof value === 'bigint' ? String(value) : undefined;
}

/** A whole number that is exact; undefined for anything else. */
export function numberField(json: unknown, name: string): number | undefined {
  const value = field(json, name);
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

export function listField(json: unknown, name: string): readonly unknown[] | undefined {
  const value = field(json, name);
  return Array.isArray(value) ? value as unknown[] : undefined;
}

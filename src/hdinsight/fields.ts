/** Deep fields of JSON that another machine wrote: of the kind that is wanted, or not there. */
import { field } from './http/json.ts';

const MOST = 4096;

/** The value at the end of the names. */
export const at = (json: unknown, ...names: string[]): unknown => names.reduce(field, json);

/** Text that says something, of at most so many characters. */
export function textAt(json: unknown, ...names: string[]): string | undefined {
  const value = at(json, ...names);
  return typeof value === 'string' && value.trim() !== '' && value.length <= MOST ? value : undefined;
}

export function listAt(json: unknown, ...names: string[]): unknown[] {
  const value = at(json, ...names);
  return Array.isArray(value) ? value : [];
}

/** Texts by name, of an object whose values are texts. */
export function textsAt(json: unknown, ...names: string[]): Record<string, string> {
  const value = at(json, ...names);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** What is present only where it means something: `{ x: undefined }` is not. */
export const given = <K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } => (value === undefined ? {} : { [name]: value } as { [P in K]?: V });

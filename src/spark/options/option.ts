/** What an option of a reader or writer is: one registry for problems, completion and hover. */

/** The methods that take it. */
export type Way = 'read' | 'readStream' | 'write' | 'writeStream';

export type ValueKind =
  | { kind: 'text' | 'path' | 'topics' | 'topic' | 'servers' | 'pattern' | 'assignment' | 'char' | 'zone' | 'locale' | 'charset' | 'regex' | 'timestamp' }
  | { kind: 'boolean' }
  /** A whole number. */
  | { kind: 'number'; least?: number }
  /** `1 hour`. */
  | { kind: 'duration' }
  /** One of these, in any case where `anyCase`. */
  | { kind: 'choice'; of: readonly string[]; anyCase?: boolean }
  /** A word, or JSON by topic and partition. */
  | { kind: 'offsets'; words: readonly string[] };

export interface OptionInfo {
  /** As Spark's own pages spell it; it is compared without case. */
  name: string;
  value: ValueKind;
  /** As text; absent: there is none. */
  default?: string;
  /** One sentence in our own words. */
  doc: string;
  /** First Spark version that has it; absent: before 3.0. */
  since?: string;
  ways: readonly Way[];
}

export const READS = ['read', 'readStream'] as const, WRITES = ['write', 'writeStream'] as const, ALL = [...READS, ...WRITES] as const;

export const boolean: ValueKind = { kind: 'boolean' }, text: ValueKind = { kind: 'text' }, duration: ValueKind = { kind: 'duration' };
export const number = (least?: number): ValueKind => ({ kind: 'number', ...(least !== undefined && { least }) });
export const choice = (...of: string[]): ValueKind => ({ kind: 'choice', of, anyCase: true });

export function option(ways: readonly Way[], name: string, value: ValueKind, fallback: string | undefined, doc: string, since?: string): OptionInfo {
  return { name, value, doc, ways, ...(fallback !== undefined && { default: fallback }), ...(since !== undefined && { since }) };
}

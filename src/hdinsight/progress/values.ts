/** Numbers and times as Spark writes them, or nothing: a value that cannot be right is left out and said. */

/** Collects what is left out; at most some of it, as a hostile page has no end. */
export class Doubts {
  readonly found: string[] = [];

  /** A whole number of 0 or more that is exact; Spark writes some of them as `150.0`. */
  count(value: unknown, what: string): number | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    return this.#doubt(value, what);
  }

  /** A finite number of 0 or more; NaN is Spark's own word for "not known". */
  rate(value: unknown, what: string): number | undefined {
    if (value === undefined || value === null || value === 'NaN') return undefined;
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    return this.#doubt(value, what);
  }

  /** Milliseconds since the epoch as Spark's ISO text; nothing beyond the years that it can write. */
  time(ms: unknown, what: string): string | undefined {
    if (typeof ms === 'number' && Number.isSafeInteger(ms) && ms >= 0 && ms < 253_402_300_800_000) return new Date(ms).toISOString();
    return this.#doubt(ms, what);
  }

  #doubt(value: unknown, what: string): undefined {
    if (this.found.length < 20) this.found.push(`${what} is said to be ${shown(value)}, which cannot be`);
    return undefined;
  }
}

/** A value in a message: short, on one line. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : value === null ? 'null' : typeof value === 'object' ? 'an object' : typeof value;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Leaves out what is undefined, so that absent fields are absent. */
export function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

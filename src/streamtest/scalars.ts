/** Times and durations as a test writes them. */

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)$/;

/** Milliseconds of `90s`, `1.5s`, `250ms`, `2m`, `1h`; 0 needs no unit. */
export function durationMs(text: string): number | undefined {
  if (text === '0') return 0;
  const found = DURATION.exec(text.trim());
  if (!found) return undefined;
  const ms = Number(found[1]) * UNITS[found[2]!]!;
  return Number.isSafeInteger(ms) ? ms : undefined;
}

const ISO = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** Epoch milliseconds of an instant with its zone, or of epoch milliseconds. */
export function instantMs(text: string): number | undefined {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  if (!ISO.test(text)) return undefined;
  const ms = Date.parse(text.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(ms) ? undefined : ms;
}

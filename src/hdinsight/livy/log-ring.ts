/**
 * Livy keeps the last 200 lines of each stream, so that their offsets slide: what is new is found by what the lines say.
 */
export interface NewLines {
  stream: string;
  lines: string[];
  /** More lines passed than the ring holds: what was in between is not known. */
  gap: boolean;
}

const HEADS: Readonly<Record<string, string>> = { 'stdout:': 'stdout', 'stderr:': 'stderr', 'YARN Diagnostics:': 'diagnostics' };

/** Lines by stream; Livy writes a line above each. */
export function streamsOf(lines: readonly string[]): Map<string, string[]> {
  const streams = new Map<string, string[]>();
  let current = 'log';
  for (const line of lines) {
    const head = HEADS[line.trim()];
    if (head !== undefined) current = head;
    const held = streams.get(current) ?? [];
    if (head === undefined) held.push(line);
    streams.set(current, held);
  }
  return streams;
}

export class LogRing {
  #seen = new Map<string, string[]>();

  /** What the ring holds now; gives what was not there before. */
  next(lines: readonly string[]): NewLines[] {
    const streams = streamsOf(lines), found: NewLines[] = [];
    for (const [stream, now] of streams) {
      const before = this.#seen.get(stream) ?? [], known = overlap(before, now);
      if (known < now.length) found.push({ stream, lines: now.slice(known), gap: known === 0 && before.length > 0 });
    }
    this.#seen = streams;
    return found;
  }
}

/** How many lines at the beginning of `now` are the end of `before`: the most that fit. */
function overlap(before: readonly string[], now: readonly string[]): number {
  for (let length = Math.min(before.length, now.length); length > 0; length--) {
    const from = before.length - length;
    if (before[from] === now[0] && now.slice(0, length).every((line, i) => before[from + i] === line)) return length;
  }
  return 0;
}

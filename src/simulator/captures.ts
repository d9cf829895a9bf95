/** Captures as they were parsed, for as long as their files do not change. */
import { readFileSync, statSync } from 'node:fs';
import { parseCapture, type CaptureMessage } from '../kafka/capture.ts';

/** Bytes of files that are read ahead of a run: what is kept of them takes several times as much memory. */
const AHEAD_BYTES = 8 * 1024 * 1024;

interface Parsed { size: number; mtimeMs: number; messages: readonly CaptureMessage[] }

export class Captures {
  readonly #parsed = new Map<string, Parsed>();
  readonly #asked = new Set<string>();

  /** All messages of a capture file (native, absolute path). Throws Node's errors for the file and a `capture` fault for a broken line. */
  read(file: string): readonly CaptureMessage[] {
    this.#asked.add(file);
    const { size, mtimeMs } = statSync(file), known = this.#parsed.get(file);
    if (known?.size === size && known.mtimeMs === mtimeMs) return known.messages;
    // Kept only when it was read ahead: a run reads each capture once.
    this.#parsed.delete(file);
    return parseCapture(readFileSync(file, 'utf8'), file);
  }

  /** What the run asked for. */
  get files(): string[] { return [...this.#asked]; }

  /** Parses files that the next run will probably ask for. What cannot be read is left to the run, which says why. */
  readAhead(files: readonly string[]): void {
    let bytes = 0;
    for (const file of files) {
      try {
        const { size, mtimeMs } = statSync(file);
        bytes += size;
        if (bytes > AHEAD_BYTES) return;
        this.#parsed.set(file, { size, mtimeMs, messages: parseCapture(readFileSync(file, 'utf8'), file) });
      } catch { /* the run's to say */ }
    }
  }
}

import type { RunAnswers } from '../protocol/run.ts';

interface Piece { text: string; queryId?: string | undefined; batchId?: number | undefined }

/** What the run printed, for the panel's pages. Past the limit the oldest half goes. */
export class PrintedLog {
  #pieces: Piece[] = [];
  #length = 0;
  readonly #limit: number;

  constructor(limit = 32 * 1024 * 1024) {
    this.#limit = limit;
  }

  add(text: string, at: { queryId?: string | undefined; batchId?: number | undefined } = {}): void {
    const last = this.#pieces.at(-1);
    if (last && last.queryId === at.queryId && last.batchId === at.batchId && last.text.length < 65_536) last.text += text;
    else this.#pieces.push({ text, ...at });
    this.#length += text.length;
    if (this.#length > this.#limit) this.#forget();
  }

  page(wanted: { queryId?: string; batchId?: number; offset: number; limit: number }): RunAnswers['printed'] {
    let total = 0;
    let text = '';
    for (const piece of this.#pieces) {
      if (wanted.queryId !== undefined && piece.queryId !== wanted.queryId) continue;
      if (wanted.batchId !== undefined && piece.batchId !== wanted.batchId) continue;
      const from = Math.max(0, wanted.offset - total);
      const left = wanted.limit - text.length;
      if (from < piece.text.length && left > 0) text += piece.text.slice(from, from + left);
      total += piece.text.length;
    }
    return { text, offset: wanted.offset, total };
  }

  #forget(): void {
    while (this.#length > this.#limit / 2 && this.#pieces.length > 1) this.#length -= this.#pieces.shift()!.text.length;
  }
}

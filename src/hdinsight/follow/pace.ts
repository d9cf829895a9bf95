import { pause } from '../../http/exchange.ts';

const MINUTE = 60_000;

export type Wait = (ms: number, stops: readonly AbortSignal[]) => Promise<void>;

/** Holds what is asked to so many requests in any minute: what comes too early waits. */
export class Pace {
  /** When each of the last minute's requests was sent, oldest first. */
  #sent: number[] = [];
  #limit: number;
  #changed = new AbortController();

  /** @param now milliseconds since the epoch */
  constructor(limit: number, private readonly now: () => number = Date.now, private readonly wait: Wait = pause) {
    this.#limit = limit;
  }

  set limit(limit: number) {
    if (limit === this.#limit) return;
    this.#limit = limit;
    this.#changed.abort();
    this.#changed = new AbortController();
  }

  /** Requests of the last minute. */
  get perMinute(): number {
    return this.#lately().length;
  }

  /** Resolves when a request may be sent, and counts it. @throws the reason of the one of `stops` that is aborted first */
  async turn(stops: readonly AbortSignal[]): Promise<void> {
    for (let free = this.#freeIn(); free > 0; free = this.#freeIn()) {
      const changed = this.#changed.signal;
      await this.wait(free, [...stops, changed]).catch((error: unknown) => { if (!changed.aborted) throw error; });
      for (const stop of stops) stop.throwIfAborted();
    }
    this.#sent.push(this.now());
  }

  /** Milliseconds from one request to the next with which what is left lasts until some become free; 0 where there is no need to care. */
  get spacing(): number {
    const sent = this.#lately(), left = this.#limit - sent.length;
    return sent[0] === undefined || left > this.#limit / 2 ? 0 : (sent[0] + MINUTE - this.now()) / Math.max(1, left);
  }

  #freeIn(): number {
    const sent = this.#lately(), oldest = sent[sent.length - this.#limit];
    return oldest === undefined ? 0 : oldest + MINUTE - this.now();
  }

  /** A clock that was set back leaves none that is to come. */
  #lately(): readonly number[] {
    const now = this.now();
    if (this.#sent.some((at) => at <= now - MINUTE || at > now)) this.#sent = this.#sent.filter((at) => at > now - MINUTE && at <= now);
    return this.#sent;
  }
}

import type { RunClock, WaitEnd } from './host-types.ts';

export interface WaitPoint {
  /** Serves questions; says why the wait should end early. */
  look(): WaitEnd | undefined;
  /** Blocks until something comes or the time (ms) is over. */
  block(timeoutMs: number): void;
}

/** Real microseconds since the epoch, with the monotonic clock's resolution. */
export const machineMicros = (): number => Math.floor((performance.timeOrigin + performance.now()) * 1000);

/** Reads of one instant before time is taken to be waited for in a loop. */
const PATIENCE = 1000;

const HOUR = 3600e6;

export class HostClock implements RunClock {
  #virtual: boolean;
  #decided: boolean;
  #now: number;
  readonly #start: number;
  readonly #wait: WaitPoint;
  #reads = 0;
  /** How far the real clock runs ahead of the machine's: what was waited for while the clock was virtual is not taken back. */
  #ahead = 0;
  #aligned: boolean;

  /** `given`: where the virtual clock begins, epoch µs; such a clock is not moved on to a full hour. */
  constructor(mode: 'real' | 'virtual' | undefined, wait: WaitPoint, given?: number) {
    const start = given ?? machineMicros();
    this.#aligned = given !== undefined;
    this.#virtual = mode !== 'real';
    this.#decided = mode !== undefined;
    this.#start = this.#now = start;
    this.#wait = wait;
  }

  get virtual(): boolean {
    return this.#virtual;
  }

  decide(virtual: boolean): void {
    if (this.#decided) return;
    this.#decided = true;
    this.#virtual = virtual;
    if (!virtual) this.#ahead = Math.max(0, this.#now - machineMicros());
  }

  align(): void {
    if (!this.#virtual || this.#aligned) return;
    this.#aligned = true;
    this.#now = Math.ceil(this.#now / HOUR) * HOUR;
  }

  nowMicros(): number {
    return this.#virtual ? this.#now : Math.max(this.#now, machineMicros() + this.#ahead);
  }

  /**
   * What Python sees. Each read of the virtual clock is a microsecond later than the one before, so that a rate over an elapsed time
   * never divides by zero; a loop that waits by reading the clock moves it on faster.
   */
  tick(): number {
    if (!this.#virtual) return this.nowMicros();
    this.#reads += 1;
    this.#now += this.#reads > PATIENCE ? 1000 : 1;
    return this.#now;
  }

  /** Something happened between two reads. */
  used(): void {
    this.#reads = 0;
  }

  monotonicMicros(): number {
    return this.tick() - this.#start + 1_000_000;
  }

  waitUntilMicros(t: number): WaitEnd {
    this.#reads = 0;
    for (;;) {
      const early = this.#wait.look();
      if (early === 'interrupted') return early;
      if (this.#virtual) {
        if (early === undefined) this.#now = Math.max(this.#now, t);
        return early ?? 'reached';
      }
      const left = (t - this.nowMicros()) / 1000;
      if (left <= 0) return 'reached';
      if (early !== undefined) return early;
      this.#wait.block(left);
    }
  }
}

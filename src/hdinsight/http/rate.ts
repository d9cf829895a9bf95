const MINUTE = 60_000;

/** How often something was done in the last minute. */
export class Rate {
  readonly #times: number[] = [];

  /** @param now milliseconds of a clock that does not go back */
  note(now: number): void {
    this.#times.push(now);
    this.#forget(now);
  }

  perMinute(now: number): number {
    this.#forget(now);
    return this.#times.length;
  }

  #forget(now: number): void {
    const kept = this.#times.findIndex((time) => time > now - MINUTE);
    if (kept !== 0) this.#times.splice(0, kept === -1 ? this.#times.length : kept);
  }
}

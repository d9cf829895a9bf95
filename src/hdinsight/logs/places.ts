/** Numbers in rising order of which the smallest are let go of. */
export class Rising {
  #numbers: number[] = [];
  #head = 0;
  /** How many were let go of, less those that were put in front. */
  gone = 0;

  get length(): number { return this.#numbers.length - this.#head; }
  at(place: number): number | undefined { return this.#numbers[this.#head + place]; }
  push(number: number): void { this.#numbers.push(number); }
  slice(from: number, to?: number): number[] { return this.#numbers.slice(this.#head + from, to === undefined ? undefined : this.#head + to); }

  /** Puts smaller ones in front. */
  unshift(numbers: readonly number[]): void {
    this.#numbers = [...numbers, ...this.#numbers.slice(this.#head)];
    this.#head = 0;
    this.gone -= numbers.length;
  }

  /** Lets go of all below. */
  from(least: number): void {
    const before = this.#head;
    while (this.#head < this.#numbers.length && this.#numbers[this.#head]! < least) this.#head++;
    this.gone += this.#head - before;
    if (this.#head > 10_000 && this.#head * 2 > this.#numbers.length) [this.#numbers, this.#head] = [this.#numbers.slice(this.#head), 0];
  }

  /** How many are below. */
  below(number: number): number {
    let low = this.#head, high = this.#numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#numbers[middle]! < number) low = middle + 1;
      else high = middle;
    }
    return low - this.#head;
  }
}

/** Something that is done for a key once its key has been quiet for a while. */
export class Debounced<K> {
  readonly #timers = new Map<K, NodeJS.Timeout>();

  constructor(private readonly act: (key: K) => void) {}

  in(key: K, ms: number): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.set(key, setTimeout(() => { this.now(key); }, ms));
  }

  now(key: K): void {
    this.cancel(key);
    this.act(key);
  }

  cancel(key: K): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }
}

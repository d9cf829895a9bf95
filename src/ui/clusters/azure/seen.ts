/** Answers that are good for a while. No VS Code here. */

const minute = 60_000;

/** Jobs are drawn anew again and again; what changes seldom is asked once a minute at most. What went wrong is asked again. */
export class Seen {
  readonly #answers = new Map<string, { until: number; answer: Promise<object> }>();

  constructor(private readonly now: () => number = Date.now) {}

  async once<T extends { value: unknown } | { problem: unknown }>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key);
    if (known && this.now() < known.until) return known.answer as Promise<T>;
    const asked = { until: this.now() + minute, answer: ask() };
    this.#answers.set(key, asked);
    const answer = await asked.answer;
    if ('problem' in answer && this.#answers.get(key) === asked) this.#answers.delete(key);
    return answer;
  }

  forget(...keys: string[]): void { for (const key of keys) this.#answers.delete(key); }
  clear(): void { this.#answers.clear(); }
}

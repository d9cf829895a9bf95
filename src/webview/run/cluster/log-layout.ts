/** Rows of a log on screen: its lines, one row in front where bytes are not held, and one at each place where lines were missed. */
export type LogRow = { kind: 'line'; line: number } | { kind: 'before' } | { kind: 'gap'; line: number };

/** Places of lines count from one begin, however many are held. */
export class LogLayout {
  readonly #top: number;

  /** @param gaps places in front of which lines were missed, rising */
  constructor(readonly first: number, readonly end: number, private readonly gaps: readonly number[] = [], before = false) { this.#top = before ? 1 : 0; }

  get rows(): number { return this.#top + this.end - this.first + this.gaps.length; }

  at(row: number): LogRow {
    if (row < this.#top) return { kind: 'before' };
    let passed = 0;
    for (const gap of this.gaps) {
      const own = this.#top + gap - this.first + passed;
      if (row === own) return { kind: 'gap', line: gap };
      if (row < own) break;
      passed++;
    }
    return { kind: 'line', line: this.first + row - this.#top - passed };
  }

  rowOf(line: number): number {
    let passed = 0;
    while (passed < this.gaps.length && (this.gaps[passed] ?? Infinity) <= line) passed++;
    return this.#top + line - this.first + passed;
  }

  /** The line in a row, or the next one below. */
  lineAt(row: number): number {
    const found = this.at(Math.max(0, Math.min(row, this.rows - 1)));
    return found.kind === 'before' ? this.first : Math.max(this.first, Math.min(found.line, this.end - 1));
  }
}

import type { LogLevelName } from '../../protocol/cluster-run.ts';
import { Rising } from './places.ts';
import type { LineStore } from './store.ts';
import { inTurns } from './turns.ts';

/** Lines that hold a text in any case, among those of a level or above. A line is looked at once. */
export class LogSearch {
  readonly #found = new Rising();
  readonly #wanted: RegExp;
  /** Number of the line that is looked at next. */
  #next = -Infinity;
  #looking: Promise<void> | undefined;

  constructor(readonly find: string, readonly least: LogLevelName | undefined) {
    this.#wanted = new RegExp(find.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i');
  }

  /** Numbers of those that are held. Gives way to other work where there is much to look at. */
  async in(store: LineStore): Promise<Rising> {
    await (this.#looking ??= this.#look(store).finally(() => { this.#looking = undefined; }));
    this.#found.from(store.first);
    return this.#found;
  }

  async #look(store: LineStore): Promise<void> {
    await inTurns(() => {
      const n = this.#next = Math.max(this.#next, store.first);
      if (n >= store.end) return false;
      if (store.passes(n, this.least) && this.#wanted.test(store.text(n))) this.#found.push(n);
      this.#next++;
      return true;
    });
  }
}

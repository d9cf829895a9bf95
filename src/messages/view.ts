import type { Arrangement, FilterKind } from '../protocol/messages.ts';
import { parsePath, type JsonPath } from './query/json-path.ts';
import { parseFilter, type Filter } from './query/filter.ts';
import { ordered } from './order.ts';
import type { MessageReader } from './reader.ts';
import { MAYBE, YES } from './sweep/rows.ts';
import type { MessageStore } from './store.ts';

/** Milliseconds of looking through messages before something else may have its turn. */
const SLICE = 12;
/** Messages between two looks at the clock. */
const STRIDE = 256;
/** The same of messages of which is known that they fail. */
const LEAP = 4096;

export const plainArrangement: Arrangement = { filter: '', sort: 'timestamp', descending: true, paths: [] };

/**
 * The messages that are shown, in their order. What arrives later is not among them until it is asked for, so that nothing moves under a
 * reader's eyes. Messages are looked through in the order in which they are shown: the first page is there long before the last.
 */
export class View {
  arrangement = plainArrangement;
  kind: FilterKind = 'none';
  mistake: string | undefined;
  paths: (JsonPath | undefined)[] = [];
  /** Ids in order, of which the first `matching` are set. */
  #shown: Uint32Array = new Uint32Array(0);
  matching = 0;
  /** All ids in order, those that the filter has still to pass among them. */
  #all: Uint32Array = new Uint32Array(0);
  searched = 0;
  /** One past the last id that the arrangement knows of. */
  seen = 0;
  version = 0;
  /** What `#all` is the order of. */
  #order = '';
  #filter: Filter = { kind: 'none' };
  #running = 0;
  #turn: Promise<void> = Promise.resolve();
  #watchers: { matching: number; resolve: () => void }[] = [];

  constructor(private readonly store: MessageStore, private readonly reader: MessageReader, private readonly changed: () => void) {}

  get done(): boolean { return this.searched >= this.#all.length; }
  get considered(): number { return this.#all.length; }

  /** Resolves when the first `enough` are known, or all. */
  async arrange(arrangement: Arrangement, enough: number): Promise<void> {
    this.arrangement = arrangement;
    this.paths = arrangement.paths.map(parsePath);
    await this.refresh(enough);
  }

  /** The same arrangement, over all that is held now. */
  async refresh(enough: number): Promise<void> {
    const { store, arrangement } = this;
    this.seen = store.end;
    this.#filter = parseFilter(arrangement.filter, this.reader);
    this.kind = this.#filter.kind;
    this.mistake = this.#filter.mistake;
    const order = `${store.base} ${store.end} ${arrangement.sort} ${arrangement.descending}`;
    if (order !== this.#order) this.#all = ordered(store, arrangement.sort, arrangement.descending);
    this.#order = order;
    const whole = !this.#filter.test && !arrangement.brush && arrangement.partition === undefined;
    this.#shown = whole ? this.#all : new Uint32Array(this.#all.length);
    this.matching = this.searched = whole ? this.#all.length : 0;
    this.version++;
    const run = ++this.#running;
    for (const watcher of this.#watchers.splice(0)) watcher.resolve();
    // One search after the other, so that a reader's last message is never another search's.
    const before = this.#turn;
    this.#turn = before.then(() => this.#search(run));
    await this.until(enough);
  }

  /** Resolves when `matching` rows are known, or all have been looked through, or others take their place. */
  until(matching: number): Promise<void> {
    if (this.done || this.matching >= matching) return Promise.resolve();
    return new Promise((resolve) => { this.#watchers.push({ matching, resolve }); });
  }

  ids(from: number, count: number): Uint32Array { return this.#shown.subarray(Math.min(from, this.matching), Math.min(this.matching, from + count)); }

  /** Where a message stands; -1: nowhere, so far. */
  place(id: number): number { return this.#shown.subarray(0, this.matching).indexOf(id); }

  /** The store let its oldest go. */
  forget(): void {
    const { base } = this.store, keep = (ids: Uint32Array): Uint32Array => ids.filter((id) => id >= base);
    this.#order = '';
    const shown = keep(this.#shown.subarray(0, this.matching)), looked = keep(this.#all.subarray(0, this.searched)), ahead = keep(this.#all.subarray(this.searched));
    this.#all = new Uint32Array(looked.length + ahead.length);
    this.#all.set(looked);
    this.#all.set(ahead, looked.length);
    this.#shown = new Uint32Array(this.#all.length);
    this.#shown.set(shown);
    this.matching = shown.length;
    this.searched = looked.length;
    this.version++;
  }

  /** Ends what runs; nothing is told any more. */
  close(): void {
    this.#running++;
    for (const watcher of this.#watchers.splice(0)) watcher.resolve();
  }

  async #search(run: number): Promise<void> {
    const narrow = this.#narrow(), { test, known } = this.#filter;
    while (run === this.#running && !this.done) {
      const until = performance.now() + SLICE;
      do {
        if (known) this.searched = known.skip(this.#all, this.searched, Math.min(this.#all.length, this.searched + LEAP));
        for (let i = 0; i < STRIDE && !this.done; i++) {
          const id = this.#all[this.searched]!;
          if (narrow(id - this.store.base)) {
            const state = known ? known.of(id) : MAYBE;
            let passes = state === YES || (state === MAYBE && (test?.(id) ?? true));
            if (passes instanceof Promise) {
              passes = await passes;
              if (run !== this.#running) return;
              // While a schema was fetched the oldest may have been let go.
              if (this.#all[this.searched] !== id) continue;
            }
            if (passes) this.#shown[this.matching++] = id;
          }
          this.searched++;
        }
      } while (!this.done && performance.now() < until);
      this.#tell();
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    this.#tell();
  }

  /** Partition and brush, by the row's place in the columns. */
  #narrow(): (row: number) => boolean {
    const { brush, partition } = this.arrangement, { store } = this;
    if (!brush && partition === undefined) return () => true;
    return (row) => {
      const { timestamps, partitions } = store.columns, time = timestamps[row]!;
      return (partition === undefined || partitions[row] === partition) && (!brush || (time >= brush.since && time < brush.until));
    };
  }

  #tell(): void {
    const ready = this.#watchers.filter(({ matching }) => this.done || this.matching >= matching);
    this.#watchers = this.#watchers.filter((watcher) => !ready.includes(watcher));
    for (const { resolve } of ready) resolve();
    this.changed();
  }
}

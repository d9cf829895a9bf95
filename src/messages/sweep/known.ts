import type { MessageReader } from '../reader.ts';
import { MAYBE, NO, UNSEEN, type Sweep } from './rows.ts';

/** Rows beside each other that share no stretch of bytes and are swept at once. */
const MOST = 4096;

/** What a sweep says of the messages that are held now; a stretch is swept when the first of its messages is asked for. */
export class Known {
  readonly #base: number;
  /** By id less `#base`. */
  readonly #states: Uint8Array;

  constructor(private readonly reader: MessageReader, private readonly sweep: Sweep) {
    this.#base = reader.store.base;
    this.#states = new Uint8Array(reader.store.count);
  }

  /** NO, YES or MAYBE; MAYBE of what arrived later. */
  of(id: number): number {
    const state = this.#states[id - this.#base];
    return state === UNSEEN ? this.#look(id) : state ?? MAYBE;
  }

  /** The first place from `from` on, before `to`, whose id does not fail; `to` where all do. */
  skip(ids: Uint32Array, from: number, to: number): number {
    const states = this.#states, base = this.#base;
    for (let i = from; i < to; i++) {
      const id = ids[i]!, state = states[id - base];
      if (state !== NO && (state !== UNSEEN || this.#look(id) !== NO)) return i;
    }
    return to;
  }

  #look(id: number): number {
    const { store } = this.reader, { base } = store, { segments } = store.columns, segment = segments[id - base]!, run = store.run(segment);
    let first = id - base, last = first;
    if (run) {
      first = Math.max(run.first, base) - base;
      last = run.last - base;
    } else {
      const end = Math.min(first + MOST, this.#base + this.#states.length - base);
      while (last + 1 < end && this.#states[last + 1 + base - this.#base] === UNSEEN && !store.run(segments[last + 1]!)) last++;
    }
    const shift = base - this.#base;
    this.sweep({ reader: this.reader, first, last, data: run && store.segment(segment) }, this.#states.subarray(first + shift, last + shift + 1));
    return this.#states[id - this.#base]!;
  }
}

import type { MessageReader } from '../reader.ts';
import type { ByteFinder } from './search.ts';

const no = 1, yes = 2, byItself = 3;

/** A text in whole stretches of messages: their bytes are gone through once, without stopping at each message. */
export class StretchSearch {
  readonly #base: number;
  /** By id less `#base`: 0 where the stretch was not looked at yet. */
  readonly #known: Uint8Array;

  constructor(private readonly reader: MessageReader, private readonly finder: ByteFinder, private readonly length: number) {
    this.#base = reader.store.base;
    this.#known = new Uint8Array(reader.store.count);
  }

  /**
   * Whether key or value holds the text. Undefined where that is to be seen row by row: bytes that stretches share, what is shown otherwise
   * than it is written, headers, what arrived later.
   */
  holds(id: number): boolean | undefined {
    const place = id - this.#base;
    if (place >= this.#known.length) return undefined;
    if (this.#known[place] === 0) this.#look(id);
    const known = this.#known[place];
    return known === byItself ? undefined : known === yes;
  }

  #look(id: number): void {
    const { store } = this.reader, { columns, base } = store, segment = columns.segments[id - base]!, run = store.run(segment);
    if (!run) {
      this.#known[id - this.#base] = byItself;
      return;
    }
    const first = Math.max(run.first, base) - base, last = run.last - base, shift = base - this.#base;
    this.#known.fill(no, first + shift, last + shift + 1);
    this.#search(store.segment(segment), first, last, shift);
    for (let row = first; row <= last; row++) {
      if (!this.reader.plain(row + base) || (columns.headerSegments[row]! >= 0 && this.#known[row + shift] === no)) this.#known[row + shift] = byItself;
    }
  }

  #search(data: Uint8Array, first: number, last: number, shift: number): void {
    const { length } = this, find = this.finder(data, data.length), { keyStarts, keyEnds, valueStarts, valueEnds } = this.reader.store.columns;
    for (let row = first, at = 0; row <= last;) {
      const found = find(at);
      if (found < 0) return;
      // The first row that ends behind it holds it, or none does: it may stand between two rows, or begin in the one and end in the other.
      while (row <= last && keyEnds[row]! <= found && valueEnds[row]! <= found) row++;
      const holds = (starts: Int32Array, ends: Int32Array): boolean => starts[row]! >= 0 && found >= starts[row]! && found + length <= ends[row]!;
      if (row <= last && (holds(keyStarts, keyEnds) || holds(valueStarts, valueEnds))) {
        this.#known[row + shift] = yes;
        at = Math.max(keyEnds[row]!, valueEnds[row]!);
        row++;
      } else at = found + 1;
    }
  }
}

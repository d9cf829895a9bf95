/** A cell on screen. Text only: what a job prints is never markup. */
export interface CellView {
  text: string;
  /** Style class: `late`, `edge`, `dim`, `null`. */
  tone?: string;
  title?: string;
  /** Makes the cell a link. */
  open?: () => void;
}

export interface Row { cells: CellView[]; tone?: string }

interface Options<T> {
  load(offset: number, limit: number): Promise<{ rows: readonly T[]; total: number }>;
  show(row: T, index: number): Row;
  /** Newest first: index 0 is the last row. */
  reverse?: boolean;
}

const pageSize = 200;
const heldPages = 60;
/** Pages that are on their way at once: enough for what is on screen where it stands across two. */
const underWay = 2;

/** Rows of a table that may be far larger than what is held: pages are fetched as they come on screen. */
export class Rows<T> extends EventTarget {
  total = 0;
  ready = false;
  error: string | undefined;
  readonly #pages = new Map<number, readonly T[]>();
  readonly #asked = new Set<number>();
  #stale = new Set<number>();

  constructor(private readonly options: Options<T>) { super(); }

  /** The first page, so that a table can be swapped in when it has something to show. */
  async open(): Promise<this> { await this.#fetch(this.options.reverse ? this.#page(Math.max(0, this.total - 1)) : 0); return this; }

  at(index: number): T | undefined {
    const place = this.#place(index);
    return this.#pages.get(this.#page(place))?.[place % pageSize];
  }

  row(index: number): Row | undefined {
    const value = this.at(index);
    return value === undefined ? undefined : this.options.show(value, index);
  }

  /**
   * Fetches what is missing or stale between two indexes, both inclusive. Whoever shows the rows says again what is wanted at each change, and each
   * page that comes is one: so what a scroll passes over while others are on their way is never asked for.
   */
  want(first: number, last: number): void {
    const places = [this.#place(first), this.#place(last)].sort((a, b) => a - b);
    for (let page = this.#page(places[0] ?? 0); page <= this.#page(places[1] ?? 0) && this.#asked.size < underWay; page++) {
      if (!this.#pages.has(page) || this.#stale.has(page)) void this.#fetch(page);
    }
  }

  /** More rows came at the end: only the page that was not full changed. */
  grow(total: number): void {
    if (total !== this.total) this.#stale.add(this.#page(this.total));
    if (total < this.total) this.#stale = new Set(this.#pages.keys());
    this.total = total;
    this.#tell();
  }

  /** Rows that came unasked, from `first` on. They are shown at once; what else their page holds is still fetched. */
  put(first: number, rows: readonly T[]): void {
    rows.forEach((row, i) => {
      const page = this.#page(first + i), held = [...this.#pages.get(page) ?? []];
      held[(first + i) % pageSize] = row;
      this.#pages.set(page, held);
      this.#stale.add(page);
    });
    this.#tell();
  }

  /** Everything may have changed; what is held stays on screen until the new arrives. */
  refresh(): void { this.#stale = new Set(this.#pages.keys()); this.#tell(); }

  /** Waits for the rows between two indexes and returns those that exist. */
  async read(first: number, last: number): Promise<Row[]> {
    const out: Row[] = [];
    for (let index = first; index <= last; index++) {
      if (this.at(index) === undefined) await this.#fetch(this.#page(this.#place(index)));
      const row = this.row(index);
      if (row) out.push(row);
    }
    return out;
  }

  #place(index: number): number { return this.options.reverse ? this.total - 1 - index : index; }
  #page(place: number): number { return Math.floor(place / pageSize); }
  #tell(): void { this.dispatchEvent(new Event('change')); }

  async #fetch(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    this.#stale.delete(page);
    try {
      const { rows, total } = await this.options.load(page * pageSize, pageSize);
      this.#pages.delete(page);
      this.#pages.set(page, rows);
      const oldest = this.#pages.keys().next().value;
      if (this.#pages.size > heldPages && oldest !== undefined) this.#pages.delete(oldest);
      if (!this.options.reverse || total > this.total) this.total = total;
      this.error = undefined;
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error);
    } finally {
      this.#asked.delete(page);
      this.ready = true;
      this.#tell();
    }
  }
}

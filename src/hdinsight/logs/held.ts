/** A log that is followed in its thread: its newest lines, asked for in pages. */
import type { LogAnswer, LogRequest } from '../../protocol/cluster-run.ts';
import type { ServerProblem } from '../../protocol/hdinsight.ts';
import { LogSearch } from './search.ts';
import { isLong, LineStore } from './store.ts';
import { linesBetween, LogTail, type NewLines, type Pieces } from './tail.ts';
import { inTurns } from './turns.ts';

/** Bytes that are read from the end at first, and that may be caught up with; what is further behind is left out. */
const WINDOW = 2 ** 20, MOST_BEHIND = 64 * 2 ** 20;
/** UTF-16 units after which a line without an end is taken as one. */
const LONGEST_PART = 2 ** 20;
/** Not looked at for so long, the log may have grown by more than is worth reading, ms. */
const LONG = 60_000;
/** Pieces between two looks at how far it is behind. */
const CHECKED = 8;
const MOST_ASKED = 5000, MOST_FOUND = 10_000, MOST_GAPS = 1000;
/** What two people, or one who types, look for. */
const SEARCHES = 3;

export interface HeldOptions {
  problemOf(error: unknown): ServerProblem;
  limits?: { lines: number; units: number };
  /** Monotonic, ms. */
  now?: () => number;
}

export class HeldLog {
  readonly #store: LineStore;
  #tail: LogTail | undefined;
  #searches: LogSearch[] = [];
  #problem: ServerProblem | undefined;
  #over = false;
  #read = 0;
  /** Times in a row that it could not be read. */
  failures = 0;
  #reading: Promise<void> | undefined;
  readonly #now: () => number;

  constructor(private readonly log: Pieces, private readonly options: HeldOptions) {
    this.#store = new LineStore(options.limits);
    this.#now = options.now ?? (() => performance.now());
  }

  /** Nothing more comes. */
  get over(): boolean { return this.#over; }

  /** Reads what is new; the first time the log's end. Never rejects: what went wrong is in the answers. */
  read(signal?: AbortSignal): Promise<void> {
    return this.#reading ??= this.#look(signal).finally(() => { this.#reading = undefined; });
  }

  async #look(signal: AbortSignal | undefined): Promise<void> {
    if (this.#over) return;
    try {
      const known = this.#tail;
      if (known === undefined || (this.#now() - this.#read > LONG && await known.behind(signal) > MOST_BEHIND)) await this.#open(signal);
      else await this.#take(await known.more(signal));
      for (let pieces = 1; this.#tail!.cut; pieces++) {
        // It grows faster than it is read.
        if (pieces % CHECKED === 0 && await this.#tail!.behind(signal) > MOST_BEHIND) await this.#open(signal);
        else await this.#take(await this.#tail!.more(signal));
      }
      this.#problem = undefined;
      this.failures = 0;
      this.#read = this.#now();
    } catch (error) {
      if (signal?.aborted) return;
      this.#problem = this.options.problemOf(error);
      this.failures++;
    }
  }

  /** The byte at which the oldest line begins, as long as it is known: not once lines were let go of. */
  #begin: { byte: number; line: number } | undefined;

  get #canEarlier(): boolean {
    return this.#begin !== undefined && this.#begin.byte > 0 && this.#begin.line === this.#store.first;
  }

  /** Reads what is in front of the oldest line. Never rejects. */
  earlier(signal?: AbortSignal): Promise<void> {
    return this.#earlier ??= this.#lookBack(signal).finally(() => { this.#earlier = undefined; });
  }
  #earlier: Promise<void> | undefined;

  async #lookBack(signal: AbortSignal | undefined): Promise<void> {
    await this.#reading;
    if (!this.#canEarlier) return;
    try {
      const end = this.#begin!.byte, { lines, begins, gap } = linesBetween(Math.max(0, end - WINDOW), end, (await this.log.piece(Math.max(0, end - WINDOW), signal, end)).text);
      if (!this.#canEarlier || this.#begin!.byte !== end || lines.length === 0 || !this.#store.unshift(lines, begins ?? Math.max(0, end - WINDOW), gap)) this.#begin = undefined;
      else this.#begin = begins === undefined ? undefined : { byte: begins, line: this.#store.first };
      this.#searches = [];
    } catch (error) {
      if (!signal?.aborted) this.#problem = this.options.problemOf(error);
    }
  }

  /** At its end; what is between the lines that are held and these is left out. */
  async #open(signal: AbortSignal | undefined): Promise<void> {
    const again = this.#tail !== undefined, tail = new LogTail(this.log, WINDOW, LONGEST_PART), read = await tail.open(signal);
    this.#tail = tail;
    if (!again) {
      this.#store.before = tail.begins.byte;
      this.#begin = tail.begins.sure ? { byte: tail.begins.byte, line: this.#store.first } : undefined;
    }
    await this.#take({ ...read, gap: again });
  }

  async #take({ lines, gap, ended }: NewLines): Promise<void> {
    if (gap) {
      this.#store.gap();
      // It may be another log, which has other bytes there.
      this.#begin = undefined;
    }
    let at = 0;
    // A part of a string keeps all of it in memory, of which little is held where lines are long.
    const copied = lines.some(isLong);
    await inTurns(() => {
      if (at >= lines.length) return false;
      this.#store.push(lines[at++]!, copied);
      return true;
    });
    if (ended) this.#over = true;
  }

  async answer({ least, find = '', offset, limit }: Pick<LogRequest, 'least' | 'find' | 'offset' | 'limit'>): Promise<LogAnswer> {
    const store = this.#store, found = find === '' ? undefined : await this.#search(find, least).in(store), passing = store.passing(least);
    const total = passing?.length ?? store.end - store.first, from = Math.max(0, Math.min(total, offset < 0 ? total + offset : offset)), to = Math.min(total, from + Math.max(0, Math.min(limit, MOST_ASKED)));
    const place = (n: number): number => passing?.below(n) ?? n - store.first;
    return {
      lines: Array.from({ length: to - from }, (_, i) => store.line(passing?.at(from + i) ?? store.first + from + i)), offset: from, total, gone: passing?.gone ?? store.first,
      found: found?.slice(Math.max(0, found.length - MOST_FOUND)).map(place) ?? [], foundAll: found?.length ?? 0,
      before: store.before, ...(this.#canEarlier ? { earlier: true as const } : {}), gaps: store.gaps.slice(Math.max(0, store.gaps.length - MOST_GAPS)).map(place), following: !this.#over, ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  #search(find: string, least: LogRequest['least']): LogSearch {
    const known = this.#searches.find((each) => each.find === find && each.least === least), search = known ?? new LogSearch(find, least);
    this.#searches = [search, ...this.#searches.filter((each) => each !== search)].slice(0, SEARCHES);
    return search;
  }
}

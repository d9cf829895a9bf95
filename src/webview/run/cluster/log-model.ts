import type { DriverLogLine, LogAnswer, LogLevelName, LogRequest } from '../../../protocol/cluster-run';
import { theHost } from '../host';

export interface LogChoice { stream: LogRequest['stream']; attempt?: number; least?: LogLevelName; find: string }
/** Places of lines, the last exclusive; `newest`: so many from the end. */
export type Wanted = { from: number; to: number } | { newest: number };

/** Lines that are kept in the page. */
const KEPT = 4000;
const COPIED = 50_000, AT_ONCE = 5000;

/** What the page knows of a log. Places count from one begin: a line's never changes while the choice stays. */
export class LogModel {
  answer: Omit<LogAnswer, 'lines'> | undefined;
  /** Whether `answer` is to what is chosen now. */
  answered = false;
  refused = '';
  /** Places of the lines in which what is looked for is. */
  hits: readonly number[] = [];
  gaps: readonly number[] = [];
  #choice: LogChoice;
  #lines = new Map<number, DriverLogLine>();
  #asking = false;
  #next: Wanted | undefined;

  constructor(choice: LogChoice, private readonly changed: () => void) { this.#choice = choice; }

  get choice(): LogChoice { return this.#choice; }
  get first(): number { return this.answer?.gone ?? 0; }
  get end(): number { return this.first + (this.answer?.total ?? 0); }
  line(place: number): DriverLogLine | undefined { return this.#lines.get(place); }

  choose(choice: LogChoice): void {
    const was = this.#choice;
    this.#choice = choice;
    this.hits = [];
    this.answered = false;
    if (was.stream === choice.stream && was.attempt === choice.attempt && was.least === choice.least) return;
    this.#lines.clear();
    this.answer = undefined;
    this.gaps = [];
    this.refused = '';
  }

  /** One question at a time: of what is wanted meanwhile the last counts. */
  async ask(wanted: Wanted): Promise<void> {
    this.#next = wanted;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#next !== undefined) {
      const now: Wanted = this.#next, choice = this.#choice;
      this.#next = undefined;
      try {
        const answer = await theHost().ask('newest' in now ? { ...this.#question(), offset: -now.newest, limit: now.newest } : { ...this.#question(), offset: Math.max(0, now.from - this.first), limit: now.to - now.from });
        if (choice === this.#choice) this.#take(answer);
      } catch (error) {
        if (choice === this.#choice) this.refused = error instanceof Error ? error.message : String(error);
      }
      if (choice !== this.#choice) this.#next ??= now;
      this.changed();
    }
    this.#asking = false;
  }

  /** Reads what is in front of the oldest line, with lines up to `to`. */
  async earlier(to: number): Promise<void> {
    const choice = this.#choice, answer = await theHost().ask({ ...this.#question(), offset: 0, limit: 0, earlier: true });
    if (choice !== this.#choice) return;
    // Levels of lines that were the oldest are known now.
    this.#lines.clear();
    this.#take(answer);
    await this.ask({ from: Math.max(this.first, to - 400), to: to + 400 });
  }

  /** Text of the lines between two places, both inclusive, and how many these are: so many are read at most. */
  async read(from: number, to: number): Promise<{ text: string; lines: number }> {
    const texts: string[] = [], last = Math.min(to, from + COPIED - 1);
    for (let at = from; at <= last;) {
      const { lines, offset, gone = 0 } = await theHost().ask({ ...this.#question(), offset: Math.max(0, at - this.first), limit: Math.min(AT_ONCE, last - at + 1) });
      // Older lines may have been let go of meanwhile.
      const begin = gone + offset;
      lines.forEach(({ text }, i) => { if (begin + i >= at && begin + i <= last) texts.push(text); });
      if (lines.length === 0) break;
      at = begin + lines.length;
    }
    return { text: texts.join('\n'), lines: texts.length };
  }

  #question(): Pick<LogRequest, 'ask' | 'stream' | 'attempt' | 'least' | 'find'> {
    const { stream, attempt, least, find } = this.#choice;
    return { ask: 'log', stream, ...(attempt !== undefined && { attempt }), ...(least && { least }), ...(find !== '' && { find }) };
  }

  #take({ lines, ...answer }: LogAnswer): void {
    const gone = answer.gone ?? 0, begin = gone + answer.offset;
    this.answer = answer;
    this.answered = true;
    this.refused = '';
    this.hits = answer.found.map((place) => place + gone);
    this.gaps = answer.gaps.map((place) => place + gone);
    if (this.#lines.size > KEPT) this.#lines = new Map([...this.#lines].filter(([place]) => Math.abs(place - begin) < KEPT / 4));
    lines.forEach((line, i) => this.#lines.set(begin + i, line));
  }
}

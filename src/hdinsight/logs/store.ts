import { LOG_LEVELS, type DriverLogLine, type LogLevelName } from '../../protocol/cluster-run.ts';
import { headOf } from './head.ts';
import { LevelReader, LEVELS } from './lines.ts';
import { Rising } from './places.ts';

/** What is held at most: the newest lines, UTF-16 units of their texts (64 MB at two bytes each), and of one line. */
export const MOST_LINES = 200_000, MOST_UNITS = 32 * 2 ** 20, LONGEST = 20_000;
/** Units behind a cut that are looked at for secrets that begin before it. */
const BEHIND = 4000;
const NO_LEVEL = -1;

/** The newest lines of a log in bounded memory, without what looks like a secret. Numbers of lines never change. */
export class LineStore {
  #texts: string[] = [];
  #levels: number[] = [];
  /** Of the lines as they came, with their ends. */
  #bytes: number[] = [];
  #head = 0;
  #units = 0;
  #reader = new LevelReader();
  readonly #passing = new Map<number, Rising>();
  /** Number of the oldest line that is held. */
  first = 0;
  /** Bytes of the log in front of the oldest line. */
  before = 0;
  /** Numbers of lines in front of which lines were missed. */
  readonly gaps = new Rising();

  constructor(private readonly limits = { lines: MOST_LINES, units: MOST_UNITS }) {}

  /** Number of the line that comes next. */
  get end(): number { return this.first + this.#texts.length - this.#head; }
  text(n: number): string { return this.#texts[this.#head + n - this.first]!; }

  push(line: string): void {
    const { text, level } = this.#reader.read(line.length > LONGEST ? line.slice(0, LONGEST + BEHIND) : line), n = this.end;
    const kept = line.length > LONGEST ? `${text.slice(0, LONGEST)}… (${line.length - LONGEST} more characters are not held)` : text;
    this.#texts.push(kept);
    this.#levels.push(level === undefined ? NO_LEVEL : LEVELS.indexOf(level));
    this.#bytes.push(Buffer.byteLength(line) + 1);
    this.#units += kept.length;
    for (const [least, places] of this.#passing) if (this.#isOf(n, least)) places.push(n);
    while (this.end - this.first > this.limits.lines || (this.#units > this.limits.units && this.end - this.first > 1)) this.#letGo();
  }

  /** What comes next does not follow what came last. */
  gap(): void {
    if (this.gaps.at(this.gaps.length - 1) !== this.end) this.gaps.push(this.end);
    this.#reader = new LevelReader();
  }

  /** Numbers of the lines of a level or above; undefined: all are. */
  passing(least: LogLevelName | undefined): Rising | undefined {
    const level = least === undefined ? 0 : LOG_LEVELS.indexOf(least);
    if (level === 0) return undefined;
    let places = this.#passing.get(level);
    if (places === undefined) {
      places = new Rising();
      for (let n = this.first; n < this.end; n++) if (this.#isOf(n, level)) places.push(n);
      this.#passing.set(level, places);
    }
    places.from(this.first);
    return places;
  }

  line(n: number): DriverLogLine {
    const text = this.text(n), level = LOG_LEVELS[this.#levels[this.#head + n - this.first]!];
    return { n, text, ...(level === undefined ? {} : { level }), ...headOf(text) };
  }

  passes(n: number, least: LogLevelName | undefined): boolean { return least === undefined || this.#isOf(n, LOG_LEVELS.indexOf(least)); }

  #isOf(n: number, least: number): boolean {
    const level = this.#levels[this.#head + n - this.first]!;
    return level === NO_LEVEL || level >= least;
  }

  #letGo(): void {
    this.#units -= this.#texts[this.#head]!.length;
    this.before += this.#bytes[this.#head]!;
    this.#texts[this.#head++] = '';
    this.first++;
    if (this.#head < 20_000) return;
    [this.#texts, this.#levels, this.#bytes, this.#head] = [this.#texts.slice(this.#head), this.#levels.slice(this.#head), this.#bytes.slice(this.#head), 0];
    for (const places of [this.gaps, ...this.#passing.values()]) places.from(this.first);
  }
}

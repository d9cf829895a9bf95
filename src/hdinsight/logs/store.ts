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

  /** @param copied what the line is a part of is not kept in memory by it */
  push(line: string, copied = false): void {
    const n = this.end, [kept, level] = keptOf(this.#reader, line, copied);
    this.#texts.push(kept);
    this.#levels.push(level);
    this.#bytes.push(Buffer.byteLength(line) + 1);
    this.#units += kept.length;
    for (const [least, places] of this.#passing) if (this.#isOf(n, least)) places.push(n);
    while (this.end - this.first > this.limits.lines || (this.#units > this.limits.units && this.end - this.first > 1)) this.#letGo();
  }

  /**
   * Puts lines in front of the oldest; false: there is no room for them.
   * @param before bytes of the log in front of them
   * @param gap lines are missing behind them
   */
  unshift(lines: readonly string[], before: number, gap: boolean): boolean {
    const reader = new LevelReader(), copied = lines.some(isLong), kept = lines.map((line) => keptOf(reader, line, copied)), units = kept.reduce((sum, [text]) => sum + text.length, 0);
    if (this.end - this.first + lines.length > this.limits.lines || this.#units + units > this.limits.units) return false;
    const oldest = this.first, last = kept.at(-1)?.[1] ?? NO_LEVEL;
    for (const places of this.#passing.values()) places.from(oldest);
    this.#texts = [...kept.map(([text]) => text), ...this.#texts.slice(this.#head)];
    this.#levels = [...kept.map(([, level]) => level), ...this.#levels.slice(this.#head)];
    this.#bytes = [...lines.map((line) => Buffer.byteLength(line) + 1), ...this.#bytes.slice(this.#head)];
    [this.#head, this.#units, this.first, this.before] = [0, this.#units + units, oldest - lines.length, before];
    if (gap) this.gaps.unshift([oldest]);
    // They go on from the line that is known now.
    else for (let i = lines.length; this.#levels[i] === NO_LEVEL && oldest - lines.length + i !== this.gaps.at(0); i++) this.#levels[i] = last;
    for (const [level, places] of this.#passing) {
      const anew = this.#scan(level);
      // Places of what comes behind stay.
      anew.gone = places.gone + places.length - anew.length;
      this.#passing.set(level, anew);
    }
    return true;
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
    const places = this.#passing.get(level) ?? this.#scan(level);
    this.#passing.set(level, places);
    places.from(this.first);
    return places;
  }

  #scan(level: number): Rising {
    const places = new Rising();
    for (let n = this.first; n < this.end; n++) if (this.#isOf(n, level)) places.push(n);
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

export const isLong = (line: string): boolean => line.length > LONGEST;

/** What is held of a line, and its level. */
function keptOf(reader: LevelReader, line: string, copied: boolean): [string, number] {
  const { text, level } = reader.read(isLong(line) ? line.slice(0, LONGEST + BEHIND) : line);
  const kept = isLong(line) ? `${text.slice(0, LONGEST)}… (${line.length - LONGEST} more characters are not held)` : text;
  return [copied ? Buffer.from(kept, 'utf16le').toString('utf16le') : kept, level === undefined ? NO_LEVEL : LEVELS.indexOf(level)];
}

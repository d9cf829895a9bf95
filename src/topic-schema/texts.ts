/** What the texts of one field have in common: whether all of them are times, dates or numbers. */
import { dateParser, timestampParser } from '../spark/datetime/formatter.ts';
import { UTC } from '../spark/datetime/zone.ts';
import { SparkError } from '../spark/errors.ts';

type Reads = (text: string) => boolean;

/** A parser's answer; a text that Spark 2 read otherwise is an error there, not an answer. */
function reads(parse: (text: string) => unknown): Reads {
  return (text) => {
    try {
      return parse(text) !== null;
    } catch (error) {
      if (error instanceof SparkError) return false;
      throw error;
    }
  };
}

// A text that is only a time of day is refused by the shapes below, so that the clock is never asked.
const noClock = (): number => 0;
const readsTimestamp = reads(timestampParser(undefined, UTC, 'fast', noClock));
const readsDate = reads(dateParser(undefined, 'fast'));

/** ISO-8601 with date and time: Spark's own readers would take "4711" for a year. */
const TIMESTAMP = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?( ?(?:Z|[+-]\d\d(?::?\d\d)?))?$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** Ways to write a time that Spark reads only when it is told the format. The first that fits all texts is named. */
const FORMATS: readonly (readonly [format: string, shape: RegExp])[] = [
  ["yyyy-MM-dd'T'HH:mm:ssXX", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}$/],
  ["yyyy-MM-dd'T'HH:mm:ss.SSSXX", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}$/],
  ['yyyy-MM-dd HH:mm:ss,SSS', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}$/],
  ['yyyy/MM/dd HH:mm:ss', /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d$/],
  ['dd.MM.yyyy HH:mm:ss', /^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d$/],
  ['MM/dd/yyyy HH:mm:ss', /^\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d$/],
  ['dd/MM/yyyy HH:mm:ss', /^\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d$/],
  ["yyyyMMdd'T'HHmmssX", /^\d{8}T\d{6}(?:Z|[+-]\d\d)$/],
];
const formats = FORMATS.map(([format, shape]) => ({ format, shape, parse: reads(timestampParser(format, UTC, 'fast', noClock)) }));

export type TextKind = { kind: 'timestamp'; zone: 'all' | 'none' | 'some' } | { kind: 'date' } | { kind: 'formatted'; formats: string[] } | { kind: 'dates and times' } | { kind: 'number' } | undefined;

/** Looks at the texts of a field one by one; what one text refutes is not tried again. */
export class TextTally {
  private count = 0;
  private zoned = 0;
  private dates = 0;
  private times = 0;
  private numbers = 0;
  private possible = formats;

  add(text: string): void {
    this.count++;
    if (text.length > 64) this.possible = [];
    else {
      const shape = TIMESTAMP.exec(text);
      if (shape && readsTimestamp(text)) {
        this.times++;
        if (shape[1] !== undefined) this.zoned++;
      } else if (DATE.test(text) && readsDate(text)) this.dates++;
      else if (NUMBER.test(text)) this.numbers++;
      this.possible = this.possible.filter(({ shape: fits, parse }) => fits.test(text) && parse(text));
    }
  }

  /** What all of them are. */
  all(): TextKind {
    const { count, times, dates, zoned } = this;
    if (count === 0) return undefined;
    if (times === count) return { kind: 'timestamp', zone: zoned === count ? 'all' : zoned === 0 ? 'none' : 'some' };
    if (dates === count) return { kind: 'date' };
    if (times + dates === count) return { kind: 'dates and times' };
    if (this.possible.length > 0) return { kind: 'formatted', formats: this.possible.map(({ format }) => format) };
    return this.numbers === count ? { kind: 'number' } : undefined;
  }
}

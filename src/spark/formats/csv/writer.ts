import { toStringFn } from '../../cast/to-string.ts';
import { datePrinter, timestampNtzPrinter, timestampPrinter } from '../../datetime/formatter.ts';
import { dayTimeText, yearMonthText } from '../../datetime/interval-text.ts';
import { zoneOf } from '../../datetime/zone.ts';
import type { DataType, StructType } from '../../types.ts';
import type { Long, Row, Value } from '../../values.ts';
import type { CsvOptions } from './options.ts';

/** UnivocityGenerator over univocity's CsvWriter: records without the end of their line. */
export class CsvLines {
  private readonly texts: readonly ((v: Value) => string)[];
  private readonly triggers: ReadonlySet<string>;
  constructor(private readonly schema: StructType, private readonly o: CsvOptions) {
    this.texts = schema.fields.map((f) => printer(f.type, o));
    this.triggers = new Set(['\n', '\r', o.lineSep ?? '\n', ...(o.escapeQuotes && o.quote !== undefined ? [o.quote] : [])]);
  }

  header(): string { return this.line(this.schema.fields.map((f) => f.name)); }
  record(row: Row): string { return this.line(row.map((v, i) => (v === null ? null : this.texts[i]!(v)))); }

  /** One record of texts; an empty line where nothing is to be written at all. */
  line(values: readonly (string | null)[]): string {
    return values.map((v, i) => this.value(v, i)).join(this.o.delimiter);
  }

  private value(given: string | null, column: number): string {
    const { o } = this;
    const substitute = given === null ? o.nullValue : given === '' || (o.trimLeadingInWrite && isBlank(given)) ? o.emptyValueInWrite : null;
    const { text, quoted } = this.element(substitute ?? given!, column, o.quoteAll, substitute !== null);
    let out = this.trimmed(text);
    if (out === '' && substitute === null) out = this.blank(text, this.element(o.emptyValueInWrite, column, quoted, false).text);
    return quoted ? `${o.quote ?? '\0'}${out}${o.quote ?? '\0'}` : out;
  }

  /** A value of blanks only: univocity writes emptyValue behind them, and then leaves out as many characters at the end as it had trimmed. */
  private blank(blanks: string, empty: string): string {
    const { o } = this;
    return o.emptyValueInWrite === '' || o.emptyValueInWrite.at(-1)! <= ' ' ? this.trimmed(blanks + empty) : (blanks + empty).slice(0, empty.length);
  }

  /** CsvWriter.append: the text with its escapes, not yet trimmed at its end, and whether quotes go around it. */
  private element(text: string, column: number, mustQuote: boolean, substituted: boolean): { text: string; quoted: boolean } {
    const { o } = this;
    const quote = o.quote ?? '\0', escape = o.escape ?? '\0';
    let start = 0;
    if (o.trimLeadingInWrite) while (start < text.length && text[start]! <= ' ') start++;
    if (mustQuote || (start < text.length && (text[start] === quote || (column === 0 && text[0] === (o.comment ?? '#'))))) {
      if (substituted && text.length >= 2 && text[0] === quote && text.at(-1) === quote) return { text, quoted: false };
      return { text: this.escaped(text, start), quoted: true };
    }
    for (let i = start; i < text.length; i++) {
      const c = text[i]!;
      if (c === quote || c === escape) return this.needsQuotes(text, i) ? { text: text.slice(start, i) + this.escaped(text, i), quoted: true } : { text: text.slice(start), quoted: false };
      if (this.startsDelimiter(text, i) || this.triggers.has(c)) return { text: text.slice(start, i) + this.escaped(text, i), quoted: true };
    }
    return { text: text.slice(start), quoted: false };
  }

  private startsDelimiter(text: string, i: number): boolean { return text.startsWith(this.o.delimiter, i); }
  private needsQuotes(text: string, from: number): boolean {
    for (let i = from; i < text.length; i++) if (this.startsDelimiter(text, i) || this.triggers.has(text[i]!)) return true;
    return false;
  }
  private trimmed(text: string): string { return this.o.trimTrailingInWrite ? text.replace(/[\0-\x20]+$/, '') : text; }

  private escaped(text: string, start: number): string {
    const { o } = this;
    let out = '';
    for (let i = start; i < text.length; i++) {
      const c = text[i]!;
      if (c === o.quote) out += o.escape ?? '\0';
      else if (c === o.escape) out += o.escapeOfEscape ?? '';
      out += c;
    }
    return out;
  }
}

const isBlank = (s: string): boolean => /^[\0-\x20]*$/.test(s);

/** UnivocityGenerator.makeConverter. */
function printer(type: DataType, o: CsvOptions): (v: Value) => string {
  switch (type.kind) {
    case 'date': {
      const print = datePrinter(o.dateFormat ?? 'yyyy-MM-dd', 'fast');
      return (v) => print(v as number);
    }
    case 'timestamp': {
      const print = timestampPrinter(o.timestampFormat ?? "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]", zoneOf(o.timeZone), 'fast');
      return (v) => print(v as Long);
    }
    case 'timestamp_ntz': {
      const print = timestampNtzPrinter(o.timestampNTZFormat ?? "yyyy-MM-dd'T'HH:mm:ss[.SSS]");
      return (v) => print(v as Long);
    }
    case 'dayTimeInterval': return (v) => dayTimeText(v as Long, type.start, type.end);
    case 'yearMonthInterval': return (v) => yearMonthText(v as number, type.start, type.end);
    default: return toStringFn(type, o.timeZone);
  }
}

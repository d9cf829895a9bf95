import { javaError } from '../../errors.ts';
import { CsvQuotedReader } from './quoted.ts';
import { END, SPACE } from './reader.ts';

/**
 * Records of CSV text as univocity-parsers 2.9.1 with Spark's settings reads them: null where a value is missing or empty
 * is the text of nullValue, an empty quoted value is emptyValue. One reader a file: some of its state outlives a line.
 */
export class CsvTokenizer extends CsvQuotedReader {
  /** The values of one line; null for an empty one and for a comment. */
  line(text: string): string[] | null {
    if (text === '') return null;
    if (!this.delimiters && !this.o.trimLeadingInRead && !this.o.trimTrailingInRead && this.begun && this.isPlain(text)) return this.plain(text);
    this.load(text);
    return this.next(false);
  }

  /** Every record of a whole text; `record` gives each one's own text. */
  *records(text: string): Generator<string[]> {
    if (this.o.lineSep === undefined) this.detectSeparator(text);
    this.begun = false;
    this.load(text);
    for (let row = this.next(true); row !== null; row = this.next(true)) {
      yield row;
      if (this.stopped) return;
    }
  }

  /** The text of the record that was read last, without the end of its line. */
  get record(): string {
    const text = this.text.slice(this.start, this.at);
    return text.endsWith('\r\n') ? text.slice(0, -2) : /[\n\f]$/.test(text) ? text.slice(0, -1) : text;
  }

  /** No character in it means anything but itself. */
  private isPlain(text: string): boolean {
    if (this.quote !== 0 && text.includes(this.o.quote!)) return false;
    if (this.comment !== 0 && text.charCodeAt(0) === this.comment) return false;
    return !text.includes(this.o.lineSep ?? '\n') && !text.includes('\0');
  }
  private plain(text: string): string[] {
    this.text = text;
    this.start = 0;
    this.at = this.end = text.length;
    this.ch = this.prev = 0;
    const values = text.split(this.o.delimiter);
    if (values.length > this.o.maxColumns) this.tooMany();
    if (this.o.nullValue !== '') for (let i = 0; i < values.length; i++) if (values[i] === '') values[i] = this.o.nullValue;
    if (this.o.maxCharsPerColumn >= 0) for (const v of values) if (v.length > this.o.maxCharsPerColumn) this.tooLong();
    return values;
  }

  private next(stream: boolean): string[] | null {
    try {
      for (;;) {
        this.start = this.at;
        this.ch = this.read();
        if (this.comment !== 0 && this.ch === this.comment) {
          this.skipLine();
          if (!stream) return null;
          continue;
        }
        if (this.delimiters) this.manyRecord(); else this.singleRecord();
        if (this.row.length > 0) return this.take();
      }
    } catch (e) {
      if (e !== END) throw e;
      this.stopped = true;
      return this.atEnd();
    }
  }

  private take(): string[] {
    const row = this.row;
    this.row = [];
    return row;
  }

  /** A value that the end of the text cut short. */
  private atEnd(): string[] | null {
    const consume = this.consumeAtEnd();
    if (this.row.length > 0 || consume) {
      if (this.value !== '' || consume) this.valueRead();
      else if (this.at > this.start) this.emptyRead();
    } else if (this.value !== '' || this.at > this.start) {
      if (this.value === '') this.emptyRead(); else this.valueRead();
    } else return null;
    return this.take();
  }
  private consumeAtEnd(): boolean {
    if (this.ch === this.quote && this.quote !== 0) {
      if (this.prev === this.quote) return true;
      if (!this.unescaped) this.value += this.o.quote!;
    }
    const out = this.prev !== 0 && this.ch !== this.delimiter && this.ch !== this.newline && this.ch !== this.comment;
    this.ch = this.prev = 0;
    if (this.matched > 0) {
      this.saveMatched();
      return true;
    }
    return out;
  }

  private skipBlanks(): void {
    let ch = this.ch;
    while (ch <= SPACE && ch !== this.delimiter && ch !== this.newline && ch !== this.quote) ch = this.read();
    this.ch = ch;
  }

  private singleRecord(): void {
    const { o, delimiter } = this;
    if (this.isBlank() && o.trimLeadingInRead) this.skipBlanks();
    while (this.ch !== this.newline) {
      if (this.isBlank() && o.trimLeadingInRead) this.skipBlanks();
      if (this.ch === delimiter || this.ch === this.newline) this.emptyRead();
      else {
        this.unescaped = false;
        this.prev = 0;
        if (this.ch === this.quote) {
          this.normalize = this.normalizeInQuotes;
          const whole = this.wholeQuoted();
          if (whole !== null) {
            this.push(whole === '' ? o.emptyValueInRead : whole);
            this.normalize = true;
            this.ch = this.read();
            if (this.ch === delimiter) {
              if (this.at >= this.end) { this.emptyRead(); return; }
              this.ch = this.read();
              if (this.ch === this.newline) this.emptyRead();
            }
            continue;
          }
          this.trim = false;
          this.quoted();
          this.normalize = true;
          this.valueRead();
        } else {
          const whole = this.wholeUnquoted();
          if (whole !== null) this.push(whole);
          else {
            this.trim = o.trimTrailingInRead;
            this.appendUntil(delimiter, this.newline, this.newline);
            this.valueRead();
          }
        }
      }
      if (this.ch !== this.newline) {
        this.ch = this.read();
        if (this.ch === this.newline) this.emptyRead();
      }
    }
  }

  /** A value with its delimiter or line end in sight; null where the text ends before. */
  private wholeUnquoted(): string | null {
    let i = this.at - 1;
    if (this.at >= this.end) return null;
    for (; this.text.charCodeAt(i) !== this.delimiter; i++) {
      if (i + 1 >= this.end) return null;
      if (this.isSeparator(i)) break;
    }
    const from = this.at - 1;
    let to = i;
    if (this.o.maxCharsPerColumn >= 0 && to - from > this.o.maxCharsPerColumn) return null;
    if (this.o.trimTrailingInRead) {
      while (to > 0 && this.text.charCodeAt(to - 1) <= SPACE) to--;
      // univocity looks for the end of the blanks past the start of its buffer.
      if (to === 0) throw javaError('com.univocity.parsers.common.TextParsingException', 'java.lang.ArrayIndexOutOfBoundsException - Index -1 out of bounds for length 1048576');
    }
    this.at = i;
    this.ch = this.read();
    return to > from ? this.text.slice(from, to) : this.o.nullValue;
  }

  /** A quoted value without escapes that a delimiter or a line end follows at once; null for all others. */
  private wholeQuoted(): string | null {
    for (let i = this.at; i < this.end; i++) {
      const ch = this.text.charCodeAt(i);
      if (ch === this.quote) {
        if (this.text.charCodeAt(i - 1) === this.escape || i + 1 >= this.end) return null;
        const next = this.text.charCodeAt(i + 1);
        if (next !== this.delimiter && next !== this.newline) return null;
        const v = this.text.slice(this.at, i);
        if (this.o.maxCharsPerColumn >= 0 && v.length > this.o.maxCharsPerColumn) return null;
        this.at = i + 1;
        return v;
      }
      if (ch === this.escape && this.escape !== 0) {
        const next = i + 1 < this.end ? this.text.charCodeAt(i + 1) : -1;
        if (next === this.quote || next === this.escapeOfEscape) return null;
      } else if (this.normalize && this.isSeparator(i)) return null;
    }
    return null;
  }

  private skipBlanksMany(): void {
    const d = this.delimiters!;
    while (this.isBlank() && this.matched < d.length && this.ch !== this.newline && this.ch !== this.quote) {
      this.ch = this.read();
      if (d[this.matched] === this.ch && this.matchDelimiter()) {
        this.emptyRead();
        this.ch = this.read();
      }
    }
    this.saveMatched();
  }

  private manyRecord(): void {
    const { o } = this;
    if (this.isBlank() && o.trimLeadingInRead) this.skipBlanksMany();
    while (this.ch !== this.newline) {
      if (this.isBlank() && o.trimLeadingInRead) this.skipBlanksMany();
      if (this.ch === this.newline || this.matchDelimiter()) this.emptyRead();
      else {
        this.unescaped = false;
        this.prev = 0;
        if (this.ch === this.quote && this.value === '') {
          this.normalize = this.normalizeInQuotes;
          this.trim = false;
          this.quotedMany();
          this.normalize = true;
          this.valueRead();
        } else {
          this.appendUntilDelimiters();
          const trim = this.trim;
          this.trim ||= o.trimTrailingInRead;
          this.valueRead();
          this.trim = trim;
        }
      }
      if (this.ch !== this.newline) {
        this.ch = this.read();
        if (this.ch === this.newline) this.emptyRead();
      }
    }
  }
}

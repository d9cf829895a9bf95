import { javaError, Refusal } from '../../errors.ts';
import type { CsvOptions } from './options.ts';

/** Thrown where the text ends: what a value means then depends on where the reader stood. */
const END = new Error('end of text');
const LF = 10, SPACE = 32;
const code = (c: string | undefined): number => (c === undefined ? 0 : c.charCodeAt(0));

/**
 * Records of CSV text as univocity-parsers 2.9.1 with Spark's settings reads them: null where a value is missing or empty
 * is the text of nullValue, an empty quoted value is emptyValue. One reader a file: some of its state outlives a line.
 */
export class CsvTokenizer {
  private text = '';
  private at = 0;
  private end = 0;
  private start = 0;
  private begun = false;
  private normalize = true;
  private separator1 = LF;
  private separator2 = 0;
  /** The character that was read last by the reader's loop, and the one before it where it matters. */
  private ch = 0;
  private prev = 0;
  private unescaped = false;
  private trim = false;
  private value = '';
  private row: string[] = [];
  private matched = 0;
  private blanks = '';
  private readonly delimiter: number;
  private readonly delimiters: readonly number[] | undefined;
  private readonly quote: number;
  private readonly escape: number;
  private readonly escapeOfEscape: number;
  private readonly comment: number;
  private readonly normalizeInQuotes: boolean;
  /** What every line end is read as. */
  private readonly newline: number;

  constructor(private readonly o: CsvOptions) {
    const delimiters = [...o.delimiter].length === 1 || o.delimiter.length === 1 ? undefined : Array.from(o.delimiter, code);
    this.delimiters = delimiters;
    this.delimiter = delimiters ? 0 : code(o.delimiter);
    this.quote = code(o.quote);
    this.escape = code(o.escape);
    this.escapeOfEscape = code(o.escapeOfEscape);
    this.comment = code(o.comment);
    this.normalizeInQuotes = !(o.lineSep !== undefined && o.multiLine);
    this.newline = o.lineSep === undefined ? LF : code(o.lineSep);
    if (o.lineSep !== undefined) this.separator1 = this.newline;
  }

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
  private stopped = false;

  /** The text of the record that was read last, without the end of its line. */
  get record(): string {
    const text = this.text.slice(this.start, this.at);
    return text.endsWith('\r\n') ? text.slice(0, -2) : /[\n\f]$/.test(text) ? text.slice(0, -1) : text;
  }

  private load(text: string): void {
    this.text = text;
    this.at = this.begun || text.charCodeAt(0) !== 0xfeff ? 0 : 1;
    this.end = text.length;
    this.begun = true;
    this.stopped = false;
  }

  /** univocity looks again at the end of so short a text, finds no line end there, and takes the system's. */
  private lastIsPlain = false;
  /** The first line end in the text decides for all of it. */
  private detectSeparator(text: string): void {
    const m = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
    this.separator1 = m.charCodeAt(0);
    this.separator2 = m.length === 2 ? LF : 0;
    this.lastIsPlain = text.length <= 4 && m === '\r';
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

  private read(): number {
    if (this.at >= this.end) throw END;
    const ch = this.text.charCodeAt(this.at++);
    if (ch !== this.separator1 || (this.separator2 !== 0 && this.text.charCodeAt(this.at) !== this.separator2) || !this.normalize) return ch;
    if (this.lastIsPlain && this.at >= this.end) return ch;
    if (this.separator2 !== 0) this.at++;
    return this.newline;
  }
  private skipLine(): void {
    try {
      for (;;) {
        const from = this.at;
        this.read();
        const ch = this.text.charCodeAt(from);
        if (ch === this.separator1 && (this.separator2 === 0 || this.text.charCodeAt(from + 1) === this.separator2)) return;
      }
    } catch (e) {
      if (e !== END) throw e;
    }
  }

  private emptyRead(): void { this.push(this.o.nullValue); }
  private valueRead(): void {
    let v = this.value;
    if (this.trim) v = v.replace(/[\0-\x20]+$/, '');
    this.value = '';
    if (this.o.maxCharsPerColumn >= 0 && v.length > this.o.maxCharsPerColumn) this.tooLong();
    this.push(v === '' ? this.o.emptyValueInRead : v);
  }
  private push(v: string): void {
    if (this.row.length >= this.o.maxColumns) this.tooMany();
    this.row.push(v);
  }
  private tooMany(): never { throw new Refusal(`a CSV record of more than ${this.o.maxColumns} columns (maxColumns)`, 'Set the option maxColumns higher.'); }
  private tooLong(): never { throw new Refusal(`a CSV value of more than ${this.o.maxCharsPerColumn} characters (maxCharsPerColumn)`, 'Set the option maxCharsPerColumn higher.'); }

  private isBlank(): boolean { return this.ch <= SPACE; }
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

  /** From the current character to one of three; the last one read is then the current one. At the end of the text the current one stays. */
  private appendUntil(a: number, b: number, c: number): void {
    let ch = this.ch;
    while (ch !== a && ch !== b && ch !== c) {
      this.value += String.fromCharCode(ch);
      ch = this.read();
    }
    this.ch = ch;
  }

  private isSeparator(i: number): boolean {
    return this.text.charCodeAt(i) === this.separator1 && (this.separator2 === 0 || this.text.charCodeAt(i + 1) === this.separator2);
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

  /** Inside quotes, character by character; `prev` is set where an unescaped quote was met before. */
  private quoted(): void {
    const { quote, escape, delimiter } = this;
    if (this.prev !== 0 && !this.o.stopAtClosingQuote) {
      this.value = this.o.quote! + this.value;
      this.ch = this.read();
      this.trim = this.o.trimTrailingInRead;
      this.appendUntil(delimiter, this.newline, this.newline);
      return;
    }
    this.ch = this.read();
    for (;;) {
      if (this.prev === quote && (this.isBlank() || this.ch === delimiter || this.ch === this.newline)) break;
      if (!this.insideQuotes(quote, escape)) return;
      if (this.unescaped && this.closedUnescaped) return;
    }
    if (this.ch !== delimiter && this.ch !== this.newline && this.isBlank()) this.afterQuote();
  }
  private closedUnescaped = false;

  /** One step inside quotes. False where the value is complete. */
  private insideQuotes(quote: number, escape: number): boolean {
    this.closedUnescaped = false;
    if (this.ch !== quote && this.ch !== escape) {
      if (this.prev === quote) {
        this.unescaped = true;
        this.value += this.o.quote! + String.fromCharCode(this.ch);
        this.prev = this.ch;
        if (this.delimiters) this.quotedMany(); else this.quoted();
        return false;
      }
      if (this.prev === escape && escape !== 0) this.value += this.o.escape!;
      this.appendUntil(quote, escape, this.escapeOfEscape);
      this.prev = this.ch;
      this.ch = this.read();
    } else {
      this.quoteOrEscape();
      this.prev = this.ch;
      this.ch = this.read();
      if (this.unescaped) this.closedUnescaped = this.ch === this.newline || (this.delimiters ? this.matchDelimiter() : this.ch === this.delimiter);
    }
    return true;
  }

  private quoteOrEscape(): void {
    const { quote, escape, escapeOfEscape } = this;
    if (this.ch === escape && this.prev === escapeOfEscape && escapeOfEscape !== 0) {
      this.value += this.o.escape ?? '\0';
      this.ch = 0;
    } else if (this.prev === escape) {
      if (this.ch === quote) {
        this.value += this.o.quote!;
        this.ch = 0;
      } else this.value += String.fromCharCode(this.prev);
    } else if (this.ch === quote && this.prev === quote) this.value += this.o.quote!;
    else if (this.prev === quote) {
      this.value += this.o.quote!;
      this.prev = this.ch;
      this.afterUnescapedQuote();
    }
  }

  /** The rest of a value in which a quote was followed by an escape. */
  private afterUnescapedQuote(): void {
    const { quote, escape } = this;
    while (this.delimiters ? this.ch !== this.newline && !this.matchDelimiter() : this.ch !== this.delimiter && this.ch !== this.newline) {
      if (this.ch !== quote && this.ch !== escape) {
        if (this.prev === quote) {
          this.value += this.o.quote!;
          this.prev = this.ch;
          this.afterUnescapedQuote();
          return;
        }
        this.value += String.fromCharCode(this.ch);
      } else this.quoteOrEscape();
      this.prev = this.ch;
      this.ch = this.read();
    }
  }

  /** Blanks after a closing quote are dropped, unless more follows: then the quote did not close the value. */
  private afterQuote(): void {
    this.blanks = '';
    do {
      this.blanks += String.fromCharCode(this.ch);
      this.ch = this.read();
      if (this.ch === this.newline) return;
    } while (this.isBlank() && this.ch !== this.delimiter);
    if (this.ch !== this.delimiter) this.reopen();
  }
  private reopen(): void {
    this.value += this.o.quote! + this.blanks;
    if (!this.o.stopAtClosingQuote || (this.ch !== this.quote && this.ch !== this.escape)) this.value += String.fromCharCode(this.ch);
    this.prev = this.ch;
    this.quoted();
  }

  // A delimiter of several characters.

  private saveMatched(): void {
    if (this.matched > 0 && this.matched < this.delimiters!.length) this.value += this.o.delimiter.slice(0, this.matched);
    this.matched = 0;
  }
  private matchDelimiter(save = true): boolean {
    const d = this.delimiters!;
    while (this.ch === d[this.matched]) {
      this.matched++;
      if (this.matched === d.length) break;
      this.ch = this.read();
    }
    if (this.matched === d.length) {
      this.matched = 0;
      return true;
    }
    if (save && this.matched > 0) this.saveMatched();
    return false;
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

  private appendUntilDelimiters(): void {
    const d = this.delimiters!;
    while (this.matched < d.length && this.ch !== this.newline) {
      if (d[this.matched] === this.ch) {
        this.matched++;
        if (this.matched === d.length) break;
      } else {
        if (this.matched > 0) {
          this.saveMatched();
          continue;
        }
        this.value += String.fromCharCode(this.ch);
      }
      this.ch = this.read();
    }
    this.saveMatched();
  }

  private quotedMany(): void {
    const { quote, escape } = this;
    if (this.prev !== 0 && !this.o.stopAtClosingQuote) {
      this.value = this.o.quote! + this.value;
      this.ch = this.read();
      this.trim = this.o.trimTrailingInRead;
      this.appendUntilDelimiters();
    } else {
      this.ch = this.read();
      for (;;) {
        if (this.prev === quote && (this.isBlank() || this.ch === this.newline)) break;
        if (this.prev === quote && this.matchDelimiter()) return;
        if (!this.insideQuotes(quote, escape)) return;
        if (this.unescaped && this.closedUnescaped) return;
      }
    }
    if (this.ch === this.newline || !this.isBlank() || this.matchDelimiter(false)) return;
    this.blanks = '';
    do {
      this.blanks += String.fromCharCode(this.ch);
      this.ch = this.read();
      if (this.ch === this.newline || this.matchDelimiter(false)) return;
    } while (this.isBlank());
    if (!this.matchDelimiter(false)) this.reopen();
  }
}

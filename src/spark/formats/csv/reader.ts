import { Refusal } from '../../errors.ts';
import type { CsvOptions } from './options.ts';

/** Thrown where the text ends: what a value means then depends on where the reader stood. */
export const END = new Error('end of text');
const LF = 10;
export const SPACE = 32;
const code = (c: string | undefined): number => (c === undefined ? 0 : c.charCodeAt(0));

/** The text, the place in it, and the value and record that are being read. */
export class CsvReader {
  protected text = '';
  protected at = 0;
  protected end = 0;
  protected start = 0;
  protected begun = false;
  protected normalize = true;
  protected separator1 = LF;
  protected separator2 = 0;
  /** The character that was read last by the reader's loop, and the one before it where it matters. */
  protected ch = 0;
  protected prev = 0;
  protected unescaped = false;
  protected trim = false;
  protected value = '';
  protected row: string[] = [];
  protected matched = 0;
  protected blanks = '';
  protected readonly delimiter: number;
  protected readonly delimiters: readonly number[] | undefined;
  protected readonly quote: number;
  protected readonly escape: number;
  protected readonly escapeOfEscape: number;
  protected readonly comment: number;
  protected readonly normalizeInQuotes: boolean;
  /** What every line end is read as. */
  protected readonly newline: number;
  /** The end of the text was met. */
  protected stopped = false;

  constructor(protected readonly o: CsvOptions) {
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

  protected load(text: string): void {
    this.text = text;
    this.at = this.begun || text.charCodeAt(0) !== 0xfeff ? 0 : 1;
    this.end = text.length;
    this.begun = true;
    this.stopped = false;
  }

  /** univocity looks again at the end of so short a text, finds no line end there, and takes the system's. */
  protected lastIsPlain = false;
  /** The first line end in the text decides for all of it. */
  protected detectSeparator(text: string): void {
    const m = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
    this.separator1 = m.charCodeAt(0);
    this.separator2 = m.length === 2 ? LF : 0;
    this.lastIsPlain = text.length <= 4 && m === '\r';
  }

  protected read(): number {
    if (this.at >= this.end) throw END;
    const ch = this.text.charCodeAt(this.at++);
    if (ch !== this.separator1 || (this.separator2 !== 0 && this.text.charCodeAt(this.at) !== this.separator2) || !this.normalize) return ch;
    if (this.lastIsPlain && this.at >= this.end) return ch;
    if (this.separator2 !== 0) this.at++;
    return this.newline;
  }

  protected skipLine(): void {
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

  protected isSeparator(i: number): boolean {
    return this.text.charCodeAt(i) === this.separator1 && (this.separator2 === 0 || this.text.charCodeAt(i + 1) === this.separator2);
  }

  protected emptyRead(): void { this.push(this.o.nullValue); }

  protected valueRead(): void {
    let v = this.value;
    if (this.trim) v = v.replace(/[\0-\x20]+$/, '');
    this.value = '';
    if (this.o.maxCharsPerColumn >= 0 && v.length > this.o.maxCharsPerColumn) this.tooLong();
    this.push(v === '' ? this.o.emptyValueInRead : v);
  }

  protected push(v: string): void {
    if (this.row.length >= this.o.maxColumns) this.tooMany();
    this.row.push(v);
  }

  protected tooMany(): never { throw new Refusal(`a CSV record of more than ${this.o.maxColumns} columns (maxColumns)`, 'Set the option maxColumns higher.'); }

  protected tooLong(): never { throw new Refusal(`a CSV value of more than ${this.o.maxCharsPerColumn} characters (maxCharsPerColumn)`, 'Set the option maxCharsPerColumn higher.'); }

  protected isBlank(): boolean { return this.ch <= SPACE; }

  /** From the current character to one of three; the last one read is then the current one. At the end of the text the current one stays. */
  protected appendUntil(a: number, b: number, c: number): void {
    let ch = this.ch;
    while (ch !== a && ch !== b && ch !== c) {
      this.value += String.fromCharCode(ch);
      ch = this.read();
    }
    this.ch = ch;
  }

  protected saveMatched(): void {
    if (this.matched > 0 && this.matched < this.delimiters!.length) this.value += this.o.delimiter.slice(0, this.matched);
    this.matched = 0;
  }

  protected matchDelimiter(save = true): boolean {
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

  protected appendUntilDelimiters(): void {
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
}

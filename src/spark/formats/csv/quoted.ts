import { CsvReader } from './reader.ts';

/** Values in quotes, character by character: with escapes, with blanks or more text after the closing quote. */
export class CsvQuotedReader extends CsvReader {
  protected closedUnescaped = false;

  /** Inside quotes, character by character; `prev` is set where an unescaped quote was met before. */
  protected quoted(): void {
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

  /** One step inside quotes. False where the value is complete. */
  protected insideQuotes(quote: number, escape: number): boolean {
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

  protected quoteOrEscape(): void {
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
  protected afterUnescapedQuote(): void {
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
  protected afterQuote(): void {
    this.blanks = '';
    do {
      this.blanks += String.fromCharCode(this.ch);
      this.ch = this.read();
      if (this.ch === this.newline) return;
    } while (this.isBlank() && this.ch !== this.delimiter);
    if (this.ch !== this.delimiter) this.reopen();
  }

  protected reopen(): void {
    this.value += this.o.quote! + this.blanks;
    if (!this.o.stopAtClosingQuote || (this.ch !== this.quote && this.ch !== this.escape)) this.value += String.fromCharCode(this.ch);
    this.prev = this.ch;
    this.quoted();
  }

  protected quotedMany(): void {
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

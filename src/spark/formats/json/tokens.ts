import type { JsonOptions } from './options.ts';

/**
 * A pull parser that gives the tokens of Jackson's ReaderBasedJsonParser (2.13), with its state after an error: Spark goes on
 * reading after a field that it could not convert. Texts of syntax errors are our own.
 */
export type Token = 'START_OBJECT' | 'END_OBJECT' | 'START_ARRAY' | 'END_ARRAY' | 'FIELD_NAME' | 'VALUE_STRING' | 'VALUE_NUMBER_INT' | 'VALUE_NUMBER_FLOAT'
  | 'VALUE_TRUE' | 'VALUE_FALSE' | 'VALUE_NULL';

export class JsonSyntaxError extends Error {}

export type Lenience = Pick<JsonOptions, 'allowComments' | 'allowUnquotedFieldNames' | 'allowSingleQuotes' | 'allowNumericLeadingZeros' | 'allowNonNumericNumbers'
  | 'allowBackslashEscapingAnyCharacter' | 'allowUnquotedControlChars'>;
/** SharedFactory.jsonFactory, which get_json_object and json_tuple use. */
export const sharedLenience: Lenience = {
  allowComments: false, allowUnquotedFieldNames: false, allowSingleQuotes: true, allowNumericLeadingZeros: false, allowNonNumericNumbers: false,
  allowBackslashEscapingAnyCharacter: false, allowUnquotedControlChars: true,
};

interface Context { readonly kind: 'root' | 'array' | 'object'; index: number; name: string | null; readonly parent: Context | undefined }

const isDigit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9';
const identifierStart = /[\p{L}\p{Nl}$_\p{Pc}\p{Sc}]/u;
const identifierPart = /[\p{L}\p{Nl}\p{Nd}$_\p{Pc}\p{Sc}\p{Mn}\p{Mc}]/u;
const escapes: Record<string, string | undefined> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', '"': '"', '/': '/', '\\': '\\' };

export class Tokens {
  token: Token | null = null;
  private p = 0;
  private next: Token | null = null;
  private incomplete = false;
  private value = '';
  private context: Context = { kind: 'root', index: -1, name: null, parent: undefined };

  constructor(private readonly s: string, private readonly lenience: Lenience) {}

  get currentName(): string | null {
    const c = this.token === 'START_OBJECT' || this.token === 'START_ARRAY' ? this.context.parent : this.context;
    return c?.name ?? null;
  }

  /** The text of a string or number token; reads the string to its end first. */
  get text(): string {
    if (this.token === 'FIELD_NAME') return this.context.name ?? '';
    if (this.incomplete) {
      this.incomplete = false;
      this.value = this.string('"');
    }
    return this.value;
  }

  nextToken(): Token | null {
    if (this.token === 'FIELD_NAME') {
      const t = this.next;
      this.next = null;
      this.open(t);
      return this.token = t;
    }
    if (this.incomplete) {
      this.incomplete = false;
      this.string('"');
    }
    let c = this.afterSpace();
    if (c === undefined) return this.token = null;
    if (c === ']' || c === '}') return this.close(c);
    if (++this.context.index > 0 && this.context.kind !== 'root') {
      if (c !== ',') throw this.unexpected(c, 'a comma');
      c = this.afterSpace() ?? this.eof();
    }
    const inObject = this.context.kind === 'object';
    if (inObject) {
      this.context.name = this.name(c);
      this.token = 'FIELD_NAME';
      c = this.afterColon();
    }
    const t = this.start(c);
    if (inObject) {
      this.next = t;
      return this.token;
    }
    this.open(t);
    return this.token = t;
  }

  skipChildren(): void {
    if (this.token !== 'START_OBJECT' && this.token !== 'START_ARRAY') return;
    for (let depth = 1; depth > 0;) {
      const t = this.nextToken();
      if (t === null) return this.eof();
      if (t === 'START_OBJECT' || t === 'START_ARRAY') depth++;
      else if (t === 'END_OBJECT' || t === 'END_ARRAY') depth--;
    }
  }

  private open(t: Token | null): void {
    if (t === 'START_OBJECT' || t === 'START_ARRAY') this.context = { kind: t === 'START_ARRAY' ? 'array' : 'object', index: -1, name: null, parent: this.context };
  }

  private close(c: string): Token {
    if (this.context.kind !== (c === ']' ? 'array' : 'object')) throw new JsonSyntaxError(`Unexpected close marker '${c}'`);
    this.context = this.context.parent!;
    return this.token = c === ']' ? 'END_ARRAY' : 'END_OBJECT';
  }

  private eof(): never { throw new JsonSyntaxError('Unexpected end-of-input'); }
  private unexpected(c: string, expected: string): JsonSyntaxError { return new JsonSyntaxError(`Unexpected character '${c}': was expecting ${expected}`); }

  /** The next character that is no white space, consumed; undefined at the end of a root. */
  private afterSpace(): string | undefined {
    for (;;) {
      const c = this.s[this.p];
      if (c === undefined) return this.context.kind === 'root' ? undefined : this.eof();
      this.p++;
      if (c === '/' && this.lenience.allowComments) this.comment();
      else if (c > ' ') return c;
      else if (c !== ' ' && c !== '\n' && c !== '\r' && c !== '\t') throw new JsonSyntaxError('Illegal character: only regular white space is allowed between tokens');
    }
  }

  private comment(): void {
    const kind = this.s[this.p++];
    if (kind === '/') {
      while (this.p < this.s.length && this.s[this.p] !== '\n' && this.s[this.p] !== '\r') this.p++;
    } else if (kind === '*') {
      const end = this.s.indexOf('*/', this.p);
      if (end < 0) this.eof();
      this.p = end + 2;
    } else throw this.unexpected(kind ?? '', "'*' or '/' for a comment");
  }

  private afterColon(): string {
    const c = this.afterSpace() ?? this.eof();
    if (c !== ':') throw this.unexpected(c, 'a colon');
    return this.afterSpace() ?? this.eof();
  }

  private name(c: string): string {
    if (c === '"') return this.string('"');
    if (c === "'" && this.lenience.allowSingleQuotes) return this.string("'");
    if (!this.lenience.allowUnquotedFieldNames || !identifierStart.test(c)) throw this.unexpected(c, 'double-quote to start field name');
    let name = c;
    while (this.p < this.s.length && identifierPart.test(this.s[this.p]!)) name += this.s[this.p++]!;
    return name;
  }

  private start(c: string): Token {
    switch (c) {
      case '"':
        this.incomplete = true;
        return 'VALUE_STRING';
      case '[': return 'START_ARRAY';
      case '{': return 'START_OBJECT';
      case 't': return this.word('true', 'VALUE_TRUE');
      case 'f': return this.word('false', 'VALUE_FALSE');
      case 'n': return this.word('null', 'VALUE_NULL');
      case "'":
        if (!this.lenience.allowSingleQuotes) break;
        this.value = this.string("'");
        return 'VALUE_STRING';
      case 'N': return this.special('NaN');
      case 'I': return this.special('Infinity');
      case '+': return this.special(this.s.startsWith('INF', this.p) && !this.s.startsWith('INFI', this.p) ? '+INF' : '+Infinity');
      default:
        if (c === '-' || isDigit(c)) return this.number(c);
    }
    throw this.unexpected(c, 'a value');
  }

  private word(text: string, t: Token): Token {
    for (let i = 1; i < text.length; i++) {
      if (this.s[this.p] !== text[i]) throw new JsonSyntaxError(`Unrecognized token '${text.slice(0, i)}${this.s[this.p] ?? ''}'`);
      this.p++;
    }
    const c = this.s[this.p];
    if (c !== undefined && c >= '0' && c !== ']' && c !== '}' && identifierPart.test(c)) throw new JsonSyntaxError(`Unrecognized token '${text}${c}'`);
    return t;
  }

  private special(text: string): Token {
    this.word(text, 'VALUE_NULL');
    if (!this.lenience.allowNonNumericNumbers) throw new JsonSyntaxError(`Non-standard token '${text}'`);
    this.value = text;
    return 'VALUE_NUMBER_FLOAT';
  }

  private number(first: string): Token {
    const start = this.p - 1, s = this.s;
    if (first === '-') {
      if (s[this.p] === 'I') {
        this.p++;
        const short = s.startsWith('NF', this.p) && !s.startsWith('NFI', this.p);
        const t = this.special(short ? 'INF' : 'Infinity');
        this.value = short ? '-INF' : '-Infinity';
        return t;
      }
      if (!isDigit(s[this.p])) throw this.unexpected(s[this.p] ?? '', 'a digit');
      this.p++;
    }
    let from = start;
    if (s[this.p - 1] === '0' && isDigit(s[this.p])) {
      if (!this.lenience.allowNumericLeadingZeros) throw new JsonSyntaxError('Invalid numeric value: Leading zeroes not allowed');
      while (s[this.p - 1] === '0' && isDigit(s[this.p])) this.p++;
      from = this.p - 1;
    }
    while (isDigit(s[this.p])) this.p++;
    let t: Token = 'VALUE_NUMBER_INT';
    if (s[this.p] === '.') {
      this.p++;
      this.digits('Decimal point not followed by a digit');
      t = 'VALUE_NUMBER_FLOAT';
    }
    if (s[this.p] === 'e' || s[this.p] === 'E') {
      this.p++;
      if (s[this.p] === '+' || s[this.p] === '-') this.p++;
      this.digits('Exponent indicator not followed by a digit');
      t = 'VALUE_NUMBER_FLOAT';
    }
    const after = s[this.p];
    if (this.context.kind === 'root' && after !== undefined && after > ' ') throw this.unexpected(after, 'white space between root-level values');
    this.value = (first === '-' && from !== start ? '-' : '') + s.slice(from, this.p);
    return t;
  }

  private digits(message: string): void {
    if (!isDigit(this.s[this.p])) throw new JsonSyntaxError(message);
    while (isDigit(this.s[this.p])) this.p++;
  }

  /** The rest of a quoted string, behind its closing quote. */
  private string(quote: string): string {
    let out = '';
    for (;;) {
      const c = this.s[this.p];
      if (c === undefined) this.eof();
      this.p++;
      if (c === quote) return out;
      if (c === '\\') out += this.escape();
      else if (c < ' ' && !this.lenience.allowUnquotedControlChars) throw new JsonSyntaxError('Illegal unquoted character in a string');
      else out += c;
    }
  }

  private escape(): string {
    const c = this.s[this.p];
    if (c === undefined) this.eof();
    this.p++;
    if (c === 'u') {
      for (let i = 0; i < 4; i++) {
        const h = this.s[this.p];
        if (h === undefined) this.eof();
        this.p++;
        if (!/[0-9a-fA-F]/.test(h)) throw this.unexpected(h, 'a hex digit for an escape sequence');
      }
      return String.fromCharCode(parseInt(this.s.slice(this.p - 4, this.p), 16));
    }
    const plain = escapes[c];
    if (plain !== undefined) return plain;
    if (this.lenience.allowBackslashEscapingAnyCharacter || (c === "'" && this.lenience.allowSingleQuotes)) return c;
    throw new JsonSyntaxError(`Unrecognized character escape '${c}'`);
  }
}

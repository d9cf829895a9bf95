/** What Jackson 2.13 says of text that is no JSON, with its places: the message of a JsonParseException. Nothing lenient is allowed. */

const TOKENS = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const SHOWN = 500;
const identifierStart = /[\p{L}\p{Nl}$_\p{Pc}\p{Sc}]/u;
const identifierPart = /[\p{L}\p{Nl}\p{Nd}$_\p{Pc}\p{Sc}\p{Mn}\p{Mc}]/u;

class Problem extends Error {}

/** JsonLocation's description of a text. */
export const textSource = (text: string): string =>
  `(String)"${text.slice(0, SHOWN).replace(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`)}"${text.length > SHOWN ? `[truncated ${text.length - SHOWN} chars]` : ''}`;

/** The problem of the first JSON value of a text, undefined where it is well-formed: what follows the value is not looked at. */
export const jacksonProblem = (text: string, source = textSource(text)): string | undefined => firstJson(text, source).problem;

/** The first JSON value of a text, or its problem. */
export function firstJson(text: string, source = textSource(text)): { readonly problem: string; readonly value?: never } | { readonly problem?: never; readonly value: unknown } {
  const reader = new Reader(text, source);
  try {
    return { value: JSON.parse(text.slice(0, reader.document())) as unknown };
  } catch (e) {
    if (e instanceof Problem) return { problem: e.message };
    throw e;
  }
}

interface Context { readonly kind: 'Root' | 'Object' | 'Array'; readonly start: string }

class Reader {
  private p = 0;
  private line = 1;
  private lineStart = 0;

  constructor(private readonly text: string, private readonly source: string) {}

  /** Reads one value; where it ends. */
  document(): number {
    const root: Context = { kind: 'Root', start: '' };
    const c = this.skip();
    if (c === undefined) throw new Problem(`No content to map due to end-of-input\n at [Source: ${this.source}; line: 1, column: 0]`);
    this.value(c, root);
    return this.p;
  }

  private location(): string { return `[Source: ${this.source}; line: ${this.line}, column: ${this.p - this.lineStart + 1}]`; }
  private fail(message: string): never { throw new Problem(`${message}\n at ${this.location()}`); }
  private eof(what: string): never { return this.fail(`Unexpected end-of-input${what}`); }
  private unexpected(c: string, comment: string): never { return this.fail(`Unexpected character (${describe(c)}): ${comment}`); }

  /** The next character behind white space, taken; undefined at the end. */
  private skip(): string | undefined {
    for (;;) {
      const c = this.text[this.p];
      if (c === undefined) return undefined;
      this.p++;
      if (c === '\n') this.newLine();
      else if (c === '\r') {
        if (this.text[this.p] === '\n') this.p++;
        this.newLine();
      } else if (c < ' ' && c !== '\t') this.fail(`Illegal character (${describe(c)}): only regular white space (\\r, \\n, \\t) is allowed between tokens`);
      else if (c !== ' ' && c !== '\t') return c;
    }
  }
  private newLine(): void {
    this.line++;
    this.lineStart = this.p;
  }

  private value(c: string, context: Context): void {
    if (c === '"') this.string(': was expecting closing quote for a string value');
    else if (c === '{') this.object(this.opened('Object'));
    else if (c === '[') this.array(this.opened('Array'));
    else if (c === 't') this.word('true');
    else if (c === 'f') this.word('false');
    else if (c === 'n') this.word('null');
    else if (c === '-' || isDigit(c)) this.number(c, context);
    else if (c === ']' && context.kind === 'Object') this.fail(`Unexpected close marker ']': expected '}' (for Object starting at ${context.start})`);
    else if (c === '}' && context.kind === 'Array') this.fail(`Unexpected close marker '}': expected ']' (for Array starting at ${context.start})`);
    else if ((c === ']' || c === '}') && context.kind === 'Root') this.fail(`Unexpected close marker '${c}': expected '${c === ']' ? '}' : ']'}' (for root starting at [Source: ${this.source}; line: 1, column: 0])`);
    else if (c === 'N') this.special('NaN');
    else if (c === 'I') this.special('Infinity');
    else if (identifierStart.test(c)) this.invalidToken(c);
    else this.unexpected(c, `expected a valid value ${TOKENS}`);
  }

  private opened(kind: 'Object' | 'Array'): Context {
    return { kind, start: `[Source: ${this.source}; line: ${this.line}, column: ${this.p - this.lineStart}]` };
  }
  private unclosed(context: Context): never { return this.eof(`: expected close marker for ${context.kind} (start marker at ${context.start})`); }

  private object(context: Context): void {
    for (let first = true; ; first = false) {
      let c = this.skip() ?? this.unclosed(context);
      if (c === '}') {
        if (first) return;
        this.unexpected(c, 'was expecting double-quote to start field name');
      }
      if (c === ']') this.fail(`Unexpected close marker ']': expected '}' (for Object starting at ${context.start})`);
      if (c !== '"') this.unexpected(c, 'was expecting double-quote to start field name');
      this.string(' in field name');
      c = this.skip() ?? this.eof(' within/between Object entries');
      if (c !== ':') this.unexpected(c, 'was expecting a colon to separate field name and value');
      this.value(this.skip() ?? this.eof(' within/between Object entries'), context);
      if (this.ended(context, '}')) return;
    }
  }

  private array(context: Context): void {
    let c = this.skip() ?? this.unclosed(context);
    if (c === ']') return;
    for (;;) {
      this.value(c, context);
      if (this.ended(context, ']')) return;
      c = this.skip() ?? this.eof(' within/between Array entries');
    }
  }

  /** Behind an entry: true at the end, false at a comma. */
  private ended(context: Context, close: string): boolean {
    const c = this.skip() ?? this.unclosed(context);
    if (c === close) return true;
    if (c === ',') return false;
    if (c === ']' || c === '}') this.fail(`Unexpected close marker '${c}': expected '${close}' (for ${context.kind} starting at ${context.start})`);
    return this.unexpected(c, `was expecting comma to separate ${context.kind} entries`);
  }

  private string(atEnd: string): void {
    for (;;) {
      const c = this.text[this.p];
      if (c === undefined) this.eof(atEnd);
      this.p++;
      if (c === '"') return;
      if (c < ' ') this.fail(`Illegal unquoted character (${describe(c)}): has to be escaped using backslash to be included in ${atEnd === ' in field name' ? 'name' : 'string value'}`);
      if (c === '\\') this.escape();
    }
  }
  private escape(): void {
    const c = this.text[this.p];
    if (c === undefined) this.eof(' in character escape sequence');
    this.p++;
    if (c !== 'u') {
      if (!'btnfr"/\\'.includes(c)) this.fail(`Unrecognized character escape ${describe(c)}`);
      return;
    }
    for (let i = 0; i < 4; i++) {
      const h = this.text[this.p];
      if (h === undefined) this.eof(' in character escape sequence');
      this.p++;
      if (!/[0-9a-fA-F]/.test(h)) this.unexpected(h, 'expected a hex-digit for character escape sequence');
    }
  }

  private word(word: string): void {
    for (let i = 1; i < word.length; i++, this.p++) if (this.text[this.p] !== word[i]) this.invalidToken(word.slice(0, i));
    const c = this.text[this.p];
    if (c !== undefined && c >= '0' && c !== ']' && c !== '}' && identifierPart.test(c)) this.invalidToken(word);
  }
  private special(word: string): never {
    this.word(word);
    return this.fail(`Non-standard token '${word}': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow`);
  }
  private invalidToken(matched: string): never {
    let token = matched;
    for (let c = this.text[this.p]; c !== undefined && identifierPart.test(c); c = this.text[this.p]) {
      this.p++;
      token += c;
      if (token.length >= 256) {
        token += '...';
        break;
      }
    }
    return this.fail(`Unrecognized token '${token}': was expecting ${TOKENS}`);
  }

  private number(first: string, context: Context): void {
    let c = first;
    if (c === '-') c = this.digit('expected digit (0-9) to follow minus sign, for valid numeric value', 'No digit following minus sign');
    if (c === '0' && isDigit(this.text[this.p])) {
      this.fail('Invalid numeric value: Leading zeroes not allowed');
    }
    while (isDigit(this.text[this.p])) this.p++;
    if (this.text[this.p] === '.') {
      this.p++;
      if (!isDigit(this.text[this.p])) this.fail(`Unexpected character (${describe(this.text[this.p] ?? '.')}) in numeric value: Decimal point not followed by a digit`);
      while (isDigit(this.text[this.p])) this.p++;
    }
    if (this.text[this.p] === 'e' || this.text[this.p] === 'E') {
      this.p++;
      if (this.text[this.p] === '+' || this.text[this.p] === '-') this.p++;
      this.digit('Exponent indicator not followed by a digit', 'expected a digit for number exponent');
      while (isDigit(this.text[this.p])) this.p++;
    }
    const after = this.text[this.p];
    if (context.kind === 'Root' && after !== undefined && !' \t\r\n'.includes(after)) {
      this.p++;
      this.unexpected(after, 'Expected space separating root-level values');
    }
  }
  private digit(comment: string, atEnd: string): string {
    const c = this.text[this.p];
    if (c === undefined) this.eof(atEnd);
    this.p++;
    if (!isDigit(c)) this.fail(`Unexpected character (${describe(c)}) in numeric value: ${comment}`);
    return c;
  }
}

const isDigit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9';

/** ParserMinimalBase._getCharDesc. */
function describe(c: string): string {
  const code = c.charCodeAt(0);
  if (code < 32 || (code >= 127 && code < 160)) return `(CTRL-CHAR, code ${code})`;
  return code > 255 ? `'${c}' (code ${code} / 0x${code.toString(16)})` : `'${c}' (code ${code})`;
}

import type { Expr, WindowSpec } from '../expression.ts';
import { strictNonReserved } from './keywords.ts';
import { lex, type Token } from './lexer.ts';
import { codePoints, problemAt, problemWithoutPosition, type Origin } from './problem.ts';
import type { Parsed, SqlProblem, TextRange } from './tree.ts';

/** Where the grammar stopped fitting. Thrown inside the parser only. */
export class SyntaxFail extends Error {
  constructor(readonly at: number, readonly hint: string) { super('syntax'); }
}

export interface SqlOptions {
  /** Session time zone: what TIMESTAMP literals mean. Default UTC. */
  readonly timeZone?: string;
  /** Microseconds since the epoch, for `DATE 'today'` and `TIMESTAMP 'now'`. */
  now?(): number;
}

const origins = new WeakMap<Expr | WindowSpec, Origin>();
/** Where an expression of SQL text began, for `; line 1 pos 7` in AnalysisException. Undefined for one from Python. */
export const sqlOrigin = (e: Expr | WindowSpec): Origin | undefined => origins.get(e);

/** A copy of an expression began where the expression did. */
export function sameOrigin<E extends Expr>(from: Expr, to: E): E {
  const origin = origins.get(from);
  if (origin) origins.set(to, origin);
  return to;
}

/** An OVER clause that names a window; filled in when the WINDOW clause has been read. */
export interface WindowReference { readonly name: string; readonly range: TextRange; spec: WindowSpec }

export class Cursor {
  readonly tokens: readonly Token[];
  readonly unclosedComment: number | undefined;
  index = 0;
  /** What Spark's tree builder would refuse: it counts only when the whole text is well-formed, and then the first. */
  readonly refusals: SqlProblem[] = [];
  windows: WindowReference[] = [];

  constructor(readonly text: string, readonly options: SqlOptions) {
    const lexed = lex(text);
    this.tokens = lexed.tokens;
    this.unclosedComment = lexed.unclosedComment;
  }

  get token(): Token { return this.tokens[this.index]!; }
  get type(): string { return this.tokens[this.index]!.type; }
  peek(n: number): string { return this.tokens[Math.min(this.index + n, this.tokens.length - 1)]!.type; }
  is(...types: string[]): boolean { return types.includes(this.type); }
  next(): Token {
    const t = this.token;
    if (t.type !== 'eof') this.index++;
    return t;
  }
  accept(type: string): boolean {
    if (this.type !== type) return false;
    this.next();
    return true;
  }
  /** Takes the words, all of them or none. */
  acceptAll(...types: string[]): boolean {
    if (!types.every((t, i) => this.peek(i) === t)) return false;
    for (let i = 0; i < types.length; i++) this.next();
    return true;
  }

  /** Parser.match with ANTLR's two guesses: the next token was meant (extra input), or this one was left out (missing). */
  expect(type: string, couldFollow?: (type: string) => boolean): Token {
    if (this.type === type) return this.next();
    const here = this.display();
    if (this.type !== 'eof' && this.peek(1) === type) throw this.fail(`: extra input ${here}`);
    throw this.fail(couldFollow?.(this.type) ? `: missing ${tokenName(type)}` : '');
  }
  /** What stands here does not fit; if the token after it would, this one is too much. */
  unexpected(fits?: (type: string) => boolean): SyntaxFail {
    return this.fail(fits && this.type !== 'eof' && fits(this.peek(1)) ? `: extra input ${this.display()}` : '');
  }
  fail(hint = ''): SyntaxFail { return new SyntaxFail(this.index, hint); }
  display(at = this.index): string {
    const t = this.tokens[at]!;
    return t.type === 'eof' ? 'end of input' : `'${t.text.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}'`;
  }

  isIdentifier(type = this.type): boolean { return type === 'ident' || type === 'quoted' || /^[A-Z]/.test(type); }
  isStrictIdentifier(type = this.type): boolean { return this.isIdentifier(type) && !strictNonReserved.has(type); }

  /** The reading that fits; when it does not, everything is as before and the failure is handed back. */
  attempt<T>(read: () => T): { value: T } | { failed: SyntaxFail } {
    const { index } = this, refused = this.refusals.length, windows = this.windows.length;
    try {
      return { value: read() };
    } catch (e) {
      if (!(e instanceof SyntaxFail)) throw e;
      this.index = index;
      this.refusals.length = refused;
      this.windows.length = windows;
      return { failed: e };
    }
  }

  /** Start and end offsets from the token at `from` to the last one read. */
  range(from: number): TextRange { return { start: this.tokens[from]!.start, end: this.tokens[Math.max(from, this.index - 1)]!.end }; }
  rangeText(r: TextRange): string { return this.text.slice(r.start, r.end); }
  refuse(summary: string, range: TextRange): void { this.refusals.push(problemAt(this.text, summary, range)); }
  refuseWithoutPosition(summary: string, range: TextRange): void { this.refusals.push(problemWithoutPosition(this.text, summary, range)); }

  refuseFeature(feature: string, range: TextRange): void {
    this.refusals.push({ errorClass: 'ParseException', summary: `${feature} is not simulated`, message: `${feature} is not simulated`, range, refusal: feature });
  }

  /** Notes where the expression began. */
  at<E extends Expr | WindowSpec>(from: number, e: E): E {
    if (!origins.has(e)) origins.set(e, this.origin(from));
    return e;
  }

  private positions: Origin[] | undefined;
  /** Positions of all tokens, from one walk over the text. */
  private origin(index: number): Origin {
    if (!this.positions) {
      let line = 1, lineStart = 0, at = 0;
      this.positions = this.tokens.map((t) => {
        for (let i = this.text.indexOf('\n', at); i >= 0 && i < t.start; i = this.text.indexOf('\n', i + 1)) {
          line++;
          lineStart = i + 1;
        }
        at = t.start;
        return { line, pos: codePoints(this.text, lineStart, t.start) };
      });
    }
    return this.positions[index]!;
  }
}

const tokenNames: Readonly<Record<string, string>> = { string: 'STRING', int: 'INTEGER_VALUE', ident: 'IDENTIFIER', MINUS: "'MINUS'" };
const tokenName = (type: string): string => tokenNames[type] ?? (type.startsWith('{') ? type : `'${type}'`);

/** Runs one start rule over the whole text. */
export function parseAll<T>(text: string, options: SqlOptions, rule: (c: Cursor) => T, setCommand?: (tree: T) => boolean): Parsed<T> {
  const c = new Cursor(text, options);
  try {
    const tree = rule(c);
    if (c.unclosedComment !== undefined && !setCommand?.(tree)) {
      return { problems: [problemAt(text, 'Unclosed bracketed comment', { start: c.unclosedComment, end: text.length })] };
    }
    return c.refusals.length > 0 ? { problems: c.refusals.slice(0, 1) } : { tree, problems: [] };
  } catch (e) {
    if (e instanceof RangeError) return { problems: [problemAt(text, 'The text is nested too deeply', { start: 0, end: text.length })] };
    if (!(e instanceof SyntaxFail)) throw e;
    const t = c.tokens[e.at]!;
    // The comment is reported when a rule has been left; text that ends in it never gets that far unless it was complete.
    if (c.unclosedComment !== undefined && t.type === 'eof') return { problems: [problemAt(text, 'Unclosed bracketed comment', { start: c.unclosedComment, end: text.length })] };
    const summary = text.trim() === '' ? 'Syntax error, unexpected empty statement' : `Syntax error at or near ${c.display(e.at)}${e.hint}`;
    return { problems: [problemAt(text, summary, { start: t.start, end: t.end })] };
  }
}

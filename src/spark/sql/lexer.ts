import { keywords, spellings } from './keywords.ts';

/**
 * A token's `type`: a sign (`<=`), a keyword in upper case (one spelling of it: RLIKE, TEMPORARY, NOT for `!`), or
 * string, int, bigint, smallint, tinyint, exponent, decimal, float, double, bigdecimal, ident, quoted, unknown, eof.
 */
export interface Token { readonly type: string; readonly text: string; readonly start: number; readonly end: number }
export interface Lexed { readonly tokens: readonly Token[]; /** Offset of a bracketed comment that never ends. */ readonly unclosedComment?: number }

const space = /[ \t\r\n]+/y;
const lineComment = /--(?:\\\n|[^\r\n])*\r?\n?/y;
const word = /[A-Za-z0-9_]+/y;
const plainString = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y;
const rawString = /[rR](?:'[^']*'|"[^"]*")/y;
const backquoted = /`(?:[^`]|``)*`/y;
const wholeNumber = /\d+(?:(?:[eE][+-]?\d+)?([bB][dD]|[dDfF])|([lLsSyY])|([eE][+-]?\d+))?/y;
const pointNumber = /(?:\d+\.\d*|\.\d+)([eE][+-]?\d+)?([bB][dD]|[dDfF])?/y;
const sign = /<=>|<=|<>|<|>=|>|==|=|!=|!>|!<|!|->|-|\|\||\||\/\*\+|\*\/|[/*+%~&^:;(),.[\]]/y;
const signTypes: Readonly<Record<string, string>> = { '==': '=', '!>': '<=', '!<': '>=', '!': 'NOT' };
const suffixTypes: Readonly<Record<string, string>> = { BD: 'bigdecimal', D: 'double', F: 'float', L: 'bigint', S: 'smallint', Y: 'tinyint' };

const match = (re: RegExp, text: string, at: number): RegExpExecArray | null => {
  re.lastIndex = at;
  return re.exec(text);
};

export function lex(text: string): Lexed {
  const tokens: Token[] = [];
  let i = 0, unclosedComment: number | undefined;
  const push = (type: string, end: number): void => {
    tokens.push({ type, text: text.slice(i, end), start: i, end });
    i = end;
  };
  while (i < text.length) {
    const blank = match(space, text, i) ?? match(lineComment, text, i);
    if (blank) { i += blank[0].length; continue; }
    if (text.startsWith('/*', i) && text[i + 2] !== '+') {
      const end = commentEnd(text, i);
      if (end === undefined) unclosedComment = i;
      i = end ?? text.length;
      continue;
    }
    const string = match(plainString, text, i) ?? match(rawString, text, i);
    if (string) { push('string', i + string[0].length); continue; }
    const number = readNumber(text, i);
    const name = match(word, text, i);
    if (number && (!name || number.length >= name[0].length)) { push(number.type, i + number.length); continue; }
    if (name) {
      const upper = name[0].toUpperCase(), keyword = spellings[upper] ?? upper;
      push(keywords.has(keyword) ? keyword : 'ident', i + name[0].length);
      continue;
    }
    const quoted = match(backquoted, text, i);
    if (quoted) { push('quoted', i + quoted[0].length); continue; }
    const mark = match(sign, text, i);
    if (mark) { push(signTypes[mark[0]] ?? mark[0], i + mark[0].length); continue; }
    push('unknown', i + (text.codePointAt(i)! > 0xffff ? 2 : 1));
  }
  tokens.push({ type: 'eof', text: '<EOF>', start: text.length, end: text.length });
  return unclosedComment === undefined ? { tokens } : { tokens, unclosedComment };
}

/** Bracketed comments nest, but a hint inside one does not open a level. */
function commentEnd(text: string, from: number): number | undefined {
  let depth = 0;
  for (let i = from; i < text.length;) {
    if (text.startsWith('*/', i)) {
      i += 2;
      if (--depth === 0) return i;
    } else if (text.startsWith('/*', i) && text[i + 2] !== '+') {
      depth++;
      i += 2;
    } else i++;
  }
  return undefined;
}

/** The longest reading wins; one with a point counts only where no letter, digit or underscore follows (isValidDecimal). */
function readNumber(text: string, at: number): { type: string; length: number } | undefined {
  const whole = match(wholeNumber, text, at), point = match(pointNumber, text, at);
  let best: { type: string; length: number } | undefined;
  if (whole) {
    const suffix = (whole[1] ?? whole[2])?.toUpperCase();
    best = { type: suffix ? suffixTypes[suffix]! : whole[3] ? 'exponent' : 'int', length: whole[0].length };
  }
  if (point && !/[A-Za-z0-9_]/.test(text[at + point[0].length] ?? '')) {
    const suffix = point[2]?.toUpperCase();
    best = { type: suffix ? suffixTypes[suffix]! : point[1] ? 'exponent' : 'decimal', length: point[0].length };
  }
  return best;
}

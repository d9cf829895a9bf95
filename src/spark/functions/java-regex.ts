import { javaError, Refusal } from '../errors.ts';

/**
 * java.util.regex patterns on JavaScript's engine. Where both differ the pattern is rewritten; what has no counterpart
 * (possessive quantifiers, atomic groups, class unions and intersections, flags in mid-pattern) is refused by name.
 */
const lineEnds = '\\n\\r\\u0085\\u2028\\u2029';
const end = '(?![\\s\\S])';
const classes: Record<string, string> = {
  s: ' \\t\\n\\x0b\\f\\r', d: '0-9', w: 'a-zA-Z_0-9', h: ' \\t\\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000', v: '\\n\\x0b\\f\\r\\x85\\u2028\\u2029',
};
const posix: Record<string, string> = {
  Lower: 'a-z', Upper: 'A-Z', ASCII: '\\x00-\\x7f', Alpha: 'a-zA-Z', Digit: '0-9', Alnum: 'a-zA-Z0-9', Punct: '!-\\/:-@\\[-`\\{-~', Graph: '!-~', Print: ' -~',
  Blank: ' \\t', Cntrl: '\\x00-\\x1f\\x7f', XDigit: '0-9a-fA-F', Space: ' \\t\\n\\x0b\\f\\r',
};
const unicode: Record<string, string> = { IsAlphabetic: 'Alphabetic', IsLetter: 'L', IsDigit: 'Nd', IsUppercase: 'Uppercase', IsLowercase: 'Lowercase', IsWhite_Space: 'White_Space', IsPunctuation: 'P' };
const syntax = /[\^$\\.*+?()[\]{}|/]/;

const refuse = (what: string): never => {
  throw new Refusal(`the regular expression construct ${what}`, 'Write the pattern without it, or run this job on a real Spark 3.3.1.');
};
export function badPattern(pattern: string, why: string): never {
  throw javaError('java.util.regex.PatternSyntaxException', `${why}\n${pattern}`);
}

class Translator {
  private i = 0;
  private out = '';
  flags = 'u';
  private dotAll = false;
  private readonly p: string;
  constructor(private readonly source: string) {
    this.p = source;
  }

  run(): string {
    const m = /^\(\?([a-zA-Z]+)\)/.exec(this.p);
    if (m) {
      for (const f of m[1]!) {
        if (f === 'i') this.flags += 'i';
        else if (f === 'm') this.flags += 'm';
        else if (f === 's') this.dotAll = true;
        else if (f !== 'u') refuse(`(?${f})`);
      }
      this.i = m[0].length;
    }
    while (this.i < this.p.length) this.one();
    return this.out;
  }

  private one(): void {
    const c = this.p[this.i]!;
    if (c === '\\') this.out += this.escape(false);
    else if (c === '[') this.out += this.charClass();
    else if (c === '(') this.group();
    else if (c === '.') this.take(this.dotAll ? '[\\s\\S]' : `[^${lineEnds}]`);
    else if (c === '$') this.take(this.flags.includes('m') ? `(?=\\r\\n|[${lineEnds}]|${end})` : `(?=(?:\\r\\n|[${lineEnds}])?${end})`);
    else if (c === '*' || c === '+' || c === '?' || c === '{') this.quantifier();
    else if (c === '}' || c === ']') this.take(`\\${c}`);
    else if (c === '/') this.take('\\/');
    else {
      const point = String.fromCodePoint(this.p.codePointAt(this.i)!);
      this.out += point;
      this.i += point.length;
    }
  }
  private take(text: string): void {
    this.out += text;
    this.i++;
  }

  private quantifier(): void {
    const m = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(this.p.slice(this.i));
    if (!m) badPattern(this.source, 'Illegal repetition');
    this.i += m[0].length;
    this.out += m[0];
    if (this.p[this.i] === '+') refuse(`${m[0]}+ (possessive quantifier)`);
    if (this.p[this.i] === '?') this.take('?');
  }

  private group(): void {
    const rest = this.p.slice(this.i);
    if (rest.startsWith('(?>')) refuse('(?> (atomic group)');
    const m = /^\((?:\?(?::|=|!|<=|<!|<[a-zA-Z][a-zA-Z0-9]*>))?/.exec(rest)!;
    if (m[0] === '(' && rest[1] === '?') refuse(`${rest.slice(0, 4)}… (flags inside the pattern)`);
    this.out += m[0];
    this.i += m[0].length;
  }

  /** At a backslash. Inside a class the result is class content. */
  private escape(inClass: boolean): string {
    const c = this.p[this.i + 1];
    if (c === undefined) return badPattern(this.source, 'Unexpected internal error');
    this.i += 2;
    if (c === 'Q') return this.quoted();
    if (classes[c]) return inClass ? classes[c] : `[${classes[c]}]`;
    const lower = c.toLowerCase();
    if (c !== lower && classes[lower]) return inClass ? this.negatedInClass(c) : `[^${classes[lower]}]`;
    if (c === 'p' || c === 'P') return this.property(c === 'P', inClass);
    if (c === 'x' && this.p[this.i] === '{') return this.braced();
    if (c === 'x' || c === 'u') {
      const n = c === 'x' ? 2 : 4, hex = this.p.slice(this.i, this.i + n);
      if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length < n) return badPattern(this.source, c === 'x' ? 'Illegal hexadecimal escape sequence' : 'Illegal Unicode escape sequence');
      this.i += n;
      return `\\u${hex.padStart(4, '0')}`;
    }
    if (c === '0') {
      const m = /^(?:[0-3][0-7]{2}|[0-7]{1,2})/.exec(this.p.slice(this.i));
      if (!m) return badPattern(this.source, 'Illegal octal escape sequence');
      this.i += m[0].length;
      return `\\u${parseInt(m[0], 8).toString(16).padStart(4, '0')}`;
    }
    if (c === 'a') return '\\x07';
    if (c === 'e') return '\\x1b';
    if ('tnrf'.includes(c)) return `\\${c}`;
    if (c === 'c') {
      const x = this.p.charCodeAt(this.i++) ^ 64;
      return `\\u${x.toString(16).padStart(4, '0')}`;
    }
    if (!inClass) {
      if (c === 'b' || c === 'B') return `\\${c}`;
      if (c === 'A') return '(?<![\\s\\S])';
      if (c === 'z') return end;
      if (c === 'Z') return `(?=(?:\\r\\n|[${lineEnds}])?${end})`;
      if (c === 'R') return `(?:\\r\\n|[\\n\\x0b\\f\\r\\u0085\\u2028\\u2029])`;
      if (/[1-9]/.test(c)) return `\\${c}(?:)`;
      if (c === 'k') {
        const m = /^<[a-zA-Z][a-zA-Z0-9]*>/.exec(this.p.slice(this.i));
        if (!m) return badPattern(this.source, '\\k is not followed by \'<\' for named capturing group');
        this.i += m[0].length;
        return `\\k${m[0]}`;
      }
      if (c === 'G' || c === 'X') return refuse(`\\${c}`);
    }
    if (/[a-zA-Z]/.test(c)) return badPattern(this.source, 'Illegal/unsupported escape sequence');
    return syntax.test(c) || c === '-' ? (c === '-' && !inClass ? '-' : `\\${c}`) : c;
  }

  private negatedInClass(c: string): string {
    return 'DSW'.includes(c) && c !== 'S' ? `\\${c}` : refuse(`\\${c} in a character class`);
  }
  private quoted(): string {
    const stop = this.p.indexOf('\\E', this.i);
    const text = this.p.slice(this.i, stop < 0 ? undefined : stop);
    this.i = stop < 0 ? this.p.length : stop + 2;
    return [...text].map((x) => (syntax.test(x) ? `\\${x}` : x)).join('');
  }
  private braced(): string {
    const m = /^\{([0-9a-fA-F]+)\}/.exec(this.p.slice(this.i));
    if (!m) return badPattern(this.source, 'Unclosed hexadecimal escape sequence');
    this.i += m[0].length;
    return `\\u{${m[1]}}`;
  }
  private property(negated: boolean, inClass: boolean): string {
    const m = /^(?:\{(\w+(?:=\w+)?)\}|([A-Z]))/.exec(this.p.slice(this.i));
    if (!m) return badPattern(this.source, 'Unknown character property');
    this.i += m[0].length;
    const name = m[1] ?? m[2]!;
    if (posix[name]) return inClass ? (negated ? refuse(`\\P{${name}} in a character class`) : posix[name]) : `[${negated ? '^' : ''}${posix[name]}]`;
    const general = unicode[name] ?? (/^(?:Is)?[LMNPSZC][a-z]?$/.test(name) ? name.replace(/^Is/, '') : undefined);
    return general ? `\\${negated ? 'P' : 'p'}{${general}}` : refuse(`\\p{${name}}`);
  }

  private charClass(): string {
    let out = '[';
    this.i++;
    if (this.p[this.i] === '^') {
      out += '^';
      this.i++;
    }
    let first = true;
    for (;;) {
      const c = this.p[this.i];
      if (c === undefined) return badPattern(this.source, 'Unclosed character class');
      if (c === ']' && !first) {
        this.i++;
        return `${out}]`;
      }
      if (c === '[') return refuse('[ inside a character class (union)');
      if (c === '&' && this.p[this.i + 1] === '&') return refuse('&& (intersection of character classes)');
      if (c === '\\') out += this.escape(true);
      else {
        const point = String.fromCodePoint(this.p.codePointAt(this.i)!);
        out += c === '-' && this.standsAlone(first) ? '\\-' : /[()[\]{}/|]/.test(c) ? `\\${c}` : point;
        this.i += point.length;
      }
      first = false;
    }
  }
  /** A hyphen that is no range: first, last, or after a class escape. */
  private standsAlone(first: boolean): boolean {
    return first || this.p[this.i + 1] === ']' || /\\[dswDSWhHvV]$/.test(this.p.slice(0, this.i));
  }
}

const cache = new Map<string, RegExp>();

/** Compiles a Java pattern; `extra` are JavaScript flags such as `g` and `y`. */
export function compilePattern(pattern: string, extra = ''): RegExp {
  const key = `${extra}/${pattern}`;
  const known = cache.get(key);
  if (known) return known;
  const t = new Translator(pattern);
  const source = t.run();
  let compiled: RegExp;
  try {
    compiled = new RegExp(source, t.flags + extra);
  } catch (e) {
    return badPattern(pattern, e instanceof Error ? e.message : 'invalid pattern');
  }
  if (cache.size > 500) cache.clear();
  cache.set(key, compiled);
  return compiled;
}

/** A Java replacement text (`$1`, `${name}`, `\x`) as a function of a match. */
export function compileReplacement(text: string): (m: RegExpExecArray) => string {
  const parts: (string | ((m: RegExpExecArray) => string))[] = [];
  const illegal = (why: string): never => {
    throw javaError('java.lang.IllegalArgumentException', why);
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\\') {
      if (i + 1 >= text.length) illegal('character to be escaped is missing');
      parts.push(text[++i]!);
    } else if (c === '$') {
      const name = /^\{([a-zA-Z][a-zA-Z0-9]*)\}/.exec(text.slice(i + 1)), number = /^\d+/.exec(text.slice(i + 1));
      if (name) {
        parts.push((m) => m.groups?.[name[1]!] ?? '');
        i += name[0].length;
      } else if (number) {
        parts.push((m) => groupText(m, number[0]));
        i += number[0].length;
      } else illegal(i + 1 >= text.length ? 'Illegal group reference: group index is missing' : 'Illegal group reference');
    } else parts.push(c);
  }
  return (m) => parts.map((p) => (typeof p === 'string' ? p : p(m))).join('');
}

/** The longest prefix of the digits that is a group's number; the rest is text. */
function groupText(m: RegExpExecArray, digits: string): string {
  let n = Number(digits[0]);
  let used = 1;
  if (n >= m.length) throw javaError('java.lang.IndexOutOfBoundsException', `No group ${n}`);
  while (used < digits.length && n * 10 + Number(digits[used]) < m.length) n = n * 10 + Number(digits[used++]);
  return (m[n] ?? '') + digits.slice(used);
}

/**
 * java.time.format.DateTimeFormatterBuilder.appendPattern as data, after Spark's own refusals
 * (DateTimeFormatterHelper.convertIncompatiblePattern). Errors are plain `PatternError`s with Java's or Spark's text.
 */
export class PatternError extends Error {}

export type Field = 'era' | 'yearOfEra' | 'year' | 'month' | 'day' | 'dayOfYear' | 'quarter' | 'dayOfWeek' | 'weekOfMonth' | 'ampm' | 'hour' | 'clockHour'
  | 'hourOfAmPm' | 'clockHourOfAmPm' | 'minute' | 'second' | 'nano';
export type Sign = 'normal' | 'exceedsPad' | 'notNegative';

export type Element =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'number'; readonly field: Field; readonly min: number; readonly max: number; readonly sign: Sign; readonly reduced?: boolean;
      /** Digits that the values right after need (adjacent value parsing). */ subsequent: number }
  | { readonly kind: 'fraction'; readonly min: number; readonly max: number; readonly adjacent: boolean; subsequent: number }
  | { readonly kind: 'text'; readonly field: Field; readonly full: boolean }
  | { readonly kind: 'zoneId' }
  | { readonly kind: 'zoneName'; readonly full: boolean }
  | { readonly kind: 'offset'; readonly pattern: OffsetPattern; readonly zero: string }
  | { readonly kind: 'localizedOffset'; readonly full: boolean }
  | { readonly kind: 'optional'; readonly elements: readonly Element[] };
export type OffsetPattern = '+HHmm' | '+HHMM' | '+HH:MM' | '+HHMMss' | '+HH:MM:ss';

const numeric: Record<string, Field | undefined> = { d: 'day', H: 'hour', k: 'clockHour', K: 'hourOfAmPm', h: 'clockHourOfAmPm', m: 'minute', s: 'second' };
const months: Record<string, Field | undefined> = { M: 'month', L: 'month', Q: 'quarter', q: 'quarter' };
const xPatterns: readonly OffsetPattern[] = ['+HHmm', '+HHMM', '+HH:MM', '+HHMMss', '+HH:MM:ss'];

/** Throws PatternError. `forParsing` also lets a run of S take fewer digits than letters. */
export function compilePattern(pattern: string, forParsing: boolean): readonly Element[] {
  const eraIn = quoteParts(pattern).some((p, i) => i % 2 === 0 && p.includes('G'));
  check(pattern, forParsing);
  return new Builder(pattern, eraIn, forParsing).build();
}

const quoteParts = (pattern: string): string[] => pattern.split("'");

function check(pattern: string, forParsing: boolean): void {
  quoteParts(pattern).forEach((part, i) => {
    if (i % 2 === 1) return;
    for (const c of part) {
      if ('YWwuec'.includes(c)) throw new PatternError(`All week-based patterns are unsupported since Spark 3.0, detected: ${c}, Please use the SQL function EXTRACT instead`);
    }
    for (const c of part) if ('ABnNp'.includes(c) || (forParsing && 'EFqQ'.includes(c))) throw new PatternError(`Illegal pattern character: ${c}`);
    for (const run of ['GGGGG', 'MMMMM', 'LLLLL', 'EEEEE', 'QQQQQ', 'qqqqq', 'yyyyyyy']) if (part.includes(run)) throw new PatternError(`Too many pattern letters: ${run[0]!}`);
  });
}

class Builder {
  private readonly stack: Element[][] = [[]];
  /** Index in the open section of the value that adjacent fixed-width values shorten. */
  private active = -1;

  constructor(private readonly pattern: string, private readonly hasEra: boolean, private readonly forParsing: boolean) {}

  build(): readonly Element[] {
    const p = this.pattern;
    for (let i = 0; i < p.length;) {
      const c = p[i]!;
      if (/[A-Za-z]/.test(c)) {
        let n = 1;
        while (p[i + n] === c) n++;
        this.letter(c, n);
        i += n;
      } else if (c === "'") {
        i = this.quoted(i);
      } else {
        if (c === '[') {
          this.stack.push([]);
          this.active = -1;
        } else if (c === ']') this.closeOptional();
        else if ('{}#'.includes(c)) throw new PatternError(`Pattern includes reserved character: '${c}'`);
        else this.add({ kind: 'literal', text: c });
        i++;
      }
    }
    while (this.stack.length > 1) this.closeOptional();
    return this.stack[0]!;
  }

  private quoted(start: number): number {
    let i = start + 1, text = '';
    for (; i < this.pattern.length; i++) {
      if (this.pattern[i] === "'") {
        if (this.pattern[i + 1] !== "'") break;
        i++;
      }
      text += this.pattern[i]!;
    }
    if (i >= this.pattern.length) throw new PatternError(`Pattern ends with an incomplete string literal: ${this.pattern}`);
    this.add({ kind: 'literal', text: text === '' ? "'" : text });
    return i + 1;
  }

  private closeOptional(): void {
    if (this.stack.length === 1) throw new PatternError('Pattern invalid as it contains ] without previous [');
    const elements = this.stack.pop()!;
    this.add({ kind: 'optional', elements });
  }

  private add(e: Element): void {
    this.stack.at(-1)!.push(e);
    this.active = -1;
  }

  /** DateTimeFormatterBuilder.appendValue: fixed-width values in a row reserve their digits in the first one. */
  private value(e: Element & { kind: 'number' | 'fraction' }): void {
    const section = this.stack.at(-1)!;
    const fixed = e.min === e.max && (e.kind === 'fraction' || e.sign === 'notNegative');
    const base = this.active >= 0 ? section[this.active] : undefined;
    section.push(e);
    if (base && (base.kind === 'number' || base.kind === 'fraction') && fixed) base.subsequent += e.max;
    else this.active = section.length - 1;
  }

  private number(field: Field, min: number, max: number, sign: Sign, reduced = false): void {
    this.value({ kind: 'number', field, min, max, sign, reduced, subsequent: 0 });
  }

  private letter(c: string, n: number): void {
    const tooMany = (): never => { throw new PatternError(`Too many pattern letters: ${c}`); };
    const month = months[c], plain = numeric[c];
    if (month) {
      if (n <= 2) return n === 1 ? this.number(month, 1, 19, 'normal') : this.number(month, 2, 2, 'notNegative');
      return this.add({ kind: 'text', field: month, full: n === 4 });
    }
    if (plain) {
      if (n > 2) tooMany();
      return n === 1 ? this.number(plain, 1, 19, 'normal') : this.number(plain, 2, 2, 'notNegative');
    }
    switch (c) {
      case 'y': {
        const field = this.hasEra ? 'yearOfEra' : 'year';
        if (n === 2) return this.number(field, 2, 2, 'notNegative', true);
        return this.number(field, n, 19, n < 4 ? 'normal' : 'exceedsPad');
      }
      case 'D': return n > 3 ? tooMany() : n === 1 ? this.number('dayOfYear', 1, 19, 'normal') : this.number('dayOfYear', n, 3, 'notNegative');
      case 'F': return n > 1 ? tooMany() : this.number('weekOfMonth', 1, 19, 'normal');
      case 'E': return this.add({ kind: 'text', field: 'dayOfWeek', full: n === 4 });
      case 'G': return this.add({ kind: 'text', field: 'era', full: n === 4 });
      case 'a': return n > 1 ? tooMany() : this.add({ kind: 'text', field: 'ampm', full: false });
      case 'S':
        if (n > 9) throw new PatternError(`Maximum width must be from 1 to 9 inclusive but was ${n}`);
        if (this.forParsing) return this.add({ kind: 'fraction', min: 1, max: n, adjacent: false, subsequent: 0 });
        return this.value({ kind: 'fraction', min: n, max: n, adjacent: true, subsequent: 0 });
      case 'V':
        if (n !== 2) throw new PatternError('Pattern letter count must be 2: V');
        return this.add({ kind: 'zoneId' });
      case 'z': return n > 4 ? tooMany() : this.add({ kind: 'zoneName', full: n === 4 });
      case 'Z':
        if (n > 5) tooMany();
        if (n === 4) return this.add({ kind: 'localizedOffset', full: true });
        return this.add(n < 4 ? { kind: 'offset', pattern: '+HHMM', zero: '+0000' } : { kind: 'offset', pattern: '+HH:MM:ss', zero: 'Z' });
      case 'O':
        if (n !== 1 && n !== 4) throw new PatternError('Pattern letter count must be 1 or 4: O');
        return this.add({ kind: 'localizedOffset', full: n === 4 });
      case 'X': return n > 5 ? tooMany() : this.add({ kind: 'offset', pattern: xPatterns[n - 1]!, zero: 'Z' });
      case 'x': return n > 5 ? tooMany() : this.add({ kind: 'offset', pattern: xPatterns[n - 1]!, zero: n === 1 ? '+00' : n % 2 === 0 ? '+0000' : '+00:00' });
      default: throw new PatternError(`Unknown pattern letter: ${c}`);
    }
  }
}

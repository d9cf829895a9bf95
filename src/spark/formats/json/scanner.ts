import { decodeUtf8 } from '../../cast/utf8.ts';
import { daysOf, isCivil } from '../../datetime/civil.ts';
import { long, type Long, type Value } from '../../values.ts';
import type { ObjectPlan, Reader } from './plan.ts';
import { StringTable } from './strings.ts';

/** A reader's answer where this is not plain JSON of the wanted type. */
export const FAILED: unique symbol = Symbol('not plain JSON');
export type Failed = typeof FAILED;

const QUOTE = 0x22, BACKSLASH = 0x5c, COMMA = 0x2c, COLON = 0x3a, OPEN = 0x7b, CLOSE = 0x7d, LIST = 0x5b, LIST_END = 0x5d, MINUS = 0x2d, DOT = 0x2e;
const pow10 = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const escapes: Record<number, string | undefined> = { 0x62: '\b', 0x74: '\t', 0x6e: '\n', 0x66: '\f', 0x72: '\r', 0x22: '"', 0x2f: '/', 0x5c: '\\' };

/**
 * Strict JSON straight from UTF-8 bytes to values. It gives up (FAILED, false) on whatever is unusual, so that it needs no
 * rules of its own for it: JacksonParser reads such a record again.
 */
export class Scanner {
  private buf: Uint8Array = new Uint8Array(0);
  private p = 0;
  private end = 0;
  private readonly strings = new StringTable();
  /** Time zone in which timestamps without one are read; undefined where it is not a fixed offset. */
  constructor(private readonly fixedOffset: number | undefined, private readonly checkedUtf8: boolean) {}

  start(buf: Uint8Array, start: number, end: number): void {
    this.buf = buf;
    this.p = start;
    this.end = end;
  }

  /** The next byte that is no white space, not consumed; -1 at the end. */
  peek(): number {
    const buf = this.buf, end = this.end;
    let p = this.p;
    while (p < end) {
      const c = buf[p]!;
      if (c > 0x20 || (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09)) {
        this.p = p;
        return c;
      }
      p++;
    }
    this.p = p;
    return -1;
  }

  /** `null`, or FAILED. */
  nullOrFail(): null | Failed { return this.peek() === 0x6e && this.word('null') ? null : FAILED; }

  private word(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.buf[this.p + i] !== text.charCodeAt(i) || this.p + i >= this.end) return false;
    this.p += text.length;
    return true;
  }

  boolean(): boolean | null | Failed {
    const c = this.peek();
    if (c === 0x74) return this.word('true') ? true : FAILED;
    if (c === 0x66) return this.word('false') ? false : FAILED;
    return this.nullOrFail();
  }

  /** Fields of an object into `row`; false where it is not plain. */
  object(plan: ObjectPlan, row: Value[]): boolean {
    const { readers, seen } = plan;
    seen?.fill(0);
    if (this.peek() !== OPEN) return false;
    this.p++;
    if (this.peek() === CLOSE) {
      this.p++;
      return true;
    }
    for (let n = 0; ; n++) {
      const field = this.key(plan, n);
      if (field === -2) return false;
      if (field === -1) {
        if (!this.skip()) return false;
      } else {
        const v = readers[field]!(this);
        if (v === FAILED) return false;
        row[field] = v;
        if (seen && seen[field]!++ > 0) return false;
      }
      const c = this.peek();
      this.p++;
      if (c === CLOSE) return true;
      if (c !== COMMA) return false;
    }
  }

  /** Field of the key here, its colon consumed; -1 an unknown one, -2 no plain key. */
  private key(plan: ObjectPlan, n: number): number {
    if (this.peek() !== QUOTE) return -2;
    const buf = this.buf;
    let p = this.p + 1;
    const slot = plan.slots[n];
    let field = -2;
    if (slot) {
      const key = slot.key, size = key.length;
      let i = 0;
      while (i < size && buf[p + i] === key[i]) i++;
      if (i === size && buf[p + size] === QUOTE && p + size < this.end) {
        field = slot.field;
        p += size + 1;
      }
    }
    if (field === -2) {
      const start = p;
      let c = 0;
      while (p < this.end && (c = buf[p]!) !== QUOTE) {
        if (c === BACKSLASH || c < 0x20 || c >= 0x80) return -2;
        p++;
      }
      if (p >= this.end) return -2;
      const key = buf.slice(start, p);
      field = plan.fieldOf(String.fromCharCode(...key));
      if (n < 256) plan.slots[n] = { key, field };
      p++;
    }
    this.p = p;
    if (buf[p] !== COLON) {
      if (this.peek() !== COLON) return -2;
    }
    this.p++;
    return field;
  }

  array(element: Reader): Value[] | null | Failed {
    if (this.peek() !== LIST) return this.nullOrFail();
    this.p++;
    const values: Value[] = [];
    if (this.peek() === LIST_END) {
      this.p++;
      return values;
    }
    for (;;) {
      const v = element(this);
      if (v === FAILED) return FAILED;
      values.push(v);
      const c = this.peek();
      this.p++;
      if (c === LIST_END) return values;
      if (c !== COMMA) return FAILED;
    }
  }

  /** Entries of an object as keys and values, in order, duplicates kept. */
  entries(value: Reader, keys: Value[], values: Value[]): boolean {
    this.p++;
    if (this.peek() === CLOSE) {
      this.p++;
      return true;
    }
    for (;;) {
      if (this.peek() !== QUOTE) return false;
      const key = this.text();
      if (typeof key !== 'string' || this.peek() !== COLON) return false;
      this.p++;
      const v = value(this);
      if (v === FAILED) return false;
      keys.push(key);
      values.push(v);
      const c = this.peek();
      this.p++;
      if (c === CLOSE) return true;
      if (c !== COMMA) return false;
    }
  }

  long(): Long | null | Failed {
    const c = this.peek();
    if (c !== MINUS && (c < 0x30 || c > 0x39)) return this.nullOrFail();
    const buf = this.buf, start = this.p, first = c === MINUS ? start + 1 : start;
    let p = first, n = 0, d = 0;
    while (p < this.end && (d = buf[p]! - 0x30) >= 0 && d <= 9) {
      n = n * 10 + d;
      p++;
    }
    const size = p - first, after = p < this.end ? buf[p]! : 0;
    if (size === 0 || (size > 1 && buf[first] === 0x30) || after === DOT || (after | 0x20) === 0x65) return FAILED;
    this.p = p;
    if (size <= 15) return c === MINUS ? 0 - n : n;
    if (size > 19) return FAILED;
    const v = BigInt(this.ascii(start, p));
    return v === BigInt.asIntN(64, v) ? long(v) : FAILED;
  }

  double(): number | null | Failed {
    const c = this.peek();
    if (c !== MINUS && (c < 0x30 || c > 0x39)) return this.nullOrFail();
    const buf = this.buf, end = this.end, start = this.p;
    let p = c === MINUS ? start + 1 : start, mantissa = 0, d = 0;
    const first = p;
    while (p < end && (d = buf[p]! - 0x30) >= 0 && d <= 9) {
      mantissa = mantissa * 10 + d;
      p++;
    }
    let digits = p - first, scale = 0;
    if (digits === 0 || (digits > 1 && buf[first] === 0x30)) return FAILED;
    const integer = p >= end || (buf[p] !== DOT && (buf[p]! | 0x20) !== 0x65);
    if (p < end && buf[p] === DOT) {
      const from = ++p;
      while (p < end && (d = buf[p]! - 0x30) >= 0 && d <= 9) {
        mantissa = mantissa * 10 + d;
        p++;
      }
      scale = p - from;
      if (scale === 0) return FAILED;
      digits += scale;
    }
    let exponent = 0;
    if (p < end && (buf[p]! | 0x20) === 0x65) {
      p++;
      const negative = buf[p] === MINUS;
      if (negative || buf[p] === 0x2b) p++;
      const from = p;
      while (p < end && (d = buf[p]! - 0x30) >= 0 && d <= 9) {
        exponent = exponent * 10 + d;
        p++;
      }
      if (p === from) return FAILED;
      if (negative) exponent = -exponent;
    }
    this.p = p;
    const power = exponent - scale;
    // Both factors are exact, so one rounding makes the nearest double.
    if (digits <= 15 && power >= -22 && power <= 22) {
      const v = power < 0 ? mantissa / pow10[-power]! : mantissa * pow10[power]!;
      return c !== MINUS ? v : integer && v === 0 ? 0 : -v;
    }
    const v = Number(this.ascii(start, p));
    return integer ? v + 0 : v;
  }

  /** The digits of a number, for decimals. */
  numberText(): string | null | Failed {
    const c = this.peek();
    if (c !== MINUS && (c < 0x30 || c > 0x39)) return this.nullOrFail();
    const start = this.p;
    return this.double() === FAILED ? FAILED : this.ascii(start, this.p);
  }

  private ascii(start: number, end: number): string { return String.fromCharCode(...this.buf.subarray(start, end)); }

  /** A JSON string's value. */
  text(): string | null | Failed {
    if (this.peek() !== QUOTE) return this.nullOrFail();
    const buf = this.buf, end = this.end, start = this.p + 1;
    let p = start, c = 0, hash = 0;
    while (p < end && (c = buf[p]!) !== QUOTE) {
      if (c < 0x20 || c >= 0x80 || c === BACKSLASH) return this.longText(start, p);
      hash = (hash * 31 + c) | 0;
      p++;
    }
    if (p >= end) return FAILED;
    this.p = p + 1;
    return this.strings.get(buf, start, p, hash);
  }

  private longText(start: number, from: number): string | Failed {
    const buf = this.buf, end = this.end;
    let out = '', run = start, p = from;
    for (; p < end; p++) {
      const c = buf[p]!;
      if (c === QUOTE) {
        this.p = p + 1;
        return this.checkedUtf8 && out.includes('\ufffd') ? FAILED : out + this.utf8(run, p);
      }
      if (c < 0x20) return FAILED;
      if (c !== BACKSLASH) continue;
      out += this.utf8(run, p);
      const e = buf[++p] ?? 0;
      if (e === 0x75) {
        const hex = this.ascii(p + 1, Math.min(p + 5, end));
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) return FAILED;
        out += String.fromCharCode(parseInt(hex, 16));
        p += 4;
      } else {
        const plain = escapes[e];
        if (plain === undefined || p >= end) return FAILED;
        out += plain;
      }
      run = p + 1;
    }
    return FAILED;
  }
  private utf8(start: number, end: number): string { return start === end ? '' : decodeUtf8(this.buf, start, end); }

  /** `"yyyy-MM-ddTHH:mm:ss[.f][Z]"`; nothing is consumed where it fails. */
  isoTimestamp(): Long | Failed {
    if (this.peek() !== QUOTE) return FAILED;
    const b = this.buf, s = this.p + 1;
    if (this.end < s + 20) return FAILED;
    const separator = b[s + 10]!;
    if (b[s + 4] !== MINUS || b[s + 7] !== MINUS || (separator !== 0x54 && separator !== 0x20) || b[s + 13] !== COLON || b[s + 16] !== COLON) return FAILED;
    const year = two(b, s) * 100 + two(b, s + 2), month = two(b, s + 5), day = two(b, s + 8);
    const hour = two(b, s + 11), minute = two(b, s + 14), second = two(b, s + 17);
    if (!(year >= 1700 && year <= 2200 && hour <= 23 && minute <= 59 && second <= 59 && isCivil(year, month, day))) return FAILED;
    let p = s + 19, micro = 0;
    if (b[p] === DOT) {
      let scale = 1_000_000, d = 0;
      for (p++; (d = b[p]! - 0x30) >= 0 && d <= 9 && p < this.end; p++) {
        if (scale === 1) return FAILED;
        scale /= 10;
        micro += d * scale;
      }
      if (scale === 1_000_000) return FAILED;
    }
    let offset = this.fixedOffset;
    if (b[p] === 0x5a) {
      offset = 0;
      p++;
    }
    if (offset === undefined || b[p] !== QUOTE || p >= this.end) return FAILED;
    this.p = p + 1;
    return (daysOf(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset) * 1_000_000 + micro;
  }

  /** Over any value; false where it is not plain. */
  skip(): boolean {
    const c = this.peek();
    if (c === QUOTE) return this.skipString();
    if (c === OPEN || c === LIST) return this.skipNested(c);
    if (c === MINUS || (c >= 0x30 && c <= 0x39)) return this.double() !== FAILED;
    return this.boolean() !== FAILED;
  }

  private skipString(): boolean {
    const buf = this.buf, end = this.end;
    for (let p = this.p + 1; p < end; p++) {
      const c = buf[p]!;
      if (c === QUOTE) {
        this.p = p + 1;
        return true;
      }
      if (c < 0x20 || (c >= 0x80 && this.checkedUtf8)) return false;
      if (c === BACKSLASH) {
        const e = buf[++p] ?? 0;
        if (e === 0x75) {
          if (!/^[0-9a-fA-F]{4}$/.test(this.ascii(p + 1, Math.min(p + 5, end)))) return false;
          p += 4;
        } else if (escapes[e] === undefined) return false;
      }
    }
    return false;
  }

  private skipNested(open: number): boolean {
    const close = open === OPEN ? CLOSE : LIST_END;
    this.p++;
    if (this.peek() === close) {
      this.p++;
      return true;
    }
    for (;;) {
      if (open === OPEN) {
        if (this.peek() !== QUOTE || !this.skipString() || this.peek() !== COLON) return false;
        this.p++;
      }
      if (!this.skip()) return false;
      const c = this.peek();
      this.p++;
      if (c === close) return true;
      if (c !== COMMA) return false;
    }
  }
}

function two(b: Uint8Array, i: number): number {
  const x = b[i]! - 0x30, y = b[i + 1]! - 0x30;
  return x >= 0 && x <= 9 && y >= 0 && y <= 9 ? x * 10 + y : NaN;
}

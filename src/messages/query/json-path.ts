/** Finding one value in a JSON text that is bytes, without making objects of it: numbers keep every digit, and a million texts can be looked through. */

/** Names of fields, and places in arrays. */
export type JsonPath = readonly (string | number)[];

/** Bytes `start` up to `end` are the value's own JSON text. */
export interface Found {
  type: 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';
  start: number;
  end: number;
}

const QUOTE = 0x22, BACKSLASH = 0x5c, COMMA = 0x2c, COLON = 0x3a, OPEN = 0x7b, CLOSE = 0x7d, LIST = 0x5b, LISTEND = 0x5d;
const DEEPEST = 1000;

/** `$.order.items[0].sku`, `order.items[0].sku`, `$["odd name"].x`; undefined when it is no path. */
export function parsePath(text: string): JsonPath | undefined {
  const path: (string | number)[] = [], part = /\.?([\p{L}_$@-][\p{L}\p{N}_$@-]*)|\[(\d{1,9})\]|\[("(?:[^"\\]|\\.)*")\]/uy;
  const rooted = text.startsWith('$.') || text.startsWith('$[') || text === '$';
  part.lastIndex = rooted ? 1 : 0;
  while (part.lastIndex < text.length) {
    const at = part.lastIndex, found = part.exec(text);
    if (!found || (found[1] !== undefined && text[at] !== '.' && (rooted || path.length > 0)) || (text[at] === '.' && !rooted && path.length === 0)) return undefined;
    if (found[3] === undefined) path.push(found[1] ?? Number(found[2]));
    else {
      const name = unquoted(found[3]);
      if (name === undefined) return undefined;
      path.push(name);
    }
  }
  return rooted || path.length > 0 ? path : undefined;
}

/** As it is written by people: `$.order.items[0]`. */
export function pathText(path: JsonPath): string {
  return '$' + path.map((part) => (typeof part === 'number' ? `[${part}]` : /^[\p{L}_][\p{L}\p{N}_]*$/u.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`)).join('');
}

/** The value at a path in the JSON text data[start, end); of a name that repeats, the last one's, as parsers that make objects have it. Undefined where there is none, or where the text is broken on the way to it. */
export function findValue(data: Uint8Array, start: number, end: number, path: JsonPath): Found | undefined {
  const scan = new Scan(data, start, end);
  let found = scan.value();
  for (const part of path) {
    if (!found) return undefined;
    found = typeof part === 'number' ? (found.type === 'array' ? scan.element(found, part) : undefined) : found.type === 'object' ? scan.field(found, part) : undefined;
  }
  return found;
}

class Scan {
  private at: number;

  constructor(private readonly data: Uint8Array, start: number, private readonly end: number) {
    this.at = start;
  }

  /** The value that begins here, blanks aside; the place is then behind it. */
  value(): Found | undefined {
    this.blanks();
    const start = this.at, first = this.data[start];
    if (start >= this.end || first === undefined) return undefined;
    if (first === QUOTE) return this.text() ? { type: 'string', start, end: this.at } : undefined;
    if (first === OPEN || first === LIST) return this.nested() ? { type: first === OPEN ? 'object' : 'array', start, end: this.at } : undefined;
    while (this.at < this.end && !ends(this.data[this.at]!)) this.at++;
    const type = first === 0x74 || first === 0x66 ? 'boolean' : first === 0x6e ? 'null' : first === 0x2d || (first >= 0x30 && first <= 0x39) ? 'number' : undefined;
    return type && this.at > start ? { type, start, end: this.at } : undefined;
  }

  element({ start, end }: Found, index: number): Found | undefined {
    this.at = start + 1;
    for (let place = 0; ; place++) {
      this.blanks();
      if (this.at >= end - 1) return undefined;
      const found = this.value();
      if (!found || place === index) return found;
      this.blanks();
      if (this.data[this.at] !== COMMA) return undefined;
      this.at++;
    }
  }

  field({ start, end }: Found, name: string): Found | undefined {
    const wanted = Buffer.from(name, 'utf8');
    let last: Found | undefined;
    this.at = start + 1;
    for (;;) {
      this.blanks();
      if (this.at >= end - 1) return last;
      const from = this.at;
      if (this.data[from] !== QUOTE || !this.text()) return undefined;
      const same = this.isName(from + 1, this.at - 1, wanted, name);
      this.blanks();
      if (this.data[this.at] !== COLON) return undefined;
      this.at++;
      const found = this.value();
      if (!found) return undefined;
      if (same) last = found;
      this.blanks();
      if (this.data[this.at] === COMMA) this.at++;
      else if (this.at < end - 1) return undefined;
    }
  }

  private isName(start: number, end: number, wanted: Uint8Array, name: string): boolean {
    let escaped = false;
    for (let i = start; i < end && !escaped; i++) escaped = this.data[i] === BACKSLASH;
    if (escaped) return stringOf(this.data, { type: 'string', start: start - 1, end: end + 1 }) === name;
    if (end - start !== wanted.length) return false;
    for (let i = 0; i < wanted.length; i++) if (this.data[start + i] !== wanted[i]) return false;
    return true;
  }

  private blanks(): void {
    while (this.at < this.end && isBlank(this.data[this.at]!)) this.at++;
  }

  /** Behind a string that begins here; false when it does not end. */
  private text(): boolean {
    for (this.at++; this.at < this.end; this.at++) {
      const byte = this.data[this.at];
      if (byte === BACKSLASH) this.at++;
      else if (byte === QUOTE) {
        this.at++;
        return true;
      }
    }
    return false;
  }

  /** Behind an object or array that begins here. */
  private nested(): boolean {
    const open: number[] = [];
    while (this.at < this.end) {
      const byte = this.data[this.at]!;
      if (byte === QUOTE) {
        if (!this.text()) return false;
        continue;
      }
      this.at++;
      if (byte === OPEN || byte === LIST) {
        if (open.push(byte) > DEEPEST) return false;
      } else if (byte === CLOSE || byte === LISTEND) {
        if (open.pop() !== (byte === CLOSE ? OPEN : LIST)) return false;
        if (open.length === 0) return true;
      }
    }
    return false;
  }
}

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const ends = (byte: number): boolean => byte === COMMA || byte === CLOSE || byte === LISTEND || isBlank(byte);

/** The text of a found value as it is written. */
export const rawText = (data: Uint8Array, { start, end }: Found): string => Buffer.from(data.buffer, data.byteOffset + start, end - start).toString('utf8');

/** What a found string says; undefined when its escapes are none. */
export const stringOf = (data: Uint8Array, found: Found): string | undefined => unquoted(rawText(data, found));

function unquoted(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

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

/** The value at a path in the JSON text data[start, end); of a name that repeats, the last one's, as parsers that make objects have it. Undefined where there is none, or where the text is broken on the way to it. */
export function findValue(data: Uint8Array, start: number, end: number, path: JsonPath): Found | undefined {
  const scan = new Scan(data, start, end, path), found = scan.locate(0);
  return scan.broken ? undefined : found;
}

/** One pass over the text, from left to right. Brackets are counted, not matched: whether a text is JSON at all is its decoder's matter. */
class Scan {
  broken = false;

  constructor(private readonly data: Uint8Array, private at: number, private readonly end: number, private readonly path: JsonPath) {}

  /** The value at path[from…] of the value that begins here, blanks aside; the place is then behind the value that begins here. */
  locate(from: number): Found | undefined {
    this.blanks();
    const start = this.at, part = this.path[from], first = start < this.end ? this.data[start] : undefined;
    if (part === undefined || first !== (typeof part === 'number' ? LIST : OPEN)) {
      const type = this.skip(first);
      return part === undefined && type ? { type, start, end: this.at } : undefined;
    }
    this.at++;
    return typeof part === 'number' ? this.element(part, from) : this.field(part, from);
  }

  private element(index: number, from: number): Found | undefined {
    let found: Found | undefined;
    for (let place = 0; !this.closes(LISTEND); place++) {
      if (place === index) found = this.locate(from + 1);
      else this.pass();
      if (!this.next(LISTEND)) return found;
    }
    return found;
  }

  private field(name: string, from: number): Found | undefined {
    const wanted = nameBytes(name);
    let last: Found | undefined;
    while (!this.closes(CLOSE)) {
      const start = this.at;
      if (this.data[start] !== QUOTE || !this.text()) return this.fail();
      const same = this.isName(start + 1, this.at - 1, wanted, name);
      this.blanks();
      if (this.data[this.at] !== COLON) return this.fail();
      this.at++;
      if (same) last = this.locate(from + 1);
      else this.pass();
      if (this.broken || !this.next(CLOSE)) return last;
    }
    return last;
  }

  /** Behind the next value, whatever it is. */
  private pass(): void {
    this.blanks();
    this.skip(this.at < this.end ? this.data[this.at] : undefined);
  }

  /** At the end of an object or array: behind it. */
  private closes(end: number): boolean {
    this.blanks();
    if (this.at < this.end && this.data[this.at] !== end) return false;
    if (this.at >= this.end) this.broken = true;
    this.at++;
    return true;
  }

  /** Behind a comma, with more to come; false at the end. */
  private next(end: number): boolean {
    if (this.broken) return false;
    this.blanks();
    const byte = this.at < this.end ? this.data[this.at] : undefined;
    this.at++;
    if (byte === COMMA) return true;
    if (byte !== end) this.broken = true;
    return false;
  }

  private fail(): undefined {
    this.broken = true;
    return undefined;
  }

  private isName(start: number, end: number, wanted: Uint8Array, name: string): boolean {
    const { data } = this, { length } = wanted;
    let i = 0;
    if (end - start === length) {
      while (i < length && data[start + i] === wanted[i]) i++;
      if (i === length) return true;
    }
    for (i = start; i < end; i++) if (data[i] === BACKSLASH) return stringOf(data, { type: 'string', start: start - 1, end: end + 1 }) === name;
    return false;
  }

  private blanks(): void {
    while (this.at < this.end && this.data[this.at]! <= 0x20) this.at++;
  }

  /** Behind the value that begins here. */
  private skip(first: number | undefined): Found['type'] | undefined {
    if (first === QUOTE) return this.text() ? 'string' : this.fail();
    if (first === OPEN || first === LIST) return this.nested() ? (first === OPEN ? 'object' : 'array') : this.fail();
    const start = this.at;
    while (this.at < this.end && !ends(this.data[this.at]!)) this.at++;
    const type = first === 0x74 || first === 0x66 ? 'boolean' : first === 0x6e ? 'null' : first === 0x2d || (first !== undefined && first >= 0x30 && first <= 0x39) ? 'number' : undefined;
    return type && this.at > start ? type : this.fail();
  }

  /** Behind a string that begins here; false when it does not end. */
  private text(): boolean {
    const { data, end } = this;
    for (let at = this.at + 1; at < end; at++) {
      const byte = data[at];
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) {
        this.at = at + 1;
        return true;
      }
    }
    this.at = end;
    return false;
  }

  /** Behind an object or array that begins here. */
  private nested(): boolean {
    for (let depth = 0; this.at < this.end;) {
      const byte = this.data[this.at]!;
      if (byte === QUOTE) {
        if (!this.text()) return false;
        continue;
      }
      this.at++;
      if (byte === OPEN || byte === LIST) depth++;
      else if ((byte === CLOSE || byte === LISTEND) && --depth === 0) return true;
    }
    return false;
  }
}

const names = new Map<string, Uint8Array>();

/** The few names that are asked for, over and over. */
function nameBytes(name: string): Uint8Array {
  let bytes = names.get(name);
  if (!bytes) {
    if (names.size > 1000) names.clear();
    names.set(name, bytes = Buffer.from(name, 'utf8'));
  }
  return bytes;
}

const ends = (byte: number): boolean => byte === COMMA || byte === CLOSE || byte === LISTEND || byte <= 0x20;

/** The text of a found value as it is written. */
export function rawText(data: Uint8Array, { type, start, end }: Found): string {
  // Numbers are short and many.
  if (type === 'number' && end - start < 24) {
    let text = '';
    for (let i = start; i < end; i++) text += String.fromCharCode(data[i]!);
    return text;
  }
  return Buffer.from(data.buffer, data.byteOffset + start, end - start).toString('utf8');
}

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

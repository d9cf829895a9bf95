/** JSON by its value: one text for all ways to write the same. Numbers are compared by their digits, members in any order. */
import { parseBig } from '../spark/cast/decimal.ts';

const MAX_DEPTH = 500;

/** Undefined where the text is no JSON. */
export function jsonKey(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return new Reader(text).value(0);
}

/** Over a text that JSON.parse takes. */
class Reader {
  #at = 0;
  constructor(readonly text: string) {}

  value(depth: number): string | undefined {
    if (depth > MAX_DEPTH) return undefined;
    this.#space();
    const char = this.text[this.#at];
    if (char === '{') return this.#object(depth);
    if (char === '[') return this.#array(depth);
    if (char === '"') return this.#string();
    const [word = ''] = /^[^\s,\]}]+/.exec(this.text.slice(this.#at, this.#at + 400)) ?? [], whole = word.length < 400 ? word : /^[^\s,\]}]+/.exec(this.text.slice(this.#at))![0];
    this.#at += whole.length;
    return /^[-\d]/.test(whole) ? numberKey(whole) : whole;
  }

  /** Of an object, each as it is written; undefined for anything else. */
  members(): Map<string, { key: string; text: string }> | undefined {
    if (jsonKey(this.text) === undefined) return undefined;
    this.#space();
    if (this.text[this.#at] !== '{') return undefined;
    const members = new Map<string, { key: string; text: string }>();
    for (this.#at++; ;) {
      this.#space();
      if (this.text[this.#at] === '}') return members;
      if (this.text[this.#at] === ',') { this.#at++; continue; }
      const name = JSON.parse(this.#string()) as string;
      this.#space();
      this.#at++; // the colon
      this.#space();
      const from = this.#at, key = this.value(1) ?? '';
      members.set(name, { key, text: this.text.slice(from, this.#at) });
    }
  }

  #object(depth: number): string | undefined {
    // The last of two members with one name counts, as everywhere.
    const members = new Map<string, string>();
    for (this.#at++; ;) {
      this.#space();
      if (this.text[this.#at] === '}') break;
      if (this.text[this.#at] === ',') { this.#at++; continue; }
      const name = this.#string();
      this.#space();
      this.#at++; // the colon
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      members.set(name, value);
    }
    this.#at++;
    return `{${[...members].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}`).join(',')}}`;
  }

  #array(depth: number): string | undefined {
    const items: string[] = [];
    for (this.#at++; ;) {
      this.#space();
      if (this.text[this.#at] === ']') break;
      if (this.text[this.#at] === ',') { this.#at++; continue; }
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    this.#at++;
    return `[${items.join(',')}]`;
  }

  #string(): string {
    const from = this.#at++;
    while (this.text[this.#at] !== '"') this.#at += this.text[this.#at] === '\\' ? 2 : 1;
    this.#at++;
    return JSON.stringify(JSON.parse(this.text.slice(from, this.#at)));
  }

  #space(): void {
    while (/\s/.test(this.text[this.#at] ?? '')) this.#at++;
  }
}

/** `n: 1 → 2, without total, more holder`: the members in which an object is not what was expected; undefined where the text is no object. */
export function memberDifferences(expected: ReadonlyMap<string, { key: string; shown: string }>, text: string | undefined): string | undefined {
  const members = text === undefined ? undefined : new Reader(text).members();
  if (!members) return undefined;
  const changed = [...expected].flatMap(([name, { key, shown }]) => {
    const other = members.get(name);
    return other === undefined ? [`without ${name}`] : other.key === key ? [] : [`${name}: ${shown} → ${other.text}`];
  });
  return [...changed, ...[...members.keys()].filter((name) => !expected.has(name)).map((name) => `more: ${name}`)].join(', ');
}

/** `1.50`, `15e-1` and `1.5` are one number, however many digits it has. */
export function numberKey(text: string): string {
  const big = parseBig(text);
  if (!big) return text;
  if (big.unscaled === 0n) return '0';
  const digits = String(big.unscaled), zeros = /0*$/.exec(digits)![0].length;
  return `${digits.slice(0, digits.length - zeros)}e${zeros - big.scale}`;
}

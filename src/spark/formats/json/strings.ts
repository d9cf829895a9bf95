const SLOTS = 4096;
const LONGEST = 48;

/** Short ASCII strings by their bytes: keys and states repeat from record to record, and a hit makes no new string. */
export class StringTable {
  private readonly table: string[] = new Array<string>(SLOTS).fill('');

  get(buf: Uint8Array, start: number, end: number, hash: number): string {
    const size = end - start;
    if (size > LONGEST) return wide(buf, start, end);
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.table[slot]!;
    if (known.length === size) {
      let i = 0;
      while (i < size && known.charCodeAt(i) === buf[start + i]) i++;
      if (i === size) return known;
    }
    return this.table[slot] = wide(buf, start, end);
  }
}

function wide(b: Uint8Array, start: number, end: number): string {
  const f = String.fromCharCode;
  let out = '', p = start;
  for (; p + 8 <= end; p += 8) out += f(b[p]!, b[p + 1]!, b[p + 2]!, b[p + 3]!, b[p + 4]!, b[p + 5]!, b[p + 6]!, b[p + 7]!);
  for (; p < end; p++) out += f(b[p]!);
  return out;
}

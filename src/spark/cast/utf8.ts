/**
 * UTF-8 without a platform: malformed bytes become U+FFFD as Java's decoder replaces them (the maximal prefix of a
 * sequence is one character), a lone surrogate is written as `?`.
 */
const CHUNK = 4096;

export function decodeUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let out = '';
  let units: number[] = [];
  for (let i = start; i < end;) {
    const b = bytes[i]!;
    if (b < 0x80) {
      units.push(b);
      i++;
    } else {
      const size = sequenceLength(bytes, i, end);
      if (size < 0) {
        units.push(0xfffd);
        i -= size;
      } else {
        let code = size === 2 ? b & 0x1f : size === 3 ? b & 0x0f : b & 0x07;
        for (let k = 1; k < size; k++) code = (code << 6) | (bytes[i + k]! & 0x3f);
        if (code > 0xffff) units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff)); else units.push(code);
        i += size;
      }
    }
    if (units.length >= CHUNK) {
      out += String.fromCharCode(...units);
      units = [];
    }
  }
  return out + String.fromCharCode(...units);
}

/** Bytes of the well-formed sequence at `i`, or minus the number of bytes that one replacement character stands for. */
export function sequenceLength(bytes: Uint8Array, i: number, end: number): number {
  const b = bytes[i]!;
  const size = b >= 0xc2 && b <= 0xdf ? 2 : b >= 0xe0 && b <= 0xef ? 3 : b >= 0xf0 && b <= 0xf4 ? 4 : 0;
  if (size === 0) return -1;
  for (let k = 1; k < size; k++) {
    const c = i + k < end ? bytes[i + k]! : 0;
    const low = k === 1 ? (b === 0xe0 ? 0xa0 : b === 0xf0 ? 0x90 : 0x80) : 0x80;
    const high = k === 1 ? (b === 0xed ? 0x9f : b === 0xf4 ? 0x8f : 0xbf) : 0xbf;
    if (c < low || c > high) return -k;
  }
  return size;
}

/** Writes into `into` from `at`, which must have 3 bytes free a UTF-16 unit; returns the end. */
export function encodeInto(s: string, into: Uint8Array, at = 0): number {
  let p = at;
  for (let i = 0; i < s.length; i++) {
    let c = s.charCodeAt(i);
    if (c < 0x80) {
      into[p++] = c;
    } else if (c < 0x800) {
      into[p++] = 0xc0 | (c >> 6);
      into[p++] = 0x80 | (c & 0x3f);
    } else if (c >= 0xd800 && c <= 0xdfff) {
      const d = c < 0xdc00 && i + 1 < s.length ? s.charCodeAt(i + 1) : 0;
      if (d < 0xdc00 || d > 0xdfff) {
        into[p++] = 0x3f;
        continue;
      }
      i++;
      c = 0x10000 + ((c - 0xd800) << 10) + (d - 0xdc00);
      into[p++] = 0xf0 | (c >> 18);
      into[p++] = 0x80 | ((c >> 12) & 0x3f);
      into[p++] = 0x80 | ((c >> 6) & 0x3f);
      into[p++] = 0x80 | (c & 0x3f);
    } else {
      into[p++] = 0xe0 | (c >> 12);
      into[p++] = 0x80 | ((c >> 6) & 0x3f);
      into[p++] = 0x80 | (c & 0x3f);
    }
  }
  return p;
}

export function encodeUtf8(s: string): Uint8Array {
  const bytes = new Uint8Array(s.length * 3);
  return bytes.slice(0, encodeInto(s, bytes));
}

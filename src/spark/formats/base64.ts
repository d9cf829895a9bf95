const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** MIME base64 without line feeds, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const n = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0), left = bytes.length - i;
    out += alphabet[n >> 18]! + alphabet[(n >> 12) & 63]! + (left > 1 ? alphabet[(n >> 6) & 63]! : '=') + (left > 2 ? alphabet[n & 63]! : '=');
  }
  return out;
}

/** As Jackson reads it: padding is a must, white space is skipped. Throws a plain Error. */
export function decodeBase64(text: string): Uint8Array {
  const s = text.replace(/[\0-\x20]/g, '');
  if (s.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(s)) throw new Error('Failed to decode VALUE_STRING as base64 (MIME-NO-LINEFEEDS)');
  const size = (s.length / 4) * 3 - (s.endsWith('==') ? 2 : s.endsWith('=') ? 1 : 0), out = new Uint8Array(size);
  for (let i = 0, o = 0; i < s.length; i += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => Math.max(0, alphabet.indexOf(s[i + k]!))) as [number, number, number, number];
    const n = (a << 18) | (b << 12) | (c << 6) | d;
    for (const byte of [n >> 16, (n >> 8) & 255, n & 255]) if (o < size) out[o++] = byte;
  }
  return out;
}

/** UTF-8 as Java's UTF8String holds it: a lone surrogate becomes `?`, malformed bytes become U+FFFD. */
export function utf8(s: string): Uint8Array {
  let ascii = true;
  for (let i = 0; i < s.length && ascii; i++) ascii = s.charCodeAt(i) < 0x80;
  if (ascii) {
    const out = new Uint8Array(s.length);
    for (let i = 0; i < s.length; i++) out[i] = s.charCodeAt(i);
    return out;
  }
  const out: number[] = [];
  for (const ch of s) {
    const c = ch.codePointAt(0)!;
    if (c < 0x80) out.push(c);
    else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c >= 0xd800 && c <= 0xdfff) out.push(0x3f);
    else if (c < 0x10000) out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else out.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  }
  return Uint8Array.from(out);
}

/** Decodes UTF-8; each malformed byte becomes U+FFFD. */
export function fromUtf8(b: Uint8Array): string {
  let out = '';
  for (let i = 0; i < b.length;) {
    const c = b[i]!;
    const n = c < 0x80 ? 0 : c >= 0xc2 && c < 0xe0 ? 1 : c >= 0xe0 && c < 0xf0 ? 2 : c >= 0xf0 && c < 0xf5 ? 3 : -1;
    let point = n === 0 ? c : c & (0x3f >> n);
    let k = 1;
    for (; n > 0 && k <= n && (b[i + k]! & 0xc0) === 0x80; k++) point = (point << 6) | (b[i + k]! & 0x3f);
    const whole = n >= 0 && k === n + 1 && !(n === 2 && (point < 0x800 || (point >= 0xd800 && point <= 0xdfff))) && !(n === 3 && (point < 0x10000 || point > 0x10ffff));
    out += whole ? String.fromCodePoint(point) : '\ufffd';
    i += whole ? n + 1 : 1;
  }
  return out;
}

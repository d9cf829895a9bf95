import { decodeUtf8, encodeUtf8 } from '../cast/utf8.ts';
import { Refusal } from '../errors.ts';

/** A character set by the name that the options `encoding` and `charset` give. */
export interface Charset { decode(bytes: Uint8Array, start: number, end: number): string; encode(text: string): Uint8Array }

const utf8: Charset = { decode: decodeUtf8, encode: encodeUtf8 };

/** Each byte is a character up to `last`; what is beyond is U+FFFD when read and `?` when written. */
const singleByte = (last: number): Charset => ({
  decode(bytes, start, end) {
    let out = '';
    for (let i = start; i < end; i++) out += String.fromCharCode(bytes[i]! <= last ? bytes[i]! : 0xfffd);
    return out;
  },
  encode: (text) => Uint8Array.from(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '?'), (c) => (c.charCodeAt(0) <= last ? c.charCodeAt(0) : 0x3f)),
});

export function charset(name: string): Charset {
  switch (name.toUpperCase().replaceAll('_', '-')) {
    case 'UTF-8': case 'UTF8': return utf8;
    case 'ISO-8859-1': case 'ISO8859-1': case 'LATIN1': return singleByte(0xff);
    case 'US-ASCII': case 'ASCII': return singleByte(0x7f);
    default: throw new Refusal(`The encoding ${name}`, 'Save the file as UTF-8, or run this job on a real Spark 3.3.1.');
  }
}

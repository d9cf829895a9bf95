import { doubleText } from '../../cast/double-text.ts';
import type { Tokens } from './tokens.ts';

/** Texts as Jackson's generators write them. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\uffff]*$/;
const shortEscapes: Record<string, string | undefined> = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '"': '\\"', '\\': '\\\\' };
const hex = (c: string): string => `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** A quoted JSON string; `asciiOnly` writes \uXXXX for every other character. */
export function quoted(s: string, asciiOnly = false): string {
  let out = s;
  if (!plain.test(s)) out = s.replace(/[\0-\x1f"\\]/g, (c) => shortEscapes[c] ?? hex(c));
  if (asciiOnly) out = out.replace(/[\x7f-\uffff]/g, (c) => (c === '\x7f' ? c : hex(c)));
  return `"${out}"`;
}

/** JsonGenerator.writeNumber(double): NaN and the infinities are quoted. */
export const jsonDouble = (text: string): string => (/^-?[0-9]/.test(text) ? text : `"${text}"`);

/** An integer token as Jackson writes it again: no leading zeros, no minus zero. */
export const jsonInteger = (text: string): string => (text === '-0' ? '0' : text);

/** Special numbers by their token's text. */
export function doubleOf(text: string): number {
  switch (text) {
    case 'NaN': return NaN;
    case '+INF': case 'INF': case '+Infinity': case 'Infinity': return Infinity;
    case '-INF': case '-Infinity': return -Infinity;
    default: return Number(text);
  }
}

/** JsonGenerator.copyCurrentStructure: the current value with everything in it, compact. */
export function copyStructure(p: Tokens): string {
  switch (p.token) {
    case 'FIELD_NAME': {
      const name = quoted(p.text);
      p.nextToken();
      return `${name}:${copyStructure(p)}`;
    }
    case 'START_OBJECT': {
      const parts: string[] = [];
      while (p.nextToken() !== 'END_OBJECT') parts.push(copyStructure(p));
      return `{${parts.join(',')}}`;
    }
    case 'START_ARRAY': {
      const parts: string[] = [];
      while (p.nextToken() !== 'END_ARRAY') parts.push(copyStructure(p));
      return `[${parts.join(',')}]`;
    }
    case 'VALUE_STRING': return quoted(p.text);
    case 'VALUE_NUMBER_INT': return jsonInteger(p.text);
    case 'VALUE_NUMBER_FLOAT': return jsonDouble(doubleText(doubleOf(p.text)));
    case 'VALUE_TRUE': return 'true';
    case 'VALUE_FALSE': return 'false';
    case 'VALUE_NULL': return 'null';
    default: throw new Error(`cannot copy ${String(p.token)}`);
  }
}


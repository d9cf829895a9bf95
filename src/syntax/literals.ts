/** String literals of a Python file, from the syntax tree alone. */
import { parser } from '@lezer/python';

export interface Literal {
  /** Of the literal with its quotes and prefix: UTF-16 units of the source. */
  from: number;
  to: number;
  value: string;
  quote: string;
}

/** Literals that stand by themselves. Left out: bytes, f-strings, parts of `"a" "b"`, and those with an escape that is not simple. */
export function stringLiterals(source: string): Literal[] {
  const found: Literal[] = [];
  parser.parse(source).iterate({
    enter: (node) => {
      if (node.name === 'ContinuedString') return false;
      if (node.name !== 'String') return undefined;
      const literal = read(source.slice(node.from, node.to));
      if (literal) found.push({ from: node.from, to: node.to, ...literal });
      return undefined;
    },
  });
  return found;
}

const SIMPLE: Readonly<Record<string, string>> = { '\\': '\\', "'": "'", '"': '"', n: '\n', t: '\t', r: '\r', '\n': '' };

function read(text: string): { value: string; quote: string } | undefined {
  const match = /^([A-Za-z]{0,2})("""|'''|"|')([\s\S]*)$/.exec(text);
  if (!match) return undefined;
  const prefix = match[1]!.toLowerCase(), quote = match[2]!, rest = match[3]!;
  if (prefix.includes('b') || prefix.includes('f') || !rest.endsWith(quote) || (rest.length < quote.length)) return undefined;
  const inner = rest.slice(0, -quote.length);
  if (prefix.includes('r') || !inner.includes('\\')) return { value: inner, quote };
  let value = '';
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] !== '\\') {
      value += inner[i];
      continue;
    }
    const next = inner[++i] ?? '', hex = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/i.exec(inner.slice(i));
    if (Object.hasOwn(SIMPLE, next)) value += SIMPLE[next];
    else if (hex) {
      value += String.fromCharCode(Number.parseInt(hex[1] ?? hex[2]!, 16));
      i += hex[0].length - 1;
    } else return undefined;
  }
  return { value, quote };
}

/** A text as a literal of Python, in these quotes where they can hold it on one line. */
export function writeLiteral(value: string, quote: string): string {
  const q = quote[0] === "'" ? "'" : '"';
  const escaped = value.replace(/[\\'"\u0000-\u001f\u007f]/g, (c) => {
    if (c === '\\' || c === q) return `\\${c}`;
    if (c === "'" || c === '"') return c;
    return c === '\n' ? '\\n' : c === '\t' ? '\\t' : c === '\r' ? '\\r' : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `${q}${escaped}${q}`;
}

/** JSON whose integers are exact: past 2^53 they are bigint in JavaScript and plain digits in the text, as Python reads and writes them. */

/** Marks an integer as text while JSON itself is at work. Random, so that no string of a job can be taken for one. */
const MARK = `\u0001${Math.random().toString(36).slice(2)}:`;
const MARKED = new RegExp(`"\\\\u0001${MARK.slice(1)}(-?\\d+)"`, 'g');
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;
const LONG_DIGITS = /\d{16}/;

export function stringifyExact(value: unknown): string {
  let found = false;
  const text = JSON.stringify(value, (_key, v: unknown) => {
    if (typeof v !== 'bigint') return v;
    found = true;
    return `${MARK}${v}`;
  });
  return found ? text.replace(MARKED, '$1') : text;
}

export function parseExact(text: string): unknown {
  if (!LONG_DIGITS.test(text)) return JSON.parse(text);
  let found = false;
  const marked = text.replace(TOKEN, (token) => {
    if (token.length < 16 || token.startsWith('"') || !/^-?\d+$/.test(token) || Number.isSafeInteger(Number(token))) return token;
    found = true;
    return JSON.stringify(`${MARK}${token}`);
  });
  if (!found) return JSON.parse(text);
  return JSON.parse(marked, (_key, v: unknown) => (typeof v === 'string' && v.startsWith(MARK) ? BigInt(v.slice(MARK.length)) : v));
}

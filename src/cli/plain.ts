/** Text of the job and of its data never steers the terminal: what is not printable becomes a dot; line ends and tabs stay. */
export const plainText = (text: string): string => text.replace(/[^\P{C}\n\t]/gu, '·');

/** The same for every text in a value of plain data. */
export function plain<T>(value: T): T {
  if (typeof value === 'string') return plainText(value) as T & string;
  if (Array.isArray(value)) return value.map((part: unknown) => plain(part)) as T & unknown[];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]: [string, unknown]) => [key, plain(part)])) as T & object;
}

/** JSON text in which nothing steers a terminal: what is not printable is escaped, which changes nothing for whoever parses it. */
export const plainJson = (json: string): string => json.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => (char === '\n' ? char
  : Array.from({ length: char.length }, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')));

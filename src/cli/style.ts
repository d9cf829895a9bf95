/** Colour on a terminal, plain text elsewhere; NO_COLOR is honoured (no-color.org). */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  warn(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

const plain = (text: string): string => text;
const ansi = (open: number, close: number) => (text: string): string => `\u001b[${open}m${text}\u001b[${close}m`;

export function styleFor(terminal: boolean, env: Readonly<Record<string, string | undefined>>): Style {
  const colour = terminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  if (!colour) return { bold: plain, dim: plain, warn: plain, good: plain, bad: plain };
  return { bold: ansi(1, 22), dim: ansi(2, 22), warn: ansi(33, 39), good: ansi(32, 39), bad: ansi(31, 39) };
}

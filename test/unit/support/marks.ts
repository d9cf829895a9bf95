/** Problems as marks below the lines of a job, in comments: what a test expects is written as it is seen. */
import type { JobProblem } from '../../../src/language/problems/problem.ts';
import { LineIndex } from '../../../src/syntax/line-index.ts';

/** A line `#   ^~~~ code` marks the line above it; `#~~~ code` marks from its first column. */
const MARK = /^\s*#\s*[\^~][\^~…]* [\w-]+/;

export const withoutMarks = (marked: string): string => marked.split('\n').filter((line) => !MARK.test(line)).join('\n');

/** The text with its problems marked. Of one over several lines the first is marked, up to its end and `…`. `!` error, `?` info, nothing: warning. */
export function marked(text: string, problems: readonly JobProblem[]): string {
  const index = new LineIndex(text), lines = text.split('\n'), below = new Map<number, string[]>();
  for (const { from, to, code, severity } of [...problems].sort((a, b) => a.from - b.from || a.code.localeCompare(b.code))) {
    const { line, character } = index.positionAt(from), end = Math.min(to, index.endOf(line)), width = Math.max(1, end - from);
    const drawn = `${character === 0 ? '#' : `#${' '.repeat(character - 1)}^`}${'~'.repeat(width - 1)}${to > end ? '…' : ''} ${code}${severity === 'error' ? ' !' : severity === 'info' ? ' ?' : ''}`;
    below.set(line, [...(below.get(line) ?? []), drawn]);
  }
  return lines.flatMap((line, i) => [line, ...(below.get(i) ?? [])]).join('\n');
}

/** The text after a fix. */
export function fixed(text: string, edits: readonly { from: number; to: number; insert: string }[]): string {
  return [...edits].sort((a, b) => b.from - a.from).reduce((now, { from, to, insert }) => now.slice(0, from) + insert + now.slice(to), text);
}

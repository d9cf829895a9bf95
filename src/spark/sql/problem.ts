import type { SqlProblem, TextRange } from './tree.ts';

/** 1-based line and 0-based position in it, in code points, as ANTLR counts them. */
export interface Origin { readonly line: number; readonly pos: number }

const wide = /[\ud800-\udbff]/;
/** How many characters, as ANTLR counts them, stand between two offsets. */
export function codePoints(text: string, from: number, to: number): number {
  let n = to - from;
  if (!wide.test(text)) return n;
  for (let i = from; i < to; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) n--;
  return n;
}

export function originAt(text: string, offset: number): Origin {
  let line = 1, from = 0;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
    line++;
    from = i + 1;
  }
  return { line, pos: codePoints(text, from, offset) };
}

/** Java's String.split("\n"): empty lines at the end do not count. */
function javaLines(text: string): string[] {
  const lines = text.split('\n');
  while (lines.length > 1 && lines[lines.length - 1] === '') lines.pop();
  return lines;
}

/** ParseException.getMessage: the sentence, its position, the SQL with a pointer below the line. */
export function problemAt(text: string, summary: string, range: TextRange): SqlProblem {
  const { line, pos } = originAt(text, range.start);
  const lines = javaLines(text).map((l) => `${l}\n`);
  const quoted = `\n== SQL ==\n${lines.slice(0, line).join('')}${'-'.repeat(pos)}^^^\n${lines.slice(line).join('')}`;
  return { errorClass: 'ParseException', summary, message: `\n${summary}(line ${line}, pos ${pos})\n${quoted}`, range };
}

/** A ParseException without a position: an AnalysisException that came up while the tree was built. */
export function problemWithoutPosition(text: string, summary: string, range: TextRange): SqlProblem {
  return { errorClass: 'ParseException', summary, message: `\n${summary}\n== SQL ==\n${text}`, range };
}

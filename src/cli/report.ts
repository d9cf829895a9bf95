import type { Problem } from '../protocol/run.ts';
import { say } from './say.ts';

/** Python's own words about these are on stderr already. */
const SAID_BY_PYTHON = new Set(['python-exception', 'python-syntax', 'spark-analysis', 'spark-query-failed', 'missing-module']);

/** An error in Weir's words: what Python has said is not said again, only what to do about it. */
export function report(problem: Problem): void {
  const { span, message } = problem;
  const hint = problem.hint ?? (problem.code === 'out-of-memory' && span === undefined ? 'weir run --memory raises the limit.' : undefined);
  if (SAID_BY_PYTHON.has(problem.code)) {
    if (hint !== undefined) say(hint);
    return;
  }
  const place = span === undefined ? '' : `${span.file}:${span.line}: `;
  say(`${place}${message}${hint === undefined || message.includes(hint) ? '' : ` ${hint}`}`);
}

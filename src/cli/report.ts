import type { Problem } from '../protocol/run.ts';
import { placeOf, problemLine } from './problem-line.ts';
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
  const text = withHint(message, hint);
  say(span === undefined ? text : problemLine({ ...placeOf(span), severity: problem.severity, code: problem.code, message: text }));
}

/** `--problems`: each as one line, also what Python says itself. What has no place stands at the beginning of the job. */
export const reportLine = (file: string) => ({ severity, code, message, hint, span }: Problem): void => {
  say(problemLine({ ...(span ? placeOf(span) : { file, line: 1, column: 1 }), severity, code, message: withHint(message, hint) }));
};

const withHint = (message: string, hint: string | undefined): string => (hint === undefined || message.includes(hint) ? message : `${message} ${hint}`);

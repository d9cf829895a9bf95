/** What `weir test` says of a test. */
import type { TestOutcome, TestResult } from '../protocol/stream-test.ts';
import { plainText } from './plain.ts';
import { placeOf, problemLine } from './problem-line.ts';
import type { Style } from './style.ts';
import { duration, near } from './words.ts';

const WORDS: Record<TestOutcome, string> = { passed: 'passed', failed: 'FAILED', errored: 'ERROR', refused: 'REFUSED' };
/** The code of what is wrong in a stream test, or comes out of it. */
export const TEST_PROBLEM = 'stream-test';
/** Lines of what a job printed that are shown with its failure. */
const PRINTED = 20;

export function resultText({ name, outcome, failures, tookMs, output }: TestResult, style: Style): string {
  const mark = (outcome === 'passed' ? style.good : style.bad)(WORDS[outcome].padEnd(7)), lines = [`  ${mark}  ${plainText(name)}   ${style.dim(duration(tookMs * 1000))}`];
  for (const { message, span, table } of failures) {
    const [first = '', ...more] = plainText(message).split('\n');
    lines.push(`           ${problemLine({ ...placeOf(span), file: near(span.file), severity: 'error', code: TEST_PROBLEM, message: first })}`, ...[...more, ...(table === undefined ? [] : plainText(table).split('\n'))].map((each) => `             ${each}`));
  }
  const printed = outcome === 'errored' ? plainText(output).trimEnd().split('\n') : [];
  if (printed.length > 1 || (printed[0] ?? '') !== '') lines.push(style.dim(`           the job printed${printed.length > PRINTED ? `, at the end` : ''}:`), ...printed.slice(-PRINTED).map((each) => style.dim(`             ${each}`)));
  return `${lines.join('\n')}\n`;
}

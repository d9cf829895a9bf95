/** SQL that does not parse, at its place inside the Python string. */
import { parseExpression, parseStatement } from '../../../spark/sql/index.ts';
import { sqlStrings } from '../../sql-strings.ts';
import type { JobProblem } from '../problem.ts';
import type { Place } from './check.ts';

/** Texts longer than this are looked at by the plan-only run alone. */
const LONGEST = 50_000;

export function sqlProblems({ statement }: Place): JobProblem[] {
  return sqlStrings(statement).flatMap(({ kind, text, from, to }): JobProblem[] => {
    if (text.value.length > LONGEST) return [];
    const { problems } = kind === 'statement' ? parseStatement(text.value) : parseExpression(text.value), problem = problems[0];
    if (!problem || problem.refusal !== undefined || problem.errorClass !== 'ParseException') return [];
    const range = text.rangeOf(problem.range.start, Math.max(problem.range.end, problem.range.start + 1));
    return [{ ...(range.to > range.from ? range : { from, to }), code: 'sql-syntax', severity: 'error', message: problem.summary.trim() }];
  });
}

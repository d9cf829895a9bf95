/** Jobs checked one after the other without an editor: what `weir check` prints. */
import type { Planner } from '../protocol/language.ts';
import { PythonDocument } from '../syntax/python-document.ts';
import { KnownFacts } from './plan/known-facts.ts';
import { PROBLEM_CODES, type ProblemCode } from './problems/codes.ts';
import { checkpointsOf } from './problems/checkpoints.ts';
import { problemsOf } from './problems/index.ts';
import type { OtherCheckpoint } from './world.ts';
import type { Severity } from './problems/problem.ts';

export { PROBLEM_CODES, type OtherCheckpoint, type ProblemCode };

/** Lines and columns from 1, columns in UTF-16 units, ends exclusive. */
export interface Place { line: number; column: number; endLine: number; endColumn: number }
export interface CheckedProblem extends Place {
  /** Native path as it was given. */
  file: string;
  severity: Severity;
  code: ProblemCode;
  message: string;
  related: (Place & { message: string })[];
  /** A quick fix that is nearly always right. */
  fix?: { title: string; edits: (Place & { insert: string })[] };
}

export interface CheckOptions {
  /** As the problems name it. */
  shown: string;
  /** Native and absolute. */
  file: string;
  source: string;
  sparkVersion: string;
  /** Absent: the text alone is looked at. */
  planner?: Planner;
  /** Checkpoints of the jobs that were checked before; what this one has is added. */
  checkpoints?: OtherCheckpoint[];
}

export async function checkJob({ shown, file, source, sparkVersion, planner, checkpoints = [] }: CheckOptions): Promise<CheckedProblem[]> {
  const document = PythonDocument.of(file, source), facts = await planner?.plan({ file, source });
  const placeOf = (range: { from: number; to: number }): Place => {
    const { line, column, endLine, endColumn } = document.lines.spanOf(file, range);
    return { line, column: column + 1, endLine, endColumn: endColumn + 1 };
  };
  const problems = problemsOf({ uri: file, document, ...(facts && { facts: KnownFacts.of(facts, source) }), around: { sparkVersion, topics: () => Promise.resolve([]), checkpoints: (own, place) => checkpoints.filter((each) => each.file !== own && each.place === place) } });
  if (facts) checkpoints.push(...checkpointsOf(facts));
  return problems.map((problem) => {
    const { severity, code, message, related, fixes } = problem, fix = fixes?.find(({ preferred }) => preferred);
    return {
      file: shown, ...placeOf(problem), severity, code, message, related: (related ?? []).map((each) => ({ ...placeOf(each), message: each.message })),
      ...(fix && { fix: { title: fix.title, edits: fix.edits.map((edit) => ({ ...placeOf(edit), insert: edit.insert })) } }),
    };
  });
}

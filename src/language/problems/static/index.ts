/** Problems that the text alone shows. Each stands in one statement: of one that is as it was they are not looked for again. */
import { eachOnce, importsPandas } from '../../../syntax/versions.ts';
import type { Names } from '../../../syntax/outline.ts';
import type { ReadStatement } from '../../../syntax/statement.ts';
import type { Job } from '../../world.ts';
import type { JobProblem } from '../problem.ts';
import type { Check, OwnProblem, Place } from './check.ts';
import { clusterProblems } from './cluster.ts';
import { optionProblems } from './options.ts';
import { sqlProblems } from './sql.ts';
import { versionProblems } from './version.ts';

const CHECKS: readonly Check[] = [sqlProblems, optionProblems, versionProblems, clusterProblems];

interface Found { names: Names; around: string; from: number; problems: readonly OwnProblem[] }
const known = new WeakMap<ReadStatement, Found>();

export function staticProblems({ document, around: { sparkVersion } }: Job): JobProblem[] {
  const { outline, text } = document, pandas = importsPandas(text), around = `${sparkVersion} ${pandas}`;
  const all = outline.statements.flatMap((statement): OwnProblem[] => {
    const { read, names, from } = statement, before = known.get(read);
    if (before?.names === names && before.around === around) return before.from === from ? [...before.problems] : before.problems.map((each) => movedBy(each, from - before.from));
    const place: Place = { statement, text, sparkVersion, pandas }, problems = CHECKS.flatMap((check) => check(place));
    if (read.whole) known.set(read, { names, around, from, problems });
    return problems;
  });
  const newer = new Set(eachOnce(all.flatMap((each) => (each.newer === undefined ? [] : [{ name: each.newer, each }]))).map(({ each }) => each));
  return all.filter((each) => each.newer === undefined || newer.has(each)).map(({ newer: _, ...problem }) => problem);
}

function movedBy(problem: OwnProblem, by: number): OwnProblem {
  const moved = <T extends { from: number; to: number }>(range: T): T => ({ ...range, from: range.from + by, to: range.to + by });
  const { related, fixes } = problem;
  return { ...moved(problem), ...(related && { related: related.map(moved) }), ...(fixes && { fixes: fixes.map((fix) => ({ ...fix, edits: fix.edits.map(moved) })) }) };
}

/** All problems of a job. */
import type { Job } from '../world.ts';
import { plannedProblems } from './planned.ts';
import type { JobProblem } from './problem.ts';
import { staticProblems } from './static/index.ts';

export function problemsOf(job: Job): JobProblem[] {
  const seen = staticProblems(job), sql = seen.filter(({ code }) => code === 'sql-syntax');
  // SQL that does not parse is refused by Spark too: said once, where it stands.
  const planned = plannedProblems(job).filter(({ code, from, to }) => code !== 'spark-analysis' || !sql.some((each) => each.from >= from && each.to <= to));
  return [...seen, ...planned].sort((a, b) => a.from - b.from || a.to - b.to);
}

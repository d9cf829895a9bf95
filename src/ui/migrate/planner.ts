import path from 'node:path';
import type { JobFacts, Planner } from '../../protocol/language';
import type { Problem, QueryInfo } from '../../protocol/run';
import type { TestSettings } from '../../protocol/stream-test';
import type { TestRuns } from '../tests/feature';

/** A job may sleep or loop before its first query. */
const LONGEST_SECONDS = 30;

/** Runs without data in the simulator of this window, one after the other. After an abort nothing is known. */
export function plannerOf({ start }: Pick<TestRuns, 'start'>, { env, python }: TestSettings, signal: AbortSignal): Planner {
  return {
    plan: async ({ file, source }) => {
      if (signal.aborted) return undefined;
      const problems: Problem[] = [], queries: QueryInfo[] = [];
      let facts: JobFacts = { frames: [], framesLeftOut: 0, views: {}, findings: [] };
      const run = await start({ file, source, args: [], cwd: path.dirname(file), env, inputs: {}, outputs: {}, planOnly: true, facts: true, timeoutSeconds: LONGEST_SECONDS, ...(python !== undefined && { python }) }, (event) => {
        if (event.kind === 'problem') problems.push(event.problem);
        else if (event.kind === 'query') queries.push(event.query);
        else if (event.kind === 'facts') facts = event.facts;
      });
      const stop = (): void => { run.command({ do: 'stop' }); };
      signal.addEventListener('abort', stop);
      const exitCode = await run.ended;
      signal.removeEventListener('abort', stop);
      run.dispose();
      const cut = problems.some(({ code }) => code === 'timed-out');
      return signal.aborted ? undefined : { file, ...facts, queries, problems: problems.filter(({ code }) => code !== 'timed-out'), exitCode, ...(cut && { cut: { afterSeconds: LONGEST_SECONDS } }) };
    },
  };
}

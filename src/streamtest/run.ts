/** Runs one test in the simulator and judges it. */
import type { RunHandle } from '../protocol/rpc.ts';
import type { RunEvent, RunOptions } from '../protocol/run.ts';
import type { PreparedTest, StreamTest, StreamTestFile, TestFailure, TestOutcome, TestResult, TestSettings } from '../protocol/stream-test.ts';
import { judge, problemText } from './judge.ts';
import { Observed } from './observed.ts';
import { prepareTest } from './prepare.ts';

/** Starts a run: the simulator's client. */
export type StartRun = (options: RunOptions, onEvent: (event: RunEvent) => void) => RunHandle | Promise<RunHandle>;

/** A job that is stopped may tidy up. */
const GRACE_MS = 2000;

export function runTest(start: StartRun, file: StreamTestFile, test: StreamTest, settings: TestSettings): { result: Promise<TestResult>; stop(): void } {
  const began = performance.now(), observed = new Observed();
  let ending: 'stopped' | 'late' | undefined, end: (why: 'stopped' | 'late') => void = (why) => { ending ??= why; };
  const work = async (): Promise<Pick<TestResult, 'outcome' | 'failures'>> => {
    if (ending) return notEnded(ending, test);
    let prepared: PreparedTest | undefined, handle: RunHandle | undefined;
    try {
      prepared = prepareTest(file, test, settings);
      const run = handle = await start(prepared.options, (event) => { observed.take(event); });
      const cut = new Promise<undefined>((resolve) => {
        end = (why) => {
          ending ??= why;
          run.command({ do: 'stop' });
          setTimeout(() => { resolve(undefined); }, GRACE_MS).unref();
        };
      });
      const timer = setTimeout(() => { end('late'); }, test.timeoutSeconds * 1000), exitCode = await Promise.race([run.ended, cut]);
      clearTimeout(timer);
      if (ending || exitCode === undefined) return notEnded(ending ?? 'late', test);
      observed.ended(run, exitCode);
      return await outcomeOf(test, observed, prepared);
    } catch (error) {
      return { outcome: 'errored', failures: [{ message: `The test could not be run: ${error instanceof Error ? error.message : String(error)}`, span: test.nameSpan }] };
    } finally {
      handle?.dispose();
      prepared?.dispose();
    }
  };
  const result = work().then((judged): TestResult => ({ file: file.file, name: test.name, ...judged, tookMs: performance.now() - began, output: observed.printed }));
  return { result, stop: () => { end('stopped'); } };
}

function notEnded(why: 'stopped' | 'late', { timeoutSeconds, nameSpan }: StreamTest): { outcome: TestOutcome; failures: TestFailure[] } {
  const message = why === 'stopped' ? 'The test was stopped.' : `The job had not ended after ${timeoutSeconds} s. A source without an end (rate, socket) never does: stop the query in the job, or raise timeout.`;
  return { outcome: 'errored', failures: [{ message, span: nameSpan }] };
}

async function outcomeOf(test: StreamTest, observed: Observed, { options }: PreparedTest): Promise<{ outcome: TestOutcome; failures: TestFailure[] }> {
  const [problem] = observed.errors, refused = observed.errors.find(({ code }) => code === 'not-simulated');
  if (refused) return { outcome: 'refused', failures: [{ message: problemText(refused), span: refused.span ?? test.nameSpan }] };
  const failed = observed.queries.find(({ error }) => error !== undefined);
  if (!test.expect.error && (problem || failed || observed.exitCode !== 0)) {
    const message = problem ? problemText(problem) : failed ? `The query ${failed.info.label} failed: ${failed.error}` : `The job ended with exit code ${observed.exitCode}.`;
    return { outcome: 'errored', failures: [{ message, span: problem?.span ?? failed?.info.span ?? test.nameSpan }] };
  }
  const failures = await judge(test, observed, options.outputs);
  return { outcome: failures.length === 0 ? 'passed' : 'failed', failures };
}

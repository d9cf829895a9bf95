/** `weir run --target spark`: the job on the interpreter's own PySpark. */
import { writeFileSync, appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RunEvent } from '../protocol/run.ts';
import { NOT_STARTED, SparkRun } from '../spark-local/client.ts';
import { Exit } from './exit.ts';
import { UsageError } from './options.ts';
import { report, reportLine } from './report.ts';
import type { RunCommandLine } from './run-options.ts';
import { out, say } from './say.ts';
import { RunView } from './view.ts';

/** What the job's own Python has not said on stderr. */
const SAID_AT_ALL_TIMES = new Set(['timed-out', 'progress-lost', 'not-watched']);

export async function runOnSpark({ options, verbose, problems, progress, jars }: RunCommandLine): Promise<number> {
  const tell = problems ? reportLine(options.file) : report;
  const record = progress === undefined ? undefined : lines(resolve(options.cwd, progress), progress === '-');
  const view = verbose ? new RunView({ ask: (question) => run.ask(question) }, options.file, tell) : undefined;
  const receive = (event: RunEvent): void => {
    if (view) view.take({ type: 'event', event });
    else if (event.kind === 'problem' && (problems || event.problem.severity === 'error' || SAID_AT_ALL_TIMES.has(event.problem.code))) tell(event.problem);
    else if (event.kind === 'note') say(event.text);
  };
  const run: SparkRun = new SparkRun({ ...options, jars: jars.map((jar) => resolve(options.cwd, jar)) }, join(__dirname, 'spark-local'), {
    output: verbose ? 'bytes' : 'direct', stdin: true, bytes: (stream, data) => { view?.take({ type: 'bytes', stream, data }); }, ...(record && { progress: record }),
  }, receive);
  let interrupts = 0;
  const interrupt = (): void => {
    interrupts += 1;
    if (interrupts === 1) run.interrupt();
    else {
      run.kill();
      process.exit(Exit.interrupted);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  const exitCode = await run.ended;
  await view?.finish();
  return exitCode === NOT_STARTED ? Exit.notSimulated : exitCode;
}

/** @throws UsageError when the file cannot be written. */
function lines(path: string, toStdout: boolean): (text: string) => void {
  if (toStdout) return (text) => { out(`${text}\n`); };
  try {
    writeFileSync(path, '');
  } catch (error) {
    throw new UsageError(`--progress: ${error instanceof Error ? error.message : String(error)}.`);
  }
  return (text) => { appendFileSync(path, `${text}\n`); };
}

/** `weir run`. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FromRunner } from '../protocol/rpc.ts';
import type { Problem, RunEvent } from '../protocol/run.ts';
import { Runner } from '../simulator/runner.ts';
import { Asker } from './asker.ts';
import { Exit } from './exit.ts';
import { runHelp } from './help.ts';
import { UsageError } from './options.ts';
import type { RunCommandLine } from './run-options.ts';
import { parseRun } from './run-options.ts';
import { report, reportLine } from './report.ts';
import { out, say } from './say.ts';
import { RunView } from './view.ts';

/** A job that was interrupted may still tidy up, as long as a person waits. */
const GRACE_MS = 3000;
/** Warnings about what was asked for on the command line itself, and that what the job wrote is nowhere. */
const SAID_AT_ALL_TIMES = new Set(['crash-not-reached', 'timed-out', 'recorded-output']);

export async function run(args: string[]): Promise<number> {
  const line = parseRun(args, { cwd: process.cwd(), env: process.env });
  if (line.help) {
    out(runHelp());
    return Exit.done;
  }
  if (line.target === 'spark') {
    return (await import('./run-spark.ts')).runOnSpark(line);
  }
  return simulate(line);
}

function simulate({ options, verbose, problems, progress, memoryLimit }: RunCommandLine): Promise<number> {
  const record = progress === undefined ? undefined : progressWriter(resolve(options.cwd, progress), progress === '-');
  const tell = problems ? reportLine(options.file) : report;
  return new Promise((done) => {
    const receive = (message: FromRunner): void => {
      if (message.type === 'answer') asker.answered(message);
      else if (view) view.take(message);
      else if (message.type === 'ready' && message.notice !== undefined) say(message.notice);
      if (message.type === 'event') {
        if (message.event.kind === 'progress') record?.(message.event.progress);
        if (!view) quiet(message.event, tell, problems);
      }
      if (message.type === 'end') void finish(message.exitCode);
    };
    const runner = new Runner({ folder: __dirname, graceMs: GRACE_MS, ...(memoryLimit === undefined ? {} : { memoryLimit }) }, receive);
    const asker = new Asker((message) => { runner.send(message); });
    const view = verbose ? new RunView(asker, options.file, tell) : undefined;
    const finish = async (exitCode: number): Promise<void> => {
      if (!runner.alive) asker.close();
      await view?.finish();
      runner.dispose();
      done(exitCode);
    };
    let interrupts = 0;
    process.on('SIGINT', () => {
      interrupts += 1;
      if (interrupts > 1) process.exit(Exit.interrupted);
      runner.interrupt();
    });
    runner.run(options, { output: verbose ? 'bytes' : 'direct', stdin: true });
  });
}

function quiet(event: RunEvent, tell: (problem: Problem) => void, all: boolean): void {
  if (event.kind === 'problem' && (all || event.problem.severity === 'error' || SAID_AT_ALL_TIMES.has(event.problem.code))) tell(event.problem);
}

/** @throws UsageError when the file cannot be written. */
function progressWriter(path: string, toStdout: boolean): (progress: unknown) => void {
  if (toStdout) return (progress) => { out(`${JSON.stringify(progress)}\n`); };
  try {
    writeFileSync(path, '');
  } catch (error) {
    throw new UsageError(`--progress: ${error instanceof Error ? error.message : String(error)}.`);
  }
  return (progress) => { appendFileSync(path, `${JSON.stringify(progress)}\n`); };
}

/** `weir check`: what is wrong with jobs, or seldom meant, without running them on data. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkJob, type CheckedProblem, type OtherCheckpoint } from '../language/check.ts';
import { SimulatorPlanner } from '../language/plan/simulator-planner.ts';
import { Simulator } from '../simulator/client.ts';
import { PythonDocument } from '../syntax/python-document.ts';
import { sarifOf } from './check-sarif.ts';
import { jobEnvironment } from './environment.ts';
import { Exit } from './exit.ts';
import { choiceOf, isSet, optionHelp, parseOptions, textOf, UsageError, type OptionSpec } from './options.ts';
import { problemLine } from './problem-line.ts';
import { out, say } from './say.ts';

const DEFAULT_SPARK = '3.3.1', DEFAULT_SECONDS = 30;

const OPTIONS: readonly OptionSpec[] = [
  { name: 'format', value: 'text|json|sarif', help: 'how problems are printed; sarif is version 2.1.0', fallback: 'text' },
  { name: 'no-run', help: 'looks at the text alone: no job is run, not even plan-only' },
  { name: 'spark-version', value: 'version', help: 'the Spark that the jobs go to', fallback: DEFAULT_SPARK },
  { name: 'python', value: 'path', help: 'interpreter whose packages the jobs may import' },
  { name: 'limit', value: 'seconds', help: 'how long a plan-only run may take', fallback: String(DEFAULT_SECONDS) },
  { name: 'help', help: 'shows this' },
];

const help = (): string => `weir check: what is wrong with jobs, or seldom meant

Usage: weir check [options] <job.py…>

Each job is run plan-only: nothing is read and nothing is written. Every problem has a code, and each code a page in docs/problems.
Printed is file:line:column severity code message, with lines and columns from 1. Exit code 1: there is an error.

Options:
${optionHelp(OPTIONS)}
`;

export async function check(args: string[]): Promise<number> {
  const parsed = parseOptions(args, OPTIONS, { mixed: true }), files = parsed.rest;
  if (isSet(parsed, 'help')) {
    out(help());
    return Exit.done;
  }
  const format = choiceOf(parsed, 'format', ['text', 'json', 'sarif'] as const) ?? 'text', sparkVersion = textOf(parsed, 'spark-version') ?? DEFAULT_SPARK;
  if (files.length === 0) throw new UsageError('Which jobs are to be checked?');
  if (!/^\d+\.\d+(\.\d+)?$/.test(sparkVersion)) throw new UsageError(`${sparkVersion} is no version of Spark: --spark-version ${DEFAULT_SPARK}.`);
  const limitSeconds = secondsOf(textOf(parsed, 'limit')), python = textOf(parsed, 'python') ?? '';
  const simulator = new Simulator({ folder: __dirname, onNotice: (text) => { say(text); } });
  const planner = isSet(parsed, 'no-run') ? undefined : new SimulatorPlanner({ simulator, limitSeconds, env: jobEnvironment(process.env), python: () => python });
  try {
    const problems: CheckedProblem[] = [], checkpoints: OtherCheckpoint[] = [];
    for (const shown of new Set(files)) {
      const found = await checked(shown, sparkVersion, checkpoints, planner);
      if (!found) return Exit.usage;
      problems.push(...found);
      if (format === 'text') for (const problem of found) out(`${problemLine(problem)}\n`);
    }
    if (format === 'json') out(`${JSON.stringify(problems, null, 2)}\n`);
    else if (format === 'sarif') out(`${JSON.stringify(await sarifOf(problems), null, 2)}\n`);
    return problems.some(({ severity }) => severity === 'error') ? Exit.failed : Exit.done;
  } finally {
    planner?.close();
  }
}

async function checked(shown: string, sparkVersion: string, checkpoints: OtherCheckpoint[], planner: SimulatorPlanner | undefined): Promise<CheckedProblem[] | undefined> {
  const file = resolve(shown);
  let source: string;
  try {
    source = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    say(code === 'ENOENT' ? `There is no file ${shown}.` : code === 'EISDIR' ? `${shown} is a folder: name the jobs in it.` : `${shown} cannot be read: ${String(code)}.`);
    return undefined;
  }
  const text = source.replace(/^\uFEFF/, ''), { usesSpark } = PythonDocument.of(file, text).outline;
  if (planner && !usesSpark) say(`${shown} imports nothing of pyspark: it was not run, only its text was looked at.`);
  return checkJob({ shown, file, source: text, sparkVersion, checkpoints, ...(planner && usesSpark && { planner }) });
}

function secondsOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SECONDS;
  if (!/^\d{1,4}$/.test(text) || Number(text) === 0) throw new UsageError(`--limit takes a whole number of seconds, not ${text}.`);
  return Number(text);
}

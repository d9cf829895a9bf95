import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RunOptions } from '../protocol/run.ts';
import { CRASH_POINTS } from '../protocol/run.ts';
import { jobEnvironment } from './environment.ts';
import type { OptionSpec, Parsed } from './options.ts';
import { choiceOf, isSet, numberOf, pairsOf, parseOptions, textOf, textsOf, UsageError } from './options.ts';

export const RUN_OPTIONS: readonly OptionSpec[] = [
  { name: 'input', value: '<topic>=<file>', repeatable: true, help: 'feeds a Kafka topic from a capture (.capture.jsonl) instead of a broker; repeatable', fallback: 'none' },
  { name: 'output', value: '<topic>=<file>', repeatable: true, help: 'saves what the job wrote to a topic as a capture; repeatable', fallback: 'none' },
  { name: 'batches', value: '<n>', help: 'stops every query after n micro-batches', fallback: 'no limit' },
  { name: 'timeout', value: '<seconds>', help: 'stops every query after this long', fallback: 'no limit' },
  { name: 'progress', value: '<file|->', help: 'writes each StreamingQueryProgress as one line of JSON; - is stdout', fallback: 'none' },
  { name: 'memory', value: '<GiB>', help: 'the most memory that the run may take; a job that needs more is ended', fallback: 'half of this machine, at most 4' },
  { name: 'clock', value: 'real|virtual', help: 'the clock that the job sees; virtual time jumps where the job would wait', fallback: 'virtual when every source is a capture or a file, else real' },
  { name: 'keep-running', help: 'keeps the queries running when every capture is read to its end', fallback: 'off: they end then' },
  { name: 'crash', value: '<point>[:<batch>]', help: `kills the run at a point of a micro-batch (${CRASH_POINTS.join(', ')}); run the job again to see it go on from its checkpoint`, fallback: 'off' },
  { name: 'send', help: 'lets a Kafka sink write to the real broker', fallback: 'off: it writes to simulated topics, which the job can read back' },
  { name: 'target', value: 'simulator|spark', help: 'what runs the job: the simulator, or the PySpark of --python', fallback: 'simulator' },
  { name: 'python', value: '<path>', help: 'the interpreter whose pure-Python packages the job may import, or whose PySpark runs it', fallback: "the active environment's, else python3 on the path" },
  { name: 'jars', value: '<jar>', repeatable: true, help: 'with --target spark: the Kafka connector, instead of what Spark fetches from Maven; repeatable', fallback: 'none' },
  { name: 'spark-version', value: '<version>', help: 'the Spark to be', fallback: '3.3.1' },
  { name: 'verbose', help: 'shows each micro-batch with its rows, what was dropped as late, and a summary on stderr', fallback: 'off' },
  { name: 'problems', help: 'tells each problem on stderr as weir check does, one line each: file:line:column severity code message', fallback: 'off: Python says what it says itself' },
  { name: 'help', help: 'shows this' },
];

export interface RunCommandLine {
  help: boolean;
  verbose: boolean;
  problems: boolean;
  progress: string | undefined;
  target: 'simulator' | 'spark';
  jars: string[];
  options: RunOptions;
  /** Bytes. */
  memoryLimit: number | undefined;
}

/** @throws UsageError */
export function parseRun(args: readonly string[], context: { cwd: string; env: Readonly<Record<string, string | undefined>> }): RunCommandLine {
  const parsed = parseOptions(args, RUN_OPTIONS);
  const [file, ...jobArgs] = parsed.rest;
  const help = isSet(parsed, 'help');
  if (file === undefined && !help) throw new UsageError('Which job? weir run <job.py>.');
  const sparkVersion = textOf(parsed, 'spark-version') ?? '3.3.1';
  if (sparkVersion !== '3.3.1') throw new UsageError(`Spark ${sparkVersion} is not built: --spark-version 3.3.1 is.`);
  const inputs = absolute(pairsOf(parsed, 'input'), context.cwd);
  for (const [topic, path] of Object.entries(inputs)) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() !== true && found?.isFIFO() !== true) throw new UsageError(`--input ${topic}: ${found?.isDirectory() === true ? `${path} is a folder, not a capture` : `there is no file ${path}`}.`);
  }
  const options: RunOptions = {
    file: file ?? '', args: jobArgs, cwd: context.cwd, env: jobEnvironment(context.env), inputs, outputs: absolute(pairsOf(parsed, 'output'), context.cwd), sparkVersion,
    ...present('maxBatches', numberOf(parsed, 'batches', 'whole')), ...present('timeoutSeconds', numberOf(parsed, 'timeout', 'seconds')),
    ...present('clock', choiceOf(parsed, 'clock', ['real', 'virtual'] as const)), ...present('python', textOf(parsed, 'python')),
    ...(isSet(parsed, 'keep-running') ? { keepRunning: true } : {}), ...(isSet(parsed, 'send') ? { send: true } : {}), ...crashOf(textOf(parsed, 'crash')),
  };
  const memory = numberOf(parsed, 'memory', 'gigabytes'), target = choiceOf(parsed, 'target', ['simulator', 'spark']) ?? 'simulator';
  checkTarget(parsed, target);
  return { help, memoryLimit: memory === undefined ? undefined : Math.floor(memory * 1024 ** 3), verbose: isSet(parsed, 'verbose'), problems: isSet(parsed, 'problems'), progress: textOf(parsed, 'progress'), target, jars: textsOf(parsed, 'jars'), options };
}

/** What only one of the targets can do, with the way out. */
const NOT_ON_SPARK: Record<string, string> = {
  input: 'Spark reads topics from a broker. weir compare runs the job on both over captures; weir produce writes a capture to a topic.', output: 'the job writes to its own broker there; weir peek --format jsonl saves a topic.',
  batches: 'Spark is not stopped between two batches. Give the query trigger(availableNow=True), or use --timeout.', memory: 'set spark.driver.memory.', clock: 'Spark has the real one.',
  'keep-running': 'Spark keeps its queries running.', crash: 'Spark cannot be killed at a named point of a batch.', send: 'what the job writes goes to its broker.',
};

function checkTarget(parsed: Parsed, target: 'simulator' | 'spark'): void {
  if (target === 'simulator' && isSet(parsed, 'jars')) throw new UsageError('--jars belongs to --target spark.');
  for (const [name, why] of Object.entries(NOT_ON_SPARK)) if (target === 'spark' && isSet(parsed, name)) throw new UsageError(`--${name} has no meaning with --target spark: ${why}`);
}

/** `afterSink` or `afterSink:2`. */
function crashOf(text: string | undefined): Pick<RunOptions, 'crashAt' | 'crashBatch' | 'crashEnds'> {
  if (text === undefined) return {};
  const [name, batch, ...more] = text.split(':');
  const crashAt = CRASH_POINTS.find((point) => point === name);
  if (crashAt === undefined) throw new UsageError(`--crash is one of ${CRASH_POINTS.join(', ')}, not ${name ?? ''}.`);
  if (more.length > 0 || (batch !== undefined && !/^\d{1,9}$/.test(batch))) throw new UsageError(`--crash is written as point or point:batch, for example afterSink:1, not ${text}.`);
  return { crashAt, crashEnds: true, ...(batch === undefined ? {} : { crashBatch: Number(batch) }) };
}

const absolute = (pairs: Record<string, string>, cwd: string): Record<string, string> => Object.fromEntries(Object.entries(pairs).map(([topic, path]) => [topic, resolve(cwd, path)]));

function present<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : { [key]: value } as { [key in K]?: V };
}

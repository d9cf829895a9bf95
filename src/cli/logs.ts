/** `weir logs`. */
import type { Cluster } from '../hdinsight/cluster.ts';
import { findJob } from '../hdinsight/jobs/find.ts';
import { hasEnded } from '../hdinsight/jobs/join.ts';
import { atLeast, LevelReader, LEVELS, type LogLevel } from '../hdinsight/logs/lines.ts';
import { LogSource } from '../hdinsight/logs/source.ts';
import { LogTail, type NewLines } from '../hdinsight/logs/tail.ts';
import { HttpFault } from '../http/fault.ts';
import { pause } from '../http/exchange.ts';
import type { ClusterJob } from '../protocol/hdinsight.ts';
import { CLUSTER_OPTIONS, withCluster } from './cluster-connection.ts';
import { Exit } from './exit.ts';
import type { OptionSpec } from './options.ts';
import { choiceOf, isSet, numberOf, optionHelp, parseOptions, textOf, UsageError } from './options.ts';
import { plainJson, plainText } from './plain.ts';
import { out, outClosed, say } from './say.ts';
import type { Style } from './style.ts';
import { styleFor } from './style.ts';

const OPTIONS: readonly OptionSpec[] = [
  { name: 'stdout', help: 'what the driver printed; of a Python job the traceback is there', fallback: 'stderr, where Spark logs' },
  { name: 'stderr', help: "Spark's log of the driver", fallback: 'on' },
  { name: 'submit', help: "Livy's lines instead: what spark-submit said, and YARN's diagnostics", fallback: 'off' },
  { name: 'follow', help: 'goes on until the job ends or Ctrl-C', fallback: 'off' },
  { name: 'level', value: LEVELS.join('|'), help: 'lines of this level and above; lines without one stay', fallback: 'all' },
  { name: 'find', value: '<text>', help: 'lines that hold the text, in any case' },
  { name: 'tail', value: '<kB>', help: 'how much is read from the end', fallback: '64' },
  { name: 'attempt', value: '<n>', help: 'of the application, from 1', fallback: 'the last one' },
  { name: 'every', value: '<seconds>', help: 'with --follow: how often it is looked for new lines', fallback: '5' },
  { name: 'format', value: 'text|jsonl', help: 'how it is printed: lines as they are, or {"level", "text"}', fallback: 'text' },
  ...CLUSTER_OPTIONS,
  { name: 'help', help: 'shows this' },
];

const help = (): string => `weir logs: the driver's log of a job, from its end

Usage: weir logs <batch id | application id> --livy <url> [options]

While the job runs the log is read from its node, afterwards from YARN's history; only what is new is asked for. What looks like a
secret is shown as dots.

Options:
${optionHelp(OPTIONS)}
`;

/** A log is moved to the history for so long after the end of its job. */
const PATIENCE_MS = 120_000;

export async function logs(args: string[]): Promise<number> {
  const parsed = parseOptions(args, OPTIONS, { mixed: true });
  if (isSet(parsed, 'help')) {
    out(help());
    return Exit.done;
  }
  const [id, ...more] = parsed.rest, follow = isSet(parsed, 'follow'), submit = isSet(parsed, 'submit');
  if (id === undefined) throw new UsageError('Which job? weir logs <batch id | application id>; weir jobs lists them.');
  if (more.length > 0) throw new UsageError(`One job at a time: what is ${more[0]}?`);
  if ([isSet(parsed, 'stdout'), isSet(parsed, 'stderr'), submit].filter(Boolean).length > 1) throw new UsageError('--stdout, --stderr and --submit: which of them?');
  if (follow && submit) throw new UsageError("--follow is for the driver's log, not for --submit.");
  const show = printer(choiceOf(parsed, 'level', LEVELS), textOf(parsed, 'find'), choiceOf(parsed, 'format', ['text', 'jsonl'] as const) ?? 'text', styleFor(process.stdout.isTTY, process.env));
  const kilobytes = numberOf(parsed, 'tail', 'whole') ?? 64, attempt = numberOf(parsed, 'attempt', 'whole'), every = (numberOf(parsed, 'every', 'seconds') ?? 5) * 1000;
  if (kilobytes > 16_384) throw new UsageError('--tail is at most 16384.');
  return withCluster(parsed, async (cluster, signal) => {
    const job = await findJob(cluster, id, signal);
    if (submit) return submitLines(cluster, job, show, signal);
    if (job.app === undefined) throw new HttpFault('not-found', `Batch ${id} has no application yet, so that there is no log.`, "--submit shows Livy's lines.");
    const tail = new LogTail(new LogSource(cluster, job.app, isSet(parsed, 'stdout') ? 'stdout' : 'stderr', attempt), kilobytes * 1024);
    const first = await tail.open(signal);
    if (first.gap) say('the log begins before these lines; --tail shows more.');
    show(first.lines);
    return follow ? followed(cluster, job, tail, { ended: first.ended, every, signal, show }) : Exit.done;
  });
}

async function submitLines(cluster: Cluster, { batch, forgotten }: ClusterJob, show: (lines: readonly string[]) => void, signal: AbortSignal): Promise<number> {
  const page = batch === undefined || forgotten ? undefined : await cluster.livy.log(batch, undefined, signal);
  if (!page) throw new HttpFault('not-found', 'Livy does not know this job any more.', "Without --submit the driver's log is shown.");
  show(page.lines.flatMap((line) => line.split('\n')));
  return Exit.done;
}

interface Following { ended: boolean; every: number; signal: AbortSignal; show(lines: readonly string[]): void }

/** Until the log has its end: of a job that has ended, once nothing more came, or once it is in the history. */
async function followed(cluster: Cluster, job: ClusterJob, tail: LogTail, { ended, every, signal, show }: Following): Promise<number> {
  let over = ended, since: number | undefined;
  for (let turn = 1; !over && !outClosed(); turn++) {
    await pause(every, [signal]);
    // Asked first: what comes after the end is in the piece that is read next.
    const done = since !== undefined || (turn % 3 === 0 && await jobEnded(cluster, job, signal));
    if (done) since ??= performance.now();
    const next = await pieceOr(tail, done && performance.now() - since! < PATIENCE_MS, signal);
    if (next === undefined) continue;
    if (next.gap) say('the log was begun anew, lines may be missing here.');
    show(next.lines);
    over = next.ended || (done && next.lines.length === 0);
  }
  return Exit.done;
}

/** Between a node and the history a log is nowhere for a while: no fault of a job that is over. */
async function pieceOr(tail: LogTail, patient: boolean, signal: AbortSignal): Promise<NewLines | undefined> {
  try {
    return await tail.more(signal);
  } catch (error) {
    if (error instanceof HttpFault && (['connection', 'timeout', 'busy'].includes(error.kind) || (patient && error.kind === 'not-found'))) return undefined;
    throw error;
  }
}

async function jobEnded(cluster: Cluster, { app }: ClusterJob, signal: AbortSignal): Promise<boolean> {
  try {
    return hasEnded((await findJob(cluster, app!, signal)).state);
  } catch (error) {
    if (error instanceof HttpFault) return error.kind === 'not-found';
    throw error;
  }
}

function printer(least: LogLevel | undefined, find: string | undefined, format: 'text' | 'jsonl', style: Style): (lines: readonly string[]) => void {
  const reader = new LevelReader(), wanted = find?.toLowerCase();
  return (lines) => {
    const shown = lines.map((line) => reader.read(line)).filter((line) => (least === undefined || atLeast(line, least)) && (wanted === undefined || line.text.toLowerCase().includes(wanted)));
    const colour = { WARN: style.warn, ERROR: style.bad } as Partial<Record<LogLevel, (text: string) => string>>;
    out(shown.map((line) => (format === 'jsonl' ? `${plainJson(JSON.stringify({ ...(line.level && { level: line.level }), text: line.text }))}\n` : `${(colour[line.level ?? 'INFO'] ?? ((text: string) => text))(plainText(line.text))}\n`)).join(''));
  };
}

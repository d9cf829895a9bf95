/** `weir jobs`. */
import type { Cluster } from '../hdinsight/cluster.ts';
import { failureOf } from '../hdinsight/jobs/failure.ts';
import { findJob } from '../hdinsight/jobs/find.ts';
import { listJobs } from '../hdinsight/jobs/list.ts';
import type { ClusterJob, JobFailure, JobList } from '../protocol/hdinsight.ts';
import { CLUSTER_OPTIONS, withCluster } from './cluster-connection.ts';
import { Exit } from './exit.ts';
import { exitOf, sayProblem } from './interruptible.ts';
import type { OptionSpec } from './options.ts';
import { choiceOf, isSet, numberOf, optionHelp, parseOptions, textOf, UsageError } from './options.ts';
import { plainJson, plainText } from './plain.ts';
import { out, say } from './say.ts';
import type { Style } from './style.ts';
import { styleFor } from './style.ts';
import { cut, table } from './table.ts';
import { momentOf, utc } from './when.ts';
import { count, duration } from './words.ts';

const OPTIONS: readonly OptionSpec[] = [
  { name: 'limit', value: '<n>', help: "how many of Livy's batches, the newest", fallback: '100' },
  { name: 'since', value: '<when>', help: 'jobs that ended before are left out: so long ago (2h, 7d) or a time with its zone', fallback: '1d' },
  { name: 'format', value: 'table|json', help: 'how it is printed', fallback: 'table' },
  ...CLUSTER_OPTIONS,
  { name: 'help', help: 'shows this' },
];

const help = (): string => `weir jobs: the jobs of a Spark cluster, newest first

Usage: weir jobs [<batch id | application id>] --livy <url> [options]

Livy's batches and YARN's applications are joined: Livy forgets a batch ten minutes after its end, YARN does not, and a Livy that
was restarted may give the ids of its batches again. Where one of the two does not answer, it is named on stderr, what the other
says is shown, and the exit code is not 0. Of one job it is said why it failed, with the line of its own file.

Options:
${optionHelp(OPTIONS)}
`;

const MOST = 10_000;

export async function jobs(args: string[]): Promise<number> {
  const parsed = parseOptions(args, OPTIONS, { mixed: true });
  if (isSet(parsed, 'help')) {
    out(help());
    return Exit.done;
  }
  const [id, extra] = parsed.rest, now = Date.now(), since = textOf(parsed, 'since'), limit = numberOf(parsed, 'limit', 'whole') ?? 100;
  if (extra !== undefined) throw new UsageError(`One job at a time: what is ${extra}?`);
  if (limit > MOST) throw new UsageError(`--limit is at most ${MOST}.`);
  const json = choiceOf(parsed, 'format', ['table', 'json'] as const) === 'json', endedWithin = since === undefined ? undefined : Math.max(0, now - momentOf(since, 'since', now));
  return withCluster(parsed, async (cluster, signal) => {
    if (id !== undefined) return oneJob(cluster, id, json, signal);
    const list = await listJobs(cluster, { batches: limit, now, signal, ...(endedWithin === undefined ? {} : { endedWithin }) });
    out(json ? `${plainJson(JSON.stringify(list.jobs, undefined, 2))}\n` : jobTable(list, now, styleFor(process.stdout.isTTY, process.env)));
    if (list.jobs.length === 0) say(`There are no jobs on ${cluster.name}.`);
    for (const problem of list.problems) sayProblem(problem);
    return list.problems[0] ? exitOf(list.problems[0]) : Exit.done;
  });
}

async function oneJob(cluster: Cluster, id: string, json: boolean, signal: AbortSignal): Promise<number> {
  const job = await findJob(cluster, id, signal), failure = job.state === 'failed' ? await failureOf(cluster, job, { signal }) : undefined;
  out(json ? `${plainJson(JSON.stringify({ ...job, ...(failure && { failure }) }, undefined, 2))}\n` : plainText(jobText(job, failure)));
  return Exit.done;
}

export function jobText(job: ClusterJob, failure: JobFailure | undefined): string {
  const { batch, app, name, user, queue, started, finished } = job;
  const lines: [string, string | undefined][] = [
    ['state', stateText(job)], ['batch', batch], ['application', app], ['name', name], ['user', user], ['queue', queue], ['started', started === undefined ? undefined : `${utc(started).slice(0, 19)} UTC`], ['ended', finished === undefined ? undefined : `${utc(finished).slice(0, 19)} UTC`],
    ['failed', failure && `${failure.exception === undefined ? '' : `${failure.exception}: `}${failure.message} (from ${failure.from})`], ['at', failure?.at && `${failure.at.file}, line ${failure.at.line}${failure.at.function === undefined ? '' : `, in ${failure.at.function}`}`],
  ];
  return `${lines.flatMap(([label, text]) => (text === undefined ? [] : [`${label.padEnd(12)} ${text.replace(/\s+/g, ' ')}`])).join('\n')}\n`;
}

export function jobTable({ jobs: all, batches }: JobList, now: number, style: Style): string {
  if (all.length === 0) return '';
  const { head, lines } = table([
    { name: 'batch', numeric: true }, { name: 'application', numeric: false }, { name: 'name', numeric: false }, { name: 'state', numeric: false }, { name: 'user', numeric: false },
    { name: 'started (UTC)', numeric: false }, { name: 'took', numeric: true }, { name: 'memory', numeric: true }, { name: 'cores', numeric: true },
  ], all.map((job) => [
    job.batch ?? '-', job.app ?? '-', cut(job.name ?? '-', 40), stateText(job), cut(job.user ?? '-', 30),
    job.started === undefined ? '-' : utc(job.started).slice(0, 19), took(job, now), job.memoryMb === undefined ? '-' : `${count(job.memoryMb)} MB`, job.cores === undefined ? '-' : count(job.cores),
  ]));
  const shown = all.filter(({ livyState }) => livyState !== undefined).length;
  return [style.dim(head), ...lines.map((line, i) => (all[i]!.state === 'failed' ? style.bad(line) : line)), ...(batches > shown ? [style.dim(`${count(shown)} of ${count(batches)} batches; --limit shows more.`)] : [])].map((line) => `${line}\n`).join('');
}

/** Livy's own word where it is one that is not known. */
export function stateText({ state, livyState, yarnState, attempt, forgotten }: ClusterJob): string {
  const word = state === 'unknown' ? cut(livyState ?? yarnState ?? 'unknown', 30) : state;
  return `${word}${attempt !== undefined && attempt > 1 ? `, attempt ${attempt}` : ''}${forgotten ? ', forgotten by Livy' : ''}`;
}

function took({ started, finished, state }: ClusterJob, now: number): string {
  if (started === undefined || (finished === undefined && state !== 'running' && state !== 'starting')) return '-';
  const ms = (finished ?? now) - started;
  return ms < 0 ? '-' : duration(ms * 1000);
}

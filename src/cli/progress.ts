/** `weir progress`. */
import { lookAt } from '../hdinsight/follow/look.ts';
import type { Cluster } from '../hdinsight/cluster.ts';
import { findJob } from '../hdinsight/jobs/find.ts';
import type { FollowEvent, FollowOptions, QuerySample } from '../protocol/cluster-run.ts';
import { CLUSTER_OPTIONS, withCluster } from './cluster-connection.ts';
import { Exit } from './exit.ts';
import { followJob } from './follow-job.ts';
import type { OptionSpec } from './options.ts';
import { choiceOf, isSet, numberOf, optionHelp, parseOptions, UsageError } from './options.ts';
import { plainJson } from './plain.ts';
import { progressText, sampleJson, samplePrinter, type QueryNow } from './progress-text.ts';
import { out } from './say.ts';
import { styleFor } from './style.ts';

const OPTIONS: readonly OptionSpec[] = [
  { name: 'follow', help: 'a line for each batch until the job ends; the exit code is then whether it succeeded', fallback: 'off' },
  { name: 'every', value: '<seconds>', help: 'with --follow: how often its progress is looked at, at least 1', fallback: '5' },
  { name: 'statistics', help: "Spark's statistics page may be asked, where the driver's log tells nothing: it takes triggerExecution out of what the job reads of its own progress", fallback: 'off' },
  { name: 'format', value: 'table|json|jsonl', help: 'how it is printed; jsonl is one object for each batch', fallback: 'table' },
  ...CLUSTER_OPTIONS,
  { name: 'help', help: 'shows this' },
];

const help = (): string => `weir progress: what the streaming queries of a job on a cluster do

Usage: weir progress <batch id | application id> --livy <url> [options]

It is read from the driver's log, else from Spark's metrics, its list of queries or its executions, whichever answers; which one, how
old it is, and why not a better one is said. What a reader cannot know is a dash, never a guess. With --follow at most 20 requests a
minute are sent at the usual pace, all together.

Options:
${optionHelp(OPTIONS)}
`;

type Format = 'table' | 'json' | 'jsonl';

export async function progress(args: string[]): Promise<number> {
  const parsed = parseOptions(args, OPTIONS, { mixed: true });
  if (isSet(parsed, 'help')) {
    out(help());
    return Exit.done;
  }
  const [id, ...more] = parsed.rest, follow = isSet(parsed, 'follow'), every = numberOf(parsed, 'every', 'seconds'), format = choiceOf(parsed, 'format', ['table', 'json', 'jsonl'] as const) ?? 'table';
  if (id === undefined) throw new UsageError('Which job? weir progress <batch id | application id>; weir jobs lists them.');
  if (more.length > 0) throw new UsageError(`One job at a time: what is ${more[0]}?`);
  if (every !== undefined && !follow) throw new UsageError('--every belongs to --follow.');
  if (every !== undefined && every < 1) throw new UsageError('--every is at least 1.');
  if (follow && format === 'json') throw new UsageError('--format json is one document; with --follow it is jsonl.');
  const options = { job: id, statistics: isSet(parsed, 'statistics'), ...(every !== undefined && { everyMs: every * 1000 }) };
  return withCluster(parsed, async (cluster, signal) => (follow ? followed(cluster, options, format, signal) : once(cluster, options, format, signal)));
}

async function once(cluster: Cluster, options: FollowOptions, format: Format, signal: AbortSignal): Promise<number> {
  const queries = new Map<string, QueryNow>();
  const status = await lookAt(cluster, options, (event: FollowEvent) => {
    if (event.event === 'run' && event.run.kind === 'query') queries.set(event.run.query.id, { ...queries.get(event.run.query.id), info: event.run.query });
    const query = event.event === 'sample' ? queries.get(event.queryId) : undefined;
    if (event.event === 'sample' && query) query.newest = event.sample;
  }, signal);
  const all = [...queries.values()], newest = all.flatMap((query) => (query.newest ? [sampleJson(query, query.newest)] : []));
  if (format === 'table') out(progressText(status, all, Date.now(), styleFor(process.stdout.isTTY, process.env)));
  else if (format === 'jsonl') out(newest.map((each) => `${plainJson(JSON.stringify(each))}\n`).join(''));
  else {
    const { job, progress: from, verdicts, failures } = status;
    out(`${plainJson(JSON.stringify({ job, progress: from, queries: all.map((query) => ({ ...query.info, newest: query.newest ? sampleJson(query, query.newest) : null })), verdicts, failures }, undefined, 2))}\n`);
  }
  return Exit.done;
}

async function followed(cluster: Cluster, options: FollowOptions, format: Format, signal: AbortSignal): Promise<number> {
  const lines = samplePrinter(out, styleFor(process.stdout.isTTY, process.env)), json = (query: QueryNow, sample: QuerySample): void => { out(`${plainJson(JSON.stringify(sampleJson(query, sample)))}\n`); };
  return followJob(cluster, await findJob(cluster, options.job, signal), options, { sample: format === 'jsonl' ? json : lines, all: true }, signal);
}

/** `weir kill`. */
import { findJob } from '../hdinsight/jobs/find.ts';
import { killJob, type Killed } from '../hdinsight/jobs/kill.ts';
import { CLUSTER_OPTIONS, withCluster } from './cluster-connection.ts';
import { Exit } from './exit.ts';
import type { OptionSpec } from './options.ts';
import { choiceOf, isSet, optionHelp, parseOptions, UsageError } from './options.ts';
import { out } from './say.ts';

const OPTIONS: readonly OptionSpec[] = [{ name: 'format', value: 'table|json', help: 'how it is printed', fallback: 'table' }, ...CLUSTER_OPTIONS, { name: 'help', help: 'shows this' }];

const help = (): string => `weir kill: ends a job of a cluster, in YARN and in Livy

Usage: weir kill <batch id | application id> --livy <url> [options]

A batch of Livy whose id was given again is left alone. What has ended already is no failure.

Options:
${optionHelp(OPTIONS)}
`;

const YARN: Record<Killed['yarn'], string> = { killed: 'YARN ends it', ended: 'it had ended in YARN', unknown: 'YARN does not know it', refused: 'YARN took no kill from here', none: 'YARN was not asked' };
const LIVY: Record<Killed['livy'], string> = { deleted: 'Livy has deleted its batch', unknown: 'Livy does not know it any more', other: "Livy's batch of this id has another application, or none yet, and was left alone", none: 'Livy has no batch of it' };

export async function kill(args: string[]): Promise<number> {
  const parsed = parseOptions(args, OPTIONS, { mixed: true });
  if (isSet(parsed, 'help')) {
    out(help());
    return Exit.done;
  }
  const [id, ...more] = parsed.rest, json = choiceOf(parsed, 'format', ['table', 'json'] as const) === 'json';
  if (id === undefined) throw new UsageError('Which job? weir kill <batch id | application id>; weir jobs lists them.');
  if (more.length > 0) throw new UsageError(`One job at a time: what is ${more[0]}?`);
  return withCluster(parsed, async (cluster, signal) => {
    const job = await findJob(cluster, id, signal), done = await killJob(cluster, job, signal);
    out(json ? `${JSON.stringify({ ...(job.batch !== undefined && { batch: job.batch }), ...(job.app !== undefined && { app: job.app }), ...done })}\n` : `${job.app ?? job.key}: ${YARN[done.yarn]}; ${LIVY[done.livy]}.\n`);
    return Exit.done;
  });
}

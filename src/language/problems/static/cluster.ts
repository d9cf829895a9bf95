/** What a job's text asks of a cluster and does not get there. */
import type { Job } from '../../world.ts';
import { argument } from '../places.ts';
import type { JobProblem } from '../problem.ts';
import { ioChains } from '../../io-chains.ts';

/** Settings of the application master, which runs already when a job in cluster mode makes its session. */
const TOO_LATE: ReadonlySet<string> = new Set(['spark.yarn.maxappattempts', 'spark.yarn.am.attemptfailuresvalidityinterval']);

export function clusterProblems(job: Job): JobProblem[] {
  return [...attempts(job), ...brokers(job)];
}

function attempts({ document: { outline } }: Job): JobProblem[] {
  return outline.calls.flatMap((call): JobProblem[] => {
    const key = argument(call, 0);
    if ((call.name !== 'config' && call.name !== 'set') || !call.object || key?.string === undefined) return [];
    const name = outline.strings[key.string]!.text?.value ?? '';
    return !TOO_LATE.has(name.toLowerCase()) ? [] : [{ from: key.from, to: key.to, code: 'attempts-too-late', severity: 'warning', message: `${name} decides how often YARN begins the driver again, and has no effect here: in cluster mode YARN was told before this line runs. Put it into the profile's conf.` }];
  });
}

/** A worker of an HDInsight cluster by its short name. */
const SHORT = /^wn\d+-[a-z0-9]+$/i;

function brokers({ document }: Job): JobProblem[] {
  return ioChains(document).flatMap(({ format, options }) => (format?.toLowerCase() === 'kafka' ? options : []).flatMap(({ name, value }): JobProblem[] => {
    if (name.toLowerCase() !== 'kafka.bootstrap.servers' || !value) return [];
    const short = value.text.split(',').map((each) => each.trim().split(':')[0]!).find((host) => SHORT.test(host));
    return short === undefined ? [] : [{ ...value.at, code: 'broker-short-name', severity: 'warning', message: `${short} is the short name of a worker: only its own cluster knows it. Another cluster of the network wants the full one, ${short}.<…>.internal.cloudapp.net.` }];
  }));
}

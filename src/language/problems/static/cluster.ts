/** What a job's text asks of a cluster and does not get there. */
import { argument } from '../places.ts';
import type { JobProblem } from '../problem.ts';
import type { Place } from './check.ts';
import { ioChains } from '../../io-chains.ts';

/** Settings of the application master, which runs already when a job in cluster mode makes its session. */
const TOO_LATE: ReadonlySet<string> = new Set(['spark.yarn.maxappattempts', 'spark.yarn.am.attemptfailuresvalidityinterval']);

export function clusterProblems(place: Place): JobProblem[] {
  return [...attempts(place), ...brokers(place)];
}

function attempts({ statement }: Place): JobProblem[] {
  return statement.calls.flatMap((call): JobProblem[] => {
    const key = argument(call, 0);
    if ((call.name !== 'config' && call.name !== 'set') || !call.object || !key?.string) return [];
    const name = key.string.text?.value ?? '';
    return !TOO_LATE.has(name.toLowerCase()) ? [] : [{ from: key.from, to: key.to, code: 'attempts-too-late', severity: 'warning', message: `${name} decides how often YARN begins the driver again, and has no effect here: in cluster mode YARN was told before this line runs. Put it into the profile's conf.` }];
  });
}

/** Nodes of HDInsight: hn head nodes, wn workers, zk and zn ZooKeeper; then what is left of the cluster's name, and of a full name its domain. */
const NODE = /^(hn|wn|zk|zn)\d+-[a-z0-9-]+(\..+)?$/i;
const KINDS: Readonly<Record<string, string>> = { hn: 'a head node', zk: 'a ZooKeeper node', zn: 'a ZooKeeper node' };

function brokers({ statement, text }: Place): JobProblem[] {
  return ioChains(statement, text).flatMap(({ format, options }) => (format?.toLowerCase() === 'kafka' ? options : []).flatMap(({ name, value }): JobProblem[] => {
    if (name.toLowerCase() !== 'kafka.bootstrap.servers' || !value) return [];
    const nodes = value.text.split(',').map((each) => NODE.exec(each.trim().split(':')[0]!)).filter((each) => each !== null), none = nodes.find(([, kind]) => kind!.toLowerCase() in KINDS), short = nodes.find(([, , domain]) => domain === undefined);
    if (none) return [{ ...value.at, code: 'broker-no-worker', severity: 'warning', message: `${none[0]} is ${KINDS[none[1]!.toLowerCase()]} of HDInsight, where no broker runs: brokers are on the workers, wn0-… and so on, port 9092 (9093 with TLS).` }];
    return short ? [{ ...value.at, code: 'broker-short-name', severity: 'warning', message: `${short[0]} is the short name of a worker: only its own cluster knows it. Another cluster of the network wants the full one, ${short[0]}.<…>.internal.cloudapp.net.` }] : [];
  }));
}

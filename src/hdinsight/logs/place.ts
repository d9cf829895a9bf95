import { addressOf } from '../../http/agent.ts';
import { HttpFault } from '../../http/fault.ts';
import type { Cluster } from '../cluster.ts';
import type { HttpClient } from '../http/client.ts';
import type { YarnAttempt } from '../yarn/shapes.ts';

export type LogStream = 'stderr' | 'stdout';

/** Where the log of a container may be, in the order in which it is looked for. */
export interface LogPlace { http: HttpClient; path: string; history: boolean }

/** Of `http://host:8042/node/containerlogs/<container>/<user>` and its like. */
const LINK = /^https?:\/\/(\[[0-9a-f:]+\]|[^/:?#\s]+)(?::(\d{1,5}))?\/.*?containerlogs\/(container_[\w]{5,80})\/([^/?#\s]{1,80})/i;
const CONTAINER = /^container_\w{5,80}$/;
/** Where HDInsight's NodeManagers listen for YARN itself, by which the history files their logs. */
const NODE_PORT = '30050';

/** @throws HttpFault where YARN says no place */
export function logPlaces(cluster: Cluster, { container, node, nodeId, logsLink, number }: YarnAttempt, stream: LogStream): LogPlace[] {
  const yarn = cluster.needYarn('A log'), link = LINK.exec(logsLink ?? ''), host = (link?.[1] ?? /^(.*):\d+$/.exec(node ?? '')?.[1])?.toLowerCase(), port = link?.[2] ?? /:(\d+)$/.exec(node ?? '')?.[1], name = link?.[3] ?? container, user = link?.[4];
  if (name === undefined || host === undefined || user === undefined || !CONTAINER.test(name)) throw new HttpFault('not-found', `YARN names no container of attempt ${number} yet, so that there is no log.`, 'Try again once it runs.');
  const file = `${name}/${user}/${stream}`, filed = (/:(\d{1,5})$/.exec(nodeId ?? '')?.[1]) ?? NODE_PORT;
  if (yarn.base !== '') return [
    { http: yarn.http, path: `${yarn.base}/${host}/node/containerlogs/${file}`, history: false },
    ...(port === undefined ? [] : [{ http: yarn.http, path: `${yarn.base}/${host}/port/${port}/node/containerlogs/${file}`, history: false }]),
    { http: yarn.http, path: `${yarn.base}/jobhistory/logs/${host}/port/${filed}/${name}/${file}`, history: true },
  ];
  const manager = yarn.http.settings.url;
  if (host !== addressOf(manager).host.toLowerCase() && !(isLoopback(host) && isLoopback(manager.hostname))) throw new HttpFault('unsupported', `The log is on ${host}, and nothing is sent to a host that was not chosen.`, 'Go through a gateway that has /yarnui, or open a tunnel to that host.');
  return [{ http: cluster.aside(`${manager.protocol}//${manager.hostname}:${port ?? '8042'}`), path: `/node/containerlogs/${file}`, history: false }];
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** The gateway of a cluster as far as a submit and a followed job ask it: `/livy` and `/yarnui` below one address, a server of our own after their documented answers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LivyBatchRequest } from '../../src/protocol/submit.ts';

export interface SmallLivy {
  /** Of its Livy. */
  url: string;
  /** Bodies of POST /batches, in order. */
  posted: LivyBatchRequest[];
  /** When each of them was answered, epoch ms. */
  answered: number[];
  /** All batches have ended, and Livy still holds them. */
  ended: boolean;
  /** So many of the oldest are no longer known to Livy, which counts from 0 again, as after a restart without recovery. YARN knows them. */
  forgotten: number;
  /** Text of drivers' logs, by `<application>/<stream>`. */
  logs: Map<string, string>;
  /** What comes instead of an answer, or before it; undefined: the answer. */
  trouble: ((path: string) => { status: number; page: string } | { slowMs: number } | undefined) | undefined;
  close(): void;
}

export const appOf = (posted: number): string => `application_1764000000000_${String(posted + 1).padStart(4, '0')}`;

export async function startSmallLivy(): Promise<SmallLivy> {
  const server = createServer((request, response) => { receive(livy, request, response); }).listen(0, '127.0.0.1');
  await new Promise((resolve) => { server.once('listening', resolve); });
  const livy: SmallLivy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/livy`, posted: [], answered: [], ended: false, forgotten: 0, logs: new Map(), trouble: undefined,
    close: () => { server.closeAllConnections(); server.close(); },
  };
  return livy;
}

function receive(livy: SmallLivy, request: IncomingMessage, response: ServerResponse): void {
  let body = '';
  request.on('data', (part) => { body += String(part); }).on('end', () => {
    const url = new URL(request.url ?? '/', 'http://x'), trouble = livy.trouble?.(url.pathname);
    if (trouble && 'page' in trouble) return void response.writeHead(trouble.status, { 'Content-Type': 'text/html' }).end(trouble.page);
    setTimeout(() => { answer(livy, request.method ?? 'GET', url, body, response); }, trouble?.slowMs ?? 0);
  });
}

function answer(livy: SmallLivy, method: string, { pathname, searchParams }: URL, body: string, response: ServerResponse): void {
  const say = (status: number, json: unknown): void => { response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json)); };
  const { posted, ended, forgotten } = livy, batches = posted.slice(forgotten).map(({ name }, id) => ({ id, state: ended ? 'dead' : 'running', name, appId: appOf(id + forgotten), log: [] }));
  const apps = posted.map(({ name }, i) => ({ id: appOf(i), name, user: 'livy', queue: 'default', state: ended ? 'FINISHED' : 'RUNNING', finalStatus: ended ? 'FAILED' : 'UNDEFINED', startedTime: Date.now() - 60_000, finishedTime: ended ? Date.now() : 0, applicationTags: i < forgotten ? `livy-batch-${i}-x` : '', amContainerLogs: linkOf(appOf(i)) }));
  const [, one] = /^\/livy\/batches\/(\d+)$/.exec(pathname) ?? [], [, application, attempts] = /^\/yarnui\/ws\/v1\/cluster\/apps\/(\w+)(\/appattempts)?$/.exec(pathname) ?? [], known = apps.find(({ id }) => id === application);
  const [, container, stream] = /\/containerlogs\/container_(\w+)_01_000001\/livy\/(\w+)\/?$/.exec(pathname) ?? [];
  if (method === 'POST' && pathname === '/livy/batches') {
    posted.push(JSON.parse(body) as LivyBatchRequest);
    livy.answered.push(Date.now());
    say(201, { id: posted.length - 1 - forgotten, state: 'starting', name: posted.at(-1)!.name, appId: null, log: [] });
  } else if (pathname === '/livy/batches') say(200, { from: 0, total: batches.length, sessions: batches });
  else if (one && batches[Number(one)]) say(200, batches[Number(one)]);
  else if (known && attempts) say(200, { appAttempts: { appAttempt: [{ id: 1, startTime: known.startedTime, containerId: containerOf(known.id), nodeHttpAddress: 'wn0:30060', nodeId: 'wn0:30050', logsLink: linkOf(known.id) }] } });
  else if (known) say(200, { app: known });
  else if (container !== undefined) response.writeHead(200, { 'Content-Type': 'text/html' }).end(logPage(livy.logs.get(`application_${container}/${stream ?? ''}`), searchParams));
  else if (pathname === '/yarnui/ws/v1/cluster/apps') say(200, { apps: (searchParams.get('states')?.includes('RUNNING') === true) !== ended && apps.length > 0 ? { app: apps } : null });
  else if (pathname === '/yarnui/ws/v1/cluster/metrics') say(200, { clusterMetrics: { availableMB: 20_480, availableVirtualCores: 12, totalMB: 24_576, totalVirtualCores: 16, activeNodes: 2 } });
  else if (pathname === '/yarnui/ws/v1/cluster/scheduler') say(200, { scheduler: { schedulerInfo: { type: 'capacityScheduler', queueName: 'root', queues: { queue: [{ queueName: 'default', usedCapacity: 10, absoluteUsedCapacity: 10, absoluteMaxCapacity: 100 }] } } } });
  else say(404, { msg: `nothing at ${pathname}` });
}

const containerOf = (app: string): string => `${app.replace('application', 'container')}_01_000001`;
const linkOf = (app: string): string => `http://wn0:30060/node/containerlogs/${containerOf(app)}/livy`;

/** As a NodeManager writes it (recorded: test/recordings/progress/yarn/log-running.html, log-past-end.html). */
function logPage(text: string | undefined, query: URLSearchParams): string {
  const log = Buffer.from(text ?? ''), given = Number(query.get('start')), start = given < 0 ? Math.max(0, log.length + given) : given;
  const said = text === undefined ? '<h1>Cannot find this log on the local disk.</h1>' : start > log.length ? `<h1> Invalid start and end values. Start: [${start}], end[${log.length}] </h1>`
    : `<pre>${log.subarray(start, Number(query.get('end') ?? log.length)).toString().replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')}</pre>`;
  return `<html><body><td id="navcell"></td><td class="content">${said}</td></body></html>`;
}

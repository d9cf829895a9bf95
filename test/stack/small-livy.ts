/** The gateway of a cluster as far as a submit asks it: `/livy` and `/yarnui` below one address, a server of our own after their documented answers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LivyBatchRequest } from '../../src/protocol/submit.ts';

export interface SmallLivy {
  /** Of its Livy. */
  url: string;
  /** Bodies of POST /batches, in order: their places are their batches' ids. */
  posted: LivyBatchRequest[];
  /** When each of them was answered, epoch ms. */
  answered: number[];
  /** All batches have ended, and Livy still holds them. */
  ended: boolean;
  close(): void;
}

export async function startSmallLivy(): Promise<SmallLivy> {
  const server = createServer((request, response) => { receive(livy, request, response); }).listen(0, '127.0.0.1');
  await new Promise((resolve) => { server.once('listening', resolve); });
  const livy: SmallLivy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/livy`, posted: [], answered: [], ended: false,
    close: () => { server.closeAllConnections(); server.close(); },
  };
  return livy;
}

function receive(livy: SmallLivy, request: IncomingMessage, response: ServerResponse): void {
  let body = '';
  request.on('data', (part) => { body += String(part); }).on('end', () => {
    const say = (status: number, json: unknown): void => { response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json)); };
    const { posted, ended } = livy, { pathname, searchParams } = new URL(request.url ?? '/', 'http://x'), batches = posted.map(({ name }, id) => ({ id, state: ended ? 'dead' : 'running', name, appId: `application_1764000000000_000${id + 1}`, log: [] }));
    const apps = batches.map(({ name, appId }) => ({ id: appId, name, user: 'livy', queue: 'default', state: ended ? 'FINISHED' : 'RUNNING', finalStatus: ended ? 'FAILED' : 'UNDEFINED', startedTime: Date.now() - 60_000, finishedTime: ended ? Date.now() : 0, applicationTags: '' }));
    const [, one] = /^\/livy\/batches\/(\d+)$/.exec(pathname) ?? [], [, application] = /^\/yarnui\/ws\/v1\/cluster\/apps\/(\w+)$/.exec(pathname) ?? [];
    if (request.method === 'POST' && pathname === '/livy/batches') {
      posted.push(JSON.parse(body) as LivyBatchRequest);
      livy.answered.push(Date.now());
      say(201, { id: posted.length - 1, state: 'starting', name: posted.at(-1)!.name, appId: null, log: [] });
    } else if (pathname === '/livy/batches') say(200, { from: 0, total: batches.length, sessions: batches });
    else if (one && batches[Number(one)]) say(200, batches[Number(one)]);
    else if (application && apps.some(({ id }) => id === application)) say(200, { app: apps.find(({ id }) => id === application) });
    else if (pathname === '/yarnui/ws/v1/cluster/apps') say(200, { apps: (searchParams.get('states')?.includes('RUNNING') === true) !== ended && apps.length > 0 ? { app: apps } : null });
    else if (pathname === '/yarnui/ws/v1/cluster/metrics') say(200, { clusterMetrics: { availableMB: 20_480, availableVirtualCores: 12, totalMB: 24_576, totalVirtualCores: 16, activeNodes: 2 } });
    else if (pathname === '/yarnui/ws/v1/cluster/scheduler') say(200, { scheduler: { schedulerInfo: { type: 'capacityScheduler', queueName: 'root', queues: { queue: [{ queueName: 'default', usedCapacity: 10, absoluteUsedCapacity: 10, absoluteMaxCapacity: 100 }] } } } });
    else say(404, { msg: `nothing at ${pathname}` });
  });
}

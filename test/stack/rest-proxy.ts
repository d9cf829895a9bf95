/**
 * A server of our own that follows the swagger of HDInsight's "Kafka Restproxy APIs" v1, over TLS on the loopback: no real one can be had
 * here. What the swagger leaves open (how texts are stored, what error bodies hold) is our reading of it; docs/unverified.md lists it.
 */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { makeCertificate } from './certificates.ts';

interface Stored { offset: number; key: string | null; value: unknown; timestamp: number; timestampType: string }
interface Log { low: number; end: number; records: Stored[]; leader: boolean }
type Reply = (answer: ServerResponse, asked: IncomingMessage) => void;

export interface RestProxy {
  url: string;
  /** PEM file to trust. */
  caFile: string;
  /** What is asked for as long as it is set. */
  token: string;
  /** Both that are documented: the swagger's bare list, and the object that Microsoft's own sample reads. */
  shape: 'list' | 'object';
  /** Whether answers with messages say where to go on. */
  nextOffset: boolean;
  /** `METHOD path` of every request, in order. */
  asked: string[];
  /** Answers requests whose `METHOD path` matches instead; undefined: it goes on as usual. */
  instead: ((what: string, answer: ServerResponse) => boolean) | undefined;
  create(topic: string, partitions: number): void;
  /** Appends; values that are no text are kept as they are. */
  append(topic: string, partition: number, ...records: { key?: string | null; value: unknown; timestamp?: number; timestampType?: string }[]): void;
  /** Lets the first offsets go, as retention does. */
  deleteBefore(topic: string, partition: number, offset: number): void;
  /** Leaves a hole, as compaction does. */
  drop(topic: string, partition: number, offset: number): void;
  log(topic: string, partition: number): Log;
  /** Ends all kept connections, as a gateway does with idle ones. */
  hangUp(): void;
  stop(): Promise<void>;
}

const SIX_MEGABYTES = 6 * 2 ** 20;
const broker = { hostName: 'wn0-kafka.internal.cloudapp.net', port: 9092, id: 1001, rack: '/fd0/ud0' };

export async function startRestProxy(folder: string): Promise<RestProxy> {
  const { keystore, password, pem } = await makeCertificate(folder), topics = new Map<string, Log[]>();
  const server = createServer({ pfx: await readFile(keystore), passphrase: password }, (asked, answer) => { void serve(proxy, topics, asked, answer); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address(), logOf = (topic: string, partition: number): Log => topics.get(topic)![partition]!;
  if (address === null || typeof address === 'string') throw new Error('The loopback gave no port.');
  const proxy: RestProxy = {
    url: `https://localhost:${address.port}`, caFile: pem, token: 'good.token', shape: 'list', nextOffset: true, asked: [], instead: undefined,
    create: (topic, partitions) => { topics.set(topic, Array.from({ length: partitions }, () => ({ low: 0, end: 0, records: [], leader: true }))); },
    append: (topic, partition, ...records) => { for (const record of records) append(logOf(topic, partition), record); },
    deleteBefore: (topic, partition, offset) => { const log = logOf(topic, partition); log.low = offset; log.records = log.records.filter((each) => each.offset >= offset); },
    drop: (topic, partition, offset) => { const log = logOf(topic, partition); log.records = log.records.filter((each) => each.offset !== offset); },
    log: logOf,
    hangUp: () => { server.closeAllConnections(); },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
  return proxy;
}

function append(log: Log, { key = null, value, timestamp = 1_700_000_000_000 + log.end, timestampType = 'CreateTime' }: Partial<Stored>): void {
  log.records.push({ offset: log.end++, key, value, timestamp, timestampType });
}

const json = (answer: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void => { answer.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value)); };
const problem = (answer: ServerResponse, status: number, message: string): void => { json(answer, status, { error_code: status, message }); };

async function serve(proxy: RestProxy, topics: Map<string, Log[]>, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of asked) parts.push(part as Buffer);
  const { pathname, searchParams } = new URL(asked.url!, proxy.url), what = `${asked.method} ${asked.url}`;
  proxy.asked.push(what);
  if (proxy.instead?.(what, answer)) return;
  if (asked.headers.authorization !== `Bearer ${proxy.token}`) return problem(answer, 401, 'Unauthorized');
  const found = routes.find(({ method, path }) => method === asked.method && path.test(pathname));
  if (!found) return problem(answer, routes.some(({ path }) => path.test(pathname)) ? 405 : 404, 'there is no such operation');
  const [, ...args] = found.path.exec(pathname)!;
  let body: unknown;
  try {
    body = parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString()) : undefined;
  } catch {
    return problem(answer, 400, 'the body is no JSON');
  }
  found.run({ proxy, topics, args: args.map(decodeURIComponent), count: searchParams.get('count'), body })(answer, asked);
}

interface Call { proxy: RestProxy; topics: Map<string, Log[]>; args: string[]; count: string | null; body: unknown }

const metadata = ({ low, end, leader }: Log, partition: number): object => ({ partition_id: partition, earliest_offset: leader ? low : -1, latest_offset: leader ? end : -1, leader: leader ? broker : null, replicas: [broker], isr: leader ? [broker] : [] });
const noTopic: Reply = (answer) => { problem(answer, 404, 'the topic does not exist'); };

const routes: readonly { method: string; path: RegExp; run(call: Call): Reply }[] = [
  { method: 'GET', path: /^\/v1\/status$/, run: () => (answer) => { answer.writeHead(200).end('running'); } },
  { method: 'GET', path: /^\/v1\/metadata\/brokers$/, run: () => (answer) => { json(answer, 200, { brokers: [broker] }); } },
  { method: 'GET', path: /^\/v1\/metadata\/topics$/, run: ({ topics }) => (answer) => { json(answer, 200, { topics: [...topics.keys()] }); } },
  { method: 'GET', path: /^\/v1\/metadata\/topics\/([^/]+)\/partitions$/, run: ({ topics, args: [topic] }) => (answer, asked) => {
    const logs = topics.get(topic!);
    if (!logs) noTopic(answer, asked);
    else json(answer, 200, { topic, partitions: logs.map(metadata) });
  } },
  { method: 'GET', path: /^\/v1\/consumer\/topics\/([^/]+)\/partitions\/(\d+)\/offsets\/(\d+)$/, run: consume },
  { method: 'POST', path: /^\/v1\/producer\/topics\/([^/]+)$/, run: produce },
  { method: 'PUT', path: /^\/v1\/topics\/([^/]+)$/, run: ({ proxy, topics, args: [topic], body }) => (answer) => {
    const { partition_count: partitions, replication_factor: replicas } = body as Record<string, unknown>;
    if (topics.has(topic!) || typeof partitions !== 'number' || typeof replicas !== 'number') return problem(answer, 400, 'the topic exists, or is not described');
    proxy.create(topic!, partitions);
    answer.writeHead(200).end(`${topic} is created`);
  } },
];

function consume({ proxy, topics, args: [topic, partition, offset], count }: Call): Reply {
  return (answer, asked) => {
    const log = topics.get(topic!)?.[Number(partition)];
    if (!log) return noTopic(answer, asked);
    const most = count === null ? 1 : Number(count), records = [];
    let bytes = 0, next = Number(offset);
    for (const record of log.records) {
      if (record.offset < Number(offset) || records.length >= most || (records.length > 0 && bytes > SIX_MEGABYTES)) continue;
      bytes += JSON.stringify(record.value).length;
      records.push({ ...record, partition: Number(partition) });
      next = record.offset + 1;
    }
    json(answer, 200, proxy.shape === 'list' ? records : { records }, proxy.nextOffset ? { NextOffset: String(next) } : {});
  };
}

function produce({ topics, args: [topic], body }: Call): Reply {
  return (answer, asked) => {
    const logs = topics.get(topic!), records = (body as { records?: unknown }).records;
    if (!logs) return noTopic(answer, asked);
    if (!Array.isArray(records)) return problem(answer, 400, 'there are no records');
    for (const record of records as Record<string, unknown>[]) {
      const { key = null, value, partition = 0, ...more } = record;
      if (value === undefined || Object.keys(more).length > 0 || typeof partition !== 'number' || !logs[partition]) return problem(answer, 400, 'a record is not as documented');
      append(logs[partition], { key: key === null ? null : typeof key === 'string' ? key : JSON.stringify(key), value: typeof value === 'string' ? value : JSON.stringify(value) });
    }
    answer.writeHead(200).end('Records are produced');
  };
}

/** A small server of our own that answers as Livy, YARN and a driver's pages do, and a clock that is moved by hand, for jobs that are followed. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { Cluster } from '../../../src/hdinsight/cluster.ts';
import { onAbort } from '../../../src/http/exchange.ts';
import type { StreamingQueryProgress } from '../../../src/protocol/run.ts';

export const APP = 'application_1_0001';
export const START = 1_700_000_000_000;
export const REAL = (JSON.parse(readFileSync(new URL('../../recordings/progress/local/truth.json', import.meta.url), 'utf8')) as StreamingQueryProgress[][])[0]![2]!;

export const progressOf = (batchId: number, fields: Partial<StreamingQueryProgress> = {}): StreamingQueryProgress => ({ ...REAL, batchId, timestamp: new Date(START + batchId * 1000).toISOString(), ...fields });
export const logged = (progress: StreamingQueryProgress): string => `26/11/28 03:17:57 INFO MicroBatchExecution: Streaming query made progress: ${JSON.stringify(progress, null, 2)}\n`;

interface App { id: string; state: string; finalStatus?: string; applicationTags?: string; amContainerLogs?: string; diagnostics?: string }
interface Attempt { id: number; containerId: string; nodeHttpAddress: string; nodeId: string; logsLink: string; diagnosticsInfo?: string; finishedTime?: number }

export class Look {
  readonly server: Server;
  app: App | undefined;
  batch: { id: number; state: string; appId?: string | null; name?: string } | undefined;
  attempts: Attempt[] = [];
  /** Text of the logs, by `<container>/<stream>`. */
  logs = new Map<string, string>();
  /** Bytes of them that are not held any more. */
  gone = new Map<string, number>();
  metrics: object | undefined;
  /** JSON of `/conf` and of Spark's environment, by the end of the path. */
  pages = new Map<string, unknown>();
  /** What answers with a 500: `livy`, `yarn`, `ui`, `logs`. */
  down = new Set<string>();
  /** The credentials are not taken. */
  turnsDown = false;
  asked: { at: number; path: string }[] = [];

  constructor(clock: Clock) {
    this.server = createServer((request, response) => {
      const [path = '', query = ''] = request.url!.split('?');
      this.asked.push({ at: clock.now, path });
      const { status, body, type = 'application/json' } = this.#answer(path, new URLSearchParams(query));
      response.writeHead(status, { 'content-type': type }).end(body);
    });
  }

  async listen(): Promise<Cluster> {
    await new Promise<void>((resolve) => { this.server.listen(0, '127.0.0.1', resolve); });
    return new Cluster({ url: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/livy`, auth: 'none' }, { kind: 'none' }, { timeoutMs: 10_000 });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }

  /** The application runs in its attempt of this number. */
  runs(attempt = 1): void {
    const container = `container_1_0001_0${attempt}_000001`, link = `http://wn0:30060/node/containerlogs/${container}/livy`;
    this.app = { id: APP, state: 'RUNNING', finalStatus: 'UNDEFINED', applicationTags: 'livy-batch-0-x', amContainerLogs: link };
    this.attempts[attempt - 1] = { id: attempt, containerId: container, nodeHttpAddress: 'wn0:30060', nodeId: 'wn0:30050', logsLink: link };
  }

  log(attempt: number, stream: 'stderr' | 'stdout', text: string): void {
    const key = `container_1_0001_0${attempt}_000001/${stream}`;
    this.logs.set(key, (this.logs.get(key) ?? '') + text);
  }

  /** The same, of which only the end is held. */
  grow(attempt: number, stream: 'stderr' | 'stdout', text: string): void {
    const key = `container_1_0001_0${attempt}_000001/${stream}`, all = (this.logs.get(key) ?? '') + text, kept = all.slice(-10_000);
    this.gone.set(key, (this.gone.get(key) ?? 0) + Buffer.byteLength(all) - Buffer.byteLength(kept));
    this.logs.set(key, kept);
  }

  #answer(path: string, query: URLSearchParams): { status: number; body: string; type?: string } {
    const json = (value: unknown): { status: number; body: string } => ({ status: 200, body: JSON.stringify(value) });
    const missing = { status: 404, body: '{"msg":"not found"}' }, broken = { status: 500, body: '<html>broken</html>', type: 'text/html' };
    const [, container, stream] = /containerlogs\/(container_\w+)\/\w+\/(\w+)/.exec(path) ?? [];
    if (this.turnsDown) return { status: 401, body: '<html>Unauthorized</html>', type: 'text/html' };
    if (container !== undefined && this.down.has('logs')) return broken;
    if (container !== undefined) return page(this.logs.get(`${container}/${stream}`), this.gone.get(`${container}/${stream}`) ?? 0, query);
    if (path.startsWith('/livy')) return this.down.has('livy') ? broken : this.batch && path === `/livy/batches/${this.batch.id}` ? json(this.batch) : path.endsWith('/log') ? json({ log: [] }) : missing;
    const known = [...this.pages].find(([end]) => path.endsWith(end));
    if (known) return json(known[1]);
    if (path.startsWith('/yarnui/hn/proxy')) return this.down.has('ui') ? broken : path.endsWith('/metrics/json/') && this.metrics ? json(this.metrics) : { status: 200, body: '<html><title>nothing here</title></html>', type: 'text/html' };
    if (this.down.has('yarn')) return broken;
    if (path.endsWith('/appattempts')) return json({ appAttempts: { appAttempt: this.attempts } });
    return path.endsWith(`/apps/${APP}`) && this.app ? json({ app: this.app }) : missing;
  }
}

/** A page of a container's log as a NodeManager writes it (recorded: test/recordings/progress/yarn/log-running.html, log-past-end.html). */
function page(text: string | undefined, gone: number, query: URLSearchParams): { status: number; body: string; type: string } {
  const log = Buffer.from(text ?? ''), length = gone + log.length, given = Number(query.get('start')), start = given < 0 ? Math.max(0, length + given) : given;
  const said = text === undefined ? '<h1>Cannot find this log on the local disk.</h1>' : start > length ? `<h1> Invalid start and end values. Start: [${start}], end[${length}] </h1>`
    : `<pre>${log.subarray(Math.max(0, start - gone), Math.max(0, Number(query.get('end') ?? length) - gone)).toString().replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')}</pre>`;
  return { status: 200, type: 'text/html', body: `<td class="navcell"></td><td class="content">${said}</td></html>` };
}

/** Time passes when it is told to, once everything that works is waiting. */
export class Clock {
  now = START;
  /** Called before each step. */
  step: (() => void) | undefined;
  waiting: { at: number; go(): void }[] = [];

  readonly wait = (ms: number, stops: readonly AbortSignal[]): Promise<void> => new Promise((resolve, reject) => {
    const aborted = stops.find((stop) => stop.aborted);
    if (aborted) return reject(aborted.reason as Error);
    const leave = (): void => {
      forget();
      this.waiting = this.waiting.filter((other) => other !== entry);
    };
    const entry = { at: this.now + ms, go: (): void => { leave(); resolve(); } }, forget = onAbort(stops, (reason) => { leave(); reject(reason); });
    this.waiting.push(entry);
  });

  /** Until `ms` have passed, or `over()`. @param loops so many wait when nothing works */
  async pass(ms: number, loops: () => number, over: () => boolean): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      while (!over() && this.waiting.length < loops()) await new Promise(setImmediate);
      if (over()) return;
      const next = this.waiting.reduce((a, b) => (b.at < a.at ? b : a));
      if (next.at > end) break;
      this.now = Math.max(this.now, next.at);
      this.step?.();
      next.go();
    }
    this.now = end;
  }
}

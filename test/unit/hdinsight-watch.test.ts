/** A job that is watched, against a small server of our own that answers as Livy and YARN do. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Cluster } from '../../src/hdinsight/cluster.ts';
import { findJob } from '../../src/hdinsight/jobs/find.ts';
import { killJob } from '../../src/hdinsight/jobs/kill.ts';
import { listJobs } from '../../src/hdinsight/jobs/list.ts';
import { JobWatch, type WatchEvent } from '../../src/hdinsight/jobs/watch.ts';
import { HttpFault } from '../../src/http/fault.ts';
import type { ClusterJob } from '../../src/protocol/hdinsight.ts';

interface Batch { id: number; state: string; appId?: string | null; name?: string }
interface App { id: string; state: string; finalStatus?: string; applicationTags?: string; startedTime?: number }
let server: Server, cluster: Cluster, batches: Map<number, Batch>, apps: Map<string, App>, down: Set<string>, asked: string[], answerWith: { status: number; headers?: Record<string, string> };
const A = 'application_1_0001', B = 'application_1_0002';

before(async () => {
  server = createServer((request, response) => {
    const url = request.url!.replace(/\?.*/, ''), say = (status: number, body: unknown): void => { response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)); };
    asked.push(`${request.method} ${url}`);
    const part = url.startsWith('/livy') ? 'livy' : 'yarn', [, batch] = /^\/livy\/batches\/(\d+)/.exec(url) ?? [], [, app] = /^\/yarnui\/ws\/v1\/cluster\/apps\/(\w+)/.exec(url) ?? [];
    if (down.has(part)) return void response.writeHead(answerWith.status, { 'content-type': 'text/html', ...answerWith.headers }).end('<html>Bad gateway</html>');
    if (url === '/livy/batches') return say(200, { from: 0, total: batches.size, sessions: [...batches.values()] });
    if (batch !== undefined) {
      const found = batches.get(Number(batch));
      if (!found) return say(404, { msg: `Session '${batch}' not found.` });
      if (request.method === 'DELETE') batches.delete(Number(batch));
      return say(200, request.method === 'DELETE' ? { msg: 'deleted' } : found);
    }
    if (app !== undefined) {
      if (request.method === 'PUT' && answerWith.status === 403) return say(403, { RemoteException: { message: 'no' } });
      const found = apps.get(app);
      if (!found) return say(404, { RemoteException: { exception: 'NotFoundException', message: `app with id: ${app} not found` } });
      if (request.method === 'PUT') Object.assign(found, { state: 'KILLED', finalStatus: 'KILLED' });
      return say(request.method === 'PUT' ? 202 : 200, request.method === 'PUT' ? { state: found.state } : { app: found });
    }
    const states = /states=([\w,]+)/.exec(request.url!)?.[1]?.split(',');
    say(200, { apps: { app: [...apps.values()].filter(({ state }) => !states || states.includes(state)) } });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  cluster = new Cluster({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/livy`, auth: 'none' }, { kind: 'none' }, { timeoutMs: 5000 });
});
after(async () => {
  cluster.close();
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
});
beforeEach(() => {
  [batches, apps, down, asked, answerWith] = [new Map<number, Batch>(), new Map<string, App>(), new Set<string>(), [], { status: 404 }];
});

/** Runs a watch; `steps` happen one before each wait, and what is waited for is written down. */
async function watched(job: ClusterJob, steps: ((watch: JobWatch) => void)[], everyMs = 5000): Promise<{ events: WatchEvent[]; waits: number[] }> {
  const events: WatchEvent[] = [], waits: number[] = [];
  const watch: JobWatch = new JobWatch(cluster, job, (event) => { events.push(event); }, { everyMs, wait: (ms) => {
    waits.push(ms);
    const step = steps.shift();
    if (step) step(watch);
    else watch.stop();
    return Promise.resolve();
  } });
  await watch.run();
  return { events, waits };
}
const words = (events: readonly WatchEvent[]): string[] => events.map((each) => ('job' in each ? `${each.event} ${each.job.state}` : each.event));
const starting: ClusterJob = { key: 'batch 0', batch: '0', state: 'starting', livyState: 'starting', name: 'a' };

test('from the first state to the end: one event for each change, whatever was asked in between', async () => {
  batches.set(0, { id: 0, state: 'starting', appId: null, name: 'a' });
  const { events, waits } = await watched(starting, [
    () => undefined,
    () => { batches.set(0, { id: 0, state: 'starting', appId: A, name: 'a' }); apps.set(A, { id: A, state: 'ACCEPTED', applicationTags: 'livy-batch-0-x' }); },
    () => { apps.get(A)!.state = 'RUNNING'; }, () => undefined, () => undefined,
    () => { Object.assign(apps.get(A)!, { state: 'FINISHED', finalStatus: 'SUCCEEDED' }); batches.get(0)!.state = 'success'; },
  ]);
  assert.deepEqual(words(events).filter((word, i, all) => word !== all[i - 1]), ['job starting', 'job running', 'job succeeded', 'end succeeded']);
  assert.deepEqual(waits, [5000, 5000, 5000, 10_000, 10_000, 10_000]);
  assert.deepEqual(events.map((each) => JSON.stringify(each)).length, new Set(events.map((each) => JSON.stringify(each))).size);
});

test('what Livy and YARN call differently does not change with whom was asked last', async () => {
  batches.set(0, { id: 0, state: 'running', appId: A, name: 'mine' });
  apps.set(A, Object.assign({ id: A, state: 'RUNNING', applicationTags: 'livy-batch-0-x' }, { name: 'theirs', user: 'livy' }));
  const { events } = await watched({ ...starting, app: A }, Array.from({ length: 12 }, () => () => undefined));
  assert.deepEqual(events.map((each) => 'job' in each && [each.job.name, each.job.user]), [['mine', 'livy']]);
});

test('requests in a minute: at most 20 while it is looked at, with twelve left for its progress while it runs, and 4 while it is hidden', async () => {
  batches.set(0, { id: 0, state: 'running', appId: A });
  apps.set(A, { id: A, state: 'RUNNING', applicationTags: 'livy-batch-0-x' });
  const job: ClusterJob = { ...starting, app: A, state: 'running' }, minutes = 10, steps = (each: (watch: JobWatch) => void, count: number): ((watch: JobWatch) => void)[] => Array.from({ length: count }, () => each);
  await watched(job, steps(() => undefined, minutes * 6 - 1));
  assert.ok(asked.length / minutes <= 8, String(asked.length));
  asked = [];
  await watched(job, steps((watch) => { watch.hidden = true; }, minutes * 3 - 1));
  assert.ok(asked.length / minutes <= 4, String(asked.length));
  asked = [];
  batches.set(0, { id: 0, state: 'starting', appId: null });
  await watched(starting, steps(() => undefined, minutes * 12 - 1));
  assert.ok(asked.length / minutes <= 20, String(asked.length));
});

test('a gateway that reaches nothing is said once, the wait grows to a minute, and what asks to wait is heard', async () => {
  apps.set(A, { id: A, state: 'RUNNING' });
  const job: ClusterJob = { key: A, app: A, state: 'running' }, nothing = (): void => undefined;
  const { events, waits } = await watched(job, [() => { down.add('yarn'); answerWith = { status: 500 }; }, nothing, nothing, nothing, nothing, () => { answerWith = { status: 429, headers: { 'retry-after': '90' } }; }, () => { down.clear(); }]);
  assert.deepEqual(words(events), ['job running', 'problem', 'problem', 'back']);
  assert.deepEqual(waits, [10_000, 20_000, 40_000, 60_000, 60_000, 60_000, 90_000, 10_000]);
});

test('Livy forgets the batch after its end, YARN goes on', async () => {
  apps.set(A, { id: A, state: 'RUNNING', applicationTags: 'livy-batch-0-x' });
  const { events } = await watched({ ...starting, app: A }, [() => { Object.assign(apps.get(A)!, { state: 'FINISHED', finalStatus: 'FAILED' }); }]);
  assert.deepEqual(words(events), ['job running', 'job failed', 'end failed']);
  assert.ok(events.every((each) => 'job' in each && each.job.forgotten === true && each.job.batch === '0'));
});

test('a Livy that was restarted gives the id to another job: it is not taken for the one that is watched', async () => {
  apps.set(A, { id: A, state: 'RUNNING', applicationTags: 'livy-batch-0-x' });
  apps.set(B, { id: B, state: 'FAILED', applicationTags: 'livy-batch-0-y' });
  batches.set(0, { id: 0, state: 'dead', appId: B, name: 'other' });
  const { events } = await watched({ ...starting, app: A, state: 'running' }, [() => undefined]);
  assert.deepEqual(events.map((each) => 'job' in each && [each.job.state, each.job.app, each.job.name, each.job.forgotten]), [['running', A, 'a', true]]);
  batches.set(0, { id: 0, state: 'starting', appId: null, name: 'other' });
  const { events: early } = await watched({ ...starting, app: A, state: 'running' }, [() => undefined]);
  assert.deepEqual(early.map((each) => 'job' in each && [each.job.state, each.job.app, each.job.name]), [['running', A, 'a']]);
  const { events: without } = await watched(starting, []);
  assert.deepEqual(words(without), ['gone starting']);
});

test('a Livy that is away is no fault while YARN answers; a ResourceManager that forgot leaves what Livy says', async () => {
  batches.set(0, { id: 0, state: 'running', appId: A, name: 'a' });
  apps.set(A, { id: A, state: 'RUNNING', applicationTags: 'livy-batch-0-x' });
  down.add('livy');
  answerWith = { status: 500 };
  const { events } = await watched({ ...starting, app: A }, [() => { down.clear(); apps.clear(); }, () => { batches.get(0)!.state = 'dead'; }]);
  assert.deepEqual(words(events), ['job running', 'job running', 'job failed', 'end failed']);
});

test('a job that nobody knows is gone', async () => {
  assert.deepEqual(words((await watched({ key: A, app: A, state: 'running' }, [])).events), ['gone running']);
  assert.deepEqual(words((await watched({ key: A, app: A, state: 'failed' }, [])).events), ['end failed']);
});

/** V8's own, which is not there unless asked for. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

test('20 000 looks leave memory flat', { timeout: 240_000 }, async () => {
  apps.set(A, { id: A, state: 'RUNNING', applicationTags: 'livy-batch-0-x' });
  const job: ClusterJob = { key: A, app: A, state: 'running' }, run = async (count: number): Promise<void> => { const step = (): void => { asked.length = 0; }; await watched(job, Array.from({ length: count }, () => step)); };
  const collect = collector(), heap = (): number => { collect(); return process.memoryUsage().heapUsed; };
  await run(2000);
  const early = heap();
  await run(20_000);
  // A leak of two hundred bytes a look would be 4 MB.
  assert.ok(heap() - early < 4 * 2 ** 20, `${early} ${heap()}`);
});

test('a job is found by batch, by application, and by the tag of a batch that Livy forgot', async () => {
  batches.set(1, { id: 1, state: 'running', appId: B });
  apps.set(A, { id: A, state: 'FINISHED', finalStatus: 'SUCCEEDED', applicationTags: 'livy-batch-0-x', startedTime: 1 });
  apps.set(B, { id: B, state: 'RUNNING', applicationTags: 'livy-batch-1-x', startedTime: 2 });
  assert.deepEqual([await findJob(cluster, '0'), await findJob(cluster, '1'), await findJob(cluster, B), await findJob(cluster, A)].map(({ key, batch, forgotten }) => [key, batch, forgotten]), [[A, '0', true], [B, '1', undefined], [B, '1', undefined], [A, '0', true]]);
  for (const id of ['7', 'application_1_0009', 'x', '../1', '1e3']) await assert.rejects(findJob(cluster, id), (error) => error instanceof HttpFault && error.kind === 'not-found', id);
});

test('a kill ends the application and the batch, and never those of another job', async () => {
  batches.set(0, { id: 0, state: 'running', appId: B });
  apps.set(A, { id: A, state: 'RUNNING', applicationTags: 'livy-batch-0-x' });
  apps.set(B, { id: B, state: 'RUNNING', applicationTags: 'livy-batch-0-y' });
  assert.deepEqual(await killJob(cluster, { key: A, app: A, batch: '0', state: 'running' }), { yarn: 'killed', livy: 'other' });
  assert.deepEqual([apps.get(A)!.state, apps.get(B)!.state, batches.size], ['KILLED', 'RUNNING', 1]);
  batches.set(0, { id: 0, state: 'starting', appId: null });
  assert.deepEqual([await killJob(cluster, { key: A, app: A, batch: '0', state: 'running' }), batches.size], [{ yarn: 'ended', livy: 'other' }, 1]);
  batches.set(0, { id: 0, state: 'running', appId: B });
  assert.deepEqual(await killJob(cluster, await findJob(cluster, B)), { yarn: 'killed', livy: 'deleted' });
  assert.deepEqual(await killJob(cluster, { key: B, app: B, batch: '0', state: 'killed' }), { yarn: 'ended', livy: 'unknown' });
});

test('where YARN takes no kill from here, Livy ends the job; where there is no batch, nothing is claimed', async () => {
  batches.set(0, { id: 0, state: 'running', appId: A });
  apps.set(A, { id: A, state: 'RUNNING', applicationTags: 'livy-batch-0-x' });
  answerWith = { status: 403 };
  assert.deepEqual(await killJob(cluster, await findJob(cluster, '0')), { yarn: 'refused', livy: 'deleted' });
  await assert.rejects(killJob(cluster, { key: A, app: A, state: 'running' }), (error) => error instanceof HttpFault && error.kind === 'authorization');
});

test('the list shows what one of the two says where the other is away', async () => {
  batches.set(0, { id: 0, state: 'running', appId: A, name: 'a' });
  apps.set(A, { id: A, state: 'RUNNING', applicationTags: 'livy-batch-0-x' });
  for (const part of ['livy', 'yarn']) {
    down = new Set([part]);
    answerWith = { status: 500 };
    const { jobs, problems } = await listJobs(cluster);
    assert.deepEqual([jobs.map(({ key, state }) => [key, state]), problems.length], [[[A, 'running']], 1], part);
  }
  down = new Set(['livy', 'yarn']);
  await assert.rejects(listJobs(cluster), HttpFault);
});

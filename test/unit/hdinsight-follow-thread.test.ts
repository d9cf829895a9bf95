/** A followed job through the thread of clusters: what is pushed, what is asked, and a thread that dies. */
import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { AddressInfo } from 'node:net';
import { ClusterClient } from '../../src/hdinsight/client.ts';
import type { ClusterOpening } from '../../src/protocol/cluster-questions.ts';
import type { FollowEvent, FollowStatus } from '../../src/protocol/cluster-run.ts';
import { APP, Clock, logged, Look, progressOf, REAL } from './support/followed.ts';

let folder: string, look: Look, opening: ClusterOpening;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-follow-'));
  await build({ entryPoints: { 'cluster-worker': fileURLToPath(new URL('../../src/hdinsight/worker.ts', import.meta.url)) }, outdir: folder, bundle: true, platform: 'node', format: 'cjs', alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' }, logLevel: 'error' });
  look = new Look(new Clock());
  (await look.listen()).close();
  opening = { id: 'a', description: { url: `http://127.0.0.1:${(look.server.address() as AddressInfo).port}/livy`, auth: 'none' } };
});
after(async () => {
  await look.close();
  await rm(folder, { recursive: true, force: true });
});

/** Resolves with the event that is looked for. */
function heard(client: ClusterClient, options = { job: APP, everyMs: 1000 }): { events: FollowEvent[]; until(wanted: (event: FollowEvent) => boolean): Promise<FollowEvent>; handle: ReturnType<ClusterClient['follow']> } {
  const events: FollowEvent[] = [], waiting: { wanted(event: FollowEvent): boolean; found(event: FollowEvent): void }[] = [];
  const handle = client.follow(opening, options, (event) => {
    events.push(event);
    for (const each of waiting) if (each.wanted(event)) each.found(event);
  });
  return { events, handle, until: (wanted) => new Promise((found) => {
    const known = events.find(wanted);
    if (known) found(known);
    else waiting.push({ wanted, found });
  }) };
}
const status = (event: FollowEvent): FollowStatus | undefined => (event.event === 'status' ? event.status : undefined);

test('events come by themselves, questions are answered, and the end is told', { timeout: 60_000 }, async () => {
  look.runs();
  look.log(1, 'stderr', logged(progressOf(0)));
  const client = new ClusterClient(folder), { until, handle } = heard(client);
  await until((event) => event.event === 'run' && event.run.kind === 'batch');
  assert.deepEqual(await handle.ask({ ask: 'progress', queryId: REAL.id, batchId: 0 }), progressOf(0));
  const { lines, problem } = await handle.log({ ask: 'log', stream: 'stderr', offset: 0, limit: 10 });
  assert.equal(problem, undefined);
  assert.ok(lines.some(({ text }) => text.includes(REAL.id)), JSON.stringify(lines));
  handle.hidden(true);
  await until((event) => status(event)?.everyMs === 30_000);
  handle.hidden(false);
  look.log(1, 'stderr', logged(progressOf(1)));
  handle.look();
  await until((event) => event.event === 'run' && event.run.kind === 'batch' && event.run.batch.batchId === 1);
  Object.assign(look.app!, { state: 'KILLED', finalStatus: 'KILLED' });
  handle.look();
  assert.equal(status(await until((event) => status(event)?.over !== undefined))!.job.state, 'killed');
  handle.dispose();
  await assert.rejects(handle.ask({ ask: 'progress', queryId: REAL.id, batchId: 0 }), /not followed any more/);
  client.dispose();
});

test('where nobody can sign in nothing is asked, and the job is followed once somebody can', { timeout: 60_000 }, async () => {
  look.runs();
  const before = look.asked.length, client = new ClusterClient(folder), events: FollowEvent[] = [];
  const handle = client.follow({ ...opening, tokenProblem: { kind: 'authentication', message: 'No password.', hint: 'Give it.' } }, { job: APP, everyMs: 1000 }, (event) => { events.push(event); });
  const until = async (wanted: (event: FollowEvent) => boolean): Promise<void> => { while (!events.some(wanted)) await new Promise((resolve) => { setTimeout(resolve, 20); }); };
  await until((event) => status(event)?.problem?.message === 'No password.');
  assert.equal(look.asked.length, before);
  handle.renew(opening);
  await until((event) => status(event)?.job.app === APP);
  handle.dispose();
  client.dispose();
});

test('who asks is renewed without beginning anew; another address is followed anew', { timeout: 60_000 }, async () => {
  look.runs();
  const client = new ClusterClient(folder), { until, handle, events } = heard(client);
  await until((event) => event.event === 'run' && event.run.kind === 'progress');
  handle.renew({ ...opening, token: 'x' });
  look.log(1, 'stderr', logged(progressOf(2)));
  await until((event) => event.event === 'run' && event.run.kind === 'batch' && event.run.batch.batchId === 2);
  assert.equal(events.filter((event) => event.event === 'run' && event.run.kind === 'query').length, 1);
  handle.renew({ ...opening, description: { ...opening.description, url: `${opening.description.url}/` } });
  await until((event) => event.event === 'run' && event.run.kind === 'query' && events.filter((each) => each.event === 'run' && each.run.kind === 'query').length === 2);
  handle.dispose();
  client.dispose();
});

test('a thread that dies is said, once', { timeout: 60_000 }, async () => {
  const dying = await mkdtemp(join(tmpdir(), 'weir-follow-'));
  await writeFile(join(dying, 'cluster-worker.js'), 'require("node:worker_threads").parentPort.on("message", () => { throw new Error("out of memory"); });');
  const client = new ClusterClient(dying), { until, events } = heard(client);
  const { problem, over } = status(await until((event) => status(event)?.problem !== undefined))!;
  assert.match(problem!.message, /thread that talks to clusters is gone: .*out of memory/);
  assert.deepEqual([over, events.length], [undefined, 1]);
  client.dispose();
  await rm(dying, { recursive: true, force: true });
});

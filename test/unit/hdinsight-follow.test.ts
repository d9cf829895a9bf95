/** A job that is followed, against a small server of our own that answers as Livy, YARN and a driver's pages do. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Cluster } from '../../src/hdinsight/cluster.ts';
import { FollowedJob } from '../../src/hdinsight/follow/followed-job.ts';
import { hasEnded } from '../../src/hdinsight/jobs/join.ts';
import type { FollowEvent, FollowOptions, FollowStatus } from '../../src/protocol/cluster-run.ts';
import type { RunEvent } from '../../src/protocol/run.ts';
import { APP, Clock, logged, Look, progressOf, REAL } from './support/followed.ts';

let clock: Clock, look: Look, cluster: Cluster, events: FollowEvent[], job: FollowedJob, done: boolean, running: Promise<void>;

beforeEach(async () => {
  clock = new Clock();
  look = new Look(clock);
  cluster = await look.listen();
  [events, done] = [[], false];
});
afterEach(async () => {
  job.dispose();
  await running;
  cluster.close();
  await look.close();
});

function follow(options: Partial<FollowOptions> = {}): void {
  job = new FollowedJob(cluster, { job: APP, ...options }, (event) => { events.push(event); }, { now: () => clock.now, wait: clock.wait });
  running = job.run().finally(() => { done = true; });
}
/** The job and its progress are looked at side by side; at its end one after the other. */
const pass = (ms: number): Promise<void> => clock.pass(ms, () => (job.job.state === 'unknown' || hasEnded(job.job.state) ? 1 : 2), () => done);
const runs = (): RunEvent[] => events.flatMap((each) => (each.event === 'run' ? [each.run] : []));
const status = (): FollowStatus => events.flatMap((each) => (each.event === 'status' ? [each.status] : [])).at(-1)!;
const words = (): string[] => runs().map((each) => (each.kind === 'state' ? `state ${each.state}` : each.kind === 'batch' ? `batch ${each.batch.batchId}` : each.kind === 'progress' ? `progress ${each.progress.batchId}` : each.kind === 'query' ? `query ${each.query.label}` : each.kind === 'problem' ? `problem ${each.problem.code}` : each.kind));
/** Most that was asked in any minute. */
const most = (from = 0): number => Math.max(0, ...look.asked.map(({ at }) => (at < from ? 0 : look.asked.filter((other) => other.at > at - 60_000 && other.at <= at).length)));

test('from its start to its end: queries, batches, figures, states, each once', async () => {
  look.batch = { id: 0, state: 'starting', appId: null, name: 'a' };
  follow({ job: '0' });
  await pass(6000);
  assert.deepEqual([words(), status().job.state, status().progress.reader], [['state starting'], 'starting', undefined]);

  look.runs();
  look.batch = { id: 0, state: 'running', appId: APP, name: 'a' };
  look.log(1, 'stderr', 'a line\n' + logged(progressOf(0)) + logged(progressOf(1)));
  await pass(12_000);
  assert.deepEqual(words(), ['state starting', 'state running', 'query per_window', 'batch 0', 'progress 0', 'batch 1', 'progress 1']);
  look.log(1, 'stderr', logged(progressOf(2)));
  await pass(12_000);
  assert.deepEqual(words().slice(-2), ['batch 2', 'progress 2']);
  const query = runs().find((each) => each.kind === 'query')!.query;
  assert.deepEqual([query.id, query.runId, query.name, query.outputMode, query.trigger, query.plan, query.sources.length], [REAL.id, REAL.runId, 'per_window', '', '', [], 1]);
  const samples = events.flatMap((each) => (each.event === 'sample' ? [[each.queryId, each.sample.batchId, each.sample.inputRows]] : []));
  assert.deepEqual(samples, [0, 1, 2].map((batch) => [REAL.id, batch, REAL.numInputRows]));
  assert.deepEqual(job.ask({ ask: 'progress', queryId: REAL.id, batchId: 1 }), progressOf(1));
  assert.equal(job.ask({ ask: 'progress', queryId: REAL.id, batchId: 9 }), null);
  assert.deepEqual([status().progress.reader, status().progress.failed, status().everyMs], ["the driver's log", undefined, 5000]);

  look.log(1, 'stderr', logged(progressOf(3)));
  Object.assign(look.app!, { state: 'FINISHED', finalStatus: 'SUCCEEDED' });
  await pass(120_000);
  assert.deepEqual([words().slice(-3), status().over, status().job.state], [['batch 3', 'progress 3', 'state succeeded'], 'ended', 'succeeded']);
  assert.equal(events.at(-1)!.event, 'status');
});

test('no status is told twice in a row', async () => {
  look.runs();
  look.log(1, 'stderr', logged(progressOf(0)));
  follow();
  await pass(120_000);
  const told = events.flatMap((each) => (each.event === 'status' ? [JSON.stringify(each.status)] : []));
  assert.ok(told.length > 10);
  assert.ok(told.every((each, i) => each !== told[i - 1]));
});

test('at most 20 requests in any minute, and 4 while nobody looks; its progress is looked at all the same', async () => {
  look.runs();
  look.batch = { id: 0, state: 'running', appId: APP };
  let batch = 0;
  clock.step = () => { look.log(1, 'stderr', logged(progressOf(batch++))); };
  follow();
  await pass(15 * 60_000);
  const reads = look.asked.filter(({ path }) => path.includes('/stderr')).length;
  assert.ok(most() <= 20, String(most()));
  assert.ok(reads / 15 > 9, `${reads} looks at the log in 15 min`);
  assert.ok(status().requestsPerMinute > 10 && status().requestsPerMinute <= 20);

  job.hidden = true;
  const since = clock.now + 60_000;
  await pass(20 * 60_000);
  assert.ok(most(since) <= 4, String(most(since)));
  const hidden = look.asked.filter(({ at }) => at > since);
  assert.ok(hidden.some(({ path }) => path.includes('/stderr')) && hidden.some(({ path }) => path.endsWith(APP)));
  job.hidden = false;
  await pass(60_000);
  assert.ok(most() <= 20);
});

test('a job without any progress, and one whose log is away, stay below the limit too', async () => {
  look.runs();
  look.log(1, 'stderr', 'nothing\n');
  follow();
  await pass(10 * 60_000);
  assert.equal(status().progress.failed, 'no reader has anything to say yet');
  look.down.add('logs').add('ui');
  await pass(10 * 60_000);
  assert.ok(most() <= 20, String(most()));
  assert.match(status().progress.failed!, /500|broken|answered/);
});

test('a cluster that is away: said once, asked later and later, and what was heard stays', async () => {
  look.runs();
  look.log(1, 'stderr', logged(progressOf(0)));
  follow();
  await pass(30_000);
  for (const part of ['livy', 'yarn', 'ui', 'logs']) look.down.add(part);
  await pass(10 * 60_000);
  assert.ok(status().problem !== undefined && status().progress.reader === "the driver's log" && status().job.state === 'running');
  const from = clock.now;
  await pass(5 * 60_000);
  assert.ok(look.asked.filter(({ at }) => at > from).length <= 5 * 5, 'twice a minute at most, and retries');
  look.down.clear();
  look.log(1, 'stderr', logged(progressOf(1)));
  await pass(3 * 60_000);
  assert.deepEqual([status().problem, words().at(-1)], [undefined, 'progress 1']);
});

test('credentials that are turned down are not sent again and again, until somebody looks', async () => {
  look.runs();
  look.log(1, 'stderr', logged(progressOf(0)));
  follow();
  await pass(30_000);
  look.turnsDown = true;
  const from = look.asked.length;
  await pass(25 * 60_000);
  assert.equal(status().problem?.kind, 'authentication');
  assert.ok(look.asked.length - from <= 5, `${look.asked.length - from} in 25 min`);
  look.turnsDown = false;
  look.log(1, 'stderr', logged(progressOf(1)));
  job.look();
  await pass(30_000);
  assert.deepEqual([status().problem, words().at(-1)], [undefined, 'progress 1']);
});

test('an attempt that failed is read once, and the next one is followed in its own log', async () => {
  look.runs(1);
  look.log(1, 'stderr', logged(progressOf(0)) + logged(progressOf(1)));
  follow();
  await pass(30_000);
  look.log(1, 'stdout', 'Traceback (most recent call last):\n  File "/mnt/job.py", line 58, in score\n    float(x)\nValueError: could not convert string to float: \'n/a\'\n');
  look.attempts[0]!.finishedTime = clock.now;
  look.runs(2);
  look.log(2, 'stderr', 'begins\n' + logged(progressOf(2, { runId: '00000000-0000-0000-0000-0000000000bb' })));
  await pass(120_000);
  assert.deepEqual(words(), ['state running', 'query per_window', 'batch 0', 'progress 0', 'batch 1', 'progress 1', 'query per_window', 'batch 2', 'progress 2', 'problem attempt-failed']);
  const [failure] = status().failures;
  assert.deepEqual([status().failures.length, failure?.attempt, failure?.failure.exception, failure?.failure.at], [1, 1, 'ValueError', { file: '/mnt/job.py', line: 58, function: 'score' }]);

  look.log(2, 'stdout', 'Traceback (most recent call last):\n  File "/mnt/job.py", line 7, in <module>\n    x\nKeyError: \'x\'\n');
  Object.assign(look.app!, { state: 'FINISHED', finalStatus: 'FAILED' });
  await pass(120_000);
  assert.deepEqual(words().slice(-2), ['problem job-failed', 'state failed']);
  const problem = runs().findLast((each) => each.kind === 'problem')!.problem;
  assert.deepEqual([problem.errorClass, problem.span], ['KeyError', { file: '/mnt/job.py', line: 7, column: 0, endLine: 7, endColumn: 0 }]);
  assert.deepEqual([status().failures.map(({ attempt }) => attempt), status().over], [[1, 2], 'ended']);
});

test('a job whose log does not answer any more failed for the reason that YARN gives', async () => {
  look.runs();
  follow();
  await pass(30_000);
  look.down.add('logs');
  Object.assign(look.app!, { state: 'FINISHED', finalStatus: 'FAILED', diagnostics: 'User application exited with status 3' });
  await pass(300_000);
  const [failure] = status().failures;
  assert.deepEqual([status().over, failure?.failure.kind, failure?.failure.message, words().slice(-2)], ['ended', 'yarn', 'User application exited with status 3', ['problem job-failed', 'state failed']]);
});

test('a query that is known by its name first is no other one when its id is told', async () => {
  look.runs();
  look.log(1, 'stderr', 'nothing yet\n');
  const gauge = (kind: string, value: number): [string, { value: number }] => [`${APP}.driver.spark.streaming.per_window.${kind}`, { value }];
  look.metrics = { gauges: Object.fromEntries([gauge('inputRate-total', 50), gauge('processingRate-total', 40), gauge('latency', 900), gauge('states-rowsTotal', 7)]) };
  follow();
  await pass(12_000);
  assert.deepEqual(words(), ['state running', 'query per_window']);
  const sample = events.findLast((each) => each.event === 'sample')!;
  assert.deepEqual([sample.queryId, sample.sample.inputRate, sample.sample.processedRate, sample.sample.tookMs, sample.sample.stateRows, sample.sample.batchId, sample.sample.inputRows], ['per_window', 50, 40, 900, 7, undefined, undefined]);
  assert.deepEqual([status().progress.reader, status().progress.better.map(({ reader }) => reader)], ["Spark's metrics", ["the driver's log"]]);
  look.log(1, 'stderr', logged(progressOf(5)));
  await pass(300_000);
  const batch = runs().find((each) => each.kind === 'batch')!.batch;
  assert.deepEqual([batch.queryId, new Set(runs().flatMap((each) => (each.kind === 'query' ? [each.query.id] : []))).size], ['per_window', 1]);
  assert.deepEqual(job.ask({ ask: 'progress', queryId: 'per_window', batchId: 5 }), progressOf(5));
});

test('how often YARN starts it is the smaller of its own limit and what the job asks for', async () => {
  look.runs();
  look.log(1, 'stderr', logged(progressOf(0)));
  look.pages.set('/conf', { property: { key: 'yarn.resourcemanager.am.max-attempts', value: '3' } });
  look.pages.set('/environment', { sparkProperties: [['spark.app.name', 'x'], ['spark.yarn.maxAppAttempts', '2']] });
  follow();
  await pass(60_000);
  assert.equal(status().maxAttempts, 2);
});

test('a job that nobody knows is over at once, with words', async () => {
  follow();
  await pass(60_000);
  assert.deepEqual([status().over, status().problem?.kind], ['gone', 'not-found']);
});

test('who stops hears nothing more, and nothing is asked any more', async () => {
  look.runs();
  look.log(1, 'stderr', logged(progressOf(0)));
  follow();
  await pass(20_000);
  const [heard, asked] = [events.length, look.asked.length];
  job.dispose();
  await running;
  assert.deepEqual([events.length, look.asked.length, clock.waiting.length], [heard, asked, 0]);
});

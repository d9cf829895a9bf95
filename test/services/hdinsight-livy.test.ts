/** The monitor against real YARN 3.3.4, Livy 0.7.1 and Spark 3.3.1, behind a gateway of our own with HDInsight's paths. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Cluster } from '../../src/hdinsight/cluster.ts';
import { failureOf } from '../../src/hdinsight/jobs/failure.ts';
import { findJob } from '../../src/hdinsight/jobs/find.ts';
import { hasEnded } from '../../src/hdinsight/jobs/join.ts';
import { killJob } from '../../src/hdinsight/jobs/kill.ts';
import { listJobs } from '../../src/hdinsight/jobs/list.ts';
import { JobPages } from '../../src/hdinsight/jobs/pages.ts';
import { JobWatch, type WatchEvent } from '../../src/hdinsight/jobs/watch.ts';
import type { BatchBody } from '../../src/hdinsight/livy/client.ts';
import { LogSource } from '../../src/hdinsight/logs/source.ts';
import { LogTail } from '../../src/hdinsight/logs/tail.ts';
import { HttpFault } from '../../src/http/fault.ts';
import type { ClusterJob } from '../../src/protocol/hdinsight.ts';
import { BAD_GATEWAY, SIGN_IN_PAGE } from '../stack/gateway.ts';
import type { LivyStack } from '../stack/livy-stack.ts';
import { startLivyStack } from '../stack/livy-stack.ts';

const MINUTES = 60_000;
let stack: LivyStack, cluster: Cluster, running: ClusterJob;

before(async () => {
  stack = await startLivyStack({ jobHistory: true });
  const { url, user, password, caFile } = stack.gateway;
  cluster = new Cluster({ url: `${url}/livy`, auth: 'basic', user, caFile }, { kind: 'basic', user, password }, { timeoutMs: 60_000 });
  running = await started('run.py', `import sys, time
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
print("début é😀", flush=True)
n = 0
while True:
    n += 1
    print("line %d é" % n, flush=True)
    time.sleep(0.2)
`, { name: 'run "me" ü', args: ['--password=hunter2'] });
  // It runs for YARN some time before it prints.
  const log = new LogSource(cluster, running.app!, 'stdout');
  await waitFor(() => log.piece(0).catch(() => undefined), (piece) => piece?.text.includes('line 40 ') === true);
}, { timeout: 6 * MINUTES });
after(async () => {
  cluster?.close();
  await stack?.stop();
});
beforeEach(() => { stack.gateway.trouble = undefined; });

async function submitted(file: string, text: string, more: Partial<BatchBody> = {}): Promise<string> {
  mkdirSync(stack.uploads, { recursive: true });
  writeFileSync(join(stack.uploads, file), text);
  return (await cluster.livy.create({ file: join(stack.uploads, file), name: file, conf: { 'spark.yarn.maxAppAttempts': '1' }, ...more })).id;
}
async function until(id: string, is: (job: ClusterJob) => boolean): Promise<ClusterJob> {
  for (;;) {
    const job = await findJob(cluster, id);
    if (is(job)) return job;
    await pause(1000);
  }
}
const started = async (...job: Parameters<typeof submitted>): Promise<ClusterJob> => until(await submitted(...job), ({ state }) => state === 'running');
const failed = async (...job: Parameters<typeof submitted>): Promise<ClusterJob> => until(await submitted(...job), ({ state }) => hasEnded(state));

const weir = (...args: string[]): ReturnType<typeof weirWith> => weirWith(stack.gateway.password, ...args);

function weirWith(password: string, ...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const { url, user, caFile } = stack.gateway;
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/cli.js', import.meta.url)), ...args, '--livy', url + '/livy', '--user', user, '--ca', caFile], { env: { PATH: process.env['PATH'], WEIR_LIVY_PASSWORD: password }, timeout: 2 * MINUTES, killSignal: 'SIGKILL' });
    let out = '', err = '';
    child.stdout.on('data', (chunk) => { out += String(chunk); });
    child.stderr.on('data', (chunk) => { err += String(chunk); });
    child.on('error', reject).on('close', (code) => { resolve({ code, out, err }); });
  });
}

test('a job that runs, as Livy and YARN know it together', { timeout: 3 * MINUTES }, async () => {
  assert.deepEqual([running.name, running.state, running.yarnState, running.attempt, running.queue], ['run "me" ü', 'running', 'RUNNING', 1, 'default']);
  const { jobs, problems } = await listJobs(cluster);
  assert.deepEqual([jobs.find(({ app }) => app === running.app)?.batch, problems], [running.batch, []]);
  const free = await cluster.yarn!.free();
  assert.ok(free.totalMemoryMb > 0 && free.freeMemoryMb < free.totalMemoryMb && free.nodes === 1, JSON.stringify(free));
  assert.equal((await cluster.yarn!.byName('run "me" ü')).length, 1);
  assert.match(await new JobPages(cluster, running.app!).text('ui/metrics/json/', new AbortController().signal), /gauges/);
});

test('its log is opened at its end and followed: each line once, in order', { timeout: 3 * MINUTES }, async () => {
  const tail = new LogTail(new LogSource(cluster, running.app!, 'stdout'), 400), lines = (await tail.open()).lines;
  for (let turn = 0; turn < 12; turn++) {
    await pause(300);
    lines.push(...(await tail.more()).lines);
  }
  const numbers = lines.map((line) => Number(/^line (\d+) é$/.exec(line)![1]));
  assert.ok(numbers.length > 15, String(numbers));
  assert.deepEqual(numbers, numbers.map((_, i) => numbers[0]! + i));
});

test('weir jobs, logs and their exit codes; a wrong password is 77, and shown nowhere', { timeout: 4 * MINUTES }, async () => {
  const listed = await weir('jobs', '--format', 'json');
  assert.equal(listed.code, 0, listed.err);
  assert.ok((JSON.parse(listed.out) as ClusterJob[]).some(({ app, state }) => app === running.app && state === 'running'));
  const log = await weir('logs', running.batch!, '--stdout', '--tail', '1');
  assert.match(log.out, /^line \d+ é$/m, log.err);
  assert.match((await weir('logs', running.app!, '--level', 'INFO', '--find', 'sparkcontext')).out, /SparkContext/);
  assert.match((await weir('logs', running.batch!, '--submit')).out, /Application report|Submitting application|Uploading/);
  const refused = await weirWith('not the password', 'jobs');
  assert.equal(refused.code, 77, refused.err);
  assert.ok(!`${refused.out}${refused.err}`.includes('not the password'));
  assert.equal((await weir('jobs', '999')).code, 1);
});

test('why a job failed, with its line: plain Python, foreachBatch, and an error of Spark', { timeout: 8 * MINUTES }, async () => {
  const plain = await failed('bad_plain.py', 'def f(x):\n    return 1 / x\n\nprint("password=hunter2")\nf(0)\n');
  assert.equal(plain.state, 'failed');
  const failure = await waitFor(() => failureOf(cluster, plain), (found) => found?.kind === 'python');
  assert.deepEqual([failure?.exception, failure?.message, failure?.at?.line, failure?.at?.function, failure?.from], ['ZeroDivisionError', 'division by zero', 2, 'f', 'stdout']);
  const each = await failed('bad_each.py', `from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()

def score(x):
    return float(x)

def each(frame, batch):
    score("n/a")

q = spark.readStream.format("rate").load().writeStream.foreachBatch(each).option("checkpointLocation", "${stack.folder}/cp").start()
q.awaitTermination()
`);
  const root = await waitFor(() => failureOf(cluster, each), (found) => found?.kind === 'python');
  assert.deepEqual([root?.exception, root?.message, root?.at?.line, root?.at?.function], ['ValueError', "could not convert string to float: 'n/a'", 5, 'score']);
  const spark = await failed('bad_spark.py', 'from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\nspark.read.json("file:///nowhere/at/all").show()\n');
  const missing = await waitFor(() => failureOf(cluster, spark), (found) => found?.kind === 'python');
  assert.match(`${missing?.exception} ${missing?.message} ${missing?.at?.line}`, /AnalysisException Path does not exist.* 3$/);
  const shown = await weir('jobs', plain.app!);
  assert.match(shown.out, /ZeroDivisionError: division by zero[\s\S]*line 2, in f/, shown.err);
  const log = await weir('logs', plain.app!, '--stdout', '--follow');
  assert.match(log.out, /password=…[\s\S]*ZeroDivisionError/, log.err);
});

/** A log is moved to the history after the end. */
async function waitFor<T>(ask: () => Promise<T>, is: (value: T) => boolean): Promise<T> {
  for (let turn = 0; ; turn++) {
    const value = await ask();
    if (is(value) || turn > 120) return value;
    await pause(1000);
  }
}

test('a gateway that reaches nothing, a web page instead of JSON: named, and gone over where it passes', { timeout: 2 * MINUTES }, async () => {
  let bad = 2;
  stack.gateway.trouble = () => (bad-- > 0 ? BAD_GATEWAY : undefined);
  assert.equal((await findJob(cluster, running.app!)).state, 'running');
  stack.gateway.trouble = () => SIGN_IN_PAGE;
  await assert.rejects(findJob(cluster, running.app!), (error) => error instanceof HttpFault && /with a web page/.test(error.message));
});

test('Livy away, and started again without recovery: the job goes on under its application, and its id is another batch', { timeout: 5 * MINUTES }, async () => {
  const events: WatchEvent[] = [], watch = new JobWatch(cluster, running, (event) => { events.push(event); }, { everyMs: 500 }), done = watch.run();
  await stack.haltLivy();
  const away = await listJobs(cluster);
  assert.deepEqual([away.jobs.find(({ app }) => app === running.app)?.state, away.problems.map(({ kind }) => kind)], ['running', ['connection']]);
  await stack.restartLivy({ recovery: false });
  for (let id = -1; id < Number(running.batch); ) id = Number(await submitted('again.py', 'print(1)\n'));
  for (let turn = 0; turn < 60 && !watch.job.forgotten; turn++) { watch.look(); await pause(500); }
  watch.stop();
  await done;
  assert.deepEqual([watch.job.app, watch.job.state, watch.job.forgotten], [running.app, 'running', true]);
  assert.ok(events.every(({ event }) => event === 'job'), JSON.stringify(events));
  const found = await findJob(cluster, running.app!);
  assert.deepEqual([found.batch, found.forgotten], [running.batch, true]);
  assert.deepEqual(await killJob(cluster, { ...running }), { yarn: 'killed', livy: 'other' });
  assert.equal((await until(running.app!, ({ state }) => hasEnded(state))).state, 'killed');
  assert.ok(await cluster.livy.batch(running.batch!), 'the other batch is there');
});

test('a ResourceManager that was restarted and forgot: what Livy says is left, and nothing is made up', { timeout: 4 * MINUTES }, async () => {
  await stack.restartResourceManager({ recovery: false });
  assert.equal(await cluster.yarn!.app(running.app!), undefined);
  await assert.rejects(findJob(cluster, running.app!), (error) => error instanceof HttpFault && error.kind === 'not-found');
});

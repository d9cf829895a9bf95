/** Progress of a job on a real YARN, through the gateway of the stack: every reader over its live pages, and the choice among them. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Cluster } from '../../src/hdinsight/cluster.ts';
import { FollowedJob } from '../../src/hdinsight/follow/followed-job.ts';
import { ProgressChooser } from '../../src/hdinsight/progress/chooser.ts';
import { DriverLogReader } from '../../src/hdinsight/progress/driver-log.ts';
import { ExecutionsReader } from '../../src/hdinsight/progress/executions.ts';
import { helperFiles } from '../../src/hdinsight/progress/helper-files.ts';
import { MetricsReader } from '../../src/hdinsight/progress/metrics.ts';
import { QueryPageReader } from '../../src/hdinsight/progress/query-page.ts';
import { progressReaders } from '../../src/hdinsight/progress/readers.ts';
import type { ProgressSource } from '../../src/hdinsight/progress/source.ts';
import type { ProgressReader, QueryStatus, Reading } from '../../src/hdinsight/progress/status.ts';
import type { FollowEvent, FollowStatus } from '../../src/protocol/cluster-run.ts';
import type { StreamingQueryProgress } from '../../src/protocol/run.ts';
import { GatewayClient } from '../stack/gateway-client.ts';
import { BAD_GATEWAY, SIGN_IN_PAGE } from '../stack/gateway.ts';
import type { LivyStack } from '../stack/livy-stack.ts';
import { startLivyStack } from '../stack/livy-stack.ts';

const JOB = fileURLToPath(new URL('../recordings/progress/job.py', import.meta.url));
const NAMES = ['per_window', 'spät "x" <b> a.latency', null];
const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
let stack: LivyStack, client: GatewayClient, source: ProgressSource, folder: string, batch: number;
const never = new AbortController().signal;

before(async () => {
  stack = await startLivyStack();
  client = new GatewayClient(stack.gateway);
  folder = join(stack.folder, 'job');
  await mkdir(folder);
  await copyFile(JOB, join(stack.uploads, 'job.py'));
  await writeFile(join(folder, 'begin'), '');
  batch = await client.submit({ file: join(stack.uploads, 'job.py'), args: [folder], name: 'progress' });
  source = await liveJob(() => true);
}, { timeout: 600_000 });
after(async () => { await stack?.stop(); });

/** The pages of the job that started last, once it runs. */
async function liveJob(isIt: (id: string) => boolean): Promise<ProgressSource> {
  const app = await soon(() => client.newestApp(), ({ id, state, driverLogs }) => isIt(id) && state === 'RUNNING' && driverLogs !== '/yarnui/nowhere/');
  return {
    appId: app.id,
    text: async (path, signal) => {
      const [root, rest] = [path.slice(0, path.indexOf('/')), path.slice(path.indexOf('/'))];
      const { status, text } = await client.get(root === 'ui' ? `/yarnui/hn/proxy/${app.id}${rest}` : `${app.driverLogs}${rest}`, signal);
      // What YARN's proxy says with a redirect is for the readers.
      if (status >= 400) throw new Error(`the gateway answered ${status}`);
      return text;
    },
  };
}

/** Asks until the answer is as wanted. */
async function soon<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, tries = 400): Promise<T> {
  for (let last: unknown; tries > 0; tries--) {
    try {
      const answer = await ask();
      if (wanted(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (tries === 1) throw new Error('It did not come to that.', { cause: last });
    await pause(500);
  }
  throw new Error('unreachable');
}

/** The built command line, as the cluster's user. */
function weir(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const { url, user, password, caFile } = stack.gateway;
    const child = spawn(process.execPath, [join(DIST, 'cli.js'), ...args, '--livy', `${url}/livy`, '--user', user, '--ca', caFile], { env: { PATH: process.env['PATH'], WEIR_LIVY_PASSWORD: password }, timeout: 240_000, killSignal: 'SIGKILL' });
    let out = '', err = '';
    child.stdout.on('data', (chunk) => { out += String(chunk); });
    child.stderr.on('data', (chunk) => { err += String(chunk); });
    child.on('error', reject).on('close', (code) => { resolve({ code, out, err }); });
  });
}

const truth = async (): Promise<StreamingQueryProgress[]> => (JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as StreamingQueryProgress[][]).flat();
const namesOf = (reading: Reading): unknown[] => reading.queries.map(({ name }) => name).sort();
const readsAll = (reader: ProgressReader, wanted: (query: QueryStatus) => boolean): Promise<Reading> => soon(() => reader.read(never), (reading) => reading.queries.length === 3 && reading.queries.every(wanted));

describe('readers over a live job on YARN', () => {
  test('the driver\'s log has the whole progress, and goes on where it was', { timeout: 600_000 }, async () => {
    const reader = new DriverLogReader(source), first = await readsAll(reader, ({ batchId }) => batchId! >= 1);
    assert.deepEqual([first.reader, namesOf(first)], ['driver log', [...NAMES].sort()]);
    const next = await readsAll(reader, ({ runId, batchId }) => batchId! > first.queries.find((query) => query.runId === runId)!.batchId!);
    const said = await soon(truth, (all) => next.queries.every(({ progress }) => all.some(({ runId, timestamp }) => runId === progress!.runId && timestamp === progress!.timestamp)));
    for (const { progress } of next.queries) assert.deepEqual(progress, JSON.parse(JSON.stringify(said.find(({ runId, timestamp }) => runId === progress!.runId && timestamp === progress!.timestamp))));
    assert.ok(next.queries.every(({ earlier, durationMs }) => earlier.length >= 1 && durationMs!['triggerExecution']! > 0));
    stack.gateway.asked.length = 0;
    await reader.read(never);
    assert.equal(stack.gateway.asked.length, 1, 'one request a reading');
  });

  test('gauges and executions, and the list of queries, which leaves the job as it is', { timeout: 300_000 }, async () => {
    const gauges = await readsAll(new MetricsReader(source), ({ inputRowsPerSecond }) => inputRowsPerSecond! > 0), executions = await readsAll(new ExecutionsReader(source), ({ batchId }) => batchId! >= 1);
    const list = await readsAll(new QueryPageReader(source, { statistics: false }), ({ batchId }) => batchId! >= 1);
    for (const reading of [gauges, executions, list]) assert.deepEqual(namesOf(reading), [...NAMES].sort());
    assert.ok((await truth()).every(({ durationMs }) => durationMs['triggerExecution']! > 0));
    const known = await truth();
    assert.ok(executions.queries.every(({ runId, id }) => known.some((each) => each.runId === runId && each.id === id)));
  });

  test('the choice is the log; it changes when the log fails, and says why', { timeout: 300_000 }, async () => {
    let clock = 0;
    const chooser = new ProgressChooser(progressReaders(source), { now: () => clock });
    const first = await chooser.read(never);
    assert.deepEqual([first.reading?.reader, first.better, first.failed], ['driver log', [], undefined]);

    stack.gateway.trouble = () => BAD_GATEWAY;
    stack.gateway.asked.length = 0;
    const away = await chooser.read(never);
    assert.deepEqual([away.reading, away.at, away.failed, stack.gateway.asked.length], [first.reading, first.at, 'the gateway answered 502', 1]);

    stack.gateway.trouble = (asked) => (asked.path.includes('/containerlogs/') ? SIGN_IN_PAGE : undefined);
    const other = await chooser.read(never);
    assert.deepEqual([other.reading?.reader, other.better], ['metrics', [{ reader: 'driver log', reason: 'instead of the page of the driver\'s log came a page that is called "Sign in"' }]]);
    assert.ok(other.lacks.includes('batch numbers'));

    stack.gateway.trouble = undefined;
    assert.equal((await chooser.read(never)).reading?.reader, 'metrics');
    clock += 60_000;
    assert.deepEqual((await chooser.read(never)).reading?.reader, 'driver log');
  });

  test('weir progress: each query with its newest batch, as a table and as JSON, and a line for each batch', { timeout: 300_000 }, async () => {
    const looked = await weir('progress', String(batch), '--format', 'json');
    assert.equal(looked.code, 0, looked.err);
    const { job, progress, queries, verdicts } = JSON.parse(looked.out) as { job: { state: string }; progress: { reader: string; better: unknown[] }; queries: { id: string; name: string | null; sources: string[]; sink: string; newest: { batchId: number; inputRows: number; at: string } }[]; verdicts: unknown[] };
    assert.deepEqual([job.state, progress.reader, progress.better, verdicts, queries.map(({ name }) => name).sort()], ['running', "the driver's log", [], [], [...NAMES].sort()]);
    const known = (await truth()).filter(({ numInputRows }) => numInputRows > 0);
    assert.ok(queries.every(({ id, newest, sources, sink }) => known.some((each) => each.id === id) && newest.batchId >= 1 && sources.length > 0 && sink !== ''), looked.out);
    const table = await weir('progress', source.appId);
    assert.match(table.out, /: running\nfrom the driver's log, .* ago\n\nquery .*batch .*watermark[^]*per_window/, table.err);
  });

  test('followed: each batch of each query, and how often YARN would start it', { timeout: 300_000 }, async () => {
    const { url, user, password, caFile } = stack.gateway, cluster = new Cluster({ url: `${url}/livy`, auth: 'basic', user, caFile }, { kind: 'basic', user, password });
    const told: FollowEvent[] = [], job = new FollowedJob(cluster, { job: String(batch), everyMs: 1000 }, (event) => { told.push(event); }), running = job.run();
    const statuses = (): FollowStatus[] => told.flatMap((event) => (event.event === 'status' ? [event.status] : []));
    await soon(() => Promise.resolve(statuses().at(-1)), (status) => status?.maxAttempts !== undefined);
    assert.equal(statuses().at(-1)!.maxAttempts, 2);
    const batches = (): number => new Set(told.flatMap((event) => (event.event === 'run' && event.run.kind === 'batch' ? [`${event.run.batch.queryId} ${event.run.batch.batchId}`] : []))).size, before = batches();
    await soon(() => Promise.resolve(batches()), (now) => now > before + 2);
    assert.equal(told.filter((event) => event.event === 'run' && event.run.kind === 'batch').length, batches(), 'each once');
    assert.deepEqual(new Set(told.flatMap((event) => (event.event === 'run' && event.run.kind === 'query' ? [event.run.query.name] : []))), new Set(NAMES));
    const last = told.findLast((event) => event.event === 'run' && event.run.kind === 'progress')!, { progress } = (last as { run: { progress: StreamingQueryProgress } }).run;
    assert.deepEqual(job.ask({ ask: 'progress', queryId: progress.id, batchId: progress.batchId }), progress);
    assert.ok(statuses().every(({ verdicts, problem }) => verdicts.length === 0 && problem === undefined));
    job.dispose();
    await running;
    cluster.close();
  });

  test('the statistics page, which is the last to be asked: it changes the job\'s own progress', { timeout: 300_000 }, async () => {
    const reading = await readsAll(new QueryPageReader(source, { statistics: true }), ({ numInputRows }) => numInputRows !== undefined);
    assert.deepEqual(reading.doubts, []);
    const known = await truth();
    for (const { runId, batchId, timestamp, numInputRows, stateRows } of reading.queries) {
      const real = known.find((each) => each.runId === runId && each.timestamp === timestamp) ?? (await soon(truth, (all) => all.some((each) => each.runId === runId && each.timestamp === timestamp))).find((each) => each.runId === runId && each.timestamp === timestamp)!;
      assert.deepEqual([batchId, numInputRows, stateRows], [real.batchId, real.numInputRows, real.stateOperators.length === 0 ? undefined : real.stateOperators[0]!.numRowsTotal]);
    }
    await soon(truth, (all) => all.some(({ durationMs }) => durationMs['triggerExecution'] === undefined));
  });

  test('when the job is over, every reader says so and what was known stays', { timeout: 300_000 }, async () => {
    const chooser = new ProgressChooser(progressReaders(source), { first: 0 }), last = await chooser.read(never);
    await client.remove(batch);
    await soon(() => client.newestApp(), ({ state }) => state === 'KILLED' || state === 'FINISHED');
    const over = await soon(() => chooser.read(never), ({ failed }) => failed !== undefined);
    assert.ok(over.reading !== undefined && over.reading.queries.length === last.reading!.queries.length);
    assert.ok(over.failed!.length > 0);
  });
});

test('a job that logs warnings only and carries the helper, unedited, tells all the same', { timeout: 600_000 }, async () => {
  const before = (await client.newestApp()).id, to = join(stack.folder, 'quiet'), helper = helperFiles(DIST);
  await mkdir(to);
  await writeFile(join(to, 'begin'), '');
  for (const { name, bytes } of helper) await writeFile(join(stack.uploads, name), bytes);
  await writeFile(join(stack.uploads, 'quiet.py'), (await readFile(JOB, 'utf8')).replace('write("ui"', 'spark.sparkContext.setLogLevel("WARN")\nwrite("ui"'));
  const quiet = await client.submit({ file: join(stack.uploads, 'quiet.py'), args: [to], pyFiles: helper.map(({ name }) => join(stack.uploads, name)) });
  const reading = await readsAll(new DriverLogReader(await liveJob((id) => id !== before)), ({ batchId }) => batchId! >= 1);
  assert.deepEqual([reading.reader, namesOf(reading), reading.doubts], ['helper', [...NAMES].sort(), []]);
  const said = (JSON.parse(await readFile(join(to, 'truth.json'), 'utf8')) as StreamingQueryProgress[][]).flat();
  const told = reading.queries.flatMap(({ progress }) => { const real = said.find(({ runId, timestamp }) => runId === progress!.runId && timestamp === progress!.timestamp); return real === undefined ? [] : [[progress, JSON.parse(JSON.stringify(real))]]; });
  assert.ok(told.length > 0);
  for (const [progress, real] of told) assert.deepEqual(progress, real);

  const followed = weir('progress', String(quiet), '--follow', '--every', '1', '--format', 'jsonl');
  await pause(8000);
  assert.equal((await weir('kill', String(quiet))).code, 0);
  const { code, out, err } = await followed, lines = out.trimEnd().split('\n').map((line) => JSON.parse(line) as { queryId: string; batchId: number; inputRows: number; at: string });
  assert.equal(code, 1, err);
  assert.match(err, /weir: .*: running\n[^]*weir: read from the helper's lines in the driver's log\n[^]*: killed\n/);
  const known = (JSON.parse(await readFile(join(to, 'truth.json'), 'utf8')) as StreamingQueryProgress[][]).flat(), shown = lines.filter(({ queryId, at }) => known.some(({ id, timestamp }) => id === queryId && timestamp === at));
  assert.ok(shown.length > 3, out);
  for (const { queryId, at, batchId, inputRows } of shown) {
    const real = known.find(({ id, timestamp }) => id === queryId && timestamp === at)!;
    assert.deepEqual([batchId, inputRows], [real.batchId, real.numInputRows]);
  }
  assert.equal(new Set(lines.map(({ queryId, at }) => `${queryId} ${at}`)).size, lines.length, 'no batch twice');
});

/** A plan-only run tells the plan and its problems; it reads no data and writes nothing. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '../../src/protocol/run.ts';
import { Simulator } from '../../src/simulator/client.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'weir-plan-'));
after(() => { rmSync(folder, { recursive: true, force: true }); });

async function planOnly(name: string, code: string): Promise<{ events: RunEvent[]; exitCode: number }> {
  const file = join(folder, name), events: RunEvent[] = [];
  writeFileSync(file, code);
  const run = new Simulator({ folder: dist, onNotice: () => undefined })
    .startRun({ file, args: [], cwd: folder, env: {}, inputs: {}, outputs: { out: join(folder, 'out.jsonl') }, planOnly: true }, (event) => { events.push(event); });
  const exitCode = await run.ended;
  run.dispose();
  return { events, exitCode };
}

/** Everything in the folder but the jobs. */
const left = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !name.endsWith('.py')).sort();

const SESSION = 'from pyspark.sql import SparkSession\nfrom pyspark.sql import functions as F\nspark = SparkSession.builder.getOrCreate()\n';
const kinds = (events: readonly RunEvent[]): Set<string> => new Set(events.map((event) => event.kind));

test('queries over files and a broker that is not there: plans, no batch, no row, nothing written', async () => {
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(folder, 'in', 'a.json'), 'this is no JSON and must not be read\n');
  const { events, exitCode } = await planOnly('job.py', `${SESSION}
called = []
files = spark.readStream.schema("k string, v int").json("in")
topic = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "127.0.0.1:1").option("subscribe", "orders").load()
files.groupBy("k").count().writeStream.queryName("counts").outputMode("complete").format("memory").start()
files.writeStream.option("checkpointLocation", "checkpoint").format("json").option("path", "written").start()
topic.selectExpr("cast(value as string)").writeStream.option("checkpointLocation", "c2").format("kafka").option("kafka.bootstrap.servers", "127.0.0.1:1").option("topic", "out").start()
files.writeStream.foreachBatch(lambda batch, n: called.append(n)).start().awaitTermination()
files2 = spark.read.schema("k string, v int").json("in")
files2.write.json("batch")
print(files2.count(), files2.collect(), called)
`);
  assert.equal(exitCode, 0, JSON.stringify(events.filter(({ kind }) => kind === 'stderr' || kind === 'problem')));
  const started = events.flatMap((event) => (event.kind === 'query' ? [event.query] : []));
  assert.equal(started.length, 4, 'each query tells its plan');
  assert.ok(started.every(({ plan }) => plan.length > 0 && plan.some(({ span }) => span?.file === join(folder, 'job.py'))));
  const [counts, written, out, batches] = started.map(({ asked }) => asked);
  assert.deepEqual(counts?.sources.map(({ format, streaming, paths }) => [format, streaming, paths]), [['json', true, ['in']]]);
  assert.deepEqual([counts?.sink.format, counts?.checkpoint], ['memory', null]);
  assert.deepEqual([written?.sink, written?.checkpoint], [{ format: 'json', options: { path: 'written', checkpointlocation: 'checkpoint' }, path: 'written' }, 'checkpoint']);
  assert.deepEqual(out?.sources.map(({ format, options, span }) => [format, options, span?.line]), [['kafka', { 'kafka.bootstrap.servers': '127.0.0.1:1', subscribe: 'orders' }, 7]]);
  assert.deepEqual(out?.sink, { format: 'kafka', options: { checkpointlocation: 'c2', 'kafka.bootstrap.servers': '127.0.0.1:1', topic: 'out' } });
  assert.equal(batches?.sink.format, 'foreachbatch');
  assert.ok(!kinds(events).has('batch') && !kinds(events).has('progress'), [...kinds(events)].join(' '));
  assert.deepEqual(left(), ['in', join('in', 'a.json')]);
});

test('an error of the plan is told at its place', async () => {
  const { events, exitCode } = await planOnly('wrong.py', `${SESSION}df = spark.readStream.schema("k string, v int").json("in")\ndf.select("k", "nope")\n`);
  assert.equal(exitCode, 1);
  const problem = events.flatMap((event) => (event.kind === 'problem' ? [event.problem] : [])).find(({ span }) => span !== undefined);
  assert.equal(problem?.span?.line, 5);
  assert.match(problem?.message ?? '', /Column 'nope' does not exist/);
});

test('the job itself cannot write files', async () => {
  const { events, exitCode } = await planOnly('writes.py', 'open("mine.txt", "w").write("x")\n');
  assert.equal(exitCode, 1);
  assert.match(events.map((event) => (event.kind === 'stderr' ? event.text : '')).join(''), /OSError: \[Errno 30\] Read-only file system/);
  assert.ok(!left().includes('mine.txt'));
});

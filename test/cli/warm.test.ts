/** An interpreter that waited and was warmed up gives a job exactly what a fresh one gives. */
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Simulator } from '../../src/simulator/client.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
/** What a job could see of a job before it. */
const probe = `
import gc, linecache, os, sys, threading, warnings
from pyspark import SparkContext, accumulators, _callbacks, _span
from pyspark.sql import SparkSession
print(SparkContext._active_spark_context, SparkSession._instantiatedSession, SparkSession._activeSession, SparkSession.builder._options, SparkContext._next_accum_id)
print(sorted(m for m in sys.modules), sys.path[1:], sys.argv[1:], threading.active_count(), len(warnings.filters), sorted(linecache.cache), _callbacks._registered)
spark = SparkSession.builder.getOrCreate()
print(spark.catalog.listTables(), spark.streams.active, spark.conf.get("spark.sql.shuffle.partitions"), spark.range(3).filter("id > 0").collect())
try:
    spark.range(1).selectExpr("assert_true(false)").collect()
except Exception as error:
    print(type(error).__name__, str(error).split("\\n")[0])
`;

let folder: string, file: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weir-warm-'));
  file = path.join(folder, 'probe.py');
  await writeFile(file, probe);
});
after(() => rm(folder, { recursive: true, force: true }));

async function printed(warm: boolean): Promise<string> {
  const notices: string[] = [];
  const simulator = new Simulator({ folder: dist, onNotice: (text) => { notices.push(text); } });
  if (warm) await simulator.prepare();
  let text = '';
  const run = simulator.startRun({ file, args: [], cwd: folder, env: {}, inputs: {}, outputs: {} }, (event) => { if (event.kind === 'stdout' || event.kind === 'stderr') text += event.text; });
  const exitCode = await run.ended;
  run.dispose();
  assert.equal(exitCode, 0, text);
  assert.deepEqual(notices, []);
  return text;
}

test('a warmed-up interpreter shows a job nothing of the warm-up, and the warm-up goes through', async () => {
  const [fresh, warmed] = [await printed(false), await printed(true)];
  assert.match(fresh, /Row\(id=1\)/);
  assert.equal(warmed, fresh);
});

/** What a job can leave behind in its interpreter, in the session and in its process. */
const leaving = `
import builtins, os, random, sys, warnings, types
from pyspark.sql import SparkSession, functions as F
from pyspark.sql.types import LongType
spark = SparkSession.builder.config("spark.sql.shuffle.partitions", "3").config("spark.sql.session.timeZone", "Asia/Tokyo").getOrCreate()
os.environ["LEFT"] = "behind"; os.environ["TZ"] = "Asia/Tokyo"; os.chdir("/"); sys.path.append("/left"); sys.modules["left"] = types.ModuleType("left")
builtins.print = lambda *what: sys.stdout.write("left\\n"); F.count = None; random.seed(1); warnings.simplefilter("ignore"); sys.setrecursionlimit(50_000)
spark.range(10).createOrReplaceTempView("left_view")
spark.udf.register("left_function", lambda x: x, LongType())
held = bytearray(300_000_000)
sys.exit(3)
`;

test('a run in the process of the one before it sees nothing of it, and is stopped as any other', async () => {
  const job = path.join(folder, 'leaving.py'), again = path.join(folder, 'again.py');
  const more = 'import os, time\nprint(os.environ.get("LEFT"), os.environ.get("TZ"), os.getcwd(), time.tzname, sys.getrecursionlimit(), spark.conf.get("spark.sql.session.timeZone"))\nspark.sql("SELECT left_function(1)")\n';
  await writeFile(job, leaving);
  await writeFile(again, probe + more);
  let processes = 0;
  const count = (): void => { processes++; };
  const simulator = new Simulator({ folder: dist });
  const run = async (file: string, stopAt?: string): Promise<[number, string]> => {
    let text = '', stopped = false;
    const handle = simulator.startRun({ file, args: [], cwd: folder, env: { TZ: 'UTC' }, inputs: {}, outputs: {} }, (event) => {
      if (event.kind === 'stdout' || event.kind === 'stderr') text += event.text;
      if (stopped || stopAt === undefined || !text.includes(stopAt)) return;
      stopped = true;
      handle.command({ do: 'stop' });
    });
    const asked = handle.ask({ ask: 'printed', offset: 0, limit: 10 });
    const exitCode = await handle.ended;
    await asked;
    handle.dispose();
    await simulator.prepare();
    await assert.rejects(handle.ask({ ask: 'printed', offset: 0, limit: 10 }), /The run is gone/);
    return [exitCode, text];
  };
  subscribe('child_process', count);
  try {
    const fresh = await run(again);
    assert.match(fresh[1], /Undefined function: left_function|left_function/);
    assert.deepEqual(await run(job), [3, '']);
    assert.deepEqual(await run(again), fresh);
    await writeFile(job, 'print("begun", flush=True)\nwhile True: pass\n');
    const interrupted = await run(job, 'begun');
    assert.match(interrupted[1], /^begun\n[^]*KeyboardInterrupt\n$/);
    assert.deepEqual([interrupted[0], processes], [130, 1]);
    assert.deepEqual(await run(again), fresh);
  } finally {
    unsubscribe('child_process', count);
    simulator.release();
  }
});

test('a text that is not on disk yet runs as the file would: its lines, its name, its exit code', async () => {
  const job = path.join(folder, 'unsaved.py');
  const source = 'import sys\r\nprint(__file__ == sys.argv[0], __name__, "é")\r\n\r\nraise ValueError("new line")  # 4\r\n';
  const run = async (extra: { source?: string }): Promise<[number, string]> => {
    let text = '';
    const handle = new Simulator({ folder: dist }).startRun({ file: job, ...extra, args: [], cwd: folder, env: {}, inputs: {}, outputs: {} }, (event) => { if (event.kind === 'stdout' || event.kind === 'stderr') text += event.text; });
    const exitCode = await handle.ended;
    handle.dispose();
    return [exitCode, text];
  };
  await writeFile(job, 'print("old")\n');
  const unsaved = await run({ source });
  await writeFile(job, source);
  assert.deepEqual(unsaved, await run({}));
  assert.match(unsaved[1], /True __main__ é[^]*line 4, in <module>\n {4}raise ValueError\("new line"\) {2}# 4\n/);
});

test('a capture that changed after it was read ahead is read as it is', async () => {
  const job = path.join(folder, 'capture.py'), capture = path.join(folder, 'numbers.capture.jsonl');
  await writeFile(job, `
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
rows = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "none:1").option("subscribe", "numbers").option("startingOffsets", "earliest").load()
query = rows.selectExpr("CAST(value AS STRING)").writeStream.format("memory").queryName("seen").trigger(availableNow=True).start()
query.awaitTermination()
print([r.value for r in spark.table("seen").collect()])
`);
  const simulator = new Simulator({ folder: dist });
  const run = async (value: string): Promise<string> => {
    await writeFile(capture, `{"topic":"numbers","partition":0,"timestamp":0,"value":"${value}"}\n`);
    let text = '';
    const handle = simulator.startRun({ file: job, args: [], cwd: folder, env: {}, inputs: {}, outputs: {} }, (event) => { if (event.kind === 'stdout' || event.kind === 'stderr') text += event.text; });
    await handle.ended;
    handle.dispose();
    await simulator.prepare();
    return text;
  };
  try {
    assert.match(await run('one'), /\['one'\]/);
    assert.match(await run('two'), /\['two'\]/);
  } finally { simulator.release(); }
});

test('asked to let its first micro-batch be shown, a run answers meanwhile and goes on once it was', async () => {
  const job = path.join(folder, 'shown.py'), capture = path.join(folder, 'steps.capture.jsonl');
  await writeFile(capture, Array.from({ length: 5 }, (_, n) => `{"topic":"steps","partition":0,"timestamp":0,"value":"${n}","at":${n * 2000}}\n`).join(''));
  await writeFile(job, `
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
rows = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "none:1").option("subscribe", "steps").option("startingOffsets", "earliest").load()
rows.writeStream.format("memory").queryName("seen").trigger(processingTime="1 second").start().awaitTermination()
`);
  let batches = 0, first: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => { first = resolve; });
  const run = new Simulator({ folder: dist }).startRun({ file: job, args: [], cwd: folder, env: {}, inputs: {}, outputs: {}, showFirstMs: 600_000 }, (event) => {
    if (event.kind === 'batch') { batches++; first(); }
  });
  try {
    await begun;
    for (let n = 0; n < 20; n++) await run.ask({ ask: 'printed', offset: 0, limit: 10 });
    assert.equal(batches, 1);
    run.command({ do: 'shown' });
    assert.equal(await run.ended, 0);
    assert.ok(batches >= 5, `${batches} batches`);
  } finally { run.dispose(); }
});

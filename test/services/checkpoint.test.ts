/** A checkpoint is Spark's own: what Weir began, real Spark 3.3.1 goes on with, and the other way round. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ensureSpark, sparkEnvironment } from '../stack/spark.ts';
import type { Spark } from '../stack/spark.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const JOB = `
import os, sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("OFF")
os.makedirs("input", exist_ok=True)
for i in range(int(sys.argv[1]), int(sys.argv[2])):
    with open("input/.f%02d" % i, "w") as f:
        for j in range(3):
            f.write('{"k": "%02d-%d", "v": %d}\\n' % (i, j, i * 10 + j))
    os.rename("input/.f%02d" % i, "input/f%02d.json" % i)
df = spark.readStream.schema("k string, v int").option("maxFilesPerTrigger", 1).json("input").filter("v % 10 < 2").select("k")
q = df.writeStream.format("json").option("checkpointLocation", "checkpoint").trigger(availableNow=True).start("out")
q.awaitTermination()
rows = sorted(r[0] for r in spark.read.schema("k string").json("out").collect())
with open("result", "w") as f:
    f.write(" ".join(str(p["batchId"]) for p in q.recentProgress) + "|" + " ".join(rows))
`;

describe('one checkpoint, two engines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-checkpoint-'));
  let spark: Spark;
  before(async () => {
    assert.ok(existsSync(CLI), 'dist/cli.js is not there: run `npm run build` first.');
    spark = await ensureSpark();
  }, { timeout: 600_000 });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function ran(name: string, program: string, args: string[], env: NodeJS.ProcessEnv): Promise<number | null> {
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { cwd: join(folder, name), env, stdio: ['ignore', 'ignore', 'pipe'], timeout: 180_000 });
      let errors = '';
      child.stderr.on('data', (chunk) => { errors = (errors + String(chunk)).slice(-3000); });
      child.on('error', reject);
      child.on('close', (code) => { if (code === 0 || code === 137) resolve(code); else reject(new Error(`${program} ended with ${code}: ${errors}`)); });
    });
  }
  const withWeir = (name: string, from: number, to: number, ...options: string[]): Promise<number | null> =>
    ran(name, process.execPath, [CLI, 'run', ...options, 'job.py', String(from), String(to)], { ...process.env, TZ: 'UTC' });
  const withSpark = (name: string, from: number, to: number): Promise<number | null> => ran(name, spark.python, ['job.py', String(from), String(to)], sparkEnvironment(spark));

  function start(name: string): void {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'job.py'), JOB);
  }
  const result = (name: string): { batches: string; rows: string[] } => {
    const [batches = '', rows = ''] = readFileSync(join(folder, name, 'result'), 'utf8').split('|');
    return { batches, rows: rows.split(' ') };
  };
  const rows = (files: number): string[] => Array.from({ length: files }, (_, i) => [0, 1].map((j) => `${String(i).padStart(2, '0')}-${j}`)).flat();

  it('Weir, killed before its commit, then Spark over a compacted log, then Weir', { timeout: 400_000 }, async () => {
    start('first');
    assert.equal(await withWeir('first', 0, 2, '--crash', 'afterSink:1'), 137);
    await withSpark('first', 2, 12);
    assert.deepEqual(result('first'), { batches: '1 2 3 4 5 6 7 8 9 10 11', rows: rows(12) });
    await withWeir('first', 12, 21);
    assert.deepEqual(result('first'), { batches: '12 13 14 15 16 17 18 19 20', rows: rows(21) });
  });

  it('Spark, then Weir over a compacted log, killed between two batches, then Spark', { timeout: 400_000 }, async () => {
    start('second');
    await withSpark('second', 0, 3);
    // What a Spark that died before its last commit leaves.
    for (const file of ['2', '.2.crc']) rmSync(join(folder, 'second', 'checkpoint', 'commits', file), { force: true });
    assert.equal(await withWeir('second', 3, 12, '--crash', 'afterOffsets:10'), 137);
    await withSpark('second', 12, 13);
    assert.deepEqual(result('second'), { batches: '10 11 12', rows: rows(13) });
  });
});

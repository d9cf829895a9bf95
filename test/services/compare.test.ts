/** `weir compare` with real Spark 3.3.1: the sample is equal on both, and a job that is not is told where. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ensureSpark, sparkEnvironment, type Spark } from '../stack/spark.ts';

const root = fileURLToPath(new URL('../../', import.meta.url)), CLI = join(root, 'dist', 'cli.js');
/** Runs on each engine with what that engine's Python is: one row of one micro-batch differs, and nothing else. */
const DIFFERS = `
import sys
from pyspark.sql import SparkSession, functions as F
spark = SparkSession.builder.config("spark.sql.shuffle.partitions", "1").getOrCreate()
clicks = (spark.readStream.format("kafka").option("kafka.bootstrap.servers", "nowhere:9092").option("subscribe", "clicks").option("startingOffsets", "earliest").option("maxOffsetsPerTrigger", 2).load()
    .selectExpr("CAST(value AS STRING) AS page").withColumn("on", F.when(F.col("page") == "c", F.lit(sys.platform)).otherwise("any")))
clicks.writeStream.queryName("pages").format("console").start().processAllAvailable()
`;

describe('weir compare', { timeout: 600_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-compare-test-'));
  let spark: Spark;
  before(async () => {
    assert.ok(existsSync(CLI), 'dist/cli.js is not there: run `npm run build` first.');
    spark = await ensureSpark();
    cpSync(join(root, 'media', 'templates', 'fraud-detection'), join(folder, 'fraud'), { recursive: true });
    writeFileSync(join(folder, 'differs.py'), DIFFERS);
    writeFileSync(join(folder, 'clicks.capture.jsonl'), ['a', 'b', 'c', 'd'].map((value, i) => `${JSON.stringify({ topic: 'clicks', partition: 0, offset: i, timestamp: 1_700_000_000_000 + i, value })}\n`).join(''));
  }, { timeout: 600_000 });
  after(() => { rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 }); });

  const compare = (cwd: string, ...args: string[]): Promise<{ code: number | null; out: string; err: string }> => new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, 'compare', '--python', spark.python, ...args], { cwd, env: sparkEnvironment(spark), stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 });
    let out = '', err = '';
    child.stdout.on('data', (data: Buffer) => { out += String(data); });
    child.stderr.on('data', (data: Buffer) => { err += String(data); });
    child.on('error', reject);
    child.on('close', (code) => { resolve({ code, out, err }); });
  });

  it('the sample is equal on both, batch by batch', async () => {
    const { code, out, err } = await compare(join(folder, 'fraud'), 'job.py');
    assert.equal(code, 0, out + err);
    assert.match(out, /^equal: \d+ micro-batches of 2 queries\n$/);
  });

  it('the first difference of a micro-batch, with what each engine has', async () => {
    const { code, out, err } = await compare(folder, '--format', 'json', 'differs.py');
    assert.equal(code, 1, out + err);
    const { equal, differences } = JSON.parse(out) as { equal: boolean; differences: { query: string; batch: number; what: string; simulator: string; spark: string }[] };
    assert.equal(equal, false);
    assert.deepEqual(differences, [{ query: 'pages', batch: 1, what: 'row 1 of 2 and 2', simulator: 'c | emscripten', spark: `c | ${process.platform}` }]);
  });
});

/** A job on real Spark 3.3.1 through `weir run --target spark`: what it prints and ends with, and every progress. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { StreamingQueryProgress } from '../../src/protocol/run.ts';
import { ensureSpark, sparkEnvironment, type Spark } from '../stack/spark.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const BEGIN = `
import os, sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("OFF")
print(sys.argv, __file__, __name__, sys.path[0], os.environ.get("PYTHONPATH"), [name for name in os.environ if name.startswith("WEIR")], sys.stdin.read(), flush=True)
sys.stdout.buffer.write(b"\\xff\\x00\\n"); sys.stdout.flush()
`;
/** More batches than Spark keeps progress of (100, if it is not told), then one that fails in a function of the job. */
const MANY = `${BEGIN}
spark.conf.set("spark.sql.streaming.numRecentProgressUpdates", "4")
os.makedirs("input", exist_ok=True)
for i in range(16):
    with open("input/f%03d.json" % i, "w") as f:
        f.write('{"k": %d}\\n' % i)
def each(batch, number):
    if number == 14:
        raise ValueError("bad batch")
(spark.readStream.schema("k int").option("maxFilesPerTrigger", 1).json("input")
    .writeStream.foreachBatch(each).trigger(availableNow=True).queryName("many")
    .start()
    .awaitTermination())
`;
/** A query that runs for as long as it is let. */
const ENDLESS = `${BEGIN}
query = spark.readStream.format("rate").load().writeStream.format("memory").queryName("endless").start()
`;
/** Until its first batch is done. */
const UP = `
import time
while query.lastProgress is None or query.lastProgress["numInputRows"] == 0:
    time.sleep(0.1)
print("up", flush=True)
`;

interface Ended { code: number | null; stdout: Buffer; stderr: string }

describe('weir run --target spark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-spark-local-'));
  let spark: Spark;
  before(async () => {
    assert.ok(existsSync(CLI), 'dist/cli.js is not there: run `npm run build` first.');
    spark = await ensureSpark();
  }, { timeout: 600_000 });
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 }));

  function begin(name: string, source: string, program: string, args: string[], seen?: (stdout: string, pid: number) => void): Promise<Ended> {
    const cwd = join(folder, name);
    mkdirSync(cwd, { recursive: true });
    writeFileSync(join(cwd, 'job.py'), source);
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { cwd, env: sparkEnvironment(spark, { TMPDIR: folder, PYTHONPATH: join(folder, 'own') }), stdio: ['pipe', 'pipe', 'pipe'], timeout: 280_000 });
      const out: Buffer[] = [];
      let stderr = '';
      child.stdout.on('data', (data: Buffer) => { out.push(data); seen?.(Buffer.concat(out).toString('latin1'), child.pid!); });
      child.stderr.on('data', (data: Buffer) => { stderr += String(data); });
      child.stdin.end('typed');
      child.on('error', reject);
      child.on('close', (code) => { resolve({ code, stdout: Buffer.concat(out), stderr }); });
    });
  }
  const weir = (name: string, source: string, options: string[], args: string[] = [], seen?: (stdout: string, pid: number) => void): Promise<Ended> =>
    begin(name, source, process.execPath, [CLI, 'run', '--target', 'spark', '--python', spark.python, ...options, 'job.py', ...args], seen);
  /** The traceback that Python printed, without the queries' ids. */
  const traceback = (stderr: string): string => (/^Traceback [\s\S]*/m.exec(stderr)?.[0] ?? '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}|o\d+\b/g, '').replace(/^.*\bWARN\b.*\n/gm, '');

  /** Byte for byte, without the lines of Java's log, which say the time. */
  const own = (stdout: Buffer): string => stdout.toString('latin1').replace(/^\d\d\/\d\d\/\d\d .*\n/gm, '');

  it('prints, reads, fails and ends as `python job.py`, and every progress arrives', { timeout: 600_000 }, async () => {
    const plain = await begin('one', MANY, spark.python, ['job.py', 'a', 'b c']);
    const watched = await weir('one', MANY, ['--progress', 'progress.jsonl'], ['a', 'b c']);
    assert.equal(plain.code, 1, plain.stderr);
    assert.deepEqual([watched.code, own(watched.stdout)], [plain.code, own(plain.stdout)], watched.stderr);
    assert.equal(traceback(watched.stderr), traceback(plain.stderr));
    const progress = readFileSync(join(folder, 'one', 'progress.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as StreamingQueryProgress);
    assert.deepEqual(progress.map(({ batchId }) => batchId), Array.from({ length: 14 }, (_, i) => i));
    assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith('weir-spark-')), [], 'its own folder is gone');
  });

  it('ends with the job, when the job does not wait for its queries', { timeout: 300_000 }, async () => {
    const { code, stderr } = await weir('two', ENDLESS + UP, ['--verbose']);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /endless\s+0\s+/);
  });

  it('is interrupted as Python is', { timeout: 300_000 }, async () => {
    let sent = false;
    const { code, stderr } = await weir('three', `${ENDLESS}${UP}query.awaitTermination()\n`, [], [], (stdout, pid) => {
      if (sent || !stdout.includes('up')) return;
      sent = true;
      process.kill(pid, 'SIGINT');
    });
    assert.equal(code, 130, stderr);
    assert.doesNotMatch(stderr, /^weir: /m);
  });

  it('is stopped when its time is up, and goes on past its await', { timeout: 400_000 }, async () => {
    const { code, stdout, stderr } = await weir('four', `${ENDLESS}query.awaitTermination()\nprint("went on", query.isActive)\n`, ['--timeout', '40']);
    assert.equal(code, 0, stderr);
    assert.match(stdout.toString('latin1'), /went on False/);
  });
});

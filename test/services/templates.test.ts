/**
 * All templates, unmodified, in the simulator and on real Spark 3.3.1: every row of every micro-batch, what batch jobs print, and what is
 * written to files. One run of each engine has all jobs, one after the other, so that one JVM is started.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ensureSpark, sparkEnvironment, type Spark } from '../stack/spark.ts';

const root = fileURLToPath(new URL('../../', import.meta.url)), CLI = join(root, 'dist', 'cli.js'), TEMPLATES = join(root, 'media', 'templates');
/** Every way to run a template; the captures of one begin a day after those of the one before have ended. */
const JOBS: readonly (readonly [template: string, file: string, ...args: string[]])[] = [
  ['fraud-detection', 'job.py'], ['connected-car', 'job.py'], ['clickstream', 'job.py'], ['patient-monitoring', 'job.py'], ['it-monitoring', 'job.py'], ['inventory-demand', 'job.py'],
  ['smart-grid', 'job.py'], ['batch-to-streaming', 'job.py'], ['batch-to-streaming', 'streaming.py'], ['store-traffic', 'job.py'], ['store-traffic', 'job.py', 'history'],
];
const DAY_MS = 86_400_000;

/** Runs each job as its file is; what it writes goes to a folder of the engine's. */
const ALL = `
import contextlib, json, os, runpy, sys
from pyspark.sql import SparkSession
here = os.path.dirname(os.path.abspath(__file__))
made = os.path.join(here, "made", os.environ.get("MADE", "simulator" if sys.platform == "emscripten" else "spark"))
os.makedirs(made)
for template, file, *args in json.load(open(os.path.join(here, "jobs.json"))):
    os.environ.update(CHECKPOINTS=os.path.join(made, "checkpoints", template), USE=os.path.join(made, "use"), REORDERS=os.path.join(made, "reorders"))
    sys.argv = [os.path.join(here, template, file), *args]
    with open(os.path.join(made, "-".join([template, file, *args]) + ".txt"), "w", encoding="utf-8", newline="\\n") as out, contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        runpy.run_path(sys.argv[0], run_name="__main__")
    SparkSession.builder.getOrCreate().streams.resetTerminated()
`;

interface Compared { equal: boolean; queries: number; batches: number; differences: { query: string; batch: number; what: string; simulator: string; spark: string }[] }

describe('the templates in the simulator and on Spark', { timeout: 900_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-templates-'));
  let spark: Spark, compared: Compared, printed: string;
  before(async () => {
    assert.ok(existsSync(CLI), 'dist/cli.js is not there: run `npm run build` first.');
    spark = await ensureSpark();
    const inputs = [...prepare(folder), ...await migrated(folder)];
    const { code, out, err } = await weir(folder, ['compare', '--format', 'json', '--python', spark.python, ...inputs, 'all.py'], sparkEnvironment(spark));
    assert.ok(code === 0 || code === 1, err);
    compared = JSON.parse(out) as Compared;
    // A comparison lets the simulator write nothing.
    const ran = await weir(folder, ['run', ...inputs, 'all.py'], { ...process.env, MADE: 'run' });
    assert.equal(ran.code, 0, ran.err);
    printed = ran.out;
  }, { timeout: 900_000 });
  after(() => { rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 }); });

  it('has every template', () => {
    assert.deepEqual([...new Set(JOBS.map(([template]) => template))].sort(), readdirSync(TEMPLATES).sort());
  });

  it('every row of every micro-batch is equal, and what the progress counts', () => {
    assert.deepEqual(compared.differences, []);
    assert.equal(compared.queries, 16, 'those of the templates, and the one that was a batch job');
    // Each job had its messages as they came, and not all at once.
    assert.ok(compared.batches > 130, `${compared.batches} micro-batches`);
  });

  it('batch jobs print the same', () => {
    const printed = ['batch-to-streaming-job.py.txt', 'store-traffic-job.py-history.txt'].map((name) => ['simulator', 'spark'].map((engine) => readFileSync(join(folder, 'made', engine, name), 'utf8')));
    for (const [simulator, real] of printed) {
      assert.equal(simulator, real);
      assert.ok(real!.split('\n').length > 20, real);
    }
  });

  it('the batch job that weir migrate turned into a streaming one ends with the totals that Spark gave the batch', () => {
    const rows = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('|')), batch = rows(readFileSync(join(folder, 'made', 'spark', 'batch-to-streaming-job.py.txt'), 'utf8'));
    assert.equal(batch.length, 25, 'the names of the columns, and 24 totals');
    // The simulator's rows, which are Spark's (above): of the last micro-batch of the last job.
    assert.deepEqual(rows(printed.slice(printed.lastIndexOf('Batch: '))), batch);
  });

  it('the re-orders of each micro-batch are the same files', () => {
    const [simulator, real] = ['run', 'spark'].map((engine) => reorders(join(folder, 'made', engine, 'reorders')));
    assert.deepEqual(simulator, real);
    assert.ok(Object.values(real!).some((lines) => lines.length > 1), JSON.stringify(real));
  });

  it('Parquet is written by Spark, a folder a day', () => {
    assert.deepEqual(readdirSync(join(folder, 'made', 'spark', 'use')).filter((name) => name.startsWith('day=')).sort(), ['day=2023-11-15', 'day=2023-11-16']);
  });
});

/** Copies of the templates, and their captures one behind the other; gives those as `--input`. */
function prepare(folder: string): string[] {
  writeFileSync(join(folder, 'all.py'), ALL);
  writeFileSync(join(folder, 'jobs.json'), JSON.stringify([...JOBS, ['migrated', 'job.py']]));
  mkdirSync(join(folder, 'captures'));
  let base = 0;
  const templates = [...new Set(JOBS.map(([template]) => template))];
  return templates.flatMap((template) => {
    cpSync(join(TEMPLATES, template), join(folder, template), { recursive: true });
    const from = base, captures = join(TEMPLATES, template, 'captures');
    return readdirSync(captures).flatMap((name) => {
      const file = join(folder, 'captures', name), messages = readFileSync(join(captures, name), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { at: number });
      writeFileSync(file, messages.map((message) => `${JSON.stringify({ ...message, at: from + message.at })}\n`).join(''));
      base = Math.max(base, from + Math.max(...messages.map(({ at }) => at)) + DAY_MS);
      return ['--input', `${name.replace('.capture.jsonl', '')}=${file}`];
    });
  });
}

/** The batch job as `weir migrate` makes a streaming one of it, over the capture that it makes; its messages come last. */
async function migrated(folder: string): Promise<string[]> {
  const own = join(folder, 'migrated'), job = join(own, 'job.py'), topic = 'migrated-receipts', captures = join(folder, 'captures');
  mkdirSync(own);
  cpSync(join(TEMPLATES, 'batch-to-streaming', 'receipts'), join(own, 'receipts'), { recursive: true });
  writeFileSync(job, readFileSync(join(TEMPLATES, 'batch-to-streaming', 'job.py'), 'utf8').replaceAll('sales', 'migrated_sales'));
  const { code, err } = await weir(own, ['migrate', 'job.py', '--topic', topic, '--checkpoint', 'PLACE', '--write'], process.env);
  assert.equal(code, 0, err);
  // Each engine has checkpoints of its own.
  const text = readFileSync(job, 'utf8'), placed = text.replace('"PLACE/migrated_sales"', 'os.environ["CHECKPOINTS"] + "/migrated_sales"');
  assert.notEqual(placed, text);
  writeFileSync(job, placed);
  const messages = (file: string): { at: number }[] => readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { at: number });
  const from = Math.max(...readdirSync(captures).flatMap((name) => messages(join(captures, name)).map(({ at }) => at))) + DAY_MS, made = messages(join(own, 'captures', `${topic}.capture.jsonl`)), file = join(captures, `${topic}.capture.jsonl`);
  assert.ok(new Set(made.map(({ at }) => at)).size > 1, 'in several micro-batches');
  writeFileSync(file, made.map((message) => `${JSON.stringify({ ...message, at: from + message.at })}\n`).join(''));
  return ['--input', `${topic}=${file}`];
}

function weir(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 840_000 });
    let out = '', err = '';
    child.stdout.on('data', (data: Buffer) => { out += String(data); });
    child.stderr.on('data', (data: Buffer) => { err += String(data); });
    child.on('error', reject);
    child.on('close', (code) => { resolve({ code, out, err }); });
  });
}

/** Lines of each micro-batch's folder. */
function reorders(folder: string): Record<string, string[]> {
  const batches = readdirSync(folder).filter((name) => name.startsWith('batch='));
  return Object.fromEntries(batches.map((batch) => [batch, readdirSync(join(folder, batch)).filter((name) => name.endsWith('.json')).sort().flatMap((name) => readFileSync(join(folder, batch, name), 'utf8').split('\n').filter((line) => line !== ''))]));
}

/** Starts the same job file on Weir and on Spark, as a user would, and says what it took. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureSpark, sparkEnvironment } from '../stack/spark.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const CLI = join(here, '..', '..', 'dist', 'cli.js');
const MEMORY = join(here, 'report-memory.mjs');

export type EngineName = 'weir' | 'spark';

export interface Took {
  /** Wall time of the whole process. */
  ms: number;
  /** Highest resident memory of the whole process in bytes; only for Weir, and NaN where it was not asked for. */
  peakBytes: number;
}

/** A fresh folder for the time of `work`. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** @param weighed its memory is wanted: what reports it is loaded into each of Weir's threads, which takes a quarter of a cold start more */
export async function runJob(engine: EngineName, job: string, args: readonly string[], weighed = false): Promise<Took> {
  const file = join(here, 'jobs', job);
  return inFolder(async (folder) => {
    const memory = join(folder, 'memory');
    const started = performance.now();
    if (engine === 'weir') {
      await ended(process.execPath, [...(weighed ? ['--import', MEMORY] : []), CLI, 'run', file, ...args], { ...process.env, WEIR_BENCH_MEMORY: memory });
      return { ms: performance.now() - started, peakBytes: weighed ? Number(readFileSync(memory, 'utf8')) * 1024 : NaN };
    }
    const spark = await ensureSpark();
    const begun = performance.now();
    await ended(spark.python, [file, ...args], sparkEnvironment(spark, { PYSPARK_SUBMIT_ARGS: `--jars ${spark.jars.join(',')} pyspark-shell` }));
    return { ms: performance.now() - begun, peakBytes: NaN };
  });
}

function ended(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true });
    let errors = '';
    child.stderr.on('data', (text: Buffer) => { errors = (errors + text.toString('utf8')).slice(-4000); });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${args[0]} ended with ${code}:\n${errors}`))));
  });
}

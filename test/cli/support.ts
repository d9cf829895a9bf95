/** Jobs in a folder of their own, run by the built command line. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Ran { code: number | null; out: string; err: string }
export interface RunMore {
  /** What stands on stdin; without it stdin is empty. */
  input?: string;
  env?: Record<string, string>;
  /** Called at the first output. */
  onOutput?(child: ChildProcess): void;
  /** Called when the process is there. */
  onStart?(child: ChildProcess): void;
  seconds?: number;
}

export const SESSION = 'from pyspark.sql import SparkSession, functions as F\nspark = SparkSession.builder.getOrCreate()\n';
/** A streaming DataFrame `df` over the files in `input`. */
export const FILES = `${SESSION}df = spark.readStream.schema("k string, v int").option("maxFilesPerTrigger", 1).json("input")\n`;

export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'weir-cli-'));
  constructor() {
    if (!existsSync(CLI)) throw new Error('dist/cli.js is not there: run `npm run build` first.');
    this.write('input/f0.json', '{"k":"a","v":1}\n{"k":"b","v":2}\n');
    this.write('input/f1.json', '{"k":"c","v":3}\n');
  }
  at(...parts: string[]): string { return join(this.path, ...parts); }
  write(name: string, text: string | Uint8Array): string {
    const file = this.at(...name.split('/'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }
  read(name: string): string { return readFileSync(this.at(...name.split('/')), 'utf8'); }
  remove(name = ''): void { rmSync(this.at(...name.split('/')), { recursive: true, force: true }); }

  /** Writes `job.py` and runs it. */
  job(source: string | Uint8Array, options: readonly string[] = [], more: RunMore = {}, args: readonly string[] = []): Promise<Ran> {
    this.write('job.py', source);
    return this.weir([...options, 'job.py', ...args], more);
  }
  weir(args: readonly string[], more: RunMore = {}): Promise<Ran> {
    return this.command(['run', ...args], more);
  }
  /** `weir` with any of its commands. */
  command(args: readonly string[], more: RunMore = {}): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [CLI, ...args], { cwd: this.path, env: { ...process.env, TZ: 'UTC', ...more.env }, stdio: ['pipe', 'pipe', 'pipe'], timeout: (more.seconds ?? 60) * 1000, killSignal: 'SIGKILL' });
      let out = '', err = '';
      let seen = false;
      child.stdout.on('data', (chunk) => {
        out += String(chunk);
        if (!seen) more.onOutput?.(child);
        seen = true;
      });
      child.stderr.on('data', (chunk) => { err += String(chunk); });
      child.on('error', reject);
      child.on('close', (code) => { resolve({ code, out, err }); });
      child.stdin.on('error', () => undefined);
      child.stdin.end(more.input ?? '');
      more.onStart?.(child);
    });
  }
}

/** No file of Weir, no stack of JavaScript, no warning of Node. */
export function clean({ out, err }: Ran): void {
  for (const text of [out, err]) {
    assert.doesNotMatch(text, /\/lib\/weir|simulator-worker|\bat .*\.js:\d|node:internal|_pyodide|Warning:|Weir itself failed/);
  }
}
/** The traceback's lines of the job. */
export const lines = (err: string): number[] => [...err.matchAll(/File ".*job\.py", line (\d+)/g)].map((m) => Number(m[1]));
export const last = (err: string): string => err.trimEnd().split('\n').filter((l) => !l.startsWith('weir: ')).at(-1) ?? '';

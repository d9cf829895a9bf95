/** `python job.py` as a child process, with the hook that tells what its queries do. */
import { spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process';
import { closeSync, cpSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { HookLine } from './hook-lines.ts';
import { HookReader } from './hook-lines.ts';

export interface JobStart {
  program: string;
  /** The job as it was named, then its arguments. */
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** dist/spark-local, native and absolute. */
  folder: string;
  /** `inherit`: the job has this process's own streams. `pipe`: what it prints is told, and its stdin is at its end unless `stdin`. */
  output: 'inherit' | 'pipe';
  stdin: boolean;
  /** More files for the hook's folder: name to text. */
  files?: Readonly<Record<string, string>>;
}

export interface JobWatcher {
  line(line: HookLine): void;
  bytes(stream: 'stdout' | 'stderr', data: Buffer): void;
  /** After everything else. 128 + the signal's number where a signal ended it. `failure`: it could not be started. */
  ended(exitCode: number, failure?: string): void;
}

const LOOK_MS = 50;
/** Python tidies up, Spark stops its queries: past this it is killed. */
const GRACE_MS = 15_000;
const WINDOWS = process.platform === 'win32';

export class JobProcess {
  readonly #home = mkdtempSync(join(tmpdir(), 'weir-spark-'));
  readonly #reader = new HookReader();
  readonly #decoder = new StringDecoder('utf8');
  readonly #child: ChildProcess;
  readonly #look: NodeJS.Timeout;
  #events: number | undefined;
  #grace: NodeJS.Timeout | undefined;
  #over = false;

  constructor(start: JobStart, private readonly watcher: JobWatcher) {
    cpSync(join(start.folder, 'hook'), this.#home, { recursive: true });
    for (const [name, text] of Object.entries(start.files ?? {})) writeFileSync(join(this.#home, name), text);
    writeFileSync(this.#path, '', { mode: 0o600 });
    const before = start.env['PYTHONPATH'];
    const env = { ...start.env, WEIR_SPARK_RUN: '1', PYTHONPATH: before ? `${this.#home}${delimiter}${before}` : this.#home, ...(before === undefined ? {} : { WEIR_PYTHONPATH: before }) };
    const stdio: StdioOptions = start.output === 'inherit' ? 'inherit' : [start.stdin ? 'inherit' : 'ignore', 'pipe', 'pipe'];
    // A process group of its own: Ctrl-C in a terminal comes from us, once.
    this.#child = spawn(start.program, start.args, { cwd: start.cwd, env, stdio, detached: !WINDOWS, windowsHide: true });
    this.#child.stdout?.on('data', (data: Buffer) => { watcher.bytes('stdout', data); });
    this.#child.stderr?.on('data', (data: Buffer) => { watcher.bytes('stderr', data); });
    this.#child.on('error', (error) => { this.#end(1, error.message); });
    this.#child.on('close', (code, signal) => { this.#end(code ?? 128 + (signal ? constants.signals[signal] : 0)); });
    this.#look = setInterval(() => { this.#read(); }, LOOK_MS);
  }

  /** query.stop() for each that runs: the job goes on past its await. */
  stopQueries(): void {
    this.#ask('stop');
  }

  /** Ctrl-C. What does not end by itself is killed. */
  interrupt(graceMs = GRACE_MS): void {
    if (this.#over) return;
    if (WINDOWS) {
      // There is no SIGINT to another process: the hook stops the queries, then raises KeyboardInterrupt.
      this.#ask('interrupt');
      this.#ask('stop');
    } else this.#child.kill('SIGINT');
    this.#grace ??= setTimeout(() => { this.kill(); }, graceMs);
  }

  /** The interpreter, with what it started. The JVM ends with it: its stdin is a pipe of the interpreter. */
  kill(): void {
    const { pid } = this.#child;
    if (this.#over || pid === undefined) return;
    if (WINDOWS) spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    else try { process.kill(-pid, 'SIGKILL'); } catch { /* it has ended by itself */ }
  }

  get #path(): string { return join(this.#home, 'events.jsonl'); }

  #ask(name: string): void {
    if (!this.#over) writeFileSync(join(this.#home, name), '');
  }

  #read(): void {
    this.#events ??= openSync(this.#path, 'r');
    const buffer = Buffer.allocUnsafe(65_536);
    for (let size = readSync(this.#events, buffer, 0, buffer.length, null); size > 0; size = readSync(this.#events, buffer, 0, buffer.length, null)) {
      for (const line of this.#reader.take(this.#decoder.write(buffer.subarray(0, size)))) this.watcher.line(line);
    }
  }

  #end(exitCode: number, failure?: string): void {
    if (this.#over) return;
    clearInterval(this.#look);
    clearTimeout(this.#grace);
    this.#read();
    this.#over = true;
    if (this.#events !== undefined) closeSync(this.#events);
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 });
    this.watcher.ended(exitCode, failure);
  }
}

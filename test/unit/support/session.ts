/** A session without Python and without a process: the bridge's operations called directly, on files that can die at any write. */
import { posix } from 'node:path';
import type { BridgeCallback, BridgeOps } from '../../../src/protocol/bridge.ts';
import type { RunCommand, RunEvent, RunOptions } from '../../../src/protocol/run.ts';
import { HostClock } from '../../../src/simulator/clock.ts';
import { fileUri } from '../../../src/simulator/files.ts';
import { glob } from '../../../src/simulator/glob.ts';
import type { FileEntry, FileStat, Session, SessionHost, SyncFiles } from '../../../src/simulator/host-types.ts';
import { parseCapture } from '../../../src/kafka/capture.ts';
import { createSession } from '../../../src/simulator/session/index.ts';

/** The process is gone: whatever is tried after it fails the same way. */
export class Killed extends Error {}

/** What outlives a process: files by path, each with the time of its last change. */
export class Disk {
  readonly files = new Map<string, { data: Uint8Array; mtimeMs: number }>();
  #now = 1000;
  put(path: string, data: Uint8Array | string): void { this.files.set(path, { data: typeof data === 'string' ? new TextEncoder().encode(data) : data, mtimeMs: ++this.#now }); }
  copy(): Disk {
    const made = new Disk();
    for (const [path, file] of this.files) made.files.set(path, file);
    made.#now = this.#now;
    return made;
  }
}

/** The disk as one process sees it, until its n-th change; there the process dies, before the change or with half of it done. */
export class MortalFiles implements SyncFiles {
  readonly sep = '/';
  changes = 0;
  dead = false;
  constructor(readonly disk: Disk, readonly dieAt = Infinity, readonly half = false) {}

  #alive(): void { if (this.dead) throw new Killed(); }
  #change(file: string, data?: Uint8Array | string): void {
    this.#alive();
    if (++this.changes < this.dieAt) return;
    this.dead = true;
    if (this.half && data !== undefined) this.disk.put(posix.join(posix.dirname(file), `.${posix.basename(file)}.1-${this.changes}.tmp`), data.slice(0, Math.ceil(data.length / 2)));
    throw new Killed();
  }
  #found(file: string): { data: Uint8Array; mtimeMs: number } {
    this.#alive();
    const found = this.disk.files.get(file);
    if (!found) throw Object.assign(new Error(`ENOENT: no such file or directory, open '${file}'`), { code: 'ENOENT' });
    return found;
  }
  #under(folder: string): string[] { this.#alive(); return [...this.disk.files.keys()].filter((p) => p.startsWith(folder === '/' ? '/' : `${folder}/`)); }

  resolve(...parts: string[]): string { return posix.resolve('/run', ...parts); }
  uri(file: string): string { return fileUri(this.resolve(file), '/'); }
  read(file: string): Uint8Array { return this.#found(file).data; }
  readText(file: string): string { return new TextDecoder().decode(this.#found(file).data); }
  readRange(file: string, offset: number, length: number): Uint8Array { return this.#found(file).data.subarray(offset, offset + length); }
  write(file: string, data: Uint8Array | string): void { this.#change(file, data); this.disk.put(file, data); }
  create(file: string, data: Uint8Array | string): boolean {
    this.#change(file, data);
    if (this.disk.files.has(file)) return false;
    this.disk.put(file, data);
    return true;
  }
  append(file: string, data: Uint8Array | string): void { this.#change(file); this.disk.put(file, `${this.stat(file) ? this.readText(file) : ''}${String(data)}`); }
  stat(file: string): FileStat | undefined {
    const found = this.disk.files.get(file);
    if (found) return { isDirectory: false, size: found.data.length, mtimeMs: found.mtimeMs };
    return this.#under(file).length > 0 ? { isDirectory: true, size: 0, mtimeMs: 0 } : undefined;
  }
  list(folder: string): FileEntry[] {
    const names = new Set(this.#under(folder).map((p) => p.slice(folder.length + 1).split('/')[0]!));
    return [...names].sort().map((name) => ({ name, ...this.stat(posix.join(folder, name))! }));
  }
  mkdir(): void { this.#alive(); }
  remove(target: string): void { this.#change(target); for (const p of [target, ...this.#under(target)]) this.disk.files.delete(p); }
  rename(from: string, to: string): void { this.#change(to); this.disk.put(to, this.#found(from).data); this.disk.files.delete(from); }
  glob(pattern: string): string[] { return glob(this.resolve(pattern), this); }
}

export type Frame = { df: number };
export interface Rows { rows: unknown[][] }

/** One run: what a Python job would ask of the session. */
export class TestRun {
  readonly events: RunEvent[] = [];
  readonly commands: RunCommand[] = [];
  readonly session: Session;
  readonly files: MortalFiles;
  readonly #functions = new Map<number, (call: BridgeCallback) => unknown>();

  constructor(disk: Disk, options: Partial<RunOptions> = {}, files = new MortalFiles(disk), lookBack = true) {
    this.files = files;
    const clock = new HostClock('virtual', { look: () => undefined, block: () => undefined }, Date.UTC(2026, 0, 1) * 1000);
    const host: SessionHost = {
      options: { file: '/run/job.py', args: [], cwd: '/run', env: { TZ: 'UTC' }, inputs: {}, outputs: {}, ...options },
      emit: (event) => { this.events.push(event); },
      callback: (call) => this.#functions.get('id' in call ? call.id : -1)?.(call),
      die: () => { this.files.dead = true; throw new Killed(); },
      lookBack, captures: { read: (file) => parseCapture(files.readText(file), file) }, clock, files, io: { call: (op) => { throw new Error(`no ${op} here`); } },
      commands: { take: () => this.commands.shift(), waitForCommand: () => this.commands.shift() ?? { do: 'resume' } },
      interrupted: () => false,
    };
    this.session = createSession(host);
    this.call('session.start', { conf: { 'spark.sql.shuffle.partitions': '1' }, span: null });
  }

  call<Op extends keyof BridgeOps>(op: Op, payload: BridgeOps[Op]): unknown { return this.session.call(op, payload); }
  frame<Op extends keyof BridgeOps>(op: Op, payload: BridgeOps[Op]): Frame { return this.call(op, payload) as Frame; }
  sql(text: string): Frame { return this.frame('sql', { text, span: null }); }
  view({ df }: Frame, name: string): void { this.call('df.createTempView', { df, name, replace: true, global: false, span: null }); }
  watermark({ df }: Frame, column: string, delay: string): Frame { return this.frame('df.withWatermark', { df, column, delay, span: null }); }
  readStream(path: string, schema: string, options: Record<string, string> = {}, format = 'json'): Frame {
    return this.frame('read', { streaming: true, format, options, schema, paths: [path], span: null });
  }
  collect({ df }: Frame): unknown[][] { return (this.call('df.collect', { df, span: null }) as Rows).rows; }
  /** A Python function by id, for foreachBatch. */
  define(id: number, f: (call: BridgeCallback) => unknown): void { this.#functions.set(id, f); }

  start({ df }: Frame, more: Partial<BridgeOps['stream.start']> = {}): number {
    const started = this.call('stream.start', { df, format: null, outputMode: 'append', options: {}, partitionBy: [], queryName: null, trigger: null, path: null, table: null,
      foreachBatch: null, foreach: null, span: null, ...more }) as { query: number };
    return started.query;
  }
  await(query: number): void { this.call('query.await', { query, timeoutMs: null, span: null }); }
  notes(): string[] { return this.events.flatMap((e) => (e.kind === 'note' ? [e.text] : [])); }
}

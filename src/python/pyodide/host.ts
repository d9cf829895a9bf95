/** Pyodide as a PythonHost. */
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { existsSync, realpathSync } from 'node:fs';
import type { PythonEnd, PythonHost, PythonJob, PythonPort, PythonStart } from '../host.ts';
import type { Platform } from '../paths.ts';
import { splitPathList, toNative, toPython } from '../paths.ts';
import { Zone } from '../zone.ts';
import { assetFiles, LIBRARY } from './assets.ts';
import { boot } from './boot.ts';
import type { Pyodide } from './emscripten.ts';
import { makeReadOnly, mountFolder, mountMachine } from './filesystem.ts';
import { connectStreams } from './streams.ts';

export interface LoadOptions {
  /** dist/python, native and absolute. */
  folder: string;
  compiled?: Promise<WebAssembly.Module> | undefined;
  /** Bytes; default 2 GiB. */
  memoryLimit?: number;
  /** Pyodide's interrupt buffer: byte 0 set to 2 raises KeyboardInterrupt. */
  interrupt?: Uint8Array;
}

interface PyCallable { (...args: unknown[]): unknown }
interface PyDictLike { get(name: string): PyCallable }

export const DEFAULT_MEMORY_LIMIT = 2 * 1024 ** 3;

/** Restores the snapshot; loads plainly where that fails, and says so once in `notice`. */
export async function loadPython(options: LoadOptions): Promise<PythonStart> {
  const clock = new HostClock();
  const bootOptions = { folder: options.folder, compiled: options.compiled, memoryLimit: options.memoryLimit ?? DEFAULT_MEMORY_LIMIT, time: () => clock };
  let pyodide: Pyodide;
  let notice: string | undefined;
  let restored = true;
  try {
    if (!existsSync(assetFiles(options.folder).snapshot)) throw new Error('there is none');
    pyodide = await boot({ ...bootOptions, mode: 'snapshot' });
  } catch (error) {
    restored = false;
    notice = `Python's memory snapshot could not be restored (${error instanceof Error ? error.message.split('\n')[0] : String(error)}); Python was loaded plainly, which takes about two seconds longer.`;
    pyodide = await boot({ ...bootOptions, mode: 'plain' });
  }
  mountFolder(pyodide._module.FS, assetFiles(options.folder).library, LIBRARY);
  if (!restored) importHost(pyodide);
  if (options.interrupt) pyodide.setInterruptBuffer(options.interrupt);
  return { host: new PyodideHost(pyodide, clock), notice };
}

/** What the snapshot holds already: our modules imported, the guards in place. */
export function importHost(pyodide: Pyodide): void {
  pyodide.runPython(`import sys; sys.path.insert(0, ${JSON.stringify(LIBRARY)}); import _weir_preload; _weir_preload.load()`);
}

/** Before a run the machine's time; then the port's. */
class HostClock {
  zone = new Zone('UTC');
  port: PythonPort | undefined;
  nowMicros(): number {
    return this.port ? this.port.nowMicros() : Date.now() * 1000;
  }
  monotonicMicros(): number {
    return this.port ? this.port.monotonicMicros() : performance.now() * 1000;
  }
}

class PyodideHost implements PythonHost {
  readonly #platform: Platform = process.platform === 'win32' ? 'win32' : 'posix';
  readonly #pyodide: Pyodide;
  readonly #clock: HostClock;
  #handle: PyCallable | undefined;

  constructor(pyodide: Pyodide, clock: HostClock) {
    this.#pyodide = pyodide;
    this.#clock = clock;
  }

  readonly paths = {
    toPython: (native: string): string => toPython(native, this.#platform),
    toNative: (python: string): string => toNative(python, this.#platform),
  };

  run(job: PythonJob, port: PythonPort): PythonEnd {
    const module = this.#pyodide._module;
    this.#clock.port = port;
    this.#clock.zone = new Zone(job.env['TZ']);
    mountMachine(module, { platform: this.#platform });
    this.#mountShares([job.cwd, resolve(job.cwd, job.file)]);
    if (job.readOnly) makeReadOnly(module.FS);
    this.#connect(port);
    try {
      const end = JSON.parse(String(this.#import('_weir_main').get('run')(JSON.stringify(this.#setup(job))))) as RawEnd;
      return this.#end(end);
    } catch (error) {
      return crash(error);
    }
  }

  warm(folder: string, port: PythonPort): string {
    this.#clock.port = port;
    this.#connect(port);
    try {
      return String(this.#import('_weir_warm').get('run')(this.paths.toPython(folder)));
    } catch (error) {
      return crash(error).message ?? '';
    }
  }

  #connect(port: PythonPort): void {
    connectStreams(this.#pyodide, port);
    const bridge = this.#import('_weir');
    bridge.set('_send', (op: string, payload: string) => this.#send(op, payload, port));
    this.#handle = bridge.get('_handle');
  }

  callback(payload: string): string {
    if (!this.#handle) throw new Error('Python is not running');
    return String(this.#handle(payload));
  }

  #send(op: string, payload: string, port: PythonPort): string {
    if (op !== 'host.zone') return port.call(op, payload);
    this.#clock.zone = new Zone((JSON.parse(payload) as { tz: string | null }).tz ?? undefined);
    return '{"ok":null}';
  }

  #import(name: string): PyDictLike & { set(name: string, value: unknown): void } {
    return this.#pyodide.runPython(`import ${name}; ${name}.__dict__`) as PyDictLike & { set(name: string, value: unknown): void };
  }

  #setup(job: PythonJob): Record<string, unknown> {
    const path = resolve(job.cwd, job.file);
    const { toPython: map } = this.paths;
    return {
      env: this.#environment(job.env), cwd: map(job.cwd), argv: [this.#shown(job.file), ...job.args],
      path: map(path), source: job.source ?? null, shown: path, folder: map(dirname(realPath(path))), executable: '', canAsk: job.packages, lineBuffered: job.lineBuffered,
      pythonPath: splitPathList(job.env['PYTHONPATH'], this.#platform).map((p) => map(resolve(job.cwd, p))),
    };
  }

  /** sys.argv[0]: as the user wrote it, with the slashes that Python here knows. */
  #shown(file: string): string {
    if (isAbsolute(file)) return this.paths.toPython(file);
    return this.#platform === 'win32' ? file.replace(/\\/g, '/') : file;
  }

  /** Variables that name folders are shown as Python sees them where its own library reads them. */
  #environment(env: Record<string, string>): Record<string, string> {
    if (this.#platform === 'posix') return env;
    const shown = { ...env };
    for (const name of ['TEMP', 'TMP', 'TMPDIR', 'HOME', 'USERPROFILE', 'PWD']) if (env[name] !== undefined) shown[name] = this.paths.toPython(env[name]);
    if (shown['HOME'] === undefined && shown['USERPROFILE'] !== undefined) shown['HOME'] = shown['USERPROFILE'];
    return shown;
  }

  #mountShares(paths: string[]): void {
    if (this.#platform !== 'win32') return;
    const shares = new Set(paths.map((p) => /^\/unc\/[^/]+\/[^/]+/.exec(this.paths.toPython(p))?.[0]).filter((s) => s !== undefined));
    for (const share of shares) mountFolder(this.#pyodide._module.FS, this.paths.toNative(share), share);
  }

  #end(raw: RawEnd): PythonEnd {
    const { place, ...rest } = raw;
    if (!place) return rest;
    const [file, line, column, endLine, endColumn] = place;
    return { ...rest, place: { file: this.paths.toNative(file), line, column, endLine, endColumn } };
  }
}

type RawEnd = Omit<PythonEnd, 'place'> & { place?: [string, number, number, number, number] | null };

/** The interpreter itself broke: a stack that is too deep, memory that ran out while an error was made. */
function crash(error: unknown): PythonEnd {
  const message = error instanceof Error ? error.message.trim() : String(error);
  // Ctrl-C between two lines of our own: there is no line of the job to blame.
  if (/(^|\n)KeyboardInterrupt$/.test(message)) return { kind: 'interrupt', exitCode: 130, class: 'KeyboardInterrupt', message: '' };
  return { kind: 'crash', exitCode: 1, class: error instanceof Error ? error.name : 'Error', message: message.split('\n').at(-1) ?? message };
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return join(path);
  }
}

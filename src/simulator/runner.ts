/** Holds the thread of a run, and of the next one where it is renewed, from a thread that never blocks: the command line's own process, or the editor's child. */
import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { FromRunner, RunSettings, ToRunner } from '../protocol/rpc.ts';
import type { RunOptions } from '../protocol/run.ts';
import type { Control } from './control.ts';
import { forget, interrupt, newControl, openControl, wake } from './control.ts';
import { deathOf } from './death.ts';
import type { WorkerData } from './worker-data.ts';

export interface RunnerOptions {
  /** dist, native and absolute. */
  folder: string;
  /** Bytes for Python and engine together. */
  memoryLimit?: number;
  /** How long a stopped job may take to end by itself before it is ended. Default 800 ms. */
  graceMs?: number;
}

const MEGABYTE = 1024 * 1024;
/**
 * V8 lets the old generation grow to some four times what lives in it before it looks for garbage. What a micro-batch leaves there is
 * garbage by the next one: with this share it is collected before a long run has grown by a hundred megabytes, at no cost in rows/s. Not from
 * the start: while Python is restored the heap only grows, and looking for garbage there costs a tenth of a second.
 */
const GROWING_PERCENT = 30;
const LONG_RUN_MS = 2000;
const WATCH_MS = 100;
/** A thread whose process has grown beyond this, in bytes, is not kept for another run. */
const RENEWABLE_RSS = 800 * MEGABYTE;

/** Half of the machine, at most 4 GiB. */
export const defaultMemoryLimit = (): number => Math.min(4096 * MEGABYTE, Math.floor(totalmem() / 2));

export class Runner {
  readonly #worker: Worker;
  readonly #control: Control;
  readonly #port: MessagePort;
  readonly #receive: (message: FromRunner) => void;
  readonly #memoryLimit: number;
  readonly #graceMs: number;
  #watch: NodeJS.Timeout | undefined;
  #long: NodeJS.Timeout | undefined;
  #timeout: NodeJS.Timeout | undefined;
  #timeoutSeconds: number | undefined;
  #grace: NodeJS.Timeout | undefined;
  #ready = false;
  #ended = false;
  #disposed = false;
  #death: string | undefined;
  /** False once the thread is gone: nothing can be asked any more. */
  alive = true;

  constructor(options: RunnerOptions, receive: (message: FromRunner) => void) {
    this.#receive = receive;
    this.#memoryLimit = options.memoryLimit ?? defaultMemoryLimit();
    this.#graceMs = options.graceMs ?? 800;
    const buffers = newControl();
    this.#control = openControl(buffers);
    const { port1, port2 } = new MessageChannel();
    const wasm = new MessageChannel();
    const data: WorkerData = { folder: options.folder, control: buffers, port: port2, compiled: wasm.port2, pythonMemory: this.#memoryLimit };
    this.#worker = new Worker(join(options.folder, 'simulator-worker.js'), {
      workerData: data, transferList: [port2, wasm.port2], // Rows of a micro-batch die young: with room for them they are never copied.
      resourceLimits: { maxOldGenerationSizeMb: Math.floor(this.#memoryLimit / MEGABYTE), maxYoungGenerationSizeMb: 96, stackSizeMb: 16 },
    });
    this.#port = port1;
    port1.on('message', (message: FromRunner) => { this.#from(message); });
    this.#worker.on('error', (error) => { this.#death ??= deathOf(error, this.#memoryLimit); });
    this.#worker.on('exit', () => { this.#gone(); });
    void this.#compile(join(options.folder, 'python', 'pyodide.asm.wasm'), wasm.port1);
  }

  run(options: RunOptions, settings: Omit<RunSettings, 'memoryLimit'>): void {
    this.#watch = setInterval(() => { this.#checkMemory(); }, WATCH_MS);
    this.#watch.unref();
    this.#long = setTimeout(() => { setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`); }, LONG_RUN_MS);
    this.#long.unref();
    this.#timeoutSeconds = options.timeoutSeconds;
    if (this.#ready) this.#start();
    this.send({ type: 'run', options, settings: { ...settings, memoryLimit: this.#memoryLimit } });
  }

  /** Another run, after one that ended `renewable`: code that V8 has made for the engine and for Python stays, nothing else does. */
  renew(): void {
    forget(this.#control);
    setFlagsFromString('--heap-growing-percent=0');
    this.#ready = this.#ended = false;
    this.#timeout = this.#timeoutSeconds = this.#death = undefined;
    this.send({ type: 'renew' });
  }

  /** Python is up: from here on time counts. */
  #start(): void {
    this.#ready = true;
    if (this.#timeoutSeconds === undefined || this.#timeout !== undefined) return;
    // Ends the queries as query.stop() would, so that the job goes on past its await; what then still runs is interrupted.
    this.#timeout = setTimeout(() => {
      this.send({ type: 'command', command: { do: 'stop' } });
      this.#grace = setTimeout(() => {
        if (this.#ended) return;
        this.#receive({ type: 'event', event: { kind: 'problem', problem: { severity: 'warning', code: 'timed-out', message: `The job still ran ${this.#timeoutSeconds} s after its start, when its time was up, and was interrupted.` } } });
        this.interrupt();
      }, this.#graceMs);
    }, this.#timeoutSeconds * 1000);
  }

  send(message: ToRunner): void {
    this.#port.postMessage(message);
    wake(this.#control);
  }

  /** Ctrl-C. A job that does not end by itself is ended. */
  interrupt(): void {
    if (this.#ended) return;
    interrupt(this.#control);
    clearTimeout(this.#grace);
    // Nothing of the job runs before Python is up: there is nobody to wait for.
    if (!this.#ready) this.#stop();
    else this.#grace = setTimeout(() => { this.#stop(); }, this.#graceMs);
  }

  #stop(): void {
    this.#death ??= 'stopped';
    void this.#worker.terminate();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#quiet();
    void this.#worker.terminate();
    this.#port.close();
  }

  async #compile(file: string, to: MessagePort): Promise<void> {
    try {
      to.postMessage(await WebAssembly.compile(await readFile(file)));
    } catch (error) {
      this.#death = `Python could not be loaded: ${error instanceof Error ? error.message : String(error)}`;
      void this.#worker.terminate();
    }
    to.close();
  }

  #from(message: FromRunner): void {
    if (message.type === 'ready') this.#start();
    if (message.type === 'end') {
      this.#ended = true;
      this.#quiet();
      message.renewable &&= process.memoryUsage().rss < RENEWABLE_RSS;
    }
    this.#receive(message);
  }

  #quiet(): void {
    clearInterval(this.#watch);
    clearTimeout(this.#long);
    clearTimeout(this.#timeout);
    clearTimeout(this.#grace);
  }

  #checkMemory(): void {
    if (process.memoryUsage.rss() <= this.#memoryLimit || this.#ended) return;
    this.#death = deathOf({ code: 'ERR_WORKER_OUT_OF_MEMORY' }, this.#memoryLimit);
    void this.#worker.terminate();
  }

  /** The thread is gone before the run ended: said as a run's end, with its reason. */
  #gone(): void {
    this.alive = false;
    if (this.#ended || this.#disposed) return;
    this.#ended = true;
    this.#quiet();
    const exitCode = this.#death === 'stopped' ? 130 : 1;
    if (this.#death === 'stopped') {
      this.#receive({ type: 'event', event: { kind: 'state', state: 'stopped', exitCode } });
    } else {
      const message = this.#death ?? 'The simulator ended unexpectedly.';
      this.#receive({ type: 'event', event: { kind: 'problem', problem: { severity: 'error', code: message.includes('memory') ? 'out-of-memory' : 'simulator-died', message } } });
      this.#receive({ type: 'event', event: { kind: 'state', state: 'failed', message, exitCode } });
    }
    this.#receive({ type: 'end', exitCode });
  }
}

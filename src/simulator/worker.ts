/** The thread that blocks: Python, session and engine. Entry of dist/simulator-worker.js. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { workerData } from 'node:worker_threads';
import { join } from 'node:path';
import type { FromRunner, ToRunner } from '../protocol/rpc.ts';
import type { PythonHost } from '../python/host.ts';
import { loadPython } from '../python/pyodide/host.ts';
import type { WorkerData } from './worker-data.ts';
import { Captures } from './captures.ts';
import type { Control } from './control.ts';
import { openControl } from './control.ts';
import { Job } from './job.ts';
import { createSession } from './session/index.ts';
import { ThreadIo } from './sync-io.ts';
import { warmUp } from './warm.ts';

/** The machine code of the engine and of Python is made for what runs often: after these rounds a first batch takes a fifth less. */
const WARM_ROUNDS = 8;
/** In a thread that ran a job already the machine code is there; the fresh interpreter goes through everything once. */
const RENEWED_ROUNDS = 2;

const { folder, control: buffers, port, compiled, pythonMemory } = workerData as WorkerData;
const post = (message: FromRunner): void => { port.postMessage(message); };

async function main(): Promise<void> {
  const control = openControl(buffers), inbox = new Inbox();
  const module = new Promise<WebAssembly.Module>((resolve) => { compiled.once('message', resolve); });
  for (let rounds = WARM_ROUNDS; ; rounds = RENEWED_ROUNDS) {
    await oneRun(control, inbox, module, rounds);
    collectGarbage();
  }
}

/** From a fresh interpreter until whoever asked about its run has let it go. */
async function oneRun(control: Control, inbox: Inbox, module: Promise<WebAssembly.Module>, rounds: number): Promise<void> {
  const { host: python, notice } = await loadPython({ folder: join(folder, 'python'), compiled: module, interrupt: control.interrupt, memoryLimit: pythonMemory });
  compiled.close();
  post(notice === undefined ? { type: 'ready' } : { type: 'ready', notice });
  const captures = new Captures();
  const { options, settings } = await wait(inbox, python, control, captures, rounds);
  let job: Job | undefined;
  const io = new ThreadIo(join(folder, 'simulator-io.js'), buffers, control, () => undefined);
  try {
    job = new Job({ options, settings, python, control, port, io, captures, createSession });
    for (const message of inbox.takeAll()) job.take(message);
    post({ type: 'end', exitCode: job.run(), renewable: true });
  } catch (error) {
    post({ type: 'end', exitCode: failed(error) });
  } finally {
    io.close();
  }
  for (let message = await inbox.next(); message.type !== 'renew'; message = await inbox.next()) job?.take(message);
}

/** Warms up when told to; once a run is there it does not wait for that. */
async function wait(inbox: Inbox, python: PythonHost, control: Control, captures: Captures, rounds: number): Promise<Extract<ToRunner, { type: 'run' }>> {
  for (;;) {
    const message = await inbox.next();
    if (message.type === 'run') return message;
    if (message.type !== 'warm') continue;
    let said = '';
    for (let round = 0; round < rounds && inbox.empty && said === ''; round++) {
      said = warmUp(python, control, createSession);
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    if (inbox.empty) captures.readAhead(message.captures);
    post({ type: 'warmed', said });
  }
}

/** What came and was not taken yet. Attached at once and kept: messages that come before Python is up must not be lost. */
class Inbox {
  readonly #messages: ToRunner[] = [];
  #arrived: () => void = () => undefined;

  constructor() {
    port.on('message', (message: ToRunner) => { this.#messages.push(message); this.#arrived(); });
  }

  get empty(): boolean { return this.#messages.length === 0; }
  takeAll(): ToRunner[] { return this.#messages.splice(0); }

  async next(): Promise<ToRunner> {
    if (this.empty) await new Promise<void>((resolve) => { this.#arrived = resolve; });
    return this.#messages.shift() as ToRunner;
  }
}

/** The memory of an interpreter is let go before the next one is there: V8 by itself would come to it some interpreters later. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

function failed(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  post({ type: 'event', event: { kind: 'problem', problem: { severity: 'error', code: 'simulator-failed', message: `The simulator failed: ${message}` } } });
  post({ type: 'event', event: { kind: 'state', state: 'failed', message, exitCode: 1 } });
  return 1;
}

void main();

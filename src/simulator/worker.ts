/** The thread that blocks: Python, session and engine. Entry of dist/simulator-worker.js. */
import { workerData } from 'node:worker_threads';
import { join } from 'node:path';
import type { FromRunner, ToRunner } from '../protocol/rpc.ts';
import { loadPython } from '../python/pyodide/host.ts';
import type { WorkerData } from './worker-data.ts';
import { Captures } from './captures.ts';
import { openControl } from './control.ts';
import { Job } from './job.ts';
import { createSession } from './session/index.ts';
import { ThreadIo } from './sync-io.ts';
import { warmUp } from './warm.ts';

/** The machine code of the engine and of Python is made for what runs often: after these rounds a first batch takes a fifth less. */
const WARM_ROUNDS = 6;

async function main({ folder, control: buffers, port, compiled, pythonMemory }: WorkerData): Promise<void> {
  const control = openControl(buffers);
  const post = (message: FromRunner): void => { port.postMessage(message); };
  const module = new Promise<WebAssembly.Module>((resolve) => { compiled.once('message', resolve); });
  // Attached at once and kept: messages that come before Python is up must not be lost.
  const inbox: ToRunner[] = [];
  let arrived: () => void = () => undefined;
  port.on('message', (message: ToRunner) => { inbox.push(message); arrived(); });

  const { host: python, notice } = await loadPython({ folder: join(folder, 'python'), compiled: module, interrupt: control.interrupt, memoryLimit: pythonMemory });
  compiled.close();
  post(notice === undefined ? { type: 'ready' } : { type: 'ready', notice });

  const captures = new Captures();
  while (inbox[0]?.type !== 'run') {
    const message = inbox.shift();
    if (message?.type === 'warm') {
      let said = '';
      // Once a run is there it does not wait for a warm-up.
      for (let round = 0; round < WARM_ROUNDS && inbox.length === 0 && said === ''; round++) {
        said = warmUp(python, control, createSession);
        await new Promise((resolve) => { setImmediate(resolve); });
      }
      if (inbox.length === 0) captures.readAhead(message.captures);
      post({ type: 'warmed', said });
    }
    if (inbox.length === 0) await new Promise<void>((resolve) => { arrived = resolve; });
  }
  const { options, settings } = inbox.shift() as Extract<ToRunner, { type: 'run' }>;
  let job: Job | undefined;
  const io = new ThreadIo(join(folder, 'simulator-io.js'), buffers, control, () => undefined);
  try {
    job = new Job({ options, settings, python, control, port, io, captures, createSession });
    for (const message of inbox.splice(0)) job.take(message);
    post({ type: 'end', exitCode: job.run() });
  } catch (error) {
    post({ type: 'end', exitCode: failed(error, post) });
  } finally {
    io.close();
  }
  const ended = job;
  port.removeAllListeners('message');
  port.on('message', (message: ToRunner) => { ended?.take(message); });
}

function failed(error: unknown, post: (message: FromRunner) => void): number {
  const message = error instanceof Error ? error.message : String(error);
  post({ type: 'event', event: { kind: 'problem', problem: { severity: 'error', code: 'simulator-failed', message: `The simulator failed: ${message}` } } });
  post({ type: 'event', event: { kind: 'state', state: 'failed', message, exitCode: 1 } });
  return 1;
}

void main(workerData as WorkerData);

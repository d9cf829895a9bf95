import { existsSync } from 'node:fs';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Control, ControlBuffers } from './control.ts';
import { isStopped, ticket, waitAfter } from './control.ts';
import { IoError } from './host-types.ts';
import type { SyncIo } from './host-types.ts';
import type { IoReply } from './io-types.ts';

const DEFAULT_TIMEOUT_MS = 60_000;

/** Calls the second thread and waits. The thread starts at the first call: most runs on captures need none. */
export class ThreadIo implements SyncIo {
  readonly #script: string;
  readonly #buffers: ControlBuffers;
  readonly #control: Control;
  readonly #look: () => void;
  #port: MessagePort | undefined;
  #worker: Worker | undefined;
  #ids = 0;
  /** What the last failed call said, so that the run's exit code can tell an unreachable server from a wrong job. */
  lastFailure: string | undefined;

  /** `look` is called whenever something came: questions are served while this waits. */
  constructor(script: string, buffers: ControlBuffers, control: Control, look: () => void) {
    this.#script = script;
    this.#buffers = buffers;
    this.#control = control;
    this.#look = look;
  }

  call(op: string, args: unknown, options: { timeoutMs?: number } = {}): unknown {
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const port = this.#start();
    const id = ++this.#ids;
    const deadline = performance.now() + timeoutMs;
    let seen = ticket(this.#control);
    port.postMessage({ id, op, args });
    for (;;) {
      const reply = this.#reply(port, id);
      if (reply) return this.#result(reply);
      if (isStopped(this.#control)) throw new IoError('interrupted', 'The run was stopped.');
      const left = deadline - performance.now();
      if (left <= 0) throw this.#failed(new IoError('timeout', `No answer within ${Math.round(timeoutMs / 1000)} s.`));
      this.#look();
      waitAfter(this.#control, seen, left);
      seen = ticket(this.#control);
    }
  }

  close(): void {
    void this.#worker?.terminate();
  }

  /** Replies to calls that were given up are read past. */
  #reply(port: MessagePort, id: number): IoReply | undefined {
    for (;;) {
      const received: { message: IoReply } | undefined = receiveMessageOnPort(port);
      if (received === undefined || received.message.id === id) return received?.message;
    }
  }

  #result(reply: IoReply): unknown {
    if ('error' in reply) throw this.#failed(new IoError(reply.error.code, reply.error.message, reply.error.details));
    return reply.ok;
  }

  #failed(error: IoError): IoError {
    this.lastFailure = error.code;
    return error;
  }

  #start(): MessagePort {
    if (this.#port) return this.#port;
    if (!existsSync(this.#script)) throw new IoError('failed', `${this.#script} is missing: the installation is incomplete.`);
    const { port1, port2 } = new MessageChannel();
    this.#worker = new Worker(this.#script, { workerData: { port: port2, control: this.#buffers }, transferList: [port2], stdout: false, stderr: false });
    this.#worker.unref();
    this.#port = port1;
    port1.unref();
    return port1;
  }
}

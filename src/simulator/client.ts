/** Starts runs in a process of their own: for the editor and the language server. */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { FromRunner, RunHandle, ToRunner } from '../protocol/rpc.ts';
import type { RunAnswers, RunCommand, RunEvent, RunOptions, RunQuestion } from '../protocol/run.ts';
import { deathOfProcess } from './death.ts';
import { defaultMemoryLimit } from './runner.ts';

export interface ClientOptions {
  /** dist, native and absolute. */
  folder: string;
  /** Bytes a run may take. */
  memoryLimit?: number;
  /** Told once why a slower way was taken. */
  onNotice?(text: string): void;
}

export class Simulator {
  readonly #options: ClientOptions;
  #standby: Child | undefined;
  /** The process of a run that nobody asks about any more: the next interpreter starts there, where the machine code of the engine is made already. */
  #used: ChildProcess | undefined;
  #noticed = false;
  #captures: string[] = [];

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Makes an interpreter ready ahead of the next run and warms it up. One is kept at most; `release` gives it up. */
  prepare(): Promise<void> {
    if (!this.#standby) {
      this.#standby = this.#child();
      this.#standby.warmUp(this.#captures);
    }
    return this.#standby.warmed;
  }

  /** The same without warming up, where the runs before have done that. */
  renew(): void {
    this.#standby ??= this.#child();
  }

  get ready(): boolean { return this.#standby?.alive === true && this.#standby.warm; }

  /** Under memory pressure, or when the window closes. */
  release(): void {
    this.#standby?.dispose();
    this.#standby = undefined;
    if (this.#used) end(this.#used);
    this.#used = undefined;
  }

  startRun(options: RunOptions, onEvent: (event: RunEvent) => void): RunHandle {
    const child = this.#standby?.alive === true ? this.#standby : this.#child();
    this.#standby = undefined;
    child.run(options, onEvent);
    return child;
  }

  #child(): Child {
    const memoryLimit = this.#options.memoryLimit ?? defaultMemoryLimit();
    const used = this.#used?.connected === true ? this.#used : undefined;
    this.#used = undefined;
    if (used) {
      used.ref();
      used.channel?.ref();
      send(used, { type: 'renew' });
    }
    return new Child(used ?? start(this.#options.folder, memoryLimit), memoryLimit, {
      notice: (notice) => {
        if (!this.#noticed) this.#options.onNotice?.(notice);
        this.#noticed = true;
      },
      captures: (captures) => { this.#captures = captures; },
      over: (process) => { this.#over(process); },
    });
  }

  #over(process: ChildProcess): void {
    if (this.#standby || this.#used) return end(process);
    this.#used = process;
    // It holds nobody up, and ends with whoever started it.
    process.unref();
    process.channel?.unref();
  }
}

function start(folder: string, memoryLimit: number): ChildProcess {
  return fork(join(folder, 'simulator.js'), [], {
    serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', WEIR_MEMORY_LIMIT: String(memoryLimit) },
  });
}

function send(to: ChildProcess, message: ToRunner): void {
  if (to.connected) to.send(message);
}

/** A process that does not hear is killed; the timer holds nobody up. */
function end(process: ChildProcess): void {
  send(process, { type: 'dispose' });
  setTimeout(() => { process.kill('SIGKILL'); }, 2000).unref();
}

interface Owner {
  notice(text: string): void;
  captures(files: string[]): void;
  /** Nobody asks the child any more, and its process is fit for another run. */
  over(process: ChildProcess): void;
}

/** Of all runs: one that takes over a process is not given an answer that was meant for the run before. */
let questions = 0;

interface Waiting { resolve(answer: RunAnswers[keyof RunAnswers]): void; reject(error: Error): void }

class Child implements RunHandle {
  readonly #process: ChildProcess;
  readonly #owner: Owner;
  readonly #memoryLimit: number;
  readonly #questions = new Map<number, Waiting>();
  #onEvent: (event: RunEvent) => void = () => undefined;
  #resolveEnd: (exitCode: number) => void = () => undefined;
  #resolveWarmed: () => void = () => undefined;
  #running = false;
  #ended = false;
  #renewable = false;
  alive = true;
  warm = false;
  readonly ended = new Promise<number>((resolve) => { this.#resolveEnd = resolve; });
  readonly warmed = new Promise<void>((resolve) => { this.#resolveWarmed = resolve; });

  constructor(process: ChildProcess, memoryLimit: number, owner: Owner) {
    this.#owner = owner;
    this.#memoryLimit = memoryLimit;
    this.#process = process;
    for (const event of ['message', 'error', 'exit']) process.removeAllListeners(event);
    process.on('message', (message) => { this.#from(message as FromRunner); });
    process.on('error', (error) => { this.#gone(error.message); });
    process.on('exit', (code, signal) => { this.#gone(deathOfProcess(code, signal, memoryLimit)); });
  }

  run(options: RunOptions, onEvent: (event: RunEvent) => void): void {
    this.#onEvent = onEvent;
    this.#running = true;
    onEvent({ kind: 'state', state: 'starting' });
    this.#send({ type: 'run', options, settings: { memoryLimit: this.#memoryLimit, output: 'events', stdin: false } });
  }

  warmUp(captures: string[]): void {
    this.#send({ type: 'warm', captures });
  }

  command(command: RunCommand): void {
    if (this.alive) this.#send({ type: 'command', command });
  }

  ask<Q extends RunQuestion>(question: Q): Promise<RunAnswers[Q['ask']]> {
    if (!this.alive) return Promise.reject(new Error('The run is gone, and what it held with it.'));
    const id = ++questions;
    return new Promise((resolve, reject) => {
      this.#questions.set(id, { resolve: resolve as Waiting['resolve'], reject });
      this.#send({ type: 'ask', id, question });
    });
  }

  dispose(): void {
    if (!this.alive) return;
    if (!this.#renewable) return end(this.#process);
    this.#gone('');
    this.#owner.over(this.#process);
  }

  #send(message: ToRunner): void {
    send(this.#process, message);
  }

  #from(message: FromRunner): void {
    if (message.type === 'ready') {
      if (message.notice !== undefined) this.#owner.notice(message.notice);
    } else if (message.type === 'warmed') {
      this.warm = true;
      this.#resolveWarmed();
      if (message.said !== '') this.#owner.notice(`The warm-up failed: ${message.said}`);
    } else if (message.type === 'captures') this.#owner.captures(message.files);
    else if (message.type === 'event') this.#onEvent(message.event);
    else if (message.type === 'end') this.#end(message.exitCode, message.renewable);
    else if (message.type === 'answer') {
      const waiting = this.#questions.get(message.id);
      this.#questions.delete(message.id);
      if ('error' in message) waiting?.reject(new Error(message.error));
      else waiting?.resolve(message.answer);
    }
  }

  #end(exitCode: number, renewable = false): void {
    this.#ended = true;
    this.#renewable = renewable;
    this.#resolveEnd(exitCode);
  }

  #gone(reason: string): void {
    if (!this.alive) return;
    this.alive = false;
    this.#resolveWarmed();
    for (const { reject } of this.#questions.values()) reject(new Error('The run is gone, and what it held with it.'));
    this.#questions.clear();
    if (!this.#running || this.#ended) return;
    this.#onEvent({ kind: 'problem', problem: { severity: 'error', code: reason.includes('memory') ? 'out-of-memory' : 'simulator-died', message: reason } });
    this.#onEvent({ kind: 'state', state: 'failed', message: reason, exitCode: 1 });
    this.#end(1);
  }
}

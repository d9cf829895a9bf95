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
  #noticed = false;
  #captures: string[] = [];

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Restores an interpreter ahead of the next run and warms it up. One is kept at most; `release` gives it up. */
  prepare(): Promise<void> {
    if (!this.#standby) {
      this.#standby = this.#child();
      this.#standby.warmUp(this.#captures);
    }
    return this.#standby.warmed;
  }

  get ready(): boolean { return this.#standby?.alive === true && this.#standby.warm; }

  /** Under memory pressure, or when the window closes. */
  release(): void {
    this.#standby?.dispose();
    this.#standby = undefined;
  }

  startRun(options: RunOptions, onEvent: (event: RunEvent) => void): RunHandle {
    const child = this.#standby?.alive === true ? this.#standby : this.#child();
    this.#standby = undefined;
    child.run(options, onEvent);
    return child;
  }

  #child(): Child {
    return new Child(this.#options, (notice) => {
      if (!this.#noticed) this.#options.onNotice?.(notice);
      this.#noticed = true;
    }, (captures) => { this.#captures = captures; });
  }
}

interface Waiting { resolve(answer: RunAnswers[keyof RunAnswers]): void; reject(error: Error): void }

class Child implements RunHandle {
  readonly #process: ChildProcess;
  readonly #memoryLimit: number;
  readonly #questions = new Map<number, Waiting>();
  #ids = 0;
  #onEvent: (event: RunEvent) => void = () => undefined;
  #resolveEnd: (exitCode: number) => void = () => undefined;
  #resolveWarmed: () => void = () => undefined;
  #running = false;
  #ended = false;
  alive = true;
  warm = false;
  readonly ended = new Promise<number>((resolve) => { this.#resolveEnd = resolve; });
  readonly warmed = new Promise<void>((resolve) => { this.#resolveWarmed = resolve; });

  constructor(options: ClientOptions, readonly onNotice: (text: string) => void, readonly onCaptures: (files: string[]) => void) {
    this.#memoryLimit = options.memoryLimit ?? defaultMemoryLimit();
    this.#process = fork(join(options.folder, 'simulator.js'), [], {
      serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', WEIR_MEMORY_LIMIT: String(this.#memoryLimit) },
    });
    this.#process.on('message', (message) => { this.#from(message as FromRunner); });
    this.#process.on('error', (error) => { this.#gone(error.message); });
    this.#process.on('exit', (code, signal) => { this.#gone(deathOfProcess(code, signal, this.#memoryLimit)); });
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
    this.#send({ type: 'command', command });
  }

  ask<Q extends RunQuestion>(question: Q): Promise<RunAnswers[Q['ask']]> {
    if (!this.alive) return Promise.reject(new Error('The run is gone, and what it held with it.'));
    const id = ++this.#ids;
    return new Promise((resolve, reject) => {
      this.#questions.set(id, { resolve: resolve as Waiting['resolve'], reject });
      this.#send({ type: 'ask', id, question });
    });
  }

  dispose(): void {
    if (!this.alive) return;
    this.#send({ type: 'dispose' });
    // A process that does not hear is ended; the timer holds nobody up.
    setTimeout(() => { this.#process.kill('SIGKILL'); }, 2000).unref();
  }

  #send(message: ToRunner): void {
    if (this.#process.connected) this.#process.send(message);
  }

  #from(message: FromRunner): void {
    if (message.type === 'ready') {
      if (message.notice !== undefined) this.onNotice(message.notice);
    } else if (message.type === 'warmed') {
      this.warm = true;
      this.#resolveWarmed();
      if (message.said !== '') this.onNotice(`The warm-up failed: ${message.said}`);
    } else if (message.type === 'captures') this.onCaptures(message.files);
    else if (message.type === 'event') this.#onEvent(message.event);
    else if (message.type === 'end') this.#end(message.exitCode);
    else if (message.type === 'answer') {
      const waiting = this.#questions.get(message.id);
      this.#questions.delete(message.id);
      if ('error' in message) waiting?.reject(new Error(message.error));
      else waiting?.resolve(message.answer);
    }
  }

  #end(exitCode: number): void {
    this.#ended = true;
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

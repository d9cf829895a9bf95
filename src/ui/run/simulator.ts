import { freemem } from 'node:os';
import type { RunHandle } from '../../protocol/rpc';
import type { RunEvent, RunOptions } from '../../protocol/run';

export interface Simulator {
  /** Restores an interpreter ahead of the next run. */
  prepare(): Promise<void>;
  /** An interpreter waits, warmed up: a run's first micro-batch is there within some tens of milliseconds. */
  readonly ready: boolean;
  release(): void;
  startRun(options: RunOptions, onEvent: (event: RunEvent) => void): RunHandle;
}

/** Loads the simulator's client at first use, so that activation does not pay for it. */
export type LoadSimulator = () => Promise<Simulator>;

const spare = 1 << 30;

/** One interpreter waits while a job is open, so that a run starts at once; none under memory pressure. */
export class Standby {
  #simulator: Promise<Simulator> | undefined;
  #loaded: Simulator | undefined;

  constructor(private readonly load: LoadSimulator) {}

  get ready(): boolean { return this.#loaded?.ready === true; }
  get(): Promise<Simulator> { return this.#simulator ??= this.load().then((simulator) => this.#loaded = simulator); }

  async warm(): Promise<void> {
    if (freemem() < spare) return this.#loaded?.release();
    await (await this.get()).prepare();
  }

  dispose(): void { void this.#simulator?.then((simulator) => { simulator.release(); }); }
}

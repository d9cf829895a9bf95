import { freemem } from 'node:os';
import type { RunHandle } from '../../protocol/rpc';
import type { RunEvent, RunOptions } from '../../protocol/run';

export interface Simulator {
  /** Restores an interpreter ahead of the next run. */
  prepare(): Promise<void>;
  release(): void;
  startRun(options: RunOptions, onEvent: (event: RunEvent) => void): RunHandle;
}

/** Loads the simulator's client at first use, so that activation does not pay for it. */
export type LoadSimulator = () => Promise<Simulator>;

const spare = 1 << 30;

/** One interpreter waits while a job is open, so that a run starts at once; none under memory pressure. */
export class Standby {
  #simulator: Promise<Simulator> | undefined;

  constructor(private readonly load: LoadSimulator) {}

  get(): Promise<Simulator> { return this.#simulator ??= this.load(); }

  async warm(): Promise<void> {
    if (freemem() < spare) return;
    await (await this.get()).prepare();
  }

  dispose(): void { void this.#simulator?.then((simulator) => { simulator.release(); }); }
}

/** Two simulators that take turns: while a test runs in one, the interpreter of the next test starts in the other. */
import { freemem } from 'node:os';
import type { RunHandle } from '../protocol/rpc.ts';
import type { RunEvent, RunOptions } from '../protocol/run.ts';
import { Simulator, type ClientOptions } from '../simulator/client.ts';

/** Bytes below which one has to do. */
const SPARE = 1 << 30;

export class Simulators {
  readonly #all: Simulator[];
  #turn = 0;

  /** `tests`: how many will run. */
  constructor(options: ClientOptions, tests: number) {
    this.#all = Array.from({ length: tests > 1 && freemem() > SPARE ? 2 : 1 }, () => new Simulator(options));
  }

  start(options: RunOptions, onEvent: (event: RunEvent) => void): RunHandle {
    const { length } = this.#all, current = this.#all[this.#turn++ % length]!, next = this.#all[this.#turn % length]!;
    const handle = current.startRun(options, onEvent);
    // Its last test has been let go of by now.
    if (next !== current) next.renew();
    return handle;
  }

  release(): void { for (const each of this.#all) each.release(); }
}

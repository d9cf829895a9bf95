import type { RunAnswers, RunCommand, RunEvent, RunOptions, RunQuestion } from '../../protocol/run';

/** A run in its own process. */
export interface RunHandle {
  command(command: RunCommand): void;
  /** Answered while the run lives and after it ended, until it is disposed. */
  ask<Q extends RunQuestion>(question: Q): Promise<RunAnswers[Q['ask']]>;
  dispose(): void;
}

export type StartRun = (options: RunOptions, onEvent: (event: RunEvent) => void) => RunHandle;

/** Loads the simulator's client at first use, so that activation does not pay for it. */
export type LoadSimulator = () => Promise<StartRun>;

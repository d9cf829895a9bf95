/**
 * What crosses between the process that watches a run and the process (or thread) that does it. Both IPC and
 * worker_threads carry it as structured clones.
 */
import type { RunAnswers, RunCommand, RunEvent, RunOptions, RunQuestion } from './run.ts';

export interface RunSettings {
  /** Bytes of the process, Python and engine together; above it the run ends with a problem that says so. */
  memoryLimit: number;
  /**
   * `direct`: what the job prints goes to the process's own stdout and stderr, byte for byte, and is no event.
   * `bytes`: it comes as `bytes` messages. `events`: as text in RunEvents, flushed at each line.
   */
  output: 'direct' | 'bytes' | 'events';
  /** Whether the job may read the process's stdin; else it is at its end. */
  stdin: boolean;
}

export type ToRunner =
  | { type: 'run'; options: RunOptions; settings: RunSettings }
  /** Sent before `run` to one that waits: it may make itself ready for what comes. */
  | { type: 'warm'; /** Captures that the last run read: the next one will probably read them too. */ captures: string[] }
  | { type: 'command'; command: RunCommand }
  | { type: 'ask'; id: number; question: RunQuestion }
  /** After an `end` that said `renewable`: what the run held is let go, and a fresh interpreter waits for the next one. */
  | { type: 'renew' }
  | { type: 'dispose' };

export type FromRunner =
  /** Restored and idle; `notice` says once why a slower way was taken. */
  | { type: 'ready'; notice?: string }
  /** The answer to `warm`: '', or why it did not go through. A run is right either way. */
  | { type: 'warmed'; said: string }
  /** The capture files that the run read, before its last event. */
  | { type: 'captures'; files: string[] }
  | { type: 'event'; event: RunEvent }
  | { type: 'bytes'; stream: 'stdout' | 'stderr'; data: Uint8Array }
  | { type: 'answer'; id: number; answer: RunAnswers[keyof RunAnswers] }
  | { type: 'answer'; id: number; error: string }
  | { type: 'end'; exitCode: number; /** The thread is whole and small: the next run may have it. */ renewable?: boolean };

/** A run as its owner holds it. */
export interface RunHandle {
  /** `stop` interrupts Python as Ctrl-C does; within a second the run has ended. */
  command(command: RunCommand): void;
  /** Rejects when the process that held the answer is gone. */
  ask<Q extends RunQuestion>(question: Q): Promise<RunAnswers[Q['ask']]>;
  /** Ends the run if it still goes on, and frees everything. Pages can be asked for until then. */
  dispose(): void;
  /** Resolves with the exit code when the run has ended. */
  readonly ended: Promise<number>;
}

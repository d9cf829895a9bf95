import type { MessagePort } from 'node:worker_threads';
import type { ControlBuffers } from './control.ts';

/** What the thread of a run is started with. */
export interface WorkerData {
  /** dist, native and absolute. */
  folder: string;
  control: ControlBuffers;
  /** ToRunner and FromRunner. */
  port: MessagePort;
  /** Brings the compiled interpreter once: it is compiled while this thread starts. */
  compiled: MessagePort;
  pythonMemory: number;
}

/** Where a run's bytes go. */
import { writeSync } from 'node:fs';
import type { FromRunner, RunSettings } from '../protocol/rpc.ts';
import type { RunEvent } from '../protocol/run.ts';
import type { PrintedLog } from './printed.ts';

export type Stream = 'stdout' | 'stderr';
export interface Position { queryId: string; batchId: number }

export interface Output {
  /** Bytes from Python. */
  bytes(stream: Stream, data: Uint8Array): void;
  /** Text from the engine. */
  text(event: Extract<RunEvent, { kind: Stream }>): void;
  /** Half a character at the end comes out too. */
  end(): void;
}

const FD = { stdout: 1, stderr: 2 } as const;
const encoder = new TextEncoder();

/** Bytes straight to the process's own streams, or to its owner as bytes. */
export function byteOutput(send: (stream: Stream, data: Uint8Array) => void): Output {
  return { bytes: send, text: ({ kind, text }) => { unlessClosed(() => { send(kind, encoder.encode(text)); }); }, end: () => undefined };
}

/** Java's System.out swallows a closed pipe; Python's does not. */
function unlessClosed(write: () => void): void {
  try {
    write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

/** Writes it all, waiting for a slow reader. A reader that went away is an error with code EPIPE: BrokenPipeError in Python. */
export function writeAll(stream: Stream, data: Uint8Array): void {
  let at = 0;
  while (at < data.length) {
    try {
      at += writeSync(FD[stream], data, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
      else throw error;
    }
  }
}

/** Text events, decoded across writes, filed under the batch that is being run. */
export function eventOutput(emit: (event: RunEvent) => void, log: PrintedLog, position: () => Position | undefined): Output {
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const out = (kind: Stream, text: string, at: { queryId?: string; batchId?: number }): void => {
    if (text === '') return;
    log.add(text, at);
    emit({ kind, text, ...at });
  };
  return {
    bytes: (stream, data) => { out(stream, decoders[stream].decode(data, { stream: true }), position() ?? {}); },
    text: ({ kind, text, queryId, batchId }) => { out(kind, text, { ...(queryId === undefined ? {} : { queryId }), ...(batchId === undefined ? {} : { batchId }) }); },
    end: () => { for (const stream of ['stdout', 'stderr'] as const) out(stream, decoders[stream].decode(), {}); },
  };
}

export function outputFor(settings: RunSettings, post: (message: FromRunner) => void, log: PrintedLog, position: () => Position | undefined): Output {
  if (settings.output === 'direct') return byteOutput(writeAll);
  if (settings.output === 'bytes') return byteOutput((stream, data) => { post({ type: 'bytes', stream, data }); });
  return eventOutput((event) => { post({ type: 'event', event }); }, log, position);
}

/** What a waiting interpreter does once: a small job through Python, session and engine, in a folder that is gone afterwards. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { PythonHost } from '../python/host.ts';
import { Captures } from './captures.ts';
import type { Control } from './control.ts';
import type { CreateSession } from './host-types.ts';
import { IoError } from './host-types.ts';
import { Job } from './job.ts';

const ROWS = 400;
const SECONDS = 40;
const START = 1_700_000_000_000;

/** @returns why it did not go through, '' where it did: nothing depends on it. */
export function warmUp(python: PythonHost, control: Control, createSession: CreateSession): string {
  const { port1, port2 } = new MessageChannel();
  let said = '', folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), 'weir-warm-'));
    const capture = join(folder, 'warm.capture.jsonl'), at = folder;
    writeFileSync(capture, Array.from({ length: ROWS }, (_, n) => message(n)).join(''));
    writeFileSync(join(folder, 'table.json'), Array.from({ length: 4 }, (_, n) => `${JSON.stringify({ k: `k${n}`, usual: n })}\n`).join(''));
    new Job({
      options: { file: join(folder, 'warm-up'), args: [], cwd: folder, env: {}, inputs: { warm: capture }, outputs: {}, clock: 'virtual' },
      settings: { memoryLimit: 0, output: 'events', stdin: false },
      python: { paths: python.paths, warm: () => '', callback: () => '{"ok":null}', run: (_, port) => { said = python.warm(at, port); return { exitCode: 0, kind: 'ok' }; } },
      control, port: port1, createSession, captures: new Captures(),
      io: { lastFailure: undefined, call: (op) => { throw new IoError('failed', `a warm-up asks nobody: ${op}`); } },
    }).run();
  } catch (error) {
    said = error instanceof Error ? error.message : String(error);
  } finally {
    port1.close();
    port2.close();
    if (folder !== undefined) try { rmSync(folder, { recursive: true, force: true }); } catch { /* the system tidies its own folder */ }
  }
  return said;
}

/** One line of a capture, as a job's own looks. */
function message(n: number): string {
  const ms = Math.floor(n * SECONDS * 1000 / ROWS), value = { k: `k${n % 5}`, v: n / 4, t: new Date(START + ms - (n % 50 === 0 ? 45_000 : 0)).toISOString() };
  return `${JSON.stringify({ topic: 'warm', partition: n % 2, offset: n >> 1, timestamp: START + ms, key: `k${n % 5}`, value: JSON.stringify(value), headers: {}, at: ms })}\n`;
}

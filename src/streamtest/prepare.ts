/** A test's run: its files in a folder of their own, and the options of the simulator. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PreparedTest, StreamTest, StreamTestFile, TestSettings } from '../protocol/stream-test.ts';
import { captureText } from './inputs.ts';

export function prepareTest({ job, arguments: args, environment }: StreamTestFile, { inputs, clock, expect }: StreamTest, { env, python }: TestSettings): PreparedTest {
  const folder = mkdtempSync(join(tmpdir(), 'weir-test-'));
  const captures = Object.entries(inputs).map(([topic, input], i): [string, string] => {
    if ('capture' in input) return [topic, input.capture];
    // The number keeps two topics apart whose names differ in case only.
    const file = join(folder, `${i}-${topic}.capture.jsonl`);
    writeFileSync(file, captureText(topic, input.messages, clock));
    return [topic, file];
  });
  return {
    options: {
      file: job, args, cwd: dirname(job), env: { ...env, ...environment }, inputs: Object.fromEntries(captures), outputs: Object.fromEntries(Object.keys(expect.topics).map((topic, i) => [topic, join(folder, `out-${i}.capture.jsonl`)])),
      clock: 'virtual', clockStart: clock, offline: true, scratch: join(folder, 'scratch'), ...(python !== undefined && { python }),
    },
    dispose: () => { rmSync(folder, { recursive: true, force: true, maxRetries: 5 }); },
  };
}

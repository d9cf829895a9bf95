/** `weir test --record`. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Recording, TestSettings } from '../protocol/stream-test.ts';
import { Simulator } from '../simulator/client.ts';
import { isFile, recordTest, testFileOf } from '../streamtest/index.ts';
import { Exit } from './exit.ts';
import { out, say } from './say.ts';
import { near } from './words.ts';

export async function record(recording: Recording, settings: TestSettings): Promise<number> {
  const simulator = new Simulator({ folder: __dirname, onNotice: say }), file = testFileOf(recording.job);
  try {
    const recorded = await recordTest((options, onEvent) => simulator.startRun(options, onEvent), recording, isFile(file) ? readFileSync(file, 'utf8') : undefined, settings);
    writeFileSync(recorded.file, recorded.text);
    out(`${near(recorded.file)}:${recorded.line}: ${recorded.name}\n`);
    return Exit.done;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return Exit.failed;
  } finally {
    simulator.release();
  }
}

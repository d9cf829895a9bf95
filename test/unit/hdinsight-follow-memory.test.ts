/** A job that is followed for days. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FollowedJob } from '../../src/hdinsight/follow/followed-job.ts';
import type { FollowEvent } from '../../src/protocol/cluster-run.ts';
import { APP, Clock, logged, Look, progressOf } from './support/followed.ts';

/** V8's own, which is not there unless asked for. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

test('20 000 looks, each with a new batch, leave memory flat', { timeout: 280_000 }, async () => {
  const clock = new Clock(), look = new Look(clock), cluster = await look.listen(), collect = collector();
  const heap = (): number => { collect(); return process.memoryUsage().heapUsed; };
  look.runs();
  let batch = 0, batches = 0, reads = 0;
  clock.step = () => {
    reads += look.asked.filter(({ path }) => path.endsWith('/stderr/')).length;
    look.asked.length = 0;
    // Whoever reads has read it: the log of days is not held here.
    look.grow(1, 'stderr', logged(progressOf(batch++)));
  };
  const job = new FollowedJob(cluster, { job: APP, everyMs: 1000 }, (event: FollowEvent) => {
    if (event.event === 'run' && event.run.kind === 'batch') batches++;
  }, { now: () => clock.now, wait: clock.wait });
  const running = job.run(), looks = async (count: number): Promise<void> => { for (const until = reads + count; reads < until;) await clock.pass(60_000, () => 2, () => false); };
  // What is kept of it at most is kept by then.
  await looks(2500);
  const early = heap();
  await looks(20_000);
  const late = heap();
  assert.ok(batches > 20_000, String(batches));
  // A leak of four hundred bytes a look would be 8 MB.
  assert.ok(late - early < 8 * 2 ** 20, `${early} ${late}`);
  job.dispose();
  await running;
  cluster.close();
  await look.close();
});

/** Ctrl-C, time-outs, jobs that do not listen. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { clean, Folder, last, lines, SESSION } from './support.ts';
import type { Ran } from './support.ts';

const folder = new Folder();
after(() => { folder.remove(); });

describe('a job that does not end', () => {
  const SLOW = process.platform === 'win32';
  /** That its `finally` ran shows that it ended by itself: what does not within its grace is ended without. */
  const interrupted = (source: string, options: string[] = []): Promise<Ran> =>
    folder.job(source, options, { onOutput: (child) => setTimeout(() => { child.kill('SIGINT'); }, 200) });

  it('loops before start(): Ctrl-C ends it, its finally runs', { skip: SLOW && 'Windows ends a child without asking it' }, async () => {
    const loop = await interrupted('print("go", flush=True)\ntry:\n    while True: pass\nfinally: print("tidied")\n');
    assert.equal(loop.code, 130);
    assert.match(loop.out, /tidied/);
    assert.deepEqual(lines(loop.err), [3]);
    assert.equal(last(loop.err), 'KeyboardInterrupt');
  });

  it('waits for a query, sleeps, computes: Ctrl-C is raised by that very call', { skip: SLOW && 'Windows ends a child without asking it' }, async () => {
    const jobs: [string, string[], number][] = [
      [`${SESSION}print("go", flush=True)\nq = spark.readStream.format("rate").load().writeStream.format("noop").start()\ntry:\n    q.awaitTermination()\nfinally: print("tidied")\n`, [], 6],
      ['import time\nprint("go", flush=True)\ntry:\n    time.sleep(100)\nfinally: print("tidied")\n', ['--clock', 'real'], 4],
      [`${SESSION}print("go", flush=True)\ntry:\n    spark.range(0, 2000000000).filter("id % 7 = 3").count()\nfinally: print("tidied")\n`, [], 5],
    ];
    for (const [source, options, line] of jobs) {
      const ran = await interrupted(source, options);
      assert.equal(ran.code, 130, ran.err);
      assert.match(ran.out, /tidied/);
      assert.deepEqual(lines(ran.err), [line]);
      clean(ran);
    }
  });

  it('is ended when it does not listen to Ctrl-C, and when its time is up', async () => {
    const deaf = 'print("go", flush=True)\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass\n';
    const ran = await folder.job(deaf, ['--timeout', '1']);
    assert.equal(ran.code, 130);
    assert.match(ran.err, /^weir: The job still ran 1 s after its start, when its time was up, and was interrupted\.$/m);
  });

  it('is stopped before Python is up', { skip: SLOW && 'Windows ends a child without asking it' }, async () => {
    const ran = await folder.job('print("never")\n', [], { onStart: (child) => setTimeout(() => child.kill('SIGINT'), 250) });
    // null: Node itself was not up yet.
    assert.ok(ran.code === 130 || ran.code === null || ran.out === 'never\n', JSON.stringify(ran));
    clean(ran);
  });

  it('goes on past its await when the time of its queries is up', async () => {
    const ran = await folder.job(`${SESSION}spark.readStream.format("rate").load().writeStream.format("noop").start().awaitTermination()\nprint("over")\n`, ['--timeout', '1']);
    assert.deepEqual([ran.code, ran.out], [0, 'over\n']);
  });
});

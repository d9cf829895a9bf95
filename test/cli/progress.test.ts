/** `weir progress` against a small server of our own that answers as Livy, YARN and a driver's pages do. */
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { APP, Clock, logged, Look, progressOf, REAL } from '../unit/support/followed.ts';
import { Folder, type Ran } from './support.ts';

describe('weir progress', { timeout: 120_000 }, () => {
  let folder: Folder, look: Look;
  before(async () => {
    folder = new Folder();
    look = new Look(new Clock());
    (await look.listen()).close();
  });
  after(async () => {
    await look.close();
    folder.remove();
  });
  beforeEach(() => {
    look.logs.clear();
    look.runs();
  });
  const weir = (...args: string[]): Promise<Ran> => folder.command(['progress', ...args, '--livy', `http://127.0.0.1:${(look.server.address() as AddressInfo).port}/livy`]);

  test('shows which reader it is from, and each query with its newest batch', async () => {
    look.log(1, 'stderr', logged(progressOf(0)) + logged(progressOf(41)));
    const { code, out, err } = await weir(APP);
    const lines = out.split('\n').map((line) => line.replace(/ {2,}/g, ' | '));
    assert.deepEqual([code, err, lines[0], lines[2]], [0, '', `batch 0, ${APP}: running`, ''], out);
    assert.match(lines[1]!, /^from the driver's log, .* ago$/);
    assert.match(lines[3]!, /^query \| batch \| time \(UTC\) \| in \| in\/s \| processed\/s \| watermark \| state \| took$/);
    assert.match(lines[4]!, /^per_window \| 41 \| 2023-11-14 22:14:01 \| /);
    const json = await weir(APP, '--format', 'json'), { queries } = JSON.parse(json.out) as { queries: { id: string; newest: { batchId: number; inputRows: number } }[] };
    assert.deepEqual(queries.map(({ id, newest }) => [id, newest.batchId, newest.inputRows]), [[REAL.id, 41, REAL.numInputRows]]);
  });

  test('what is in a name does not steer the terminal', async () => {
    look.log(1, 'stderr', logged(progressOf(0, { name: 'a\u001b[31m\nb', sources: [] })));
    const table = await weir(APP);
    assert.ok(!table.out.includes('\u001b') && table.out.includes('a·[31m·b'), JSON.stringify(table.out));
  });

  test('says why nothing can be read, and what a better reader lacks', async () => {
    look.log(1, 'stderr', 'nothing\n');
    look.log(1, 'stdout', '');
    const { code, out } = await weir(APP);
    assert.equal(code, 0);
    assert.match(out, /nothing could be read: no reader has anything to say yet\n[^]*not from the driver's log: the driver's log has no progress/);
  });

  test('follows to the end, a line for each batch; the exit code is whether it succeeded', async () => {
    for (const [finalStatus, expected] of [['SUCCEEDED', 0], ['FAILED', 1]] as const) {
      look.logs.clear();
      look.runs();
      look.log(1, 'stderr', logged(progressOf(0)) + logged(progressOf(1)));
      if (expected === 1) look.log(1, 'stdout', 'Traceback (most recent call last):\n  File "/mnt/job.py", line 7, in <module>\n    x\nKeyError: \'x\'\n');
      const running = weir(APP, '--follow', '--every', '1', '--format', 'jsonl');
      setTimeout(() => {
        look.log(1, 'stderr', logged(progressOf(2)));
        Object.assign(look.app!, { state: 'FINISHED', finalStatus });
      }, 4000);
      const { code, out, err } = await running;
      assert.equal(code, expected, err);
      assert.deepEqual(out.trimEnd().split('\n').map((line) => (JSON.parse(line) as { batchId: number }).batchId), [0, 1, 2]);
      assert.match(err, new RegExp(`: running\\n[^]*weir: read from the driver's log\\n[^]*: ${finalStatus.toLowerCase()}\\n`));
      if (expected === 1) assert.match(err, /failed: KeyError: 'x' \(\/mnt\/job\.py, line 7\)\n/);
    }
  });

  test('wrong use is 2, a job that nobody knows 1, a server that is away 69', async () => {
    for (const args of [[], [APP, '7'], [APP, '--every', '5'], [APP, '--follow', '--every', '0.5'], [APP, '--follow', '--format', 'json']]) {
      const { code, err } = await weir(...args);
      assert.equal(code, 2, `${args.join(' ')}: ${err}`);
      assert.equal(err.trimEnd().split('\n').length, 1);
    }
    const unknown = await weir('application_9_0009', '--follow');
    assert.deepEqual([unknown.code, /does not know application_9_0009/.test(unknown.err)], [1, true], unknown.err);
    assert.equal((await folder.command(['progress', APP, '--livy', 'http://127.0.0.1:9/livy'])).code, 69);
  });
});

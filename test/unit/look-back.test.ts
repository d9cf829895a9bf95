import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatePage, TablePage } from '../../src/protocol/run.ts';
import { Disk, MortalFiles, TestRun } from './support/session.ts';

const BATCHES = 150;

/** A window a batch, each closed two batches later: the state stays small, what was in it changes all the time. */
function played(lookBack: boolean): { run: TestRun; queryId: string } {
  const disk = new Disk();
  for (let b = 0; b < BATCHES; b++) disk.put(`/run/in/f${String(b).padStart(3, '0')}.json`, `${JSON.stringify({ ts: new Date(Date.UTC(2026, 0, 1, 0, b)).toISOString(), k: `k${b}` })}\n`);
  const run = new TestRun(disk, {}, new MortalFiles(disk), lookBack);
  run.view(run.watermark(run.readStream('in', 'ts timestamp, k string', { maxFilesPerTrigger: '1' }), 'ts', '1 minute'), 't');
  run.await(run.start(run.sql("SELECT k, count(1) n FROM t GROUP BY window(ts, '1 minute'), k"), { format: 'memory', queryName: 'kept' }));
  const queryId = run.events.flatMap((e) => (e.kind === 'query' ? [e.query.id] : []))[0] ?? assert.fail('no query');
  return { run, queryId };
}

const state = ({ run, queryId }: ReturnType<typeof played>, batchId: number): StatePage => run.session.answer({ ask: 'state', queryId, batchId, operator: 0, offset: 0, limit: 10 });
const output = ({ run, queryId }: ReturnType<typeof played>, batchId: number): TablePage => run.session.answer({ ask: 'output', queryId, batchId, offset: 0, limit: 10 });
const newest = ({ run }: ReturnType<typeof played>): number => run.events.flatMap((e) => (e.kind === 'batch' ? [e.batch.batchId] : [])).at(-1) ?? -1;

test('a panel can look at the state and the output of any batch', () => {
  const all = played(true);
  for (const batchId of [10, 77, newest(all)]) {
    assert.equal(state(all, batchId).missing, undefined);
    assert.ok(state(all, batchId).total > 0);
  }
  assert.equal(output(all, 13).rows.length, 1);
});

test('a terminal keeps the newest batches only: a long run does not grow, and what is gone is said', () => {
  const few = played(false), last = newest(few);
  assert.ok(state(few, last).total > 0);
  assert.match(state(few, 10).missing ?? '', /no longer known/);
  assert.equal(output(few, last - 3).rows.length, 1);
  assert.equal(output(few, 13).total, 0);
  assert.equal(few.run.collect(few.run.sql('SELECT count(1) FROM kept'))[0]?.[0], BATCHES - 2);
});

/** What the extension host keeps of a job on a cluster. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Figures } from '../../src/ui/cluster-run/model/figures.ts';
import { isFileOf, JobModel } from '../../src/ui/cluster-run/model/job-model.ts';
import { offsetsBehind } from '../../src/webview/run/cluster/offsets.ts';
import { ago, bytes, behindEvents, largestPart, readerLine } from '../../src/webview/run/cluster/words.ts';

test('figures are held in bounded memory, and coarser ones are means', () => {
  const figures = new Figures();
  for (let i = 0; i < 100_000; i++) figures.add({ at: i + 1, inputRate: i % 2 === 0 ? 0 : 100, ...(i >= 50_000 && { stateRows: 7 }) });
  assert.equal(figures.count, 100_000);
  const series = figures.series(200);
  assert.ok(series.at.length <= 200 && series.at.length > 90, String(series.at.length));
  assert.ok(series.inputRate.slice(0, -1).every((rate) => rate === 50), 'two of each kind in each mean');
  assert.equal(series.stateRows[0], null);
  assert.equal(series.stateRows.at(-1), 7);
  assert.deepEqual(series.at, [...series.at].sort((a, b) => a - b));
  assert.ok(figures.series(1_000_000).at.length <= 2048);
});

test('what was told before, by another reader or in an earlier follow, does not come again', () => {
  const figures = new Figures();
  for (const at of [10, 20, 10, 20, 30]) figures.add({ at, inputRate: at });
  assert.deepEqual(figures.series(100).inputRate, [10, 20, 30]);
  assert.equal(figures.newest?.at, 30);
});

test('a batch from the log counts though gauges spoke later, comes again with more known, and an empty word counts nothing', () => {
  const figures = new Figures();
  figures.add({ at: 100 });
  assert.equal(figures.count, 0);
  figures.add({ at: 100, inputRate: 1 });
  figures.add({ at: 60, batchId: 0, inputRate: 7 });
  assert.equal(figures.newest?.inputRate, 7);
  figures.add({ at: 60, batchId: 0, inputRate: 7, stateRows: 9 });
  assert.deepEqual([figures.count, figures.newest?.stateRows], [2, 9]);
  figures.add({ at: 50, batchId: 0, inputRate: 5 });
  assert.equal(figures.count, 2, 'told before');
  figures.add({ at: 200, batchId: 0, inputRate: 5 });
  assert.equal(figures.newest?.inputRate, 5, 'a query that began anew');
  assert.deepEqual(figures.series(10).at, [100, 100, 200]);
});

test('a figure that the newest reader cannot know is absent, not the last one', () => {
  const figures = new Figures();
  figures.add({ at: 1, inputRate: 5, stateRows: 3 });
  figures.add({ at: 2, inputRate: 6 });
  assert.equal(figures.newest?.stateRows, undefined);
  assert.deepEqual(figures.series(10).stateRows, [3, null]);
});

test('the view of a job is its own name, its own times, and texts of a server cut short', () => {
  const model = new JobModel({ key: 'j', file: '', title: 'Batch 7', target: 'livy', startedAt: 1, at: { cluster: 'c', batch: '7' }, cluster: 'spark', hasPages: true, hasHistory: true });
  assert.equal(model.view().title, 'Batch 7');
  model.apply({ event: 'status', status: { job: { key: 'k', batch: '7', app: 'application_1_1', name: 'fraud', state: 'running', started: 99, diagnostics: 'x'.repeat(50_000) }, progress: { lacks: [], better: [], doubts: [] }, verdicts: [], failures: [], requestsPerMinute: 1, everyMs: 5000 } });
  const view = model.view();
  assert.equal(view.title, 'fraud');
  assert.equal(view.startedAt, 99);
  assert.ok((view.cluster?.status?.job.diagnostics?.length ?? 0) < 5000);
  assert.deepEqual(view.cluster?.target, { cluster: 'c', batch: '7', app: 'application_1_1' });
});

test('offsets that are still to be read, where Spark tells both', () => {
  const source = { description: 'k', startOffset: null, numInputRows: 0 };
  assert.equal(offsetsBehind({ ...source, endOffset: { t: { 0: 5, 1: 7 } }, latestOffset: { t: { 0: 9, 1: 7 } } }), 4);
  assert.equal(offsetsBehind({ ...source, endOffset: { t: { 0: 5 } }, latestOffset: { t: { 0: 9, 1: 7 } } }), undefined, 'a partition whose place is not told');
  assert.equal(offsetsBehind({ ...source, endOffset: { t: { 0: '9007199254740993' } }, latestOffset: { t: { 0: 9 } } }), undefined, 'digits that a number cannot hold');
  assert.equal(offsetsBehind({ ...source, endOffset: 5, latestOffset: null }), undefined);
});

test('words for ages, sizes, parts and readers', () => {
  assert.deepEqual([900, 15_000, 14 * 60_000, 5 * 3_600_000, -50].map(ago), ['0.9 s ago', '15 s ago', '14 min ago', '5 h ago', '0.0 s ago']);
  assert.deepEqual([12, 1500, 212_000_000, 4_300_000_000].map(bytes), ['12 B', '1.5 kB', '212 MB', '4.3 GB']);
  assert.equal(largestPart({ at: 1, durationMs: { triggerExecution: 100, addBatch: 88, walCommit: 5 } }), 'addBatch takes 88 %');
  assert.equal(largestPart({ at: 1, durationMs: { addBatch: 88 } }), undefined, 'of what is not told');
  assert.equal(behindEvents({ at: 1, watermark: 1e6, newestEvent: 33e6 }), '32 s behind the newest event');
  assert.equal(behindEvents({ at: 1, watermark: 2e6, newestEvent: 1e6 }), undefined);
  assert.equal(readerLine({ reader: "the driver's log", at: 1000, lacks: [], better: [], doubts: [] }, 2200), "from the driver's log · 1.2 s ago");
  assert.equal(readerLine({ lacks: [], better: [], doubts: [], failed: 'YARN does not answer' }, 0), 'YARN does not answer');
});

test('a trace names the job by where it was uploaded to', () => {
  assert.equal(isFileOf('/mnt/resource/hadoop/container_1/job.py', 'C:\\work\\job.py'), true);
  assert.equal(isFileOf('/mnt/resource/hadoop/container_1/other.py', '/home/you/job.py'), false);
});

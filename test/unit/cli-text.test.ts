/** What `weir run --verbose` prints, line by line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchHead, batchLine, lateLines, outputLines } from '../../src/cli/batch-text.ts';
import { flatObject } from '../../src/cli/json-columns.ts';
import { styleFor } from '../../src/cli/style.ts';
import { near } from '../../src/cli/words.ts';
import type { BatchSummary, QueryInfo, TableColumn } from '../../src/protocol/run.ts';

const style = styleFor(false, {});
const query: QueryInfo = {
  id: 'q', runId: 'r', name: 'alerts', label: 'alerts', outputMode: 'append', trigger: '', sink: 'topic fraud-alerts', sources: [], timeZone: 'UTC',
  watermarks: [{ node: 1, column: 'ts', delay: '30 seconds' }], plan: [],
};
const batch = (over: Partial<BatchSummary>): BatchSummary => ({
  queryId: 'q', batchId: 7, inputRows: 1234, outputRows: 2, droppedRows: 0, droppedBySpark: 0, watermark: 1_700_049_629_428_000, stateRows: 32, tookMs: 5.6, noData: false, counts: [], points: [], ...over,
});
const column = (name: string, type = 'string', numeric = false): TableColumn => ({ name, type, numeric });

test('batches stand under one heading, column under column', () => {
  const labels = ['alerts', 'profile_audit'];
  const head = batchHead(labels, style), line = batchLine(batch({}), query, labels, style);
  assert.equal(head, 'query          batch         in      out    late  watermark          state      took');
  assert.equal(line, 'alerts             7      1 234        2          12:00:29.428          32      6 ms');
  assert.equal(batchLine(batch({ watermark: 0, droppedRows: 3, stateRows: 0, tookMs: 0.2 }), query, labels, style), 'alerts             7      1 234        2       3  not yet                      <1 ms');
});

test('a column of JSON objects is shown field by field, numbers with all their digits', () => {
  const page = {
    columns: [column('key'), column('value')], offset: 0, total: 2,
    rows: [['a', '{"id":9007199254740993,"at":"2024-01-01T10:00:00.000Z","who":"Ann \\"A\\""}'], [null, '{"id":-1.50,"at":"2024-01-01T10:00:10.250Z","gone":null}']],
  };
  assert.deepEqual(outputLines(page, style), [
    '  key            value.id   .at             .who      .gone',
    '  a      9007199254740993   10:00:00Z       Ann "A"',
    '  null              -1.50   10:00:10.250Z             null',
  ]);
});

test('what is not a flat object stays as it is', () => {
  for (const text of ['{', '{}x', '[1]', '{"a":{"b":1}}', '{"a":1', '{"a" 1}', '"a"', '{"a":1}{"b":2}']) assert.equal(flatObject(text), undefined, text);
  const page = { columns: [column('value')], offset: 0, total: 2, rows: [['{"a":1}'], ['no JSON']] };
  assert.deepEqual(outputLines(page, style), ['  value', '  {"a":1}', '  no JSON']);
});

test('a late row says how late it was, what closed and which delay keeps it', () => {
  const page = {
    columns: [column('card'), column('ts', 'timestamp')], offset: 0, total: 3,
    rows: [{ batchId: 7, node: 1, eventTime: 1_700_049_590_177_000, watermark: 1_700_049_629_428_000, lateBy: 39_251_000, window: { start: 1_700_049_580_000_000, end: 1_700_049_600_000_000 }, neededDelay: 60_000_000, row: ['4711', '2023-11-15 11:59:50.177'] }],
  };
  assert.deepEqual(lateLines(page, query, style), [
    '  dropped as late   card   event time     late by   closed window       delay that keeps it',
    '                    4711   11:59:50.177      39 s   11:59:40–12:00:00   60 seconds',
    '                    … 2 more',
  ]);
});

test('files below the working directory are named from there', () => {
  const cwd = process.cwd();
  assert.equal(near(`topic t from ${cwd}${process.platform === 'win32' ? '\\' : '/'}t.jsonl`), 'topic t from t.jsonl');
  assert.equal(near('/elsewhere/t.jsonl'), '/elsewhere/t.jsonl');
});

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { parseCaptureLine } from '../../src/kafka/capture-line.ts';
import { RecordsBuilder } from '../../src/kafka/records-builder.ts';
import { ordered } from '../../src/messages/order.ts';
import { MessageService } from '../../src/messages/service.ts';
import { MessageStore } from '../../src/messages/store.ts';
import { MessageReader } from '../../src/messages/reader.ts';
import { View } from '../../src/messages/view.ts';
import { PayloadDecoder } from '../../src/payload/decoder.ts';
import type { FromMessages, Look, LookStatus, MessagesAnswers, MessagesQuestion } from '../../src/protocol/messages.ts';

type Made = [offset: number, time: number, key: string | null, value: string | null];
function stretch(partition: number, made: Made[]) {
  const builder = new RecordsBuilder('t', partition);
  for (const [offset, time, key, value] of made) builder.push(offset, time, key === null ? null : Buffer.from(key), value === null ? null : Buffer.from(value), offset % 2 ? [{ key: 'trace', value: Buffer.from(`h${offset}`) }, { key: 'trace', value: null }] : []);
  return builder.slice(0, made.length, true);
}
const text = (bytes: Uint8Array | null): string | null => bytes && Buffer.from(bytes).toString();

void test('rows keep key, value, headers and numbers, whether they come in large stretches or one by one', () => {
  const store = new MessageStore();
  store.append(stretch(0, Array.from({ length: 100 }, (_, i): Made => [i, 1000 + i, i % 3 ? `k${i}` : null, i % 5 ? `value ${i}` : null])));
  for (let i = 100; i < 140; i++) store.append(stretch(1, [[i, 1000 + i, i % 3 ? `k${i}` : null, i % 5 ? 'x'.repeat(i) : null]]));
  store.append(stretch(1, [[140, 5, 'large', 'y'.repeat(600_000)]]));
  assert.equal(store.count, 141);
  for (let i = 0; i < 140; i++) {
    assert.equal(text(store.key(i)), i % 3 ? `k${i}` : null);
    assert.equal(text(store.value(i)), i % 5 ? (i < 100 ? `value ${i}` : 'x'.repeat(i)) : null);
    assert.deepEqual(store.headers(i).map(({ key, value }) => [key, text(value)]), i % 2 ? [['trace', `h${i}`], ['trace', null]] : []);
    assert.equal(store.columns.offsets[i], i);
  }
  assert.equal(store.columns.sizes[7], 'k7value 7'.length + 'traceh7trace'.length);
  assert.equal(store.value(140)!.length, 600_000);
});

void test('what is too much is let go from the oldest arrival, with its bytes; ids stay', () => {
  const store = new MessageStore(200, 100_000_000);
  for (let n = 0; n < 6; n++) store.append(stretch(0, Array.from({ length: 100 }, (_, i): Made => [n * 100 + i, i, 'k', 'v'.repeat(20_000)])));
  const before = store.bytes, gone = store.trim();
  assert.equal(gone, 420);
  assert.equal(store.base, 420);
  assert.equal(store.end, 600);
  assert.ok(store.bytes < before / 2, `${store.bytes} of ${before}`);
  assert.equal(store.columns.offsets[0], 420);
  assert.equal(text(store.value(599)), 'v'.repeat(20_000));
  assert.throws(() => store.value(0));
});

void test('order: by time, by place, by size, both ways; times that no clock has keep their order too', () => {
  const store = new MessageStore();
  store.append(stretch(1, [[5, 30, 'a', 'xxx'], [6, 10, 'b', 'x']]));
  store.append(stretch(0, [[9, 30, 'c', 'xxxxx'], [10, -1, 'd', null], [11, 9.1e18, 'e', 'xx'], [12, -9.2e18, 'f', 'xxxxxx']]));
  const order = (...args: ['timestamp' | 'offset' | 'size', boolean]): string => [...ordered(store, ...args)].map((id) => text(store.key(id))).join('');
  assert.equal(order('timestamp', false), 'fdbcae');
  assert.equal(order('timestamp', true), 'eacbdf');
  assert.equal(order('offset', false), 'cdefab');
  store.append(stretch(0, [[4, 30, 'g', 'xxx']]));
  assert.equal(order('offset', false), 'gcdefab', 'also when a partition is read anew from before');
  const big = new MessageStore();
  let seed = 1;
  const times = Array.from({ length: 5000 }, () => (seed = seed * 48271 % 2147483647) * 1000);
  big.append(stretch(0, times.map((time, i): Made => [i, time, null, null])));
  const sorted = [...ordered(big, 'timestamp', false)].map((id) => times[id]!);
  assert.deepEqual(sorted, times.toSorted((a, b) => a - b));
});

void test('order: the same from stretches that are in order each, few or many of them, with equal times among them', () => {
  let seed = 3;
  const random = (below: number): number => (seed = seed * 48271 % 2147483647) % below;
  for (const stretches of [1, 2, 3, 7, 8, 40, 200]) {
    const store = new MessageStore(), times: number[] = [], places: number[] = [];
    for (let partition = 0; partition < stretches; partition++) {
      const own = Array.from({ length: 1 + random(50) }, () => random(60)).sort((a, b) => a - b);
      store.append(stretch(partition, own.map((time, i): Made => [i, time, null, null])));
      for (const time of own) places.push(times.push(time) - 1);
    }
    const expected = places.toSorted((a, b) => times[a]! - times[b]! || a - b);
    assert.deepEqual([...ordered(store, 'timestamp', false)], expected, `${stretches} stretches`);
    assert.deepEqual([...ordered(store, 'timestamp', true)], expected.toReversed(), `${stretches} stretches, newest first`);
  }
});

void test('a filter is looked through in the order shown; new arrivals wait; the oldest can go meanwhile', async () => {
  const store = new MessageStore(5000), reader = new MessageReader(store, new PayloadDecoder(), { key: { format: 'auto' }, value: { format: 'auto' } });
  const view = new View(store, reader, () => undefined);
  store.append(stretch(0, Array.from({ length: 3000 }, (_, i): Made => [i, i, `k${i}`, `{"n": ${i}, "kind": "${i % 10 ? 'plain' : 'GOLD'}"}`])));
  await view.arrange({ filter: 'gold', sort: 'timestamp', descending: true, paths: [] }, 5);
  assert.ok(view.matching >= 5);
  assert.deepEqual([...view.ids(0, 3)], [2990, 2980, 2970]);
  await view.until(Infinity);
  assert.equal(view.matching, 300);
  store.append(stretch(0, Array.from({ length: 2500 }, (_, i): Made => [3000 + i, 3000 + i, null, '{"kind": "GOLD"}'])));
  assert.equal(view.matching, 300, 'what arrives waits');
  const gone = store.trim();
  view.forget();
  assert.equal(view.matching, 300 - gone / 10);
  assert.equal(view.ids(0, 1)[0], 2990);
  await view.refresh(Infinity);
  assert.equal(view.matching, 300 - gone / 10 + 2500);
  await view.arrange({ filter: 'n >= 2995 and kind = "plain"', sort: 'offset', descending: false, paths: [] }, Infinity);
  assert.deepEqual([...view.ids(0, 9)], [2995, 2996, 2997, 2998, 2999]);
  await view.arrange({ filter: '/"n": 29[0-9]5,/', brush: { since: 2900, until: 2950 }, sort: 'timestamp', descending: false, paths: [] }, Infinity);
  assert.deepEqual([...view.ids(0, 9)], [2905, 2915, 2925, 2935, 2945]);
  await view.arrange({ filter: '/(/', sort: 'timestamp', descending: false, paths: [] }, Infinity);
  assert.match(view.mistake ?? '', /Invalid regular expression/);
  assert.equal(view.matching, 0);
});

/** The service over a folder of captures, asked as a viewer asks. */
async function looking(folder: string, look: Partial<Look>): Promise<{ ask: <Q extends MessagesQuestion>(question: Q) => Promise<MessagesAnswers[Q['ask']]>; status: LookStatus }> {
  let told: ((status: LookStatus) => void) | undefined;
  const over = new Promise<LookStatus>((resolve) => { told = (status) => { if (['done', 'failed'].includes(status.state)) resolve(status); }; });
  const service = new MessageService((message: FromMessages) => { if (message.type === 'status') told?.(message.status); });
  service.look(1, { id: 'c', description: { kind: 'captures', folder }, secrets: {}, writable: false }, { topic: 't', range: { mode: 'newest', count: 1000 }, follow: false, uncommitted: false, key: { format: 'auto' }, value: { format: 'auto' }, ...look });
  const status = await over;
  return {
    status,
    ask: async (question) => {
      const answer = await service.answer(1, question);
      if ('problem' in answer) throw new Error(answer.problem.message);
      return answer.value as MessagesAnswers[(typeof question)['ask']];
    },
  };
}

void test('a viewer over captures: rows, columns of paths, a message, exports that read back', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'weir-messages-'));
  try {
    const lines = [
      { timestamp: 1700000000000, key: 'a', value: '{"id": 9007199254740993, "card": {"no": "4711"}, "note": "=1+1"}', headers: { trace: 'x' } },
      { timestamp: 1700000001000, key: null, value: null }, { timestamp: 1700000002000, key: 'b', value: { base64: Buffer.from([0xff, 0, 1]).toString('base64') } },
      { timestamp: 1700000003000, key: 'c\u202e<img src=x>\u001b[2J', value: '[1,\n  2]' }, { timestamp: 1700000004000, key: 'd', value: 'plain, "text"\nof two lines' },
    ];
    await writeFile(path.join(folder, 't.capture.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
    const { ask, status } = await looking(folder, {});
    assert.equal(status.state, 'done');
    assert.equal(status.held, 5);
    const arranged = await ask({ ask: 'arrange', arrangement: { filter: '', sort: 'timestamp', descending: false, paths: ['$.id', 'card.no'] } });
    assert.deepEqual({ matching: arranged.matching, kind: arranged.kind }, { matching: 5, kind: 'none' });
    const { rows } = await ask({ ask: 'rows', from: 0, count: 10 });
    assert.deepEqual(rows.map(({ key, value }) => [key.text, value.text, value.kind]), [
      ['a', '{"id": 9007199254740993, "card": {"no": "4711"}, "note": "=1+1"}', 'json'], ['', '', 'null'], ['b', 'ff0001', 'bytes'], ['c\\u202e<img src=x>\\u001b[2J', '[1, 2]', 'json'], ['d', 'plain, "text"\\nof two lines', 'text'],
    ]);
    assert.equal((await ask({ ask: 'detail', id: rows[3]!.id, key: { format: 'text' } }))!.key.text, 'c\u202e<img src=x>\u001b[2J');
    assert.deepEqual(rows[0]!.fields.map((field) => field?.text), ['9007199254740993', '4711']);
    assert.deepEqual(rows[4]!.fields, [null, null]);
    const detail = await ask({ ask: 'detail', id: rows[0]!.id });
    assert.match(detail!.value.text, /9007199254740993/);
    assert.deepEqual(detail!.headers.map(({ key, value }) => [key, value.text]), [['trace', 'x']]);
    const histogram = await ask({ ask: 'histogram', bins: 5 });
    assert.deepEqual({ all: histogram.all, partitions: histogram.partitions }, { all: [1, 1, 1, 1, 1], partitions: [{ partition: 0, all: 5, matching: 5 }] });
    assert.equal(await ask({ ask: 'offsets', which: 'startingOffsets', span: { from: 1, to: 3 } }), '{"t":{"0":1}}');
    assert.equal(await ask({ ask: 'offsets', which: 'endingOffsets', span: { from: 1, to: 3 } }), '{"t":{"0":4}}');
    assert.deepEqual(parseCaptureLine(await ask({ ask: 'captureLine', id: rows[4]!.id }) ?? ''), parseCaptureLine(JSON.stringify({ topic: 't', partition: 0, offset: 4, ...lines[4] })));
    for (const format of ['capture', 'json', 'csv'] as const) assert.equal((await ask({ ask: 'export', format, file: path.join(folder, `out.${format}`) })).messages, 5);
    const capture = (await readFile(path.join(folder, 'out.capture'), 'utf8')).trim().split('\n').map(parseCaptureLine);
    assert.deepEqual(capture.map((line) => (typeof line === 'string' ? line : line.value && Buffer.from(line.value).toString('latin1'))), [lines[0]!.value, null, '\xff\0\x01', '[1,\n  2]', 'plain, "text"\nof two lines']);
    const json = await readFile(path.join(folder, 'out.json'), 'utf8');
    assert.match(json, /"value":\{"id": 9007199254740993/);
    assert.equal((JSON.parse(json) as unknown[]).length, 5);
    const csv = await readFile(path.join(folder, 'out.csv'), 'utf8');
    assert.match(csv, /^partition,offset,timestamp,key,value,headers\r\n0,0,2023-11-14T22:13:20.000Z,a,"\{""id"": 9007199254740993/);
    assert.match(csv, /"plain, ""text""\nof two lines"/);
    await assert.rejects(ask({ ask: 'export', format: 'csv', file: path.join(folder, 'no', 'where.csv') }), /could not be written/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

void test('an offset without a partition is meant for all of them, and one that is named for that one', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'weir-messages-'));
  try {
    await writeFile(path.join(folder, 't.capture.jsonl'), Array.from({ length: 30 }, (_, i) => JSON.stringify({ topic: 't', partition: i % 3, timestamp: i, value: 'x' })).join('\n'));
    assert.equal((await looking(folder, { range: { mode: 'offsets', from: { [-1]: 7 }, to: {} } })).status.held, 9);
    assert.equal((await looking(folder, { range: { mode: 'offsets', from: { [-1]: 7, 1: 9 }, to: { [-1]: 9 } } })).status.held, 4);
    assert.equal((await looking(folder, { range: { mode: 'offsets', from: { [-1]: 7 }, to: {} }, partitions: [2] })).status.held, 3);
    assert.equal((await looking(folder, { range: { mode: 'newest', count: 1_000_000 } })).status.full, false);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

void test('a topic that is not there, or a line that is broken, is one problem', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'weir-messages-'));
  try {
    await writeFile(path.join(folder, 'u.capture.jsonl'), '{"timestamp": 1, "value": "x"}\n{broken\n');
    assert.match((await looking(folder, {})).status.problem!.message, /t/);
    assert.match((await looking(folder, { topic: 'u' })).status.problem!.message, /line 2/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

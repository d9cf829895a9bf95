/** The parts of a peek and of a replay that need no cluster: choosing rows, keeping only their bytes, the timetable. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CaptureMessage } from '../../src/kafka/capture.ts';
import { Channel } from '../../src/kafka/channel.ts';
import { KafkaFault } from '../../src/kafka/fault.ts';
import { firstAnswer } from '../../src/kafka/first-answer.ts';
import { addLag, groupRows } from '../../src/kafka/describe/groups.ts';
import { MemoryGateway } from '../../src/kafka/memory.ts';
import { compact, pickRows } from '../../src/kafka/peek/rows.ts';
import { choose, firstWindow } from '../../src/kafka/peek/select.ts';
import type { KafkaRecords } from '../../src/kafka/records.ts';
import { bytesAt } from '../../src/kafka/records.ts';
import { RecordsBuilder } from '../../src/kafka/records-builder.ts';
import { replay, schedule } from '../../src/kafka/replay.ts';

function stretch(partition: number, times: readonly number[]): KafkaRecords {
  const builder = new RecordsBuilder('t', partition);
  times.forEach((time, i) => builder.push(i, time, i % 2 === 0 ? Buffer.from(`k${i}`) : null, Buffer.from(`value ${i}`), [{ key: 'h', value: Buffer.from([i]) }]));
  return builder.slice(0, times.length, true);
}

const side = (partition: number, ...times: number[]) => ({ partition, stretches: [stretch(partition, times)] });
const marks = (...args: Parameters<typeof choose>): string[] => choose(...args).map(({ marks: list, open }) => `${list.join('')}${open ? '…' : ''}`);

describe('choosing', () => {
  test('the greatest or the least times, and whether more may lie behind', () => {
    const sides = [side(0, 10, 20, 30), side(1, 5, 25, 35), side(2)];
    assert.deepEqual(marks(sides, 3, 'newest'), ['001', '011', '…']);
    assert.deepEqual(marks(sides, 5, 'newest'), ['111…', '011', '…']);
    assert.deepEqual(marks(sides, 3, 'oldest'), ['110', '100', '…']);
    assert.deepEqual(marks(sides, 6, 'newest'), ['111…', '111…', '…']);
    assert.deepEqual(marks(sides, 0, 'newest'), ['000', '000', '…']);
  });

  test('the same as sorting all of them, whether the partitions are in the order of their times or not', () => {
    let seed = 7;
    const random = (below: number): number => (seed = seed * 48271 % 2147483647) % below;
    for (let round = 0; round < 400; round++) {
      const inOrder = round % 2 === 0, partitions = 1 + random(5), end = random(2) === 0 ? 'newest' : 'oldest' as const;
      const times = Array.from({ length: partitions }, () => Array.from({ length: random(30) }, () => random(12)));
      if (inOrder) for (const list of times) list.sort((a, b) => a - b);
      const total = times.flat().length, count = random(total + 1);
      const all = times.flatMap((list, partition) => list.map((time, row) => ({ partition, row, time, rank: end === 'newest' ? list.length - row : row })));
      all.sort((a, b) => (end === 'newest' ? b.time - a.time : a.time - b.time) || a.rank - b.rank || a.partition - b.partition);
      const chosen = new Set(all.slice(0, count).map(({ partition, row }) => `${partition} ${row}`));
      const expected = times.map((list, partition) => list.map((_, row) => (chosen.has(`${partition} ${row}`) ? 1 : 0)).join(''));
      const found = choose(times.map((list, partition) => side(partition, ...list)), count, end).map(({ marks: list }) => list.join(''));
      assert.deepEqual(found, expected, `${end} ${count} of ${JSON.stringify(times)}`);
    }
  });

  test('equal times, or none, count from the ends of the partitions', () => {
    const sides = [side(0, -1, -1, -1), side(1, -1, -1)];
    assert.deepEqual(marks(sides, 3, 'newest'), ['011', '01']);
    assert.deepEqual(marks(sides, 3, 'oldest'), ['110', '10']);
  });

  test('one clock that is far off does not crowd out the others', () => {
    assert.deepEqual(marks([side(0, 10, 9_999_999, 12, 13), side(1, 11, 14)], 3, 'newest'), ['0101', '01']);
    assert.deepEqual(marks([side(0, 10, 1, 12, 13), side(1, 11, 14)], 3, 'newest'), ['0011', '01']);
  });

  test('first windows leave room for chance, and are never larger than what is wanted', () => {
    assert.equal(firstWindow(100, 200), 8);
    assert.equal(firstWindow(1, 50), 1);
    assert.equal(firstWindow(1_000_000, 8), 126_419);
  });
});

describe('rows', () => {
  const text = (bytes: Uint8Array | null): string | null => bytes && Buffer.from(bytes).toString();
  const shown = (records: KafkaRecords): unknown[] => Array.from({ length: records.count }, (_, i) => [records.offsets[i], records.timestamps[i], text(bytesAt(records.keys, i)), text(bytesAt(records.values, i)), records.headers?.[i]?.map(({ key, value }) => [key, value && [...value]])]);

  test('are picked whole, in the order asked for', () => {
    const picked = pickRows(stretch(3, [7, 8, 9]), [2, 0]);
    assert.deepEqual([picked.partition, picked.count], [3, 2]);
    assert.deepEqual(shown(picked), [[2, 9, 'k2', 'value 2', [['h', [2]]]], [0, 7, 'k0', 'value 0', [['h', [0]]]]]);
  });

  test('leave a large batch behind when they use little of it', () => {
    const builder = new RecordsBuilder('t', 0);
    builder.push(0, 1, null, Buffer.alloc(1_000_000, 'x'), null);
    builder.push(1, 2, Buffer.from('k'), Buffer.from('small'), [{ key: 'h', value: Buffer.from('v') }, { key: 'n', value: null }]);
    builder.push(2, 3, null, null, null);
    const all = builder.slice(0, 3, true);
    assert.equal(compact(all), all);
    const picked = pickRows(all, [1, 2]);
    assert.deepEqual(shown(picked), [[1, 2, 'k', 'small', [['h', [118]], ['n', null]]], [2, 3, null, null, undefined]]);
    assert.ok(picked.values.data.buffer.byteLength < 100);
  });
});

describe('replay', () => {
  const message = (timestamp: number, at?: number, key = 'k'): CaptureMessage => ({ topic: 'x', partition: 1, offset: 0, timestamp, key: Buffer.from(key), value: Buffer.from(String(timestamp)), headers: [], ...(at === undefined ? {} : { at }) });
  const due = (messages: readonly CaptureMessage[], options: Parameters<typeof schedule>[1]): unknown[] => schedule(messages, options).map(({ message: { timestamp }, due: ms }) => [timestamp, ms]);

  test('keeps the gaps of the capture, by timestamp or by arrival', () => {
    assert.deepEqual(due([message(5000), message(1000), message(1250)], { original: true }), [[1000, 0], [1250, 250], [5000, 4000]]);
    assert.deepEqual(due([message(5000, 10), message(1000, 700), message(1250)], { original: true }), [[1250, 0], [5000, 10], [1000, 700]]);
    assert.deepEqual(due([message(5000), message(1000), message(1250)], { rate: 2 }), [[1000, 0], [1250, 500], [5000, 1000]]);
    assert.deepEqual(due([message(2), message(1)], {}), [[1, 0], [2, 0]]);
  });

  test('writes everything, with its time or the present one, and counts', async () => {
    const messages = Array.from({ length: 2500 }, (_, i) => message(i, undefined, `k${i}`));
    const gateway = new MemoryGateway();
    gateway.memory.createTopic('t', 3);
    const counted: number[] = [];
    assert.equal(await replay(gateway, 't', messages, { keepTimestamps: true, onWritten: (count) => counted.push(count) }), 2500);
    assert.deepEqual(counted, [1000, 2000, 2500]);
    assert.equal((await gateway.latestOffsets([0, 1, 2].map((partition) => ({ topic: 't', partition })))).reduce((sum, { offset }) => sum + offset, 0), 2500);
    assert.equal((await gateway.offsetsForTimestamps([0, 1, 2].map((partition) => ({ topic: 't', partition, timestamp: 2500 })))).every(({ offset }) => offset === -1), true);
    await replay(gateway, 't', messages.slice(0, 3), { keepPartitions: true, rate: 1000 });
    assert.ok((await gateway.offsetsForTimestamps([{ topic: 't', partition: 1, timestamp: 2500 }]))[0]!.offset > 0);
  });

  test('stops when told to', async () => {
    const gateway = new MemoryGateway();
    const stop = new AbortController();
    const written = await replay(gateway, 't', Array.from({ length: 100 }, (_, i) => message(i)), { rate: 500, signal: stop.signal, onWritten: (count) => { if (count >= 10) stop.abort(); } });
    assert.ok(written >= 10 && written < 100);
    assert.equal((await gateway.latestOffsets([{ topic: 't', partition: 0 }]))[0]!.offset, written);
  });
});

describe('lag', () => {
  test('is never counted from a commit that is not there', () => {
    const rows = groupRows([{ topic: 't', partition: 10, offset: 4 }, { topic: 't', partition: 2, offset: -1 }], [{ memberId: 'm', clientId: '', host: '', assignment: [{ topic: 't', partitions: [2, 3] }] }]);
    assert.deepEqual(rows.map((row) => addLag(row, { low: 0, end: 9 })), [
      { topic: 't', partition: 2, committed: null, memberId: 'm', low: 0, high: 9, lag: null },
      { topic: 't', partition: 3, committed: null, memberId: 'm', low: 0, high: 9, lag: null },
      { topic: 't', partition: 10, committed: 4, low: 0, high: 9, lag: 5 },
    ]);
    // A topic that was created anew.
    assert.equal(addLag({ topic: 't', partition: 0, committed: 50, lag: null }, { low: 0, end: 9 }).lag, 0);
    assert.equal(addLag({ topic: 't', partition: 0, committed: 5, lag: null }, new KafkaFault('connection', 'x')).lag, null);
  });
});

test('a channel holds writers back, gives everything in order, then the failure', async () => {
  const channel = new Channel<number>(10);
  const written: number[] = [];
  const writing = (async () => {
    for (let i = 0; i < 5; i++) {
      await channel.push(i, 8);
      written.push(i);
    }
    channel.end({ error: new Error('broken') });
  })();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(written, [0]);
  const read: number[] = [];
  await assert.rejects(async () => { for await (const item of channel) read.push(item); }, /broken/);
  await writing;
  assert.deepEqual(read, [0, 1, 2, 3, 4]);
});

test('the first answer counts; the next is asked when one fails, or beside one that is silent', async () => {
  const silent = (): Promise<never> => new Promise(() => undefined);
  const fails = (kind: 'connection' | 'authentication') => (): Promise<never> => Promise.reject(new KafkaFault(kind, `no ${kind}`));
  assert.equal(await firstAnswer([fails('connection'), async () => 1]), 1);
  assert.equal(await firstAnswer([silent, async () => 2]), 2);
  await assert.rejects(firstAnswer([fails('connection'), fails('connection')]), /None of the bootstrap servers can be used\. no connection no connection/);
  await assert.rejects(firstAnswer([fails('authentication'), silent]), /^KafkaFault: no authentication/);
});

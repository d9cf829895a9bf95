import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { decodeLz4 } from '../../src/kafka/codecs/lz4.ts';
import { decodeSnappy } from '../../src/kafka/codecs/snappy.ts';
import { compileCrc32c, crc32c } from '../../src/kafka/crc32c.ts';
import type { DecodeOptions } from '../../src/kafka/decode/record-set.ts';
import { decodeRecordSet, scanRecordSet, worthKeeping } from '../../src/kafka/decode/record-set.ts';
import { encodeBatch } from '../../src/kafka/encode.ts';
import { KafkaFault } from '../../src/kafka/fault.ts';
import type { KafkaRecords } from '../../src/kafka/records.ts';
import { bytesAt } from '../../src/kafka/records.ts';
import { batch, compress, oldMessage } from './kafka-batches.ts';

const bytes = (text: string): Buffer => Buffer.from(text);
const record = (value: string, timestamp = 0, key: string | null = null) => ({ key: key === null ? null : bytes(key), value: bytes(value), timestamp });
const decode = (set: Uint8Array, options: Partial<DecodeOptions> = {}): KafkaRecords[] => decodeRecordSet(set, { topic: 't', partition: 0, from: 0, to: Infinity, ...options });
const rows = (decoded: readonly KafkaRecords[]): [number, number, string | null][] => decoded.flatMap((records) => Array.from({ length: records.count }, (_, i) => {
  const value = bytesAt(records.values, i);
  return [records.offsets[i]!, records.timestamps[i]!, value && Buffer.from(value).toString()] as [number, number, string | null];
}));
const isCorrupt = (error: unknown): boolean => error instanceof KafkaFault && error.kind === 'corrupt';

describe('record batches', () => {
  for (const codec of Object.keys(compress)) {
    test(`come out of ${codec} as they went in`, () => {
      const list = Array.from({ length: 500 }, (_, i) => record(`value ${i % 7} `.repeat(i % 13), 1_700_000_000_000 + i * 1000, `k${i}`));
      const set = batch(list, { codec, baseOffset: 1000, });
      assert.deepEqual(rows(decode(set)), list.map(({ timestamp, value }, i) => [1000 + i, timestamp, value.toString()]));
      assert.deepEqual(scanRecordSet(set), { next: 1500, bytes: set.length });
    });
  }

  test('keep 53 bits of offset and timestamp, and deltas of any size and sign', () => {
    const timestamps = [1_700_000_000_000, 1_700_000_000_000 - 86_400_000 * 400, 1_700_000_000_001, 4_102_444_800_000];
    const set = batch(timestamps.map((timestamp) => record('x', timestamp)), { baseOffset: 2 ** 52 });
    assert.deepEqual(rows(decode(set)).map(([offset, timestamp]) => [offset, timestamp]), timestamps.map((timestamp, i) => [2 ** 52 + i, timestamp]));
  });

  test('with a cut-off end give their whole part', () => {
    const first = batch([record('a'), record('b')]);
    const second = batch([record('c')], { baseOffset: 2 });
    for (let cut = 0; cut < second.length; cut++) {
      const set = Buffer.concat([first, second.subarray(0, cut)]);
      assert.deepEqual(rows(decode(set)).map(([, , value]) => value), ['a', 'b']);
      assert.equal(scanRecordSet(set).next, 2);
    }
    for (let cut = 0; cut < first.length; cut++) assert.deepEqual(scanRecordSet(first.subarray(0, cut)), { next: undefined, bytes: 0 });
    assert.deepEqual(decode(new Uint8Array(0)), []);
  });

  test('with gaps keep their offsets', () => {
    const set = Buffer.concat([batch([record('a'), record('b')], { baseOffset: 10, offsets: [3, 7] }), batch([], { baseOffset: 18, offsets: [4] }), batch([record('c')], { baseOffset: 30 })]);
    assert.deepEqual(rows(decode(set)).map(([offset]) => offset), [13, 17, 30]);
    assert.equal(scanRecordSet(batch([], { baseOffset: 18, offsets: [4] })).next, 23);
    assert.deepEqual(rows(decode(set, { from: 14, to: 30 })).map(([offset]) => offset), [17]);
    assert.deepEqual(decode(set, { from: 18, to: 30 }), []);
  });

  test('split where the timestamp type changes', () => {
    const set = Buffer.concat([batch([record('a', 1)]), batch([record('b', 2)], { baseOffset: 1, logAppendTime: 99 }), batch([record('c', 3)], { baseOffset: 2 })]);
    const decoded = decode(set);
    assert.deepEqual(decoded.map(({ timestampType }) => timestampType), [0, 1, 0]);
    assert.deepEqual(rows(decoded), [[0, 1, 'a'], [1, 99, 'b'], [2, 3, 'c']]);
  });

  test('own their memory', () => {
    const set = batch([record('a')]);
    const decoded = decode(set);
    set.fill(0);
    assert.deepEqual(rows(decoded), [[0, 0, 'a']]);
  });

  test('verify their checksum when asked to', () => {
    const set = batch([record('hello')]);
    assert.equal(rows(decode(set, { checkCrc: true })).length, 1);
    set[set.length - 3]! ^= 1;
    assert.equal(rows(decode(set)).length, 1);
    assert.throws(() => decode(set, { checkCrc: true }), isCorrupt);
  });

  test('that are damaged are a fault, whatever byte it is, and never hang or crash', () => {
    for (const codec of Object.keys(compress)) {
      const set = batch(Array.from({ length: 20 }, (_, i) => record(`value ${i}`, i, 'key')), { codec });
      for (let at = 0; at < set.length; at++) {
        for (const value of [0, 0x7f, 0x80, 0xff]) {
          const broken = Buffer.from(set);
          broken[at] = value;
          try {
            decode(broken, { headers: true });
          } catch (error) {
            assert.ok(error instanceof KafkaFault && (error.kind === 'corrupt' || error.kind === 'unsupported'), `${codec} byte ${at}: ${String(error)}`);
          }
        }
      }
    }
    assert.throws(() => decode(batch([record('a')], { count: 1_000_000_000 })), isCorrupt);
    assert.throws(() => decode(batch([record('a')], { count: -1 })), isCorrupt);
  });
});

describe('transactions', () => {
  const set = Buffer.concat([
    batch([record('p0')], { baseOffset: 0 }),
    batch([record('a0'), record('a1')], { baseOffset: 1, transactional: 7 }),
    batch([record('b0')], { baseOffset: 3, transactional: 8 }),
    batch([], { baseOffset: 4, transactional: 7, control: 'abort' }),
    batch([record('a2')], { baseOffset: 5, transactional: 7 }),
    batch([], { baseOffset: 6, transactional: 7, control: 'commit' }),
    batch([], { baseOffset: 7, transactional: 8, control: 'commit' }),
  ]);
  const values = (options: Partial<DecodeOptions>): (string | null)[] => rows(decode(set, options)).map(([, , value]) => value);

  test('that were aborted are left out under read_committed only', () => {
    assert.deepEqual(values({ aborted: [{ producerId: 7, firstOffset: 1 }] }), ['p0', 'b0', 'a2']);
    assert.deepEqual(values({ aborted: [] }), ['p0', 'a0', 'a1', 'b0', 'a2']);
    assert.deepEqual(values({}), ['p0', 'a0', 'a1', 'b0', 'a2']);
    assert.equal(scanRecordSet(set).next, 8);
  });

  test('keep their state when the range begins in the middle', () => {
    assert.deepEqual(values({ from: 2, aborted: [{ producerId: 7, firstOffset: 1 }] }), ['b0', 'a2']);
    assert.deepEqual(values({ from: 2 }), ['a1', 'b0', 'a2']);
  });
});

describe('old message sets', () => {
  test('of format v0 have no timestamps', () => {
    const set = Buffer.concat([oldMessage(0, 5, bytes('k'), bytes('v')), oldMessage(0, 6, null, null)]);
    const decoded = decode(set);
    assert.deepEqual(rows(decoded), [[5, -1, 'v'], [6, -1, null]]);
    assert.equal(decoded[0]?.timestampType, -1);
    assert.equal(scanRecordSet(set).next, 7);
  });

  for (const codec of Object.keys(compress).filter((name) => name !== 'none')) {
    test(`are unpacked from ${codec}`, () => {
      const [code, encode] = compress[codec]!;
      const v1 = Buffer.concat([0, 1, 3].map((offset) => oldMessage(1, offset, null, bytes(`m${offset}`), { timestamp: 100 + offset })));
      const wrapper = oldMessage(1, 23, null, encode(v1), { timestamp: 999, attributes: code });
      assert.deepEqual(rows(decode(wrapper)), [[20, 100, 'm0'], [21, 101, 'm1'], [23, 103, 'm3']]);
      assert.equal(scanRecordSet(wrapper).next, 24);
      const stamped = decode(oldMessage(1, 23, null, encode(v1), { timestamp: 999, attributes: code | 8 }), { from: 21 });
      assert.deepEqual(rows(stamped), [[21, 999, 'm1'], [23, 999, 'm3']]);
      assert.equal(stamped[0]?.timestampType, 1);
      const v0 = Buffer.concat([20, 21].map((offset) => oldMessage(0, offset, null, bytes(`m${offset}`))));
      assert.deepEqual(rows(decode(oldMessage(0, 21, null, encode(v0), { attributes: code }))), [[20, -1, 'm20'], [21, -1, 'm21']]);
    });
  }

  test('may lie between batches of the new format', () => {
    const set = Buffer.concat([batch([record('new')], { baseOffset: 0 }), oldMessage(1, 1, null, bytes('old'), { timestamp: 5 }), oldMessage(0, 2, null, bytes('older')), batch([record('newer')], { baseOffset: 3 })]);
    assert.deepEqual(rows(decode(set)).map(([offset, , value]) => [offset, value]), [[0, 'new'], [1, 'old'], [2, 'older'], [3, 'newer']]);
  });

  test('with a cut-off or damaged message', () => {
    const whole = oldMessage(1, 0, bytes('k'), bytes('value'));
    assert.deepEqual(rows(decode(Buffer.concat([whole, whole.subarray(0, 20)]))).length, 1);
    const broken = Buffer.from(whole);
    broken.writeInt32BE(1000, 26);
    assert.throws(() => decode(broken), isCorrupt);
  });
});

describe('codecs', () => {
  test('unpack what repeats, what does not, and nothing', () => {
    for (const content of [Buffer.alloc(0), bytes('a'), Buffer.alloc(300_000, 'ab'), randomBytes(200_000), Buffer.concat([randomBytes(70_000), Buffer.alloc(70_000, 'xyz')])]) {
      for (const [codec, decoder] of [['lz4', decodeLz4], ['snappy (one block)', decodeSnappy], ['snappy (framed)', decodeSnappy]] as const) {
        assert.ok(content.equals(decoder(compress[codec]![1](content))), `${codec} of ${content.length} bytes`);
      }
    }
  });

  test('CRC-32C has the value of its specification', () => {
    assert.equal(crc32c(bytes('123456789')), 0xe3069283);
    assert.equal(crc32c(Buffer.alloc(32)), 0x8a9136aa);
  });

  test('CRC-32C of a large batch is the same before and after its faster way is compiled', async () => {
    const data = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 2_654_435_761) >>> 13 & 0xff));
    const stretches = [[0, 70_000], [1, 513], [7, 1000], [3, 3 + 511], [69_000, 70_000], [0, 65_537]] as const;
    const tables = stretches.map(([start, end]) => crc32c(data, start, end));
    assert.equal(await compileCrc32c(), true);
    assert.deepEqual(stretches.map(([start, end]) => crc32c(data, start, end)), tables);
    assert.equal(new Set(tables).size, stretches.length);
    assert.equal(crc32c(Buffer.alloc(1 << 20)), 0x14298c12);
  });
});

test('a large set that is wanted is kept as it came where its whole answer is, a small part of it is copied', () => {
  const text = (n: number): string => `${n} `.padEnd(200, 'x'), per = 100;
  const set = Buffer.concat(Array.from({ length: 10 }, (_, b) => {
    const sealed = encodeBatch(Array.from({ length: per }, (__, i) => ({ key: bytes(`k${b * per + i}`), value: bytes(text(b * per + i)) })), 5);
    // The broker gives a batch its first offset, which the checksum leaves out.
    sealed.writeBigInt64BE(BigInt(b * per), 0);
    return sealed;
  }));
  const expected = (from: number, to: number): [number, number, string][] => Array.from({ length: to - from }, (_, i) => [from + i, 5, text(from + i)]);
  const [whole] = decode(set, { checkCrc: true, keep: true });
  assert.deepEqual(rows([whole!]), expected(0, 1000));
  assert.equal(whole!.values.data.buffer, set.buffer);
  assert.equal(Buffer.from(bytesAt(whole!.keys, 999)!).toString(), 'k999');
  const [part] = decode(set, { from: 250, to: 420, keep: true });
  assert.deepEqual(rows([part!]), expected(250, 420));
  assert.notEqual(part!.values.data.buffer, set.buffer);
  assert.notEqual(decode(set)[0]!.values.data.buffer, set.buffer);
  const [cut] = decode(set.subarray(0, set.length - 10), { keep: true });
  assert.deepEqual(rows([cut!]), expected(0, 900));
  // One plain set must not hold an answer whose others are copied.
  const squeezed = Buffer.concat(Array.from({ length: 500 }, () => batch([record('x'.repeat(100_000))], { codec: 'gzip' })));
  assert.equal(worthKeeping([set]), true);
  assert.equal(worthKeeping([set, set.subarray(0, 100)]), true);
  assert.equal(worthKeeping([set, squeezed]), squeezed.length * 3 < set.length);
  assert.equal(worthKeeping([squeezed]), false);
  assert.equal(worthKeeping([set.subarray(0, 50_000)]), false);
});

test('a produced batch is what the decoder reads', () => {
  const set = encodeBatch([{ key: bytes('k'), value: bytes('v'), timestamp: 5, headers: [{ key: 'h', value: null }, { key: 'h', value: bytes('x') }] }, { key: null, value: null }], 77);
  const [decoded] = decode(set, { checkCrc: true, headers: true });
  assert.deepEqual(rows([decoded!]), [[0, 5, 'v'], [1, 77, null]]);
  assert.deepEqual(decoded!.headers, [[{ key: 'h', value: null }, { key: 'h', value: new Uint8Array(bytes('x')) }], null]);
});

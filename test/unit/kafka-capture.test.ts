import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { CaptureMessage } from '../../src/kafka/capture.ts';
import { CaptureWriter, parseCapture, readCapture, readCaptureSync, topicOfCaptureFile } from '../../src/kafka/capture.ts';
import { KafkaFault } from '../../src/kafka/fault.ts';
import { MemoryTopics } from '../../src/kafka/memory-topics.ts';
import { MemoryGateway } from '../../src/kafka/memory.ts';
import { readRanges } from '../../src/kafka/read-ranges.ts';
import { fetchAll, rowsOf, texts } from '../services/kafka-reading.ts';

const line = (fields: object): string => JSON.stringify({ topic: 'orders', partition: 0, offset: 0, timestamp: 0, key: null, value: null, headers: {}, ...fields });

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-capture-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const message = (fields: Partial<CaptureMessage>): CaptureMessage => ({ topic: 't', partition: 0, offset: 0, timestamp: 0, key: null, value: null, headers: [], ...fields });

describe('a capture', () => {
  test('has its fields as the format says', () => {
    const [first, second] = parseCapture([
      line({ offset: 4, timestamp: 1_700_000_000_123, key: 'ключ', value: { base64: 'AP+A' }, headers: { a: 'x', b: null, c: { base64: '/w==' } }, at: 250 }),
      line({ offset: 9, partition: 2, timestamp: '2026-01-31T08:00:00.250+01:00', value: '', headers: [{ key: 'h', value: '1' }, { key: 'h', value: '2' }] }),
    ].join('\n'), 'orders.capture.jsonl');
    assert.deepEqual({ ...first, key: first!.key?.toString(), value: [...first!.value!] }, {
      topic: 'orders', partition: 0, offset: 4, timestamp: 1_700_000_000_123, key: 'ключ', value: [0, 255, 128], at: 250,
      headers: [{ key: 'a', value: Buffer.from('x') }, { key: 'b', value: null }, { key: 'c', value: Buffer.from([255]) }],
    });
    assert.equal(second!.timestamp, Date.UTC(2026, 0, 31, 7, 0, 0, 250));
    assert.deepEqual([second!.partition, second!.offset, second!.key, second!.value?.length, 'at' in second!], [2, 9, null, 0, false]);
    assert.deepEqual(second!.headers.map(({ key, value }) => `${key}=${String(value)}`), ['h=1', 'h=2']);
  });

  test('written by hand may leave out what is plain', () => {
    const read = parseCapture('\ufeff{"timestamp":1,"value":"a"}\r\n\r\n{"timestamp":2,"value":"b"}\r\n{"timestamp":3,"value":"c","partition":1}\r\n', '/some/where/clicks.capture.jsonl');
    assert.deepEqual(read.map(({ topic, partition, offset, value }) => `${topic}-${partition}@${offset} ${String(value)}`), ['clicks-0@0 a', 'clicks-0@1 b', 'clicks-1@0 c']);
    assert.equal(topicOfCaptureFile('a/b.jsonl'), 'b');
  });

  const broken: [string, string | object, RegExp][] = [
    ['no JSON', '{"topic":', /it is not valid JSON/],
    ['an array', '[1]', /it is not a JSON object/],
    ['an unknown field', { time: 1 }, /has no field "time"/],
    ['a wrong topic', { topic: 'a b' }, /topic is not a Kafka topic name/],
    ['a negative partition', { partition: -1 }, /partition is not a whole number/],
    ['an offset that is text', { offset: '7' }, /offset is not a whole number/],
    ['an offset past 2^53', { offset: 2 ** 53 }, /offset is not a whole number/],
    ['a timestamp without zone', { timestamp: '2026-01-31T08:00:00' }, /timestamp is neither .* with its zone/],
    ['no timestamp', '{"value":"x"}', /timestamp is neither/],
    ['an impossible date', { timestamp: '2026-13-31T08:00:00Z' }, /timestamp/],
    ['a number as value', { value: 5 }, /value is neither a string/],
    ['an object as value', { value: { a: 1 } }, /value is neither a string/],
    ['broken base64', { value: { base64: '***' } }, /value is neither/],
    ['half a surrogate pair', { value: '\ud800' }, /half of a surrogate pair/],
    ['headers of another shape', { headers: [{ name: 'x' }] }, /a header is not/],
    ['an offset twice', { offset: 1 }, /offset 1 of orders-0 was already given in line 1/],
    ['a negative at', { at: -5 }, /at is not a whole number/],
  ];
  for (const [what, fields, expected] of broken) {
    test(`with ${what} is an error with file and line`, () => {
      const text = `${line({ offset: 1 })}\n${typeof fields === 'string' ? fields : line({ offset: 2, ...fields })}\n`;
      assert.throws(() => parseCapture(text, 'in/orders.capture.jsonl'), (error) => {
        assert.ok(error instanceof KafkaFault && error.kind === 'capture');
        assert.match(error.message, /^in\/orders\.capture\.jsonl, line 2: /);
        assert.match(error.message, expected);
        return true;
      });
    });
  }

  test('goes to a file and comes back', () => inFolder(async (folder) => {
    const path = join(folder, 't.capture.jsonl');
    const messages = [
      message({ key: Buffer.from('k'), value: Buffer.from([0xff, 0xfe]), headers: [{ key: 'a', value: Buffer.from('1') }, { key: 'b', value: null }], at: 10 }),
      message({ offset: 1, value: Buffer.from('\ufeffline\u2028 "quoted"\n'), headers: [{ key: 'a', value: null }, { key: 'a', value: Buffer.from([0x80]) }] }),
      message({ offset: 2, timestamp: -5, headers: [{ key: '10', value: null }, { key: '2', value: null }, { key: '__proto__', value: null }] }),
      ...Array.from({ length: 20_000 }, (_, i) => message({ partition: 1, offset: i, value: Buffer.from(`{"id":${i}}`.padEnd(80)) })),
    ];
    const writer = new CaptureWriter(path);
    for (const one of messages) await writer.write(one);
    await writer.close();
    const read: CaptureMessage[] = [];
    for await (const one of readCapture(path)) read.push(one);
    assert.deepEqual(read, messages);
    assert.deepEqual([...readCaptureSync(path)], messages);
    assert.equal((await readFile(path, 'utf8')).split('\n')[0], '{"topic":"t","partition":0,"offset":0,"timestamp":0,"key":"k","value":{"base64":"//4="},"headers":{"a":"1","b":null},"at":10}');
  }));

  test('that is broken or missing says where', () => inFolder(async (folder) => {
    const path = join(folder, 'x.capture.jsonl');
    await writeFile(path, Buffer.concat([Buffer.from(`${line({})}\n`), Buffer.from([0x22, 0xff, 0x22, 0x0a])]));
    const read = async (name: string): Promise<void> => {
      for await (const _ of readCapture(name, 'x.capture.jsonl')) void _;
    };
    await assert.rejects(read(path), /x\.capture\.jsonl, line 2: it is not valid UTF-8/);
    assert.throws(() => [...readCaptureSync(path, 'x.capture.jsonl')], /x\.capture\.jsonl, line 2: it is not valid UTF-8/);
    assert.throws(() => [...readCaptureSync(join(folder, 'none.jsonl'))], /cannot be read: ENOENT/);
    await assert.rejects(read(join(folder, 'none.jsonl')), (error) => error instanceof KafkaFault && /cannot be read: ENOENT/.test(error.message));
    await assert.rejects(new CaptureWriter(join(folder, 'no', 'folder.jsonl')).close(), /ENOENT/);
  }));
});

describe('topics in memory', () => {
  const at = [{ topic: 't', partition: 0 }];
  const offset = async (answer: Promise<{ offset: number }[]>): Promise<number> => (await answer)[0]!.offset;

  test('hold what a capture says, in offset order', async () => {
    const gateway = new MemoryGateway();
    gateway.memory.load([message({ offset: 7, timestamp: 70, value: Buffer.from('b') }), message({ offset: 5, timestamp: 50, key: Buffer.from('k'), value: Buffer.from('a') }), message({ partition: 2, offset: 0 })]);
    assert.deepEqual(await gateway.topics(), ['t']);
    assert.deepEqual((await gateway.partitions(['t'])).map(({ partition }) => partition), [0, 1, 2]);
    assert.deepEqual([await offset(gateway.earliestOffsets(at)), await offset(gateway.latestOffsets(at))], [5, 8]);
    assert.deepEqual((await gateway.latestOffsets([{ topic: 't', partition: 1 }])), [{ topic: 't', partition: 1, offset: 0 }]);
    assert.deepEqual(rowsOf(await fetchAll(gateway, 't')), ['5 50 =aw== =YQ==', '7 70 - =Yg==']);
    assert.deepEqual(texts(await fetchAll(gateway, 't', 0, 6, 8)), ['b']);
    assert.deepEqual([await offset(gateway.offsetsForTimestamps([{ ...at[0]!, timestamp: 51 }])), await offset(gateway.offsetsForTimestamps([{ ...at[0]!, timestamp: 71 }]))], [7, -1]);
  });

  test('let messages arrive at their time, each partition in order', async () => {
    let now = 0;
    const gateway = new MemoryGateway(new MemoryTopics({ elapsed: () => now }));
    gateway.memory.load([message({ offset: 0 }), message({ offset: 1, at: 200 }), message({ offset: 2, at: 100 }), message({ offset: 3, at: 300 })]);
    const seen: [number, number | undefined][] = [];
    for (now of [0, 100, 199, 200, 300]) seen.push([await offset(gateway.latestOffsets(at)), gateway.memory.nextArrival()]);
    assert.deepEqual(seen, [[1, 200], [1, 200], [1, 200], [3, 300], [4, undefined]]);
  });

  test('take what a job writes, and make a topic that is missing', async () => {
    const gateway = new MemoryGateway(new MemoryTopics({ now: () => 42 }));
    gateway.memory.createTopic('out', 3);
    const written = await gateway.produce('out', [{ key: Buffer.from('a'), value: Buffer.from('1'), headers: [{ key: 'h', value: null }] }, { key: null, value: null, partition: 2 }]);
    const again = await gateway.produce('new', [{ key: null, value: Buffer.from('x') }, { key: null, value: Buffer.from('y') }]);
    assert.deepEqual(again.map(({ partition, offset: number }) => [partition, number]), [[0, 0], [0, 1]]);
    const [read] = await fetchAll(gateway, 'out', written[0]!.partition, undefined, undefined, { headers: true });
    assert.deepEqual([read!.timestamps[0], read!.headers], [42, [[{ key: 'h', value: null }]]]);
    await assert.rejects(gateway.produce('out', [{ key: null, value: null, partition: 3 }]), /no partition 3/);
  });

  test('are read range after range, in the order asked for', async () => {
    const gateway = new MemoryGateway();
    gateway.memory.load(Array.from({ length: 70 }, (_, i) => message({ partition: i % 7, offset: Math.floor(i / 7), value: Buffer.from(`${i % 7}`) })));
    const ranges = [6, 5, 4, 3, 2, 1, 0].map((partition) => ({ topic: 't', partition, start: 1, end: partition === 4 ? 1 : 3 }));
    const read = [];
    for await (const records of readRanges(gateway, ranges)) read.push(records);
    assert.equal(texts(read).join(''), '665533221100');
    for await (const records of readRanges(gateway, ranges)) if (records.count > 0) break;
    const fails = async (): Promise<void> => {
      for await (const _ of readRanges(gateway, [...ranges, { topic: 't', partition: 9, start: 0, end: 1 }])) void _;
    };
    await assert.rejects(fails(), /UnknownTopicOrPartitionException/);
  });

  test('say what is not there', async () => {
    const gateway = new MemoryGateway();
    gateway.memory.load([message({ offset: 5 })]);
    await assert.rejects(gateway.partitions(['x']), /UnknownTopicOrPartitionException/);
    await assert.rejects(gateway.latestOffsets([{ topic: 't', partition: 9 }]), /UnknownTopicOrPartitionException/);
    await assert.rejects(fetchAll(gateway, 't', 0, 3, 6), /Offset 3 of t-0 is not there: the partition holds 5 to 6/);
    assert.throws(() => gateway.memory.load([message({ offset: 5 })]), /comes twice/);
  });
});

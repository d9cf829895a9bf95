/** What partitions mean for a job, and offsets as its Kafka source takes them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KafkaFault } from '../../src/kafka/fault';
import { offsetRanges } from '../../src/kafka/offset-ranges';
import { readingPlan } from '../../src/kafka/reading-plan';
import { batchOffsets, EARLIEST, LATEST, streamOffsets, stretchesOf } from '../../src/kafka/spark-offsets';

/** Partitions with so many offsets each, from 100 on. */
const sized = (...sizes: number[]): { partition: number; low: number; high: number }[] => sizes.map((size, partition) => ({ partition, low: 100, high: 100 + size }));
const said = (...args: Parameters<typeof readingPlan>): string => readingPlan(...args).words.join('\n');

test('without minPartitions each partition with messages is one task', () => {
  const plan = readingPlan(sized(10, 0, 10, 10), 2);
  assert.deepEqual([plan.tasks.map(({ partition }) => partition), plan.empty, plan.waves, plan.idleCores, plan.size, plan.busiest], [[0, 2, 3], [1], 2, 1, 30, 20]);
  assert.match(plan.words.join('\n'), /^A batch over all 30 offsets has 3 tasks, one for each partition with messages, in 2 waves on 2 cores\.\n1 partition has no messages and no task\.\nIn the last wave 1 core of 2 has nothing to do\./);
});

test('minPartitions splits what is large, by its share', () => {
  assert.deepEqual(offsetRanges([{ partition: 0, from: 0, until: 10 }, { partition: 1, from: 5, until: 35 }], 4),
    [{ partition: 0, from: 0, until: 10 }, { partition: 1, from: 5, until: 15 }, { partition: 1, from: 15, until: 25 }, { partition: 1, from: 25, until: 35 }]);
  assert.deepEqual(offsetRanges([{ partition: 0, from: 0, until: 2 }], 8), [{ partition: 0, from: 0, until: 1 }, { partition: 0, from: 1, until: 2 }], 'no task without an offset');
});

test('a partition that holds up the batch is named with its share and the way out', () => {
  const plan = readingPlan(sized(1000, 100, 100, 100), 4);
  assert.deepEqual([plan.holdsUp, plan.largest?.partition, plan.busiest], [0, 0, 1000]);
  assert.ok(plan.advice && plan.advice.busiest < 500);
  assert.match(plan.words.join('\n'), /Partition 0 sets the time of the batch: its task reads 77 % of the offsets, while an equal share of a core would be 25 %\.\nminPartitions 12 would bring the busiest core from 1 000 to \d+ offsets/);
  assert.equal(readingPlan(sized(1000, 100, 100, 100), 4, plan.advice.minPartitions).busiest, plan.advice.busiest);
});

test('more cores than partitions leave cores idle; equal partitions hold nothing up', () => {
  const few = readingPlan(sized(100, 100), 8);
  assert.deepEqual([few.waves, few.idleCores, few.advice?.minPartitions], [1, 6, 8]);
  assert.match(few.words.join('\n'), /6 cores of 8 have nothing to do\./);
  const even = readingPlan(sized(100, 100, 100, 100), 4);
  assert.deepEqual([even.holdsUp, even.advice, even.idleCores], [undefined, undefined, 0]);
  assert.doesNotMatch(said(sized(100, 100, 100, 100), 4), /sets the time|largest/);
  assert.equal(readingPlan(sized(1000), 1).holdsUp, undefined);
});

test('nothing to read, and bounds that are not known, are said', () => {
  assert.deepEqual(readingPlan(sized(0, 0), 4).words, ['There is nothing to read: Spark makes no task for a partition without messages.']);
  const plan = readingPlan([...sized(5), { partition: 7 }], 4);
  assert.deepEqual([plan.unknown, plan.words.at(-1)], [[7], '1 partition did not answer and is not counted.']);
  assert.deepEqual(readingPlan([], 4).words.length, 1);
});

test('offsets name every partition, in order, the ending exclusive', () => {
  const stretches = stretchesOf('t', [{ partition: 1, offset: 9 }, { partition: 1, offset: 5 }, { partition: 10, offset: 0 }], [{ partition: 10, end: 3 }, { partition: 1, end: 20 }, { partition: 2, end: 8 }]);
  assert.deepEqual(batchOffsets('t', stretches), { startingOffsets: '{"t":{"1":5,"2":8,"10":0}}', endingOffsets: '{"t":{"1":10,"2":8,"10":1}}' });
  assert.equal(streamOffsets('t', [{ partition: 0, from: LATEST }, { partition: 1, from: EARLIEST }, { partition: 2, from: 9007199254740991 }]), '{"t":{"0":-1,"1":-2,"2":9007199254740991}}');
});

test('what Spark refuses is refused by name', () => {
  const whole = { partition: 0, from: 0, until: 1 };
  const refused = (stretches: Parameters<typeof batchOffsets>[1], words: RegExp): void => {
    assert.throws(() => batchOffsets('t', stretches), (error) => error instanceof KafkaFault && words.test(error.message));
  };
  refused([{ ...whole, from: LATEST }], /cannot start at the end of t-0/);
  refused([{ ...whole, until: EARLIEST }], /cannot end at the start of t-0/);
  refused([{ ...whole, from: 5, until: 4 }], /start at 5, behind its end 4/);
  refused([whole, whole], /t-0 is named twice/);
  for (const from of [2 ** 53, 1.5, -3, NaN]) refused([{ ...whole, from, until: LATEST }], /is no offset of t-0/);
  assert.throws(() => stretchesOf('t', [{ partition: 3, offset: 1 }], []), /The end of t-3 is not known/);
});

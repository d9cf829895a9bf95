/**
 * How many messages of 60-100 bytes one core decodes from record batches, and, with a broker's address as argument, how many it
 * reads from there. `node --import tsx test/bench/kafka-decode.ts [host:port topic]`
 */
import { gzipSync } from 'node:zlib';
import { decodeRecordSet, scanRecordSet } from '../../src/kafka/decode/record-set.ts';
import { DirectGateway } from '../../src/kafka/direct.ts';
import { encodeRecord, sealBatch } from '../../src/kafka/encode.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { readRanges } from '../../src/kafka/read-ranges.ts';

/** A fetch answer as a producer with default settings fills it: batches of 16 KB. */
function recordSet(messages: number, codec: 0 | 1, batchSize = 16_384): Buffer {
  const batches: Buffer[] = [];
  let records: Buffer[] = [];
  let bytes = 0;
  let base = 0;
  const close = (next: number): void => {
    const content = Buffer.concat(records);
    batches.push(sealBatch(codec === 1 ? gzipSync(content) : content, { baseOffset: base, attributes: codec, baseTimestamp: 1_700_000_000_000 + base, maxTimestamp: 1_700_000_000_000 + next, lastOffsetDelta: records.length - 1, count: records.length }));
    records = [];
    bytes = 0;
    base = next;
  };
  for (let i = 0; i < messages; i++) {
    const value = Buffer.from(`{"id":${i},"amount":${i % 1000}.25,"pad":"${'x'.repeat(10 + (i % 40))}"}`);
    const record = encodeRecord({ key: Buffer.from(`k${i % 1000}`), value }, i - base, i - base);
    records.push(record);
    bytes += record.length;
    if (bytes >= batchSize) close(i + 1);
  }
  if (records.length > 0) close(messages);
  return Buffer.concat(batches);
}

/** Messages per second, the median of several rounds after warming up. */
export function decodeRate(codec: 0 | 1 = 0, messages = 50_000, rounds = 31): number {
  const set = recordSet(messages, codec);
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    if (scanRecordSet(set).next !== messages) throw new Error('The scan went wrong.');
    const decoded = decodeRecordSet(set, { topic: 't', partition: 0, from: 0, to: Infinity });
    if (decoded[0]?.count !== messages) throw new Error('The decoder went wrong.');
    rates.push(messages / (performance.now() - started) * 1000);
  }
  return rates.sort((a, b) => a - b)[rounds >> 1]!;
}

/** Messages per second read from all partitions of a topic, connecting included. */
export async function fetchRate(bootstrap: string, topic: string): Promise<{ messages: number; rate: number }> {
  const gateway = new DirectGateway(settingsFromOptions({ 'kafka.bootstrap.servers': bootstrap }));
  const started = performance.now();
  const ends = await gateway.latestOffsets(await gateway.partitions([topic]));
  let messages = 0;
  for await (const records of readRanges(gateway, ends.map(({ partition, offset }) => ({ topic, partition, start: 0, end: offset })))) messages += records.count;
  const seconds = (performance.now() - started) / 1000;
  await gateway.close();
  return { messages, rate: messages / seconds };
}

const millions = (rate: number): string => `${(rate / 1e6).toFixed(2)} M messages/s`;

async function main([bootstrap, topic]: string[]): Promise<void> {
  process.stdout.write(`decode, uncompressed: ${millions(decodeRate(0))} (goal 2 M)\n`);
  process.stdout.write(`decode, gzip: ${millions(decodeRate(1))}\n`);
  if (bootstrap && topic) {
    const { messages, rate } = await fetchRate(bootstrap, topic);
    process.stdout.write(`from the broker: ${messages} messages, ${millions(rate)}\n`);
  }
}

if (/kafka-decode\.[cm]?[jt]s$/.test(process.argv[1] ?? '')) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  });
}

import type { Cluster } from './cluster.ts';
import { decodeRecordSet, scanRecordSet, worthKeeping } from './decode/record-set.ts';
import { BrokerFault, KafkaFault, outOfRange } from './fault.ts';
import type { FetchOptions, OffsetRange } from './gateway.ts';
import type { FetchAnswer } from './protocol.ts';
import { Api, SpecialTimestamp, fetchPartitions, listOffsets } from './protocol.ts';
import type { KafkaRecords } from './records.ts';

const OFFSET_OUT_OF_RANGE = 1;
const MIN_BYTES = 64 * 1024;
const MAX_BYTES = 4 * 1024 * 1024;
/** Where a single batch may need more than MAX_BYTES. */
const HUGE_BYTES = 512 * 1024 * 1024;
/** Sockets a broker for fetching, besides the one for everything else. */
const LANES = 3;
const WAIT_MS = 100;
/** So often an answer without any batch is taken for chance, before it is taken for a hole that compaction left. */
const EMPTY_ANSWERS = 3;

/** Reads a range of one partition. The next request is on its way while an answer is decoded and used. */
export async function* fetchRange(cluster: Cluster, range: OffsetRange, options: FetchOptions): AsyncGenerator<KafkaRecords> {
  const { topic, partition, start, end } = range;
  const committed = cluster.settings.isolation === 'read_committed';
  let bytesPerOffset = 1024;
  let emptyAnswers = 0;
  let position = start;
  let fetchBytes = sizeFor(end - position, bytesPerOffset);
  let pending = position < end ? request(cluster, range, position, fetchBytes, options) : undefined;
  while (pending) {
    const answer = await pending;
    const from = position;
    const { next, bytes } = scanRecordSet(answer.records);
    if (next !== undefined && next > from) {
      bytesPerOffset = bytes / (next - from);
      position = next;
      emptyAnswers = 0;
      fetchBytes = sizeFor(end - position, bytesPerOffset);
    } else if (answer.records.length > 0 && next === undefined) {
      // Not even one whole batch fits: ask for more.
      if (fetchBytes >= HUGE_BYTES) throw new KafkaFault('corrupt', `The batch of ${topic}-${partition} at offset ${position} never comes whole.`);
      fetchBytes *= 4;
    } else {
      const readable = committed ? answer.lastStableOffset : answer.highWatermark;
      if (readable < end && ++emptyAnswers * WAIT_MS > cluster.settings.timeoutMs) {
        throw new KafkaFault('offset-out-of-range', `${topic}-${partition} ends at offset ${readable}; offsets up to ${end} were asked for.`, 'The topic was created anew, or a transaction is still open (kafka.isolation.level).');
      }
      if (readable >= end && ++emptyAnswers >= EMPTY_ANSWERS) return;
    }
    pending = position < end ? request(cluster, range, position, fetchBytes, options) : undefined;
    if (position === from) continue;
    for (const records of decodeRecordSet(answer.records, {
      topic, partition, from, to: end,
      headers: options.headers === true, checkCrc: cluster.settings.checkCrc === true, keep: worthKeeping([answer.records]),
      ...(committed ? { aborted: answer.aborted } : {}),
    })) {
      yield records;
    }
  }
}

/** As much as the rest of the range probably takes, so that a small range does not pull megabytes. */
function sizeFor(offsets: number, bytesPerOffset: number): number {
  return Math.ceil(Math.min(MAX_BYTES, Math.max(MIN_BYTES, offsets * bytesPerOffset * 1.1)));
}

function request(cluster: Cluster, { topic, partition }: OffsetRange, position: number, maxBytes: number, options: FetchOptions): Promise<FetchAnswer> {
  const answer = ask(cluster, topic, partition, position, maxBytes, options);
  // Its failure is met when it is awaited, which never happens when the reader stops early.
  answer.catch(() => undefined);
  return answer;
}

async function ask(cluster: Cluster, topic: string, partition: number, position: number, maxBytes: number, options: FetchOptions): Promise<FetchAnswer> {
  const deadline = cluster.deadline(options.signal);
  const isolation = cluster.settings.isolation === 'read_committed' ? 1 : 0;
  return cluster.attempt(deadline, async () => {
    const leader = await cluster.leader(topic, partition, deadline);
    const connection = cluster.connection(leader, 1 + (partition % LANES));
    await connection.open(deadline);
    const version = connection.maxVersion(Api.fetch) >= 10 ? 10 : 4;
    const [answer] = await connection.send(fetchPartitions({ positions: [{ topic, partition, offset: position, maxBytes }], maxBytes, maxWaitMs: WAIT_MS, isolation }, version), deadline);
    if (answer === undefined) throw new BrokerFault(-1, `Reading ${topic}-${partition} at offset ${position}`);
    if (answer.error === OFFSET_OUT_OF_RANGE) {
      const [earliest, latest] = await Promise.all([SpecialTimestamp.earliest, SpecialTimestamp.latest].map(async (timestamp) => {
        const [found] = await cluster.connection(leader).send(listOffsets([{ topic, partition, timestamp }], isolation), deadline);
        return found?.offset ?? -1;
      }));
      throw outOfRange({ topic, partition }, position, earliest!, latest!);
    }
    if (answer.error !== 0) throw new BrokerFault(answer.error, `Reading ${topic}-${partition} at offset ${position}`, cluster.needs('Read', 'topic', topic));
    return answer;
  });
}

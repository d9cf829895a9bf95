/** Requests that change topics. All but DeleteRecords go to the controller. */
import type { Exchange } from '../protocol.ts';
import { Api, byTopic, readByTopic } from '../protocol.ts';
import type { WireReader } from '../wire.ts';

/** What a broker says to one thing that was asked of it. */
export interface Outcome {
  error: number;
  /** The broker's own reason; often absent. */
  reason: string | null;
}

function outcomes(r: WireReader, reason: () => string | null): Outcome[] {
  r.int32();
  return r.array(() => {
    r.string();
    return { error: r.int16(), reason: reason() };
  });
}

export function createTopic(topic: string, partitions: number, replicationFactor: number, config: Readonly<Record<string, string>>, timeoutMs: number): Exchange<Outcome[]> {
  return {
    api: Api.createTopics, name: 'CreateTopics', version: 2,
    write: (w) => {
      w.array([topic], (name) => {
        w.string(name).int32(partitions).int16(replicationFactor).int32(0);
        w.array(Object.entries(config), ([key, value]) => w.string(key).string(value));
      });
      w.int32(timeoutMs).boolean(false);
    },
    read: (r) => outcomes(r, () => r.nullableString()),
  };
}

export function deleteTopic(topic: string, timeoutMs: number): Exchange<Outcome[]> {
  return {
    api: Api.deleteTopics, name: 'DeleteTopics', version: 1,
    write: (w) => {
      w.array([topic], (name) => w.string(name));
      w.int32(timeoutMs);
    },
    read: (r) => outcomes(r, () => null),
  };
}

/** `total`: how many partitions there are afterwards. */
export function createPartitions(topic: string, total: number, timeoutMs: number): Exchange<Outcome[]> {
  return {
    api: Api.createPartitions, name: 'CreatePartitions', version: 0,
    write: (w) => {
      w.array([topic], (name) => w.string(name).int32(total).int32(-1));
      w.int32(timeoutMs).boolean(false);
    },
    read: (r) => outcomes(r, () => r.nullableString()),
  };
}

/** Deletes the records before an offset in each partition; to its leader. */
export function deleteRecords(items: readonly { topic: string; partition: number; offset: number }[], timeoutMs: number): Exchange<{ topic: string; partition: number; error: number }[]> {
  return {
    api: Api.deleteRecords, name: 'DeleteRecords', version: 0,
    write: (w) => {
      w.array(byTopic(items), ([topic, list]) => {
        w.string(topic);
        w.array(list, ({ partition, offset }) => w.int32(partition).int64(offset));
      });
      w.int32(timeoutMs);
    },
    read: (r) => {
      r.int32();
      return readByTopic(r, (topic, partition) => {
        r.int64();
        return { topic, partition, error: r.int16() };
      });
    },
  };
}

/** Requests about consumer groups. None of them joins one. */
import type { GroupMember } from '../../protocol/kafka.ts';
import type { Exchange } from '../protocol.ts';
import { Api, byTopic, readByTopic } from '../protocol.ts';
import { WireReader } from '../wire.ts';

export interface ListedGroup {
  group: string;
  protocolType: string;
  /** Absent before Kafka 2.6. */
  state?: string;
  /** `classic` or `consumer` (KIP-848); absent before Kafka 3.7. */
  type?: string;
}

/** The groups that one broker coordinates. */
export function listGroups(version: 1 | 4 | 5): Exchange<{ error: number; groups: ListedGroup[] }> {
  if (version === 1) {
    return {
      api: Api.listGroups, name: 'ListGroups', version,
      write: () => undefined,
      read: (r) => {
        r.int32();
        return { error: r.int16(), groups: r.array(() => ({ group: r.string(), protocolType: r.string() })) };
      },
    };
  }
  return {
    api: Api.listGroups, name: 'ListGroups', version,
    // The request header's tags; groups in any state, of any type.
    write: (w) => {
      w.tags().uvarint(1);
      if (version === 5) w.uvarint(1);
      w.tags();
    },
    read: (r) => {
      r.tags();
      r.int32();
      const error = r.int16();
      return {
        error,
        groups: r.compactArray(() => {
          const group: ListedGroup = { group: r.compactString(), protocolType: r.compactString(), state: r.compactString() };
          if (version === 5) group.type = r.compactString().toLowerCase();
          r.tags();
          return group;
        }),
      };
    },
  };
}

export interface Coordinator {
  error: number;
  id: number;
  host: string;
  port: number;
}

export function findCoordinator(group: string): Exchange<Coordinator> {
  return {
    api: Api.findCoordinator, name: 'FindCoordinator', version: 1,
    write: (w) => w.string(group).int8(0),
    read: (r) => {
      r.int32();
      const error = r.int16();
      r.nullableString();
      return { error, id: r.int32(), host: r.string(), port: r.int32() };
    },
  };
}

export interface DescribedGroup {
  error: number;
  group: string;
  state: string;
  protocolType: string;
  /** The assignor. */
  protocol: string;
  members: GroupMember[];
}

export function describeGroups(groups: readonly string[]): Exchange<DescribedGroup[]> {
  return {
    api: Api.describeGroups, name: 'DescribeGroups', version: 0,
    write: (w) => w.array(groups, (group) => w.string(group)),
    read: (r) => r.array(() => {
      const described = { error: r.int16(), group: r.string(), state: r.string(), protocolType: r.string(), protocol: r.string() };
      const members = r.array(() => {
        const member = { memberId: r.string(), clientId: r.string(), host: r.string() };
        r.data();
        return { ...member, assignment: described.protocolType === 'consumer' ? assignment(r.data()) : (r.data(), []) };
      });
      return { ...described, members };
    }),
  };
}

/** ConsumerProtocolAssignment: version, topics with partitions, user data. Clients of other kinds put in what they like. */
function assignment(bytes: Uint8Array): GroupMember['assignment'] {
  if (bytes.length === 0) return [];
  try {
    const r = new WireReader(bytes);
    r.int16();
    return r.array(() => ({ topic: r.string(), partitions: r.array(() => r.int32()) }));
  } catch {
    return [];
  }
}

/** A group of the protocol of KIP-848, which DescribeGroups does not know. */
export function describeConsumerGroup(group: string): Exchange<DescribedGroup[]> {
  return {
    api: Api.consumerGroupDescribe, name: 'ConsumerGroupDescribe', version: 0,
    write: (w) => {
      w.tags().compactArray([group], (name) => w.compactString(name)).boolean(false).tags();
    },
    read: (r) => {
      r.tags();
      r.int32();
      return r.compactArray(() => {
        const error = r.int16();
        r.compactNullableString();
        const described = { error, group: r.compactString(), state: r.compactString(), protocolType: 'consumer' };
        r.skip(8);
        const protocol = r.compactString();
        const members = r.compactArray(() => consumerMember(r));
        r.int32();
        r.tags();
        return { ...described, protocol, members };
      });
    },
  };
}

function consumerMember(r: WireReader): GroupMember {
  const memberId = r.compactString();
  r.compactNullableString();
  r.compactNullableString();
  r.int32();
  const clientId = r.compactString();
  const host = r.compactString();
  r.compactArray(() => r.compactString());
  r.compactNullableString();
  const partitions = (): GroupMember['assignment'] => {
    const assigned = r.compactArray(() => {
      r.skip(16);
      const topic = { topic: r.compactString(), partitions: r.compactArray(() => r.int32()) };
      r.tags();
      return topic;
    });
    r.tags();
    return assigned;
  };
  const current = partitions();
  partitions();
  r.tags();
  return { memberId, clientId, host, assignment: current };
}

export interface CommittedOffset {
  topic: string;
  partition: number;
  /** -1: nothing is committed. */
  offset: number;
  error: number;
}

/** All that a group has committed; to its coordinator. */
export function offsetFetch(group: string): Exchange<{ error: number; offsets: CommittedOffset[] }> {
  return {
    api: Api.offsetFetch, name: 'OffsetFetch', version: 3,
    write: (w) => w.string(group).int32(-1),
    read: (r) => {
      r.int32();
      const offsets = readByTopic(r, (topic, partition) => {
        const offset = r.int64();
        r.nullableString();
        return { topic, partition, offset, error: r.int16() };
      });
      return { error: r.int16(), offsets };
    },
  };
}

/** Sets offsets of a group that has no members; to its coordinator. The only request of this client that commits anything. */
export function offsetCommit(group: string, offsets: readonly { topic: string; partition: number; offset: number }[]): Exchange<{ topic: string; partition: number; error: number }[]> {
  return {
    api: Api.offsetCommit, name: 'OffsetCommit', version: 2,
    write: (w) => {
      // No generation, no member; kept as long as the broker's settings say.
      w.string(group).int32(-1).string('').int64(-1);
      w.array(byTopic(offsets), ([topic, list]) => {
        w.string(topic);
        w.array(list, ({ partition, offset }) => w.int32(partition).int64(offset).string(''));
      });
    },
    read: (r) => readByTopic(r, (topic, partition) => ({ topic, partition, error: r.int16() })),
  };
}

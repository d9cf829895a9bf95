/** Requests about the configuration of topics. */
import type { ConfigSource, TopicConfigEntry } from '../../protocol/kafka.ts';
import type { Exchange } from '../protocol.ts';
import { Api } from '../protocol.ts';
import type { WireReader } from '../wire.ts';
import type { Outcome } from './topics.ts';

/** org.apache.kafka.common.config.ConfigResource.Type */
const TOPIC = 2;
/** org.apache.kafka.clients.admin.ConfigEntry.ConfigSource, by id. */
const SOURCES: readonly ConfigSource[] = ['unknown', 'topic', 'dynamic-broker', 'dynamic-broker', 'static-broker', 'default'];

export function describeTopicConfig(topic: string): Exchange<(Outcome & { entries: TopicConfigEntry[] })[]> {
  return {
    api: Api.describeConfigs, name: 'DescribeConfigs', version: 1,
    write: (w) => {
      // All names; without synonyms.
      w.array([topic], (name) => w.int8(TOPIC).string(name).int32(-1));
      w.boolean(false);
    },
    read: (r) => {
      r.int32();
      return r.array(() => {
        const error = r.int16();
        const reason = r.nullableString();
        r.int8();
        r.string();
        return { error, reason, entries: r.array(() => entry(r)) };
      });
    },
  };
}

function entry(r: WireReader): TopicConfigEntry {
  const name = r.string();
  const value = r.nullableString();
  const readOnly = r.boolean();
  const source = SOURCES[r.int8()] ?? 'unknown';
  const sensitive = r.boolean();
  r.array(() => {
    r.string();
    r.nullableString();
    r.int8();
  });
  return { name, value, source, isDefault: source !== 'topic', readOnly, sensitive };
}

/** Sets and takes away the named overrides and leaves the others: Kafka 2.3 and later. null takes one away. */
export function changeTopicConfig(topic: string, set: Readonly<Record<string, string | null>>): Exchange<Outcome[]> {
  return {
    api: Api.incrementalAlterConfigs, name: 'IncrementalAlterConfigs', version: 0,
    write: (w) => {
      w.array([topic], (name) => {
        w.int8(TOPIC).string(name);
        w.array(Object.entries(set), ([key, value]) => w.string(key).int8(value === null ? 1 : 0).string(value));
      });
      w.boolean(false);
    },
    read: outcomes,
  };
}

/** Replaces all overrides of the topic by these: what there was before Kafka 2.3. */
export function replaceTopicConfig(topic: string, all: Readonly<Record<string, string>>): Exchange<Outcome[]> {
  return {
    api: Api.alterConfigs, name: 'AlterConfigs', version: 0,
    write: (w) => {
      w.array([topic], (name) => {
        w.int8(TOPIC).string(name);
        w.array(Object.entries(all), ([key, value]) => w.string(key).string(value));
      });
      w.boolean(false);
    },
    read: outcomes,
  };
}

function outcomes(r: WireReader): Outcome[] {
  r.int32();
  return r.array(() => {
    const outcome = { error: r.int16(), reason: r.nullableString() };
    r.int8();
    r.string();
    return outcome;
  });
}

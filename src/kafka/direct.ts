import { Cluster } from './cluster.ts';
import { BrokerFault, KafkaFault } from './fault.ts';
import { fetchRange } from './fetch-range.ts';
import type { FetchOptions, KafkaGateway, OffsetRange, PartitionOffset, ProduceRecord, TopicPartition } from './gateway.ts';
import type { ConnectionSettings } from './options.ts';
import { StickyPartition } from './partitioner.ts';
import { produce } from './produce.ts';
import type { OffsetQuery } from './protocol.ts';
import { SpecialTimestamp, listOffsets } from './protocol.ts';
import type { KafkaRecords } from './records.ts';

/** A cluster spoken to directly. Connects at first use. */
export class DirectGateway implements KafkaGateway {
  protected readonly cluster: Cluster;
  private readonly sticky = new StickyPartition();

  constructor(settings: ConnectionSettings) {
    this.cluster = new Cluster(settings);
  }

  async topics(options: { internal?: boolean } = {}): Promise<string[]> {
    const deadline = this.cluster.deadline();
    const found = await this.cluster.attempt(deadline, () => this.cluster.describe(null, deadline));
    return found.filter(({ error, internal }) => error === 0 && (options.internal === true || !internal)).map(({ topic }) => topic).sort();
  }

  async partitions(topics: readonly string[]): Promise<TopicPartition[]> {
    const deadline = this.cluster.deadline();
    // A running query must see partitions that were added meanwhile.
    this.cluster.forgetTopics(topics);
    return this.cluster.attempt(deadline, async () => {
      const all = topics.length > 1 ? await this.cluster.describe(topics, deadline) : [];
      const refused = all.find(({ error }) => error === 29);
      if (refused) throw new BrokerFault(refused.error, `Topic '${refused.topic}' on ${this.cluster.name}`, this.cluster.needs('Describe', 'topic', refused.topic));
      const lists = [];
      for (const topic of topics) lists.push((await this.cluster.partitions(topic, deadline)).map(({ partition }) => ({ topic, partition })));
      return lists.flat();
    });
  }

  async earliestOffsets(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]> {
    return this.offsets(partitions.map((partition) => ({ ...partition, timestamp: SpecialTimestamp.earliest })));
  }

  async latestOffsets(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]> {
    return this.offsets(partitions.map((partition) => ({ ...partition, timestamp: SpecialTimestamp.latest })));
  }

  async offsetsForTimestamps(query: readonly (TopicPartition & { timestamp: number })[]): Promise<PartitionOffset[]> {
    const negative = query.find(({ timestamp }) => !Number.isSafeInteger(timestamp) || timestamp < 0);
    if (negative) throw new KafkaFault('unsupported', `${negative.timestamp} is no timestamp for ${negative.topic}-${negative.partition}.`, 'Timestamps are epoch milliseconds, not negative.');
    return this.offsets(query);
  }

  /** One request to each leader, all at once; the answers in the order of the query. */
  private async offsets(query: readonly OffsetQuery[]): Promise<PartitionOffset[]> {
    const deadline = this.cluster.deadline();
    const isolation = this.cluster.settings.isolation === 'read_committed' ? 1 : 0;
    return this.cluster.attempt(deadline, async () => {
      const byLeader = new Map<number, OffsetQuery[]>();
      for (const item of query) {
        const leader = await this.cluster.leader(item.topic, item.partition, deadline);
        const list = byLeader.get(leader);
        if (list) list.push(item);
        else byLeader.set(leader, [item]);
      }
      const offsets = new Map<string, number>();
      await Promise.all([...byLeader].map(async ([leader, items]) => {
        for (const { topic, partition, error, offset } of await this.cluster.connection(leader).send(listOffsets(items, isolation), deadline)) {
          if (error !== 0) throw new BrokerFault(error, `Offsets of ${topic}-${partition}`, this.cluster.needs('Describe', 'topic', topic));
          offsets.set(`${topic}\n${partition}`, offset);
        }
      }));
      return query.map(({ topic, partition }) => ({ topic, partition, offset: offsets.get(`${topic}\n${partition}`) ?? -1 }));
    });
  }

  fetch(range: OffsetRange, options: FetchOptions = {}): AsyncIterable<KafkaRecords> {
    return fetchRange(this.cluster, range, options);
  }

  async produce(topic: string, records: readonly ProduceRecord[]): Promise<PartitionOffset[]> {
    return produce(this.cluster, topic, records, this.sticky);
  }

  async close(): Promise<void> {
    this.cluster.close();
  }
}

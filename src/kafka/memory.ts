import type { FetchOptions, KafkaGateway, OffsetRange, PartitionOffset, ProduceRecord, TopicPartition } from './gateway.ts';
import { MemoryTopics } from './memory-topics.ts';
import type { KafkaRecords } from './records.ts';

/** Topics in memory behind the gateway interface. A produce to a topic that does not exist creates it. */
export class MemoryGateway implements KafkaGateway {
  constructor(readonly memory: MemoryTopics = new MemoryTopics()) {}

  async topics(): Promise<string[]> {
    return this.memory.topics();
  }

  async partitions(topics: readonly string[]): Promise<TopicPartition[]> {
    return this.memory.partitions(topics);
  }

  async earliestOffsets(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]> {
    return this.memory.earliestOffsets(partitions);
  }

  async latestOffsets(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]> {
    return this.memory.latestOffsets(partitions);
  }

  async offsetsForTimestamps(query: readonly (TopicPartition & { timestamp: number })[]): Promise<PartitionOffset[]> {
    return this.memory.offsetsForTimestamps(query);
  }

  async *fetch(range: OffsetRange, options: FetchOptions = {}): AsyncGenerator<KafkaRecords> {
    for (const records of this.memory.read(range, options.headers)) {
      options.signal?.throwIfAborted();
      yield records;
    }
  }

  async produce(topic: string, records: readonly ProduceRecord[]): Promise<PartitionOffset[]> {
    return this.memory.produce(topic, records);
  }

  /** Nothing to free: the topics belong to whoever made them. */
  async close(): Promise<void> {}
}

import type { AdminRequest, BrokerInfo, GroupDetail, GroupSummary, KafkaCapabilities, KafkaProblem, TopicDetail, TopicSummary } from '../../protocol/kafka.ts';
import { readOnly } from '../broker-gateway.ts';
import { KafkaFault, outOfRange, problemOf, unknownTopic } from '../fault.ts';
import type { ClusterGateway, FetchOptions, OffsetRange, PartitionBounds, PartitionOffset, ProduceRecord, SeekOptions, SummaryOptions, TopicPartition, Window, WindowOptions, WindowStep } from '../gateway.ts';
import { StickyPartition } from '../partitioner.ts';
import type { KafkaRecords } from '../records.ts';
import { brokerList, topicNames } from './answers.ts';
import { RestClient } from './client.ts';
import { produceByRest } from './produce.ts';
import { boundsAmong, readRange, topicPartitions, topicPath } from './read.ts';
import type { RestSettings, TokenSource } from './settings.ts';
import { restWindows, sideBySide } from './windows.ts';

/** Topics that are waited for in vain before all of them are given up. */
const LATE = 2;
/** Topics that Kafka itself keeps; the proxy does not tell them apart. */
const INTERNAL: readonly string[] = ['__consumer_offsets', '__transaction_state'];

/**
 * Topics through the Kafka REST proxy of an HDInsight cluster, from anywhere, with an Entra token. It knows topics, partitions, offsets and
 * messages as text; it has no headers, groups, configuration, look-up by time, and nothing that changes a topic but creating one.
 */
export class RestGateway implements ClusterGateway {
  readonly capabilities: KafkaCapabilities;
  readonly #client: RestClient;
  readonly #settings: RestSettings;
  readonly #sticky = new StickyPartition();

  constructor(settings: RestSettings, options: { writable: boolean }) {
    this.#settings = { ...settings };
    this.#client = new RestClient(this.#settings);
    this.capabilities = {
      headers: false, binary: false, replicas: true, configs: false, groups: false, timestampSeek: false, isolation: false, follow: true,
      produce: true, createTopic: true, admin: false, writable: options.writable,
    };
  }

  get name(): string {
    return this.#client.name;
  }

  renew(token: TokenSource): void {
    this.#settings.token = token;
  }

  async topics(options: { internal?: boolean } = {}): Promise<string[]> {
    const { json } = await this.#client.ask({ method: 'GET', path: '/v1/metadata/topics' });
    return topicNames(json, this.name).filter((topic) => options.internal === true || !INTERNAL.includes(topic));
  }

  async partitions(topics: readonly string[]): Promise<TopicPartition[]> {
    const lists = new Map<string, TopicPartition[]>();
    await sideBySide(topics, async (topic) => { lists.set(topic, (await topicPartitions(this.#client, topic)).map(({ partition }) => ({ topic, partition }))); });
    return topics.flatMap((topic) => lists.get(topic) ?? []);
  }

  async earliestOffsets(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]> {
    return (await this.#certain(partitions)).map(({ low }, i) => ({ ...partitions[i]!, offset: low }));
  }

  async latestOffsets(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]> {
    return (await this.#certain(partitions)).map(({ end }, i) => ({ ...partitions[i]!, offset: end }));
  }

  async offsetsForTimestamps(): Promise<PartitionOffset[]> {
    throw this.#cannot('finds no offsets by time', 'Ask for the newest messages, or from an offset.');
  }

  async *fetch(range: OffsetRange, options: FetchOptions = {}): AsyncGenerator<KafkaRecords> {
    const [bounds] = await this.#certain([range]);
    if (range.start < bounds!.low || range.start > bounds!.end) throw outOfRange(range, range.start, bounds!.low, bounds!.end);
    for await (const { records, damage } of readRange(this.#client, range, { signal: options.signal })) {
      yield* records;
      if (damage[0]) throw damage[0].fault;
    }
  }

  async produce(topic: string, records: readonly ProduceRecord[]): Promise<PartitionOffset[]> {
    this.#mustBeWritable();
    return produceByRest(this.#client, topic, records, this.#sticky);
  }

  async brokers(): Promise<BrokerInfo[]> {
    const { json } = await this.#client.ask({ method: 'GET', path: '/v1/metadata/brokers' });
    return brokerList(json, this.name);
  }

  /** One request a topic, a few at once: the proxy has none for several. */
  async summaries(options: SummaryOptions = {}): Promise<TopicSummary[]> {
    const all = await this.topics({ internal: options.internal === true || options.topics !== undefined }), names = options.topics ?? all, found = new Map<string, TopicSummary>();
    let late = 0;
    await sideBySide([...new Set(names)], async (topic) => {
      const internal = INTERNAL.includes(topic);
      try {
        const partitions = await topicPartitions(this.#client, topic), counted = partitions.filter(({ end }) => end !== undefined), replicas = partitions.map((each) => each.replicas.length).filter((count) => count > 0);
        found.set(topic, {
          topic, internal, partitions: partitions.length, ...(replicas.length > 0 ? { replicationFactor: replicas.reduce((a, b) => Math.min(a, b)) } : {}),
          ...(options.counts !== false && counted.length > 0 ? { messages: counted.reduce((sum, { low, end }) => sum + end! - low!, 0) } : {}),
          ...(counted.length < partitions.length ? { unanswered: partitions.length - counted.length } : {}),
        });
      } catch (error) {
        // What is wrong with the way itself is wrong for every topic; so is a proxy that answers late again and again.
        if (!(error instanceof KafkaFault) || (error.kind !== 'unknown-topic' && error.kind !== 'refused' && error.kind !== 'protocol' && (error.kind !== 'timeout' || ++late > LATE))) throw error;
        found.set(topic, { topic, internal, partitions: 0, problem: problemOf(all.includes(topic) ? error : unknownTopic(topic, this.name)) });
      }
    });
    return [...new Set(names)].map((topic) => found.get(topic)!);
  }

  async describe(topic: string): Promise<TopicDetail> {
    const partitions = await topicPartitions(this.#client, topic);
    return { topic, internal: INTERNAL.includes(topic), partitions: partitions.map(({ partition, leader, replicas, isr, low, end }) => ({
      partition, replicas, isr, offline: leader === undefined, ...(leader === undefined ? {} : { leader }), ...(low === undefined || end === undefined ? {} : { low, high: end }),
    })) };
  }

  async groups(): Promise<{ groups: GroupSummary[]; problems: KafkaProblem[] }> {
    throw this.#cannot('knows no consumer groups');
  }

  async group(): Promise<GroupDetail> {
    throw this.#cannot('knows no consumer groups');
  }

  async admin(request: AdminRequest): Promise<void> {
    if (request.do !== 'create-topic') throw this.#cannot(`cannot ${request.do === 'reset-group' ? 'set offsets of a group' : 'change, purge or delete a topic'}`);
    this.#mustBeWritable();
    const { topic, partitions, replicationFactor, config } = request;
    if ((await this.topics({ internal: true })).includes(topic)) throw new KafkaFault('refused', `There is a topic ${topic} on ${this.name}.`);
    await this.#client.ask({ method: 'PUT', path: `/v1/topics/${topicPath(topic)}`, body: { partition_count: partitions, replication_factor: replicationFactor, topic_properties: config }, text: true });
  }

  async bounds(partitions: readonly TopicPartition[], options: SeekOptions): Promise<(PartitionBounds | KafkaFault)[]> {
    const byTopic = new Map<string, Awaited<ReturnType<typeof topicPartitions>> | KafkaFault>();
    await sideBySide([...new Set(partitions.map(({ topic }) => topic))], async (topic) => {
      byTopic.set(topic, await topicPartitions(this.#client, topic, { timeoutMs: options.timeoutMs }).catch((error: unknown) => { if (error instanceof KafkaFault) return error; throw error; }));
    });
    return partitions.map((place) => {
      const found = byTopic.get(place.topic)!;
      return found instanceof KafkaFault ? found : boundsAmong(found, place, this.name);
    });
  }

  async seek(): Promise<(number | KafkaFault)[]> {
    throw this.#cannot('finds no offsets by time', 'Ask for the newest messages, or from an offset.');
  }

  windows(topic: string, windows: readonly Window[], options: WindowOptions): AsyncIterable<WindowStep> {
    return restWindows(this.#client, topic, windows, options);
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  async #certain(partitions: readonly TopicPartition[]): Promise<PartitionBounds[]> {
    return (await this.bounds(partitions, { isolation: 'read_uncommitted' })).map((bounds) => { if (bounds instanceof KafkaFault) throw bounds; return bounds; });
  }

  #mustBeWritable(): void {
    if (!this.capabilities.writable) throw readOnly(this.name);
  }

  #cannot(what: string, hint = 'Connect to the brokers for that, by VPN or SSH.'): KafkaFault {
    return new KafkaFault('unsupported', `The REST proxy at ${this.name} ${what}.`, hint);
  }
}

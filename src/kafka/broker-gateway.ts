import type { AdminRequest, BrokerInfo, GroupDetail, GroupSummary, KafkaCapabilities, KafkaProblem, TopicDetail, TopicSummary } from '../protocol/kafka.ts';
import { administer } from './admin/index.ts';
import { DirectGateway } from './direct.ts';
import { groupDetail, groupSummaries } from './describe/groups.ts';
import { topicDetail, topicSummaries } from './describe/topics.ts';
import { KafkaFault } from './fault.ts';
import { fetchWindows } from './fetch-windows.ts';
import type { ClusterGateway, PartitionBounds, PartitionOffset, ProduceRecord, SeekOptions, SummaryOptions, TopicPartition, Window, WindowOptions, WindowStep } from './gateway.ts';
import { boundsOf, queryOffsets } from './offsets.ts';
import type { ConnectionSettings } from './options.ts';

/** Brokers spoken to directly, for explorer, viewer and command line. Read-only unless opened writable. */
export class BrokerGateway extends DirectGateway implements ClusterGateway {
  readonly capabilities: KafkaCapabilities;

  constructor(settings: ConnectionSettings, options: { writable: boolean }) {
    super(settings);
    this.capabilities = {
      headers: true, binary: true, replicas: true, configs: true, groups: true, timestampSeek: true, isolation: true, follow: true,
      produce: true, createTopic: true, admin: true, writable: options.writable,
    };
  }

  get name(): string {
    return this.cluster.name;
  }

  async brokers(): Promise<BrokerInfo[]> {
    const deadline = this.cluster.deadline();
    await this.cluster.attempt(deadline, () => this.cluster.describe([], deadline));
    return this.cluster.brokerList;
  }

  async summaries(options: SummaryOptions = {}): Promise<TopicSummary[]> {
    return topicSummaries(this.cluster, options);
  }

  async describe(topic: string): Promise<TopicDetail> {
    return topicDetail(this.cluster, topic);
  }

  async groups(): Promise<{ groups: GroupSummary[]; problems: KafkaProblem[] }> {
    return groupSummaries(this.cluster);
  }

  async group(group: string): Promise<GroupDetail> {
    return groupDetail(this.cluster, group);
  }

  async admin(request: AdminRequest): Promise<void> {
    this.mustBeWritable();
    return administer(this.cluster, request);
  }

  override async produce(topic: string, records: readonly ProduceRecord[]): Promise<PartitionOffset[]> {
    this.mustBeWritable();
    return super.produce(topic, records);
  }

  async bounds(partitions: readonly TopicPartition[], options: SeekOptions): Promise<(PartitionBounds | KafkaFault)[]> {
    return boundsOf(this.cluster, partitions, options.isolation, this.cluster.deadline(undefined, options.timeoutMs));
  }

  async seek(query: readonly (TopicPartition & { timestamp: number })[], options: SeekOptions): Promise<(number | KafkaFault)[]> {
    return queryOffsets(this.cluster, query, options.isolation, this.cluster.deadline(undefined, options.timeoutMs));
  }

  windows(topic: string, windows: readonly Window[], options: WindowOptions): AsyncIterable<WindowStep> {
    return fetchWindows(this.cluster, topic, windows, options);
  }

  private mustBeWritable(): void {
    if (!this.capabilities.writable) throw readOnly(this.name);
  }
}

export function readOnly(where: string): KafkaFault {
  return new KafkaFault('read-only', `The connection to ${where} is read-only.`, 'Make it writable first, if you mean to change something there.');
}

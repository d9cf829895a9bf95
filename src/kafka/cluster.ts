import type { BrokerInfo } from '../protocol/kafka.ts';
import type { Acl, AclOperation } from './acl.ts';
import { BrokerConnection } from './connection.ts';
import { Deadline } from './deadline.ts';
import { BrokerFault, KafkaFault, unknownTopic } from './fault.ts';
import type { Target } from './network-fault.ts';
import type { ConnectionSettings } from './options.ts';
import type { BrokerAddress, Exchange, PartitionMetadata, TopicMetadata } from './protocol.ts';
import { firstAnswer } from './first-answer.ts';
import { metadata } from './protocol.ts';
import { findCoordinator } from './requests/groups.ts';

const UNKNOWN_TOPIC = 3;
const PAUSE_MS = 100;
/** A topic that was created a moment ago is not known to every broker yet: ask this often before calling it missing. */
const MISSING_TOPIC_TRIES = 3;

/** Brokers and leaders of one cluster, and the connections to them. */
export class Cluster {
  private readonly seeds: BrokerConnection[];
  private readonly connections = new Map<string, BrokerConnection>();
  private brokers = new Map<number, BrokerAddress>();
  private controllerId = -1;
  private readonly topics = new Map<string, PartitionMetadata[]>();
  private everConnected = false;
  private closed = false;

  constructor(readonly settings: ConnectionSettings) {
    this.seeds = settings.bootstrap.map(({ host, port }) => new BrokerConnection(this.target(host, port), settings));
  }

  /** The cluster as messages call it. */
  get name(): string {
    return this.settings.bootstrap.map(({ host, port }) => `${host}:${port}`).join(',');
  }

  /** What the user of this connection needs for something. */
  needs(operation: AclOperation, on: Acl['on'], name: string): Acl {
    const { sasl } = this.settings;
    return { operation, on, name, ...(sasl && 'username' in sasl && { user: sasl.username }) };
  }

  private target(host: string, port: number): Target {
    const { tls, sasl, words } = this.settings;
    return { host, port, tls: tls !== undefined, sasl: sasl !== undefined, ...(words ? { words } : {}) };
  }

  deadline(signal?: AbortSignal, atMostMs = Infinity): Deadline {
    return new Deadline(Math.min(this.settings.timeoutMs, atMostMs), signal);
  }

  /**
   * Does `work`, and does it again with fresh metadata while the reason is one that passes (a leader moving, a broker that was there
   * before restarting) and time is left. Only a cluster that never answered fails at once.
   */
  async attempt<T>(deadline: Deadline, work: () => Promise<T>): Promise<T> {
    for (;;) {
      if (this.closed) throw new KafkaFault('closed', 'The connection to Kafka was closed.');
      try {
        return await work();
      } catch (error) {
        const passing = error instanceof BrokerFault ? error.retriable : error instanceof KafkaFault && error.kind === 'connection' && this.everConnected;
        if (!passing || this.closed || deadline.remainingMs <= PAUSE_MS) throw error;
        this.topics.clear();
        await deadline.pause(PAUSE_MS);
      }
    }
  }

  /** Partitions of a topic, in ascending order, from the cache while it is warm. */
  async partitions(topic: string, deadline: Deadline): Promise<readonly PartitionMetadata[]> {
    const cached = this.topics.get(topic);
    if (cached) return cached;
    for (let tries = 1; ; tries++) {
      const [found] = await this.describe([topic], deadline);
      if (found?.error === 0) return this.topics.get(topic)!;
      if (found === undefined || found.error === UNKNOWN_TOPIC) {
        if (tries >= MISSING_TOPIC_TRIES || deadline.remainingMs <= PAUSE_MS) throw unknownTopic(topic, this.name);
        await deadline.pause(PAUSE_MS);
        continue;
      }
      throw new BrokerFault(found.error, `Topic '${topic}' on ${this.name}`, this.needs('Describe', 'topic', topic));
    }
  }

  /** Metadata of topics, or of all for null; what comes back is also remembered. */
  async describe(topics: readonly string[] | null, deadline: Deadline): Promise<TopicMetadata[]> {
    const answer = await this.sendToAny(metadata(topics), deadline);
    this.brokers = new Map(answer.brokers.map((broker) => [broker.id, broker]));
    this.controllerId = answer.controller;
    for (const topic of answer.topics) {
      if (topic.error !== 0) this.topics.delete(topic.topic);
      else this.topics.set(topic.topic, topic.partitions.sort((a, b) => a.partition - b.partition));
    }
    return answer.topics;
  }

  /** Partitions of a topic as last heard of; undefined when nothing is known. */
  known(topic: string): readonly PartitionMetadata[] | undefined {
    return this.topics.get(topic);
  }

  knows(topic: string): boolean {
    return this.topics.has(topic);
  }

  /** The brokers, as the last metadata had them. */
  get brokerList(): BrokerInfo[] {
    return [...this.brokers.values()].map((broker) => ({ ...broker, controller: broker.id === this.controllerId }));
  }

  /** The connection to whoever takes changes of topics. */
  async controller(deadline: Deadline): Promise<BrokerConnection> {
    await this.describe([], deadline);
    // 41: NOT_CONTROLLER, which passes once there is one.
    if (this.controllerId < 0) throw new BrokerFault(41, `The controller of ${this.name}`);
    return this.connection(this.controllerId);
  }

  /** The broker that keeps a consumer group's offsets. */
  async coordinator(group: string, deadline: Deadline): Promise<BrokerInfo> {
    if (this.brokers.size === 0) await this.describe([], deadline);
    const { error, id, host, port } = await this.sendToAny(findCoordinator(group), deadline);
    if (error !== 0) throw new BrokerFault(error, `Consumer group '${group}' on ${this.name}`, this.needs('Describe', 'group', group));
    this.brokers.set(id, { id, host, port });
    return { id, host, port, controller: id === this.controllerId };
  }

  /** Forgets what is known about topics, so that new partitions show. */
  forgetTopics(topics: Iterable<string>): void {
    for (const topic of topics) this.topics.delete(topic);
  }

  /** Broker id of a partition's leader. */
  async leader(topic: string, partition: number, deadline: Deadline): Promise<number> {
    const found = (await this.partitions(topic, deadline)).find((candidate) => candidate.partition === partition);
    if (found === undefined) throw unknownTopic(`${topic}-${partition}`, this.name);
    // 5: LEADER_NOT_AVAILABLE
    if (found.leader < 0) throw new BrokerFault(found.error || 5, `Partition ${topic}-${partition} on ${this.name}`);
    return found.leader;
  }

  /** The connection to a broker; different lanes are different sockets, so that a big answer does not hold up small ones. */
  connection(brokerId: number, lane = 0): BrokerConnection {
    if (this.closed) throw new KafkaFault('closed', 'The connection to Kafka was closed.');
    const broker = this.brokers.get(brokerId);
    if (!broker) throw new BrokerFault(5, `Broker ${brokerId} of ${this.name}`);
    const { host, port } = broker;
    const id = `${host}:${port}/${lane}`;
    let connection = this.connections.get(id);
    if (!connection) {
      const seed = this.seeds.find(({ target }) => target.host === host && target.port === port);
      connection = seed && lane === 0 ? seed : new BrokerConnection({ ...this.target(host, port), ...(seed ? {} : { advertisedBy: this.name }) }, this.settings);
      this.connections.set(id, connection);
    }
    return connection;
  }

  /** Ends the connections of a lane that nobody needs any more. */
  closeLane(lane: number): void {
    for (const [id, connection] of this.connections) {
      if (lane === 0 || !id.endsWith(`/${lane}`)) continue;
      connection.close();
      this.connections.delete(id);
    }
  }

  /** Sends to whichever broker is connected, else to the bootstrap servers. While one is silent the next is asked too; the first answer counts. */
  async sendToAny<T>(request: Exchange<T>, deadline: Deadline): Promise<T> {
    const open = [...new Set([...this.connections.values(), ...this.seeds])].filter((connection) => connection.isOpen);
    const candidates = [...open, ...this.seeds.filter((seed) => !seed.isOpen)];
    const answer = await firstAnswer(candidates.map((connection) => async () => {
      await connection.open(deadline);
      return connection.send(request, deadline);
    }));
    this.everConnected = true;
    return answer;
  }

  close(): void {
    this.closed = true;
    for (const connection of [...this.connections.values(), ...this.seeds]) connection.close();
    this.connections.clear();
    this.settings.route?.close();
  }
}

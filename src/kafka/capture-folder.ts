import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BrokerInfo, GroupDetail, GroupSummary, KafkaCapabilities, KafkaProblem, TopicDetail, TopicSummary } from '../protocol/kafka.ts';
import type { CaptureMessage } from './capture.ts';
import { readCapture, topicOfCaptureFile } from './capture.ts';
import { KafkaFault, problemOf, unknownTopic } from './fault.ts';
import type { ClusterGateway, FetchOptions, OffsetRange, PartitionBounds, PartitionOffset, SeekOptions, SummaryOptions, TopicPartition, Window, WindowOptions, WindowStep } from './gateway.ts';
import { MemoryTopics } from './memory-topics.ts';
import type { KafkaRecords } from './records.ts';
import { windowsOverFetch } from './windows-over-fetch.ts';

const SUFFIX = '.capture.jsonl';

interface Loaded {
  topics: MemoryTopics;
  /** Files that cannot be read, under the topic that they are named after. */
  broken: Map<string, KafkaFault>;
}

/** The `*.capture.jsonl` files of a folder as topics. Read at first use, and again when a file changes. */
export class CaptureFolder implements ClusterGateway {
  readonly capabilities: KafkaCapabilities = {
    headers: true, binary: true, replicas: false, configs: false, groups: false, timestampSeek: true, isolation: false, follow: false,
    produce: false, createTopic: false, admin: false, writable: false,
  };
  private loading: Promise<Loaded> | undefined;
  /** Path, size and time of every file: when it changes, all is read again. */
  private print = '';

  constructor(private readonly folder: string) {}

  get name(): string {
    return this.folder;
  }

  async topics(): Promise<string[]> {
    const { topics, broken } = await this.loaded();
    return [...new Set([...topics.topics(), ...broken.keys()])].sort();
  }

  async partitions(topics: readonly string[]): Promise<TopicPartition[]> {
    const loaded = await this.loaded();
    return topics.flatMap((topic) => of(loaded, topic).partitions([topic]));
  }

  async earliestOffsets(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]> {
    return (await this.loaded()).topics.earliestOffsets(partitions);
  }

  async latestOffsets(partitions: readonly TopicPartition[]): Promise<PartitionOffset[]> {
    return (await this.loaded()).topics.latestOffsets(partitions);
  }

  async offsetsForTimestamps(query: readonly (TopicPartition & { timestamp: number })[]): Promise<PartitionOffset[]> {
    return (await this.loaded()).topics.offsetsForTimestamps(query);
  }

  async *fetch(range: OffsetRange, options: FetchOptions = {}): AsyncGenerator<KafkaRecords> {
    for (const records of of(await this.loaded(), range.topic).read(range, options.headers)) {
      options.signal?.throwIfAborted();
      yield records;
    }
  }

  async produce(): Promise<PartitionOffset[]> {
    throw this.cannot('Captures are not written to');
  }

  async brokers(): Promise<BrokerInfo[]> {
    return [];
  }

  async summaries(options: SummaryOptions = {}): Promise<TopicSummary[]> {
    const loaded = await this.loaded();
    const names = (await this.topics()).filter((topic) => options.topics === undefined || options.topics.includes(topic));
    const missing = (options.topics ?? []).filter((topic) => !names.includes(topic)).map((topic) => ({ topic, internal: false, partitions: 0, problem: problemOf(unknownTopic(topic, this.folder)) }));
    return [...names.map((topic): TopicSummary => {
      const fault = loaded.broken.get(topic);
      if (fault) return { topic, internal: false, partitions: 0, problem: problemOf(fault) };
      const bounds = boundsIn(loaded, loaded.topics.partitions([topic]));
      return { topic, internal: false, partitions: bounds.length, ...(options.counts === false ? {} : { messages: bounds.reduce((sum, { low, end }) => sum + end - low, 0) }) };
    }), ...missing];
  }

  async describe(topic: string): Promise<TopicDetail> {
    const loaded = await this.loaded();
    const partitions = of(loaded, topic).partitions([topic]);
    return { topic, internal: false, partitions: boundsIn(loaded, partitions).map(({ low, end }, partition) => ({ partition, offline: false, low, high: end })) };
  }

  async groups(): Promise<{ groups: GroupSummary[]; problems: KafkaProblem[] }> {
    throw this.cannot('Captures have no consumer groups');
  }

  async group(): Promise<GroupDetail> {
    throw this.cannot('Captures have no consumer groups');
  }

  async admin(): Promise<void> {
    throw this.cannot('Captures are not changed');
  }

  async bounds(partitions: readonly TopicPartition[], _options: SeekOptions): Promise<(PartitionBounds | KafkaFault)[]> {
    return boundsIn(await this.loaded(), partitions);
  }

  async seek(query: readonly (TopicPartition & { timestamp: number })[], _options: SeekOptions): Promise<(number | KafkaFault)[]> {
    return (await this.offsetsForTimestamps(query)).map(({ offset }) => offset);
  }

  windows(topic: string, windows: readonly Window[], options: WindowOptions): AsyncIterable<WindowStep> {
    return windowsOverFetch(this, topic, windows, options);
  }

  async close(): Promise<void> {
    this.loading = undefined;
  }

  private cannot(what: string): KafkaFault {
    return new KafkaFault('unsupported', `${what} (${this.folder}).`, 'Connect to a broker for that.');
  }

  private loaded(): Promise<Loaded> {
    const files = this.files();
    const print = files.map(({ path, size, time }) => `${path}\n${size}\n${time}\n`).join('');
    if (this.loading === undefined || print !== this.print) {
      this.print = print;
      this.loading = load(this.folder, files.map(({ path }) => path));
    }
    return this.loading;
  }

  private files(): { path: string; size: number; time: number }[] {
    try {
      return readdirSync(this.folder).filter((name) => name.endsWith(SUFFIX)).sort().map((name) => {
        const path = join(this.folder, name);
        const { size, mtimeMs } = statSync(path);
        return { path, size, time: mtimeMs };
      });
    } catch (cause) {
      throw new KafkaFault('capture', `The folder ${this.folder} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, 'Give the folder that holds the *.capture.jsonl files.', { cause });
    }
  }
}

async function load(folder: string, files: readonly string[]): Promise<Loaded> {
  const loaded: Loaded = { topics: new MemoryTopics({ name: folder }), broken: new Map() };
  for (const file of files) {
    try {
      const messages: CaptureMessage[] = [];
      for await (const message of readCapture(file)) messages.push(message);
      if (messages.length === 0) loaded.topics.createTopic(topicOfCaptureFile(file));
      loaded.topics.load(messages);
    } catch (error) {
      if (!(error instanceof KafkaFault)) throw error;
      loaded.broken.set(topicOfCaptureFile(file), error);
    }
  }
  return loaded;
}

/** The topics, unless the file of this one is broken. */
function of({ topics, broken }: Loaded, topic: string): MemoryTopics {
  const fault = broken.get(topic);
  if (fault) throw fault;
  return topics;
}

function boundsIn({ topics }: Loaded, partitions: readonly TopicPartition[]): PartitionBounds[] {
  const lows = topics.earliestOffsets(partitions), ends = topics.latestOffsets(partitions);
  return partitions.map((_, i) => ({ low: lows[i]!.offset, end: ends[i]!.offset }));
}

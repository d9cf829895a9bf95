/** Kafka's own Java client, driven line by line: what it writes is what a real application would have written. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { javaProgram } from './tools.ts';

const SOURCE = fileURLToPath(new URL('KafkaTestClient.java', import.meta.url));

export interface JavaRecord {
  topic: string;
  partition?: number;
  timestamp?: number;
  key?: string | Uint8Array | null;
  value: string | Uint8Array | null;
  headers?: [name: string, value: string | Uint8Array | null][];
}

const encode = (bytes: string | Uint8Array | null | undefined): string => (bytes === null || bytes === undefined ? '-' : `=${Buffer.from(bytes).toString('base64')}`);

/** One JVM. Commands are answered in order, one line each. */
export class JavaClient {
  private readonly waiting: { resolve: (answer: string) => void; reject: (error: Error) => void }[] = [];
  private readonly ended: Promise<void>;
  private errors = '';

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const next = this.waiting.shift();
      if (line.startsWith('ok')) next?.resolve(line.slice(2).trim());
      else next?.reject(new Error(`The Java client says: ${line}`));
    });
    child.stderr.on('data', (text: Buffer) => (this.errors = (this.errors + text.toString('utf8')).slice(-4000)));
    this.ended = new Promise((resolve) => child.once('close', () => {
      for (const { reject } of this.waiting.splice(0)) reject(new Error(`The Java client ended:\n${this.errors}`));
      resolve();
    }));
    child.once('error', (error) => (this.errors += error.message));
    child.stdin.on('error', () => undefined);
    process.once('exit', () => child.kill('SIGKILL'));
  }

  static async start(classPath: string, bootstrap: string, cwd: string): Promise<JavaClient> {
    const child = spawn(javaProgram('java'), ['-Xmx256m', '-XX:+UseSerialGC', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp', classPath, SOURCE, bootstrap], { cwd, windowsHide: true });
    const client = new JavaClient(child);
    await client.command('ping');
    return client;
  }

  private command(...fields: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.child.stdin.write(`${fields.join('\t')}\n`);
    });
  }

  /** Opens a producer under a name of the caller's, with Kafka's own settings (`compression.type`, `transactional.id`, …). */
  async producer(name: string, config: Record<string, string> = {}): Promise<void> {
    await this.command('producer', name, ...Object.entries(config).map(([key, value]) => `${key}=${value}`));
  }

  /** Sends records and flushes; the records of one call share a batch as far as the producer's settings let them. */
  async send(name: string, records: readonly JavaRecord[]): Promise<void> {
    await Promise.all(records.map((record) => this.command(
      'send', name, record.topic, String(record.partition ?? '-'), String(record.timestamp ?? '-'), encode(record.key), encode(record.value),
      ...(record.headers ?? []).flatMap(([key, value]) => [key, encode(value)]),
    )));
    await this.command('flush', name);
  }

  /** Sends `count` records whose values are JSON of about `size` bytes, keys "k0".. and timestamps 1 ms apart from `timestamp` on. */
  async bulk(name: string, topic: string, count: number, size: number, timestamp = 1_700_000_000_000): Promise<void> {
    await this.command('bulk', name, topic, String(count), String(size), String(timestamp));
  }

  /** Sends `count` sensor readings as JSON of about 65 bytes, round robin over the partitions; event times go on by 1 ms every `aMillisecond` readings. */
  async readings(name: string, topic: string, count: number, { start = 1_700_000_000_000, aMillisecond = 1, partitions = 1 } = {}): Promise<void> {
    await this.command('readings', name, topic, String(count), String(start), String(aMillisecond), String(partitions));
  }

  async begin(name: string): Promise<void> {
    await this.command('begin', name);
  }

  async commit(name: string): Promise<void> {
    await this.command('commit', name);
  }

  async abort(name: string): Promise<void> {
    await this.command('abort', name);
  }

  /** The partition that Kafka's default partitioner gives a key. */
  async partitionFor(key: Uint8Array, partitions: number): Promise<number> {
    return Number(await this.command('partition', encode(key), String(partitions)));
  }

  /** Everything a Java consumer reads from a partition, as "offset timestamp key value", bytes in base64. */
  async consume(topic: string, partition: number, isolation: 'read_committed' | 'read_uncommitted'): Promise<string[]> {
    const answer = await this.command('consume', topic, String(partition), isolation);
    return answer === '' ? [] : answer.split('\t');
  }

  /** A consumer of a group, under a name of the caller's, until it has its partitions; resolves to how many. */
  async join(name: string, group: string, topic: string, config: Record<string, string> = {}): Promise<number> {
    return Number(await this.command('join', name, group, topic, ...Object.entries(config).map(([key, value]) => `${key}=${value}`)));
  }

  /** Commits offsets, by partition. */
  async commitAt(name: string, topic: string, offsets: Record<number, number>): Promise<void> {
    await this.command('commitAt', name, topic, ...Object.entries(offsets).map(([partition, offset]) => `${partition}:${offset}`));
  }

  async leave(name: string): Promise<void> {
    await this.command('leave', name);
  }

  async stop(): Promise<void> {
    this.child.stdin.end();
    const hard = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await this.ended;
    clearTimeout(hard);
  }
}

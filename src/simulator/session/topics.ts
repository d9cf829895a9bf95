import type { CaptureMessage } from '../../kafka/capture.ts';
import { formatCaptureLine } from '../../kafka/capture-line.ts';
import { RecordsBuilder } from '../../kafka/records-builder.ts';
import { choosePartitions, StickyPartition } from '../../kafka/partitioner.ts';
import { bytesAt, type KafkaRecords } from '../../kafka/records.ts';
import type { World } from './world.ts';

interface Log { readonly records: RecordsBuilder; readonly arrivals: number[]; /** Records from a capture, before what this run wrote. */ captured: number }
export interface WrittenRecord { key: Uint8Array | null; value: Uint8Array | null; headers: { key: string; value: Uint8Array | null }[] | null; partition?: number }

/**
 * Topics that live in this run only: read from captures, written by the job's own Kafka sinks, so that the same job can read back what
 * it wrote. Messages with `at` arrive that many ms after `startMs`.
 */
export class SimulatedTopics {
  readonly #topics = new Map<string, Log[]>();
  readonly #origin = new Map<string, string>();
  readonly #sticky = new StickyPartition(0);
  #startMs: number | null = null;
  constructor(readonly w: World) {}

  /** The clock of arrivals starts with the first query. */
  start(nowMs: number): void { this.#startMs ??= nowMs; }
  /** Before any query has started a batch read sees a capture whole. */
  #elapsed(): number { return this.#startMs === null ? Infinity : this.w.now() / 1000 - this.#startMs; }

  /** Where a topic is read from when not from a broker: `--input`, else a capture beside the job or in `captures/`. */
  captureOf(topic: string): string | undefined {
    const { files, options } = this.w.host;
    const given = options.inputs[topic];
    if (given !== undefined) return files.resolve(given);
    const beside = parent(files.resolve(options.file), files.sep);
    return [files.resolve(beside, `${topic}.capture.jsonl`), files.resolve(beside, 'captures', `${topic}.capture.jsonl`), files.resolve(`${topic}.capture.jsonl`), files.resolve('captures', `${topic}.capture.jsonl`)].find((p) => files.stat(p) !== undefined);
  }
  /** Topics that some capture stands for, for subscribePattern. */
  known(): string[] {
    const { files, options } = this.w.host;
    const beside = parent(files.resolve(options.file), files.sep);
    const names = [beside, files.resolve(beside, 'captures'), files.resolve('.'), files.resolve('captures')].flatMap((d) => files.list(d)).map((e) => /^(.+)\.capture\.jsonl$/.exec(e.name)?.[1]).filter((n): n is string => n !== undefined);
    return [...new Set([...Object.keys(options.inputs), ...names, ...this.#topics.keys()])].sort();
  }
  has(topic: string): boolean { return this.#topics.has(topic) || this.captureOf(topic) !== undefined; }
  /** In words, where the topic's messages come from. */
  origin(topic: string): string { return this.#origin.get(topic) ?? 'this run'; }

  load(topic: string): readonly Log[] {
    const known = this.#topics.get(topic);
    if (known) return known;
    const path = this.captureOf(topic);
    const logs = this.#create(topic, 1);
    if (path === undefined) return logs;
    const messages = this.w.host.captures.read(path).filter((m) => m.topic === topic || this.w.host.options.inputs[topic] !== undefined);
    this.#fill(topic, messages);
    this.#origin.set(topic, path);
    return this.#topics.get(topic)!;
  }
  #create(topic: string, partitions: number): Log[] {
    let logs = this.#topics.get(topic);
    if (!logs) this.#topics.set(topic, (logs = []));
    while (logs.length < partitions) logs.push({ records: new RecordsBuilder(topic, logs.length), arrivals: [], captured: 0 });
    return logs;
  }
  #fill(topic: string, messages: readonly CaptureMessage[]): void {
    for (const m of [...messages].sort((a, b) => a.offset - b.offset)) {
      const log = this.#create(topic, m.partition + 1)[m.partition]!;
      log.arrivals.push(Math.max(log.arrivals.at(-1) ?? 0, m.at ?? 0));
      log.captured = log.records.push(m.offset, m.timestamp, m.key, m.value, m.headers.length > 0 ? m.headers : null);
    }
  }

  partitions(topic: string): number { return this.load(topic).length; }
  earliest(topic: string, partition: number): number { return this.load(topic)[partition]?.records.offsetAt(0) ?? 0; }
  latest(topic: string, partition: number): number {
    const log = this.load(topic)[partition];
    if (!log) return 0;
    const n = arrived(log.arrivals, this.#elapsed());
    return n > 0 ? log.records.offsetAt(n - 1)! + 1 : log.records.offsetAt(0) ?? 0;
  }
  forTime(topic: string, partition: number, ms: number): number | null {
    const log = this.load(topic)[partition];
    if (!log) return null;
    const n = arrived(log.arrivals, this.#elapsed());
    for (let i = 0; i < n; i++) if (log.records.timestampAt(i)! >= ms) return log.records.offsetAt(i)!;
    return null;
  }
  read(topic: string, partition: number, from: number, to: number, headers: boolean): KafkaRecords {
    const { records } = this.load(topic)[partition]!;
    return records.slice(records.indexOf(from), records.indexOf(to), headers);
  }
  /** Epoch ms of the next message that is not there yet; null when all have come. */
  nextArrivalMs(topics: Iterable<string>): number | null {
    const elapsed = this.#elapsed();
    let next: number | null = null;
    for (const t of topics) for (const { arrivals } of this.load(t)) {
      const at = arrivals[arrived(arrivals, elapsed)];
      if (at !== undefined) next = Math.min(next ?? Infinity, (this.#startMs ?? 0) + at);
    }
    return next;
  }

  /** A Kafka sink writes: the topic exists from now on, with one partition where nothing said more. */
  write(topic: string, rows: readonly WrittenRecord[]): void {
    const logs = this.load(topic) as Log[];
    const now = Math.floor(this.w.now() / 1000);
    const chosen = choosePartitions(topic, rows.map((r) => ({ key: r.key, value: r.value, ...(r.partition === undefined ? {} : { partition: r.partition }) })), logs.length, this.#sticky);
    rows.forEach((r, i) => {
      const log = logs[chosen[i]!]!;
      log.records.push((log.records.offsetAt(log.records.count - 1) ?? -1) + 1, now, r.key, r.value, r.headers);
      log.arrivals.push(log.arrivals.at(-1) ?? 0);
    });
    this.written.set(topic, (this.written.get(topic) ?? 0) + rows.length);
  }
  /** `--output`: what this run wrote to a topic, as a capture; a topic nothing was written to gives an empty one. */
  save(): void {
    const { files, options } = this.w.host;
    for (const [topic, path] of Object.entries(options.outputs)) {
      const lines = (this.#topics.get(topic) ?? []).flatMap((log) => messagesOf(log.records.slice(log.captured, log.records.count, true)).map(formatCaptureLine));
      files.write(files.resolve(path), lines.join(''));
    }
  }

  /** Rows that sinks of this run wrote, per topic. */
  readonly written = new Map<string, number>();
}

const parent = (path: string, sep: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf(sep)));

function arrived(arrivals: readonly number[], elapsed: number): number {
  let low = 0, high = arrivals.length;
  while (low < high) { const middle = (low + high) >>> 1; if (arrivals[middle]! <= elapsed) low = middle + 1; else high = middle; }
  return low;
}

function messagesOf(r: KafkaRecords): CaptureMessage[] {
  return Array.from({ length: r.count }, (_, i) => ({
    topic: r.topic, partition: r.partition, offset: r.offsets[i]!, timestamp: r.timestamps[i]!, key: bytesAt(r.keys, i), value: bytesAt(r.values, i), headers: r.headers?.[i] ?? [],
  }));
}

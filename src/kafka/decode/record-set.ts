import { decompress } from '../codecs/index.ts';
import { crc32c } from '../crc32c.ts';
import { KafkaFault } from '../fault.ts';
import type { KafkaRecords } from '../records.ts';
import { RecordsBuilder } from '../records-builder.ts';
import type { BatchHeader } from './batch.ts';
import { Batch, LOG_OVERHEAD, MIN_RECORD, corrupt, decodeBatch, isAbortMarker, readBatchHeader } from './batch.ts';
import { decodeMessage } from './message-set.ts';
import { makeRows, toRecords } from './rows.ts';

/** A transaction that was aborted: the producer's records from `firstOffset` up to its abort marker never count. */
export interface AbortedTransaction {
  producerId: number;
  firstOffset: number;
}

export interface DecodeOptions {
  topic: string;
  partition: number;
  /** Only records with `from <= offset < to`. */
  from: number;
  to: number;
  headers?: boolean;
  /** Under read_committed, what the fetch answer lists as aborted; undefined reads everything (read_uncommitted). */
  aborted?: readonly AbortedTransaction[];
  /** Verify the CRC-32C of v2 batches. Default false: TCP has a checksum, and the broker checked at append. */
  checkCrc?: boolean;
  /** What is read may hold the set's memory, where nearly all of the set is wanted: see `worthKeeping`. Default false. */
  keep?: boolean;
  /** Told of each batch that cannot be decoded, which is then left out; without it, the first one throws. Lengths that lead nowhere always throw. */
  onDamage?: (fault: KafkaFault, offset: number) => void;
}

/**
 * How far a fetched record set reaches: one past the offset of its last whole batch, and how many offsets and bytes the whole
 * batches take. `next` is undefined when not one batch is whole. Only headers are looked at, so that the next fetch can
 * be sent off before this answer is decoded.
 */
export function scanRecordSet(set: Uint8Array): { next: number | undefined; bytes: number } {
  const view = new DataView(set.buffer, set.byteOffset, set.byteLength);
  let next: number | undefined;
  let at = 0;
  while (at + LOG_OVERHEAD + 5 <= set.length) {
    const end = at + LOG_OVERHEAD + view.getInt32(at + Batch.size);
    if (end > set.length || end <= at + LOG_OVERHEAD) break;
    next = int64(view, at) + 1 + (set[at + Batch.magic] === 2 && end >= at + Batch.records ? view.getInt32(at + Batch.lastOffsetDelta) : 0);
    at = end;
  }
  return { next, bytes: at };
}

/** An answer as large, of which so large a part is wanted as it came, is not copied. */
const KEPT_BYTES = 64 * 1024;
const KEPT_PART = 0.75;

/** Whether what is read from these record sets may hold their memory, which is one answer's: nearly all of it came uncompressed, so little is held in vain. */
export function worthKeeping(sets: readonly Uint8Array[]): boolean {
  let all = 0, plain = 0;
  for (const set of sets) {
    const view = new DataView(set.buffer, set.byteOffset, set.byteLength);
    all += set.length;
    for (let at = 0; at + Batch.records <= set.length;) {
      const end = at + LOG_OVERHEAD + view.getInt32(at + Batch.size);
      if (end > set.length || end <= at + LOG_OVERHEAD) break;
      if (set[at + Batch.magic] === 2 && readBatchHeader(view, at).codec === 0) plain += end - at;
      at = end;
    }
  }
  return all >= KEPT_BYTES && plain >= all * KEPT_PART;
}

/** A batch whose records have a place in the rows to come. */
interface Section {
  header: BatchHeader;
  bytes: Uint8Array;
  start: number;
  end: number;
}

/**
 * Decodes a record set as a broker sends it (batches of format v2, or messages of v0 and v1, in any order and compression)
 * into columns. The result has its own memory, or with `keep` that of the set. A batch that is cut off at the end of the set is left out.
 * Usually one element comes back; more when the timestamp type or the message format changes within the set, none when no
 * record is wanted.
 */
export function decodeRecordSet(set: Uint8Array, options: DecodeOptions): KafkaRecords[] {
  const { topic, partition, from, to } = options;
  const where = `${topic}-${partition}`;
  const view = new DataView(set.buffer, set.byteOffset, set.byteLength);
  const done: KafkaRecords[] = [];
  const transactions = options.aborted ? new AbortedReader(options.aborted) : undefined;
  let sections: Section[] = [];
  let old: { type: number; builder: RecordsBuilder } | undefined;

  const flushSections = (): void => {
    if (sections.length > 0) pushIfAny(done, decodeSections(set, sections, options));
    sections = [];
  };
  const flushOld = (): void => {
    if (old) pushIfAny(done, { ...old.builder.slice(0, old.builder.count, options.headers), timestampType: old.type });
    old = undefined;
  };
  const builderFor = (type: number): RecordsBuilder => {
    if (old?.type !== type) flushOld();
    old ??= { type, builder: new RecordsBuilder(topic, partition) };
    return old.builder;
  };

  for (let at = 0; at + LOG_OVERHEAD + 5 <= set.length;) {
    const size = view.getInt32(at + Batch.size);
    const end = at + LOG_OVERHEAD + size;
    if (size <= 0) throw corrupt(where);
    if (end > set.length) break;
    if (set[at + Batch.magic]! < 2) {
      flushSections();
      orDamaged(options, int64(view, at), () => { decodeMessage(set, at, end, from, to, where, builderFor); });
    } else {
      flushOld();
      const section = orDamaged(options, int64(view, at), () => readSection(set, view, at, end, options, transactions, where));
      if (section) {
        if (sections.length > 0 && sections[0]!.header.logAppendTime !== section.header.logAppendTime) flushSections();
        sections.push(section);
      }
    }
    at = end;
  }
  flushSections();
  flushOld();
  return done;
}

const int64 = (view: DataView, at: number): number => view.getInt32(at) * 0x1_0000_0000 + view.getUint32(at + 4);

/** `work`'s result; when a batch is damaged and the caller wants to know of it, undefined. */
function orDamaged<T>({ onDamage }: DecodeOptions, offset: number, work: () => T): T | undefined {
  if (!onDamage) return work();
  try {
    return work();
  } catch (error) {
    if (!(error instanceof KafkaFault)) throw error;
    onDamage(error, offset);
    return undefined;
  }
}

function pushIfAny(done: KafkaRecords[], records: KafkaRecords): void {
  if (records.count > 0) done.push(records);
}

/** The batch at `at` as a section, or undefined when no reader wants it: markers, aborted transactions, other offsets, emptied by compaction. */
function readSection(
  set: Uint8Array, view: DataView, at: number, end: number, options: DecodeOptions, transactions: AbortedReader | undefined, where: string,
): Section | undefined {
  if (set[at + Batch.magic] !== 2) throw new KafkaFault('unsupported', `The batch of ${where} has message format ${set[at + Batch.magic]}, which Kafka has not had until now.`, 'Update Weir.');
  if (end < at + Batch.records) throw corrupt(where);
  const header = readBatchHeader(view, at);
  if (options.checkCrc && crc32c(set, at + Batch.attributes, end) !== view.getUint32(at + Batch.crc)) {
    throw new KafkaFault('corrupt', `The checksum of the batch of ${where} at offset ${header.baseOffset} is wrong.`, 'The bytes changed on disk or on the way.');
  }
  const start = at + Batch.records;
  if (transactions && !transactions.wants(header, set, start)) return undefined;
  if (header.control || header.count === 0 || header.lastOffset < options.from || header.baseOffset >= options.to) return undefined;
  const section: Section = header.codec === 0
    ? { header, bytes: set, start, end }
    : decompressed(header, decompress(header.codec, set.subarray(start, end), `${where} at offset ${header.baseOffset}`));
  if (header.count < 0 || header.count * MIN_RECORD > section.end - section.start) throw corrupt(where);
  return section;
}

function decompressed(header: BatchHeader, bytes: Uint8Array): Section {
  return { header, bytes, start: 0, end: bytes.length };
}

/** Decodes sections of one timestamp type into one set of columns over one array. */
function decodeSections(set: Uint8Array, sections: readonly Section[], options: DecodeOptions): KafkaRecords {
  const { topic, partition, from, to } = options;
  let capacity = 0;
  let extra = 0;
  let plainStart = set.length;
  let plainEnd = 0;
  for (const { header, bytes, start, end } of sections) {
    capacity += header.count;
    if (bytes === set) {
      plainStart = Math.min(plainStart, start);
      plainEnd = Math.max(plainEnd, end);
    } else {
      extra += bytes.length;
    }
  }
  // Batches that came uncompressed are copied in one go, headers and all; behind them lie the decompressed ones.
  const plain = Math.max(0, plainEnd - plainStart), kept = options.keep === true && extra === 0 && plain >= set.length * KEPT_PART;
  const data = kept ? set : new Uint8Array(plain + extra);
  if (!kept && plain > 0) data.set(set.subarray(plainStart, plainEnd));
  const rows = makeRows(Math.min(capacity, Math.max(0, to - from)), data, options.headers === true);
  let free = plain;
  for (const { header, bytes, start, end } of sections) {
    let shift = kept ? 0 : -plainStart;
    if (bytes !== set) {
      data.set(bytes, free);
      shift = free;
      free += bytes.length;
    }
    orDamaged(options, header.baseOffset, () => { decodeBatch(rows, start + shift, end + shift, header, from, to, `${topic}-${partition} at offset ${header.baseOffset}`); });
    // Of a batch that broke off in its middle no row counts.
    if (rows.headers) rows.headers.length = rows.count;
  }
  return toRecords(rows, topic, partition, sections[0]!.header.logAppendTime ? 1 : 0);
}

/** Follows the open aborted transactions along a record set, as Kafka's own Fetcher does. */
class AbortedReader {
  private readonly pending: AbortedTransaction[];
  private readonly open = new Set<number>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.pending = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  wants(header: BatchHeader, bytes: Uint8Array, start: number): boolean {
    while (this.pending.length > 0 && this.pending[0]!.firstOffset <= header.lastOffset) this.open.add(this.pending.shift()!.producerId);
    if (header.control) {
      if (isAbortMarker(bytes, start)) this.open.delete(header.producerId);
      return false;
    }
    return !(header.transactional && this.open.has(header.producerId));
  }
}

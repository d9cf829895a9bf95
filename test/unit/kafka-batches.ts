/** Record batches and old message sets made by hand, with any codec, for the decoder's tests. */
import { gzipSync } from 'node:zlib';
import lz4js from 'lz4js';
import snappyjs from 'snappyjs';
import { encodeRecord, sealBatch } from '../../src/kafka/encode.ts';
import type { ProduceRecord } from '../../src/kafka/gateway.ts';
import { WireWriter } from '../../src/kafka/wire.ts';

const view = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Java's snappy framing: a magic, two version numbers, blocks with their length. */
export function xerial(bytes: Uint8Array, blockSize = 100): Buffer {
  const parts = [Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1])];
  for (let at = 0; at < bytes.length; at += blockSize) {
    const block = snappyjs.compress(bytes.slice(at, at + blockSize));
    parts.push(Buffer.from(new WireWriter().int32(block.length).bytes()), Buffer.from(block));
  }
  return Buffer.concat(parts);
}

export const compress: Record<string, [code: number, encode: (bytes: Uint8Array) => Buffer]> = {
  'none': [0, (bytes) => view(bytes)],
  'gzip': [1, (bytes) => gzipSync(bytes)],
  'snappy (one block)': [2, (bytes) => view(snappyjs.compress(bytes))],
  'snappy (framed)': [2, (bytes) => xerial(bytes)],
  'lz4': [3, (bytes) => view(lz4js.compress(bytes))],
};

export interface BatchOptions {
  baseOffset?: number;
  offsets?: number[];
  codec?: keyof typeof compress;
  logAppendTime?: number;
  transactional?: number;
  control?: 'abort' | 'commit';
  count?: number;
}

/** A v2 batch. `offsets` are the records' distances to `baseOffset` when compaction has left gaps. */
export function batch(records: readonly ProduceRecord[], options: BatchOptions = {}): Buffer {
  const [code, encode] = compress[options.codec ?? 'none']!;
  const base = records[0]?.timestamp ?? 0;
  const list: readonly ProduceRecord[] = options.control
    ? [{ key: Buffer.from([0, 0, 0, options.control === 'commit' ? 1 : 0]), value: Buffer.alloc(6) }]
    : records;
  const encoded = list.map((record, i) => encodeRecord(record, options.offsets?.[i] ?? i, (record.timestamp ?? base) - base));
  return sealBatch(encode(Buffer.concat(encoded)), {
    baseOffset: options.baseOffset ?? 0,
    attributes: code | (options.logAppendTime === undefined ? 0 : 8) | (options.transactional === undefined ? 0 : 16) | (options.control ? 32 : 0),
    baseTimestamp: base,
    maxTimestamp: options.logAppendTime ?? Math.max(base, ...list.map((record) => record.timestamp ?? base)),
    lastOffsetDelta: options.offsets?.at(-1) ?? Math.max(0, list.length - 1),
    producerId: options.transactional ?? -1,
    count: options.count ?? list.length,
  });
}

/** A message of format v0 or v1; `inner` makes it a wrapper around compressed messages. */
export function oldMessage(magic: 0 | 1, offset: number, key: Uint8Array | null, value: Uint8Array | null, options: { timestamp?: number; attributes?: number } = {}): Buffer {
  const body = new WireWriter().int8(magic).int8(options.attributes ?? 0);
  if (magic === 1) body.int64(options.timestamp ?? 0);
  for (const bytes of [key, value]) {
    if (bytes === null) body.int32(-1);
    else body.int32(bytes.length).raw(bytes);
  }
  return Buffer.from(new WireWriter().int64(offset).int32(4 + body.length).int32(0).raw(body.bytes()).bytes());
}

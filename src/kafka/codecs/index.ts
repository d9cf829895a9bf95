import * as zlib from 'node:zlib';
import { decompress as fzstdDecompress } from 'fzstd';
import { KafkaFault } from '../fault.ts';
import { decodeLz4 } from './lz4.ts';
import { decodeSnappy } from './snappy.ts';

/** The compression bits of a batch's attributes. */
export const Codec = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;
const NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** More than this from one batch is an attack or damage, not data: a producer's request is at most some MB. */
const LIMIT = 512 * 1024 * 1024;

/** Node has zstd of its own from 22.15 on; it is several times as fast as the JavaScript one. */
const nativeZstd: unknown = Reflect.get(zlib, 'zstdDecompressSync');

function decodeZstd(source: Uint8Array): Uint8Array {
  if (typeof nativeZstd === 'function') {
    const content: unknown = Reflect.apply(nativeZstd, undefined, [source, { maxOutputLength: LIMIT }]);
    if (content instanceof Uint8Array) return content;
  }
  return fzstdDecompress(source);
}

/** The content of a compressed batch or message. `where` says in errors whose it is ("topic-0 at offset 5"). */
export function decompress(codec: number, source: Uint8Array, where: string): Uint8Array {
  try {
    switch (codec) {
      case Codec.none: return source;
      case Codec.gzip: return zlib.gunzipSync(source, { maxOutputLength: LIMIT });
      case Codec.snappy: return decodeSnappy(source);
      case Codec.lz4: return decodeLz4(source);
      case Codec.zstd: return decodeZstd(source);
    }
  } catch (cause) {
    throw new KafkaFault('corrupt', `The ${NAMES[codec]} batch of ${where} cannot be decompressed: ${cause instanceof Error ? cause.message : String(cause)}`,
      'The broker holds a damaged batch; kafka-dump-log shows it.', { cause });
  }
  throw new KafkaFault('unsupported', `The batch of ${where} is compressed with codec ${codec}, which Kafka has not had until now.`, 'Update Weir.');
}

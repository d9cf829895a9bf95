/** Hadoop's compression codecs by file name: what a reader undoes and a writer does. */
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { illegalArgument, Refusal } from '../spark/errors.ts';

export interface Codec { readonly extension: string; pack(data: Uint8Array): Uint8Array }

const plain: Codec = { extension: '', pack: (data) => data };
const codecs: Readonly<Record<string, Codec | 'refused'>> = {
  none: plain,
  uncompressed: plain,
  bzip2: 'refused',
  deflate: { extension: '.deflate', pack: (data) => deflateSync(data) },
  gzip: { extension: '.gz', pack: (data) => gzipSync(data) },
  lz4: 'refused',
  snappy: 'refused',
};

/** CompressionCodecs.getCodecClassName: the option `compression`. */
export function codecOf(name: string | undefined): Codec {
  if (name === undefined) return plain;
  const key = name.toLowerCase();
  const codec = Object.hasOwn(codecs, key) ? codecs[key]! : undefined;
  if (codec === undefined) throw illegalArgument(`Codec [${name}] is not available. Known codecs are bzip2, deflate, uncompressed, lz4, gzip, snappy, none.`);
  if (codec === 'refused') throw new Refusal(`compression=${name}`, 'Use gzip, deflate or none, or run the job with local Spark.');
  return codec;
}

/** What a file holds once it is unpacked (CompressionCodecFactory goes by the end of the name). */
export function unpack(name: string, data: Uint8Array): Uint8Array {
  if (/\.gz$/i.test(name)) return gunzipSync(data);
  if (/\.deflate$/i.test(name)) return inflateSync(data);
  const other = /\.(bz2|lz4|snappy|zst)$/i.exec(name);
  if (other) throw new Refusal(`reading ${other[0]} files`, 'Unpack them, or pack them with gzip.');
  return data;
}

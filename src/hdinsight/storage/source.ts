/** The bytes of an upload: of a file, read piece by piece, or made here. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { HttpFault } from '../../http/fault.ts';
import type { UploadFile } from '../../protocol/upload.ts';

export interface Source {
  name: string;
  bytes: number;
  sha256: string;
  /** Pieces in order, each of `size` bytes but the last. @throws HttpFault where the file is another one meanwhile */
  pieces(size: number): AsyncGenerator<{ at: number; piece: Uint8Array }>;
}

const READ = 1 << 20;

/** @throws HttpFault where the file cannot be read */
export async function sourceOf({ name, from }: UploadFile, signal?: AbortSignal): Promise<Source> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const { piece } of pieces(from, READ, name)) {
    signal?.throwIfAborted();
    hash.update(piece);
    bytes += piece.length;
  }
  const sha256 = hash.digest('hex');
  return { name, bytes, sha256, pieces: (size) => same(pieces(from, size, name), { name, bytes, sha256 }) };
}

/** What is uploaded is what its place is named after, also where the file is saved meanwhile. */
async function* same(read: AsyncGenerator<{ at: number; piece: Uint8Array }>, { name, bytes, sha256 }: { name: string; bytes: number; sha256: string }): AsyncGenerator<{ at: number; piece: Uint8Array }> {
  const hash = createHash('sha256');
  let held: { at: number; piece: Uint8Array } | undefined, size = 0;
  for await (const each of read) {
    if (held) yield held;
    held = each;
    hash.update(each.piece);
    size += each.piece.length;
    if (size > bytes) break;
  }
  // The last piece is held back until all of it is known to be the same: without it nothing is there.
  if (size !== bytes || hash.digest('hex') !== sha256) throw new HttpFault('refused', `${name} was changed while it was uploaded.`, 'Upload it again.');
  if (held) yield held;
}

async function* pieces(from: UploadFile['from'], size: number, name: string): AsyncGenerator<{ at: number; piece: Uint8Array }> {
  if ('bytes' in from) {
    for (let at = 0; at < from.bytes.length; at += size) yield { at, piece: from.bytes.subarray(at, at + size) };
    return;
  }
  const unreadable = (cause: unknown): HttpFault => new HttpFault('not-found', `${name} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'}).`, 'Check the path.', { cause });
  const file = await open(from.path, 'r').catch((cause: unknown) => { throw unreadable(cause); });
  try {
    for (let at = 0; ;) {
      const piece = Buffer.alloc(size);
      let filled = 0;
      while (filled < size) {
        const { bytesRead } = await file.read(piece, filled, size - filled, at + filled).catch((cause: unknown) => { throw unreadable(cause); });
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      if (filled > 0) yield { at, piece: piece.subarray(0, filled) };
      if (filled < size) return;
      at += filled;
    }
  } finally {
    await file.close();
  }
}

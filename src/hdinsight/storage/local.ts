/** A folder of this machine, for a Livy that runs here and allows it (livy.file.local-dir-whitelist). */
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { HttpFault } from '../../http/fault.ts';
import type { Source } from './source.ts';
import type { Store, Writing } from './writing.ts';

const PIECE = 1 << 20;

export class LocalFolder implements Store {
  constructor(private readonly writing: Writing) {}

  close(): void {
    // Nothing is kept open.
  }

  async write(place: string, source: Source): Promise<boolean> {
    const file = fileURLToPath(new URL(`file://${place.split('/').map(encodeURIComponent).join('/')}`)), part = `${file}.${randomBytes(6).toString('hex')}.part`;
    if ((await stat(file).catch(() => undefined))?.size === source.bytes) return true;
    try {
      await mkdir(path.dirname(file), { recursive: true });
      const to = await open(part, 'wx', 0o644);
      try {
        for await (const { at, piece } of source.pieces(PIECE)) {
          this.writing.signal?.throwIfAborted();
          await to.write(piece);
          this.writing.progress({ name: source.name, sent: at + piece.length, total: source.bytes });
        }
      } finally {
        await to.close();
      }
      await rename(part, file);
      return false;
    } catch (cause) {
      await rm(part, { force: true }).catch(() => undefined);
      this.writing.signal?.throwIfAborted();
      if (cause instanceof HttpFault) throw cause;
      const { code = 'unknown' } = cause as NodeJS.ErrnoException;
      throw new HttpFault(code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? 'authorization' : 'refused', `${file} cannot be written (${code}).`, 'It has to be in a folder that the Livy of this machine allows (livy.file.local-dir-whitelist).', { cause });
    }
  }
}

/** Local files for the session, synchronously. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FileEntry, FileStat, SyncFiles } from './host-types.ts';
import { glob } from './glob.ts';

let temporary = 0;

export class HostFiles implements SyncFiles {
  readonly sep = path.sep;
  constructor(readonly cwd: string) {}

  resolve(...parts: string[]): string {
    return path.resolve(this.cwd, ...parts);
  }

  uri(native: string): string {
    return fileUri(this.resolve(native), path.sep);
  }

  read(file: string): Uint8Array {
    return fs.readFileSync(file);
  }

  readText(file: string): string {
    return fs.readFileSync(file, 'utf8');
  }

  readRange(file: string, offset: number, length: number): Uint8Array {
    const fd = fs.openSync(file, 'r');
    try {
      const buffer = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const n = fs.readSync(fd, buffer, filled, length - filled, offset + filled);
        if (n === 0) break;
        filled += n;
      }
      return buffer.subarray(0, filled);
    } finally {
      fs.closeSync(fd);
    }
  }

  write(file: string, data: Uint8Array | string): void {
    const half = this.#half(file, data);
    try {
      fs.renameSync(half, file);
    } catch (error) {
      fs.rmSync(half, { force: true });
      throw error;
    }
  }

  create(file: string, data: Uint8Array | string): boolean {
    const half = this.#half(file, data);
    try {
      // A hard link fails when the name is taken, in one step; file systems without links get the nearest thing.
      fs.linkSync(half, file);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return false;
      if (fs.existsSync(file)) return false;
      fs.copyFileSync(half, file, fs.constants.COPYFILE_EXCL);
      return true;
    } finally {
      fs.rmSync(half, { force: true });
    }
  }

  /** Complete beside its place, not yet under its name. */
  #half(file: string, data: Uint8Array | string): string {
    makeFolders(path.dirname(file));
    temporary += 1;
    const half = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}-${temporary}.tmp`);
    fs.writeFileSync(half, data);
    return half;
  }

  append(file: string, data: Uint8Array | string): void {
    makeFolders(path.dirname(file));
    fs.appendFileSync(file, data);
  }

  stat(file: string): FileStat | undefined {
    let found: fs.Stats | undefined;
    try {
      found = fs.statSync(file, { throwIfNoEntry: false });
    } catch (error) {
      // A path below a file leads nowhere either.
      if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw error;
    }
    return found && { isDirectory: found.isDirectory(), size: found.size, mtimeMs: found.mtimeMs };
  }

  list(folder: string): FileEntry[] {
    let names: string[];
    try {
      names = fs.readdirSync(folder).sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
    return names.flatMap((name) => {
      const found = this.stat(path.join(folder, name));
      return found ? [{ name, ...found }] : [];
    });
  }

  mkdir(folder: string): void {
    makeFolders(folder);
  }

  remove(target: string): void {
    fs.rmSync(target, { recursive: true, force: true });
  }

  rename(from: string, to: string): void {
    fs.renameSync(from, to);
  }

  glob(pattern: string): string[] {
    return glob(this.resolve(pattern), this);
  }
}

/** Node's own recursion does not end where a file system has no such folder and makes none (/proc). */
function makeFolders(folder: string): void {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && path.dirname(folder) !== folder) {
      makeFolders(path.dirname(folder));
      fs.mkdirSync(folder);
    } else if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

/** Hadoop's form of a local path: one slash after the scheme, nothing percent-encoded. */
export function fileUri(absolute: string, sep: string): string {
  const slashes = sep === '\\' ? absolute.replace(/\\/g, '/') : absolute;
  return slashes.startsWith('/') ? `file:${slashes}` : `file:/${slashes}`;
}

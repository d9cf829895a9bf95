import { SparkError } from '../../spark/errors.ts';
import type { World } from './world.ts';

/** SinkFileStatus: a file that a file sink has committed. */
export interface SinkFile { path: string; size: number; isDir: boolean; modificationTime: number; blockReplication: number; blockSize: number; action: string }

export const SINK_LOG = '_spark_metadata';
const COMPACT_EVERY = 10;
const BLOCK_SIZE = 33_554_432;

/** FileStreamSinkLog (3.3.1): what belongs to a file sink's table, one entry a batch; every tenth holds all before it. */
export class SinkLog {
  readonly #folder: string;
  constructor(table: string, readonly w: World) { this.#folder = w.host.files.resolve(table, SINK_LOG); }

  get exists(): boolean { return this.w.host.files.stat(this.#folder)?.isDirectory === true; }
  get latest(): number { return this.#ids().at(-1)?.id ?? -1; }

  #ids(): { id: number; name: string; compact: boolean }[] {
    return this.w.host.files.list(this.#folder).flatMap((e) => {
      const m = /^(\d+)(\.compact)?$/.exec(e.name);
      return m ? [{ id: Number(m[1]), name: e.name, compact: m[2] !== undefined }] : [];
    }).sort((a, b) => a.id - b.id);
  }

  /** Every committed file, in order. */
  files(): SinkFile[] {
    const ids = this.#ids(), last = ids.findLastIndex((e) => e.compact);
    return ids.slice(Math.max(0, last)).flatMap((e) => this.#read(e.name));
  }

  #read(name: string): SinkFile[] {
    const [version, ...lines] = this.w.host.files.readText(this.w.host.files.resolve(this.#folder, name)).split('\n');
    if (version !== 'v1') throw new SparkError('UnknownException', version === '' || version === undefined ? 'Incomplete log file' : `Log file was malformed: failed to read correct log version from ${version}.`);
    return lines.filter((l) => l !== '').map((l) => {
      try { return JSON.parse(l) as SinkFile; }
      catch { throw new SparkError('UnknownException', `The log of the file sink in ${this.#folder} is damaged: a line holds no JSON. Delete the folder and its checkpoint to start over.`); }
    });
  }

  commit(batchId: number, paths: readonly string[]): void {
    const { files } = this.w.host;
    const added = paths.map((path): SinkFile => {
      const { size, mtimeMs } = files.stat(path)!;
      return { path: sinkUri(files.uri(path)), size, isDir: false, modificationTime: Math.floor(mtimeMs), blockReplication: 1, blockSize: BLOCK_SIZE, action: 'add' };
    });
    const compact = (batchId + 1) % COMPACT_EVERY === 0;
    const all = compact ? [...this.files(), ...added] : added;
    files.write(files.resolve(this.#folder, compact ? `${batchId}.compact` : String(batchId)), ['v1', ...all.map((e) => JSON.stringify(e))].join('\n'));
  }
}

/** `file:///a%20b`: java.net.URI quotes what a path may not hold, and leaves letters of any script as they are. */
export const sinkUri = (uri: string): string => `file://${uri.replace(/^file:\/*/, '/').replace(/[\x00-\x20"#%<>?[\\\]^`{|}\x7f]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)}`;
/** The local path of such a URI. */
export function sinkPath(uri: string): string {
  const rest = decodeURIComponent(uri.replace(/^file:\/*/, ''));
  return /^[A-Za-z]:/.test(rest) ? rest : `/${rest}`;
}

import { Refusal, SparkError } from '../../spark/errors.ts';
import type { Relation } from '../../spark/plan/plan.ts';
import { concat, type Batch } from '../../engine/columns/batch.ts';
import type { FileAccess, FoundFile } from '../../engine/sources/file.ts';
import { struct } from '../../spark/types.ts';
import { fileReader } from './formats.ts';
import { isRemote, localPath, refuseRemote } from './read.ts';
import { sinkFiles } from './sink-log.ts';
import type { World } from './world.ts';

/** InMemoryFileIndex leaves these out: `_x`, `.x`, files being copied. */
const hidden = (name: string): boolean => (name.startsWith('_') && !name.includes('=')) || name.startsWith('.') || name.endsWith('._COPYING_');

/** Every visible file under what was given to load(): files, folders, globs; what a file sink wrote is listed by its log. Partition folders are refused: their columns are not read yet. */
export function listFiles(paths: readonly string[], w: World): FoundFile[] {
  const { files } = w.host;
  const out: FoundFile[] = [];
  const add = (path: string): void => {
    const st = files.stat(path);
    if (!st) return;
    if (!st.isDirectory) { out.push({ path: `file://${uriPath(files.uri(path))}`, mtimeMs: st.mtimeMs, size: st.size }); return; }
    for (const e of files.list(path)) {
      if (hidden(e.name)) continue;
      if (e.isDirectory && e.name.includes('=')) throw new Refusal(`a folder partitioned by column (${e.name})`, 'Read one partition folder directly, or run the job with local Spark.');
      add(files.resolve(path, e.name));
    }
  };
  const [only] = paths;
  const written = only !== undefined && paths.length === 1 && !isRemote(only) ? sinkFiles(files.resolve(localPath(only)), w) : undefined;
  if (written) return written;
  for (const p of paths) { refuseRemote(p); for (const found of files.glob(files.resolve(localPath(p)))) add(found); }
  return out;
}
const uriPath = (uri: string): string => uri.replace(/^file:\/*/, '/');
export const nativePath = (logged: string): string => localPath(logged.replace(/^file:\/\/\//, 'file:/'));

export function fileAccess(r: Relation, w: World): FileAccess {
  const schema = struct(r.output.map((a) => ({ name: a.name, type: a.type, nullable: a.nullable })));
  const read = fileReader(r.source.format, schema, r.source.options, w);
  return { list: () => listFiles(r.source.paths, w), read: (path) => readOne(path, read, w) };
}

function readOne(path: string, read: (data: Uint8Array) => Batch, w: World): Batch {
  let data: Uint8Array;
  try { data = w.host.files.read(nativePath(path)); }
  catch (e) {
    throw new SparkError('UnknownException', `File ${path} does not exist\nIt is possible the underlying files have been updated. You can explicitly invalidate\nthe cache in Spark by running 'REFRESH TABLE tableName' command in SQL or\nby recreating the Dataset/DataFrame involved.`, { cause: e });
  }
  return read(data);
}

/** A batch read of files. */
export function readFiles(r: Relation, w: World): Batch {
  const access = fileAccess(r, w);
  const found = [...access.list()].sort((a, b) => b.size - a.size);
  return concat(found.map((f) => access.read(f.path)), r.output.length);
}

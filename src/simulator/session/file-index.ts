import { illegalArgument, Refusal } from '../../spark/errors.ts';
import { discoverPartitions, type Partitions } from '../../spark/formats/partitions.ts';
import type { StructType } from '../../spark/types.ts';
import type { FoundFile } from '../../engine/sources/file.ts';
import { fits } from '../glob.ts';
import { formatEnv } from './formats.ts';
import { readPath } from './paths.ts';
import { SinkLog, sinkPath, sinkUri } from './sink-log.ts';
import type { World } from './world.ts';

/** InMemoryFileIndex leaves these out: `_x`, `.x`, files being copied. */
const hidden = (name: string): boolean => (name.startsWith('_') && !name.includes('=')) || name.startsWith('.') || name.endsWith('._COPYING_');

export interface FileIndex { readonly files: readonly FoundFile[]; readonly partitions: Partitions }
interface Leaf extends FoundFile { readonly folder: string }

/**
 * What a file source sees below the paths given to load() (InMemoryFileIndex; MetadataLogFileIndex where a file sink wrote):
 * the files of those folders themselves and of their partition folders. `given` is the user's schema. `options` in lower case.
 */
export function indexFiles(paths: readonly string[], options: Readonly<Record<string, string>>, given: StructType | undefined, w: World): FileIndex {
  const { files } = w.host;
  for (const name of ['modifiedbefore', 'modifiedafter']) if (options[name] !== undefined) throw new Refusal(`the option ${name}`, 'Leave it out, or run the job with local Spark.');
  const roots = paths.flatMap((p) => files.glob(readPath(p, w)));
  const log = paths.length === 1 && roots.length === 1 ? new SinkLog(roots[0]!, w) : undefined;
  const leaves = log?.exists ? committed(log, w) : roots.flatMap((root) => walk(root, w));
  const recursive = options['recursivefilelookup']?.toLowerCase() === 'true';
  const pattern = options['pathglobfilter'] === undefined ? undefined : fits(options['pathglobfilter']);
  const wanted = (f: Leaf): boolean => pattern?.test(f.path.slice(f.path.lastIndexOf('/') + 1)) ?? true;
  const partitions = discoverPartitions(recursive ? [] : folders(leaves, roots, options, w), given, formatEnv(w), w.conf.read('spark.sql.sources.partitionColumnTypeInference.enabled') !== 'false');
  const direct = new Set(roots.map((r) => sinkUri(files.uri(r))));
  const inTable = (f: Leaf): boolean => partitions.schema.fields.length > 0 ? partitions.valuesOf(f.folder) !== undefined : recursive || direct.has(f.folder) || direct.has(f.path);
  return { files: leaves.filter((f) => wanted(f) && inTable(f)), partitions };
}

/** The folder of a logged path. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

function walk(path: string, w: World): Leaf[] {
  const { files } = w.host, st = files.stat(path);
  if (!st) return [];
  if (!st.isDirectory) return hidden(path.slice(path.lastIndexOf(files.sep) + 1)) ? [] : [leaf(files.uri(path), st)];
  return files.list(path).filter((e) => !hidden(e.name)).flatMap((e) => (e.isDirectory ? walk(files.resolve(path, e.name), w) : [leaf(files.uri(files.resolve(path, e.name)), e)]));
}
function leaf(uri: string, st: { mtimeMs: number; size: number }): Leaf {
  const path = sinkUri(uri);
  return { path, mtimeMs: st.mtimeMs, size: st.size, folder: folderOf(path) };
}
const committed = (log: SinkLog, w: World): Leaf[] => log.files().map((f) => leaf(w.host.files.uri(sinkPath(f.path)), { mtimeMs: f.modificationTime, size: f.size }));

/** Folders that hold files, with the names that lead to them from the base path: the option, else the path given to load(). */
function folders(leaves: readonly Leaf[], roots: readonly string[], options: Readonly<Record<string, string>>, w: World) {
  const { files } = w.host;
  const uri = (path: string): string => sinkUri(files.uri(path));
  const given = options['basepath'];
  if (given !== undefined) checkBase(given, roots, w);
  const bases = (given === undefined ? roots : [readPath(given, w)]).map(uri).map((b) => (leaves.some((l) => l.path === b) ? folderOf(b) : b));
  return [...new Set(leaves.map((l) => l.folder))].map((path) => {
    const base = bases.filter((b) => path === b || path.startsWith(`${b}/`)).sort((a, b) => b.length - a.length)[0];
    return { path, below: base === undefined ? [] : path.slice(base.length).split('/').filter((s) => s !== '').map(decodeURIComponent) };
  });
}

function checkBase(given: string, roots: readonly string[], w: World): void {
  const { files } = w.host, base = readPath(given, w);
  if (files.stat(base)?.isDirectory !== true) throw illegalArgument("Option 'basePath' must be a directory");
  const wrong = roots.find((r) => !files.uri(r).startsWith(files.uri(base)));
  if (wrong !== undefined) throw illegalArgument(`Wrong basePath ${given} for the root path: ${files.uri(wrong)}`);
}

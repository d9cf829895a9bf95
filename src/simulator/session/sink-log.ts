import { SparkError } from '../../spark/errors.ts';
import type { FoundFile } from '../../engine/sources/file.ts';
import type { World } from './world.ts';

/** The folder in which a file sink keeps its log, below the folder that it writes to. */
export const SINK_LOG = '_spark_metadata';

/** Files of a table that a file sink wrote, as its log names them: part files of a batch that died are none (MetadataLogFileIndex). Undefined where there is no log. */
export function sinkFiles(folder: string, w: World): FoundFile[] | undefined {
  const { files } = w.host, log = files.resolve(folder, SINK_LOG);
  if (files.stat(log)?.isDirectory !== true) return undefined;
  return sinkEntries(log, Infinity, w).map((line) => {
    try {
      const e = JSON.parse(line) as { path: string; size: number; modificationTime: number };
      return { path: e.path, size: e.size, mtimeMs: e.modificationTime };
    } catch {
      throw new SparkError('UnknownException', `The log of the file sink in ${log} is damaged: a line holds no JSON. Delete the folder and its checkpoint to start over.`);
    }
  });
}

/** Lines of the log up to a batch: the last compacted entry and what came after it. */
export function sinkEntries(log: string, before: number, w: World): string[] {
  const { files } = w.host;
  const found = files.list(log).map((e) => /^(\d+)(\.compact)?$/.exec(e.name)).filter((m) => m !== null).map((m) => ({ name: m[0], id: Number(m[1]), compact: m[2] !== undefined }))
    .filter((f) => f.id < before).sort((a, b) => a.id - b.id);
  const start = found.filter((f) => f.compact).at(-1);
  return found.filter((f) => start === undefined || f === start || f.id > start.id).flatMap((f) => {
    const [version, ...lines] = files.readText(files.resolve(log, f.name)).split('\n');
    if (version !== 'v1') throw new SparkError('UnknownException', version === '' || version === undefined ? 'Incomplete log file' : `Log file was malformed: failed to read correct log version from ${version}.`);
    return lines.filter((l) => l !== '');
  });
}

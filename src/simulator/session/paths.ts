import { Refusal } from '../../spark/errors.ts';
import type { World } from './world.ts';

const remote = /^(hdfs|abfss?|wasbs?|adl|dbfs|s3[an]?|gs|https?):/i;
export const isRemote = (path: string): boolean => remote.test(path);

/** `file:` URIs as paths. */
export function localPath(path: string): string {
  const m = /^file:\/{0,3}(.*)$/i.exec(path);
  if (!m) return path;
  return /^[A-Za-z]:/.test(m[1]!) ? m[1]! : `/${m[1]!.replace(/^\/+/, '')}`;
}

/** Where what a run writes to a path lies: remote ones in a named scratch folder, in the editor all in the run's scratch folder. */
function written(path: string, w: World): string {
  const { files, options } = w.host;
  if (isRemote(path)) {
    const base = options.scratch ?? files.resolve('.weir-scratch');
    return files.resolve(base, path.replace(/^[a-z0-9]+:\/*/i, '').replace(/[^A-Za-z0-9._/=*?[\]{},-]/g, '_'));
  }
  const local = files.resolve(localPath(path));
  return options.scratch ? files.resolve(options.scratch, local.replace(/^[A-Za-z]:/, '').replace(/^[\\/]+/, '')) : local;
}

export function scratchPath(path: string, w: World): string {
  const target = written(path, w);
  if (isRemote(path)) w.host.emit({ kind: 'note', text: `${path} is simulated in ${target}.` });
  return target;
}

/** Where a path that is read lies: what was written for it in the scratch folder goes before the real thing. May hold a pattern. */
export function readPath(path: string, w: World): string {
  const { files, options } = w.host;
  if (isRemote(path) || options.scratch) {
    const mine = written(path, w);
    if (files.glob(mine).length > 0) return mine;
  }
  if (isRemote(path)) throw new Refusal(`reading from ${path.slice(0, path.indexOf(':') + 1)} paths (${path})`, 'Copy the files to a local folder and give the job that path, or run it on the cluster.');
  return files.resolve(localPath(path));
}

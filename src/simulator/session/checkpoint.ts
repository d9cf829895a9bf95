import { analysisError } from '../../spark/errors.ts';
import type { CheckpointStore } from '../../engine/query/contracts.ts';
import { scratchPath } from './paths.ts';
import { makeFolder } from './folders.ts';
import type { World } from './world.ts';

/** A checkpoint folder on disk. */
export function diskCheckpoint(root: string, w: World): CheckpointStore {
  const { files } = w.host;
  const at = (name: string): string => files.resolve(root, ...name.split('/'));
  return {
    read: (name) => (files.stat(at(name)) ? files.readText(at(name)) : undefined),
    uri: (name) => files.uri(at(name)),
    create: (name, text) => files.create(at(name), text),
    write: (name, text) => files.write(at(name), text),
    names: (folder) => files.list(at(folder)).map((e) => e.name),
    remove: (name) => files.remove(at(name)),
  };
}

/** A checkpoint nobody comes back to (Spark's temporary ones): kept in memory. */
export function memoryCheckpoint(): CheckpointStore {
  const held = new Map<string, string>();
  return {
    read: (name) => held.get(name),
    uri: (name) => name,
    create: (name, text) => { if (held.has(name)) return false; held.set(name, text); return true; },
    write: (name, text) => { held.set(name, text); },
    names: (folder) => [...held.keys()].filter((n) => n.startsWith(`${folder}/`)).map((n) => n.slice(folder.length + 1)).filter((n) => !n.includes('/')),
    remove: (name) => { held.delete(name); },
  };
}

/** `root` null: a temporary one. */
export interface Checkpoint { readonly store: CheckpointStore; readonly root: string | null }

/** StreamingQueryManager.createQuery: the option, else the session's folder, else a temporary one where the sink allows it. */
export function checkpointOf(options: Readonly<Record<string, string>>, name: string | null, temporary: boolean, w: World): Checkpoint {
  const given = options['checkpointlocation'];
  const base = w.conf.get('spark.sql.streaming.checkpointLocation');
  const root = given ?? (base === undefined ? undefined : `${base}/${name ?? globalThis.crypto.randomUUID()}`);
  if (root === undefined) {
    if (!temporary) throw analysisError(' checkpointLocation must be specified either through option("checkpointLocation", ...) or SparkSession.conf.set("spark.sql.streaming.checkpointLocation", ...)        ');
    return { store: memoryCheckpoint(), root: null };
  }
  if (w.host.options.planOnly) return { store: memoryCheckpoint(), root };
  const local = scratchPath(root, w);
  makeFolder(local, w);
  return { store: diskCheckpoint(local, w), root: local };
}

/** Where the checkpoint of `weir lag` lies: a folder of this machine, or one of a storage account. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StorageClient } from '../hdinsight/storage/client.ts';
import { HttpFault, type HttpFaultKind } from '../http/fault.ts';
import type { CheckpointFiles } from '../kafka/spark-checkpoint.ts';
import { localFiles } from '../kafka/spark-checkpoint.ts';
import type { Looked, LookRequest } from '../protocol/upload.ts';
import type { Parsed } from './options.ts';
import { isSet, UsageError } from './options.ts';
import { plainText } from './plain.ts';
import { isAccount, STORAGE_ONLY, storageIn, storageToken, type StorageAsked } from './storage-options.ts';

export interface Place {
  /** Options that say where the topics are: those of a storage account are not among them. */
  brokers: Parsed;
  open(signal: AbortSignal): CheckpointFiles & { close(): void };
}

/** @throws UsageError */
export function placeIn(text: string, parsed: Parsed, env: Readonly<Record<string, string | undefined>>): Place {
  if (!isAccount(text)) {
    const stray = ['cloud', 'endpoint'].find((name) => isSet(parsed, name)), scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
    if (stray !== undefined) throw new UsageError(`--${stray} is for a checkpoint in a storage account.`);
    if (scheme !== undefined && scheme !== 'file' && text.includes('//')) throw new UsageError(`A checkpoint in ${scheme}: cannot be read from here. Copy it to this machine first (hdfs dfs -get), or give the address of its storage account, wasbs: or abfss:.`);
    const folder = scheme === 'file' ? fileOf(text) : resolve(text);
    return { brokers: parsed, open: () => ({ ...localFiles(folder), close: () => undefined }) };
  }
  const asked = storageIn(parsed, env);
  return { brokers: isSet(parsed, 'rest') ? parsed : { ...parsed, values: new Map([...parsed.values].filter(([name]) => !STORAGE_ONLY.includes(name))) }, open: (signal) => remoteFiles(text.trim().replace(/\/+$/, ''), asked, signal) };
}

function fileOf(text: string): string {
  try {
    return fileURLToPath(text.replace(/^file:\/+/i, 'file:///'));
  } catch {
    throw new UsageError(`${text} is no address of a folder.`);
  }
}

function remoteFiles(root: string, asked: StorageAsked, signal: AbortSignal): CheckpointFiles & { close(): void } {
  const client = new StorageClient(__dirname), { auth, endpoint } = asked, nameOf = (path?: string): string => plainText(path === undefined ? root : `${root}/${path}`);
  const look = async (want: LookRequest['want']): Promise<Looked> => {
    const answer = await client.look({ root, auth, want, ...(endpoint !== undefined && { endpoint }) }, { signal, token: () => storageToken(root, asked, signal) });
    signal.throwIfAborted();
    if ('value' in answer) return answer.value;
    const { kind, message, hint } = answer.problem;
    throw new HttpFault(kind as HttpFaultKind, message, hint);
  };
  return {
    nameOf, close: () => { client.dispose(); },
    names: async (folder) => { const found = await look({ names: folder }); return 'names' in found ? found.names : undefined; },
    read: async (path) => { const found = await look({ file: path }); return 'bytes' in found ? Buffer.from(found.bytes).toString('utf8') : undefined; },
  };
}

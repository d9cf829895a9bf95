/** The files of a submit, put where its body says they are. */
import { HttpFault, type HttpFaultKind } from '../../http/fault.ts';
import type { UploadRequest } from '../../protocol/upload.ts';
import { placeOf } from '../storage/place.ts';
import type { Uploader, UploadOptions } from '../storage/uploader.ts';
import type { SubmitPorts } from './submit.ts';

/** With what right, and which way. Holds a secret: never log it. */
export type StorageRight = Pick<UploadRequest, 'auth' | 'endpoint' | 'through'>;

/** `local`: a folder of this machine. `account`: a storage account, which wants a right. `cluster`: what only the cluster itself writes to. Undefined: no folder with a scheme. */
export function waysTo(storage: string): 'local' | 'account' | 'cluster' | undefined {
  try {
    const { kind } = placeOf(storage);
    return kind === 'local' ? 'local' : kind === 'other' ? 'cluster' : 'account';
  } catch {
    return undefined;
  }
}

/** @param root the folder for uploads, as the profile names it */
export function uploadPort(uploader: Uploader, root: string, right: StorageRight, options: Pick<UploadOptions, 'token' | 'progress'> = {}): SubmitPorts['upload'] {
  return async (files, signal) => {
    const answer = await uploader.upload({ root, ...right, files: files.map(({ name, bytes }) => ({ name, from: { bytes } })) }, { ...options, ...(signal ? { signal } : {}) });
    if ('problem' in answer) throw new HttpFault(answer.problem.kind as HttpFaultKind, answer.problem.message, answer.problem.hint);
    // Livy is told these places: bytes that went elsewhere would be another job.
    const astray = files.find(({ remote }, i) => answer.value[i]?.uri !== remote);
    if (astray) throw new HttpFault('protocol', `${astray.name} was put elsewhere than the job expects it.`, 'Write the folder for uploads as wasbs://container@account.blob.core.windows.net/folder, abfss://filesystem@account.dfs.core.windows.net/folder or file:///folder.');
    return answer.value;
  };
}

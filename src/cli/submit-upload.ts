/** Puts files where a Livy of this machine reads them: a folder that its livy.file.local-dir-whitelist names. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Upload } from '../hdinsight/submit/prepare.ts';
import { HttpFault } from '../http/fault.ts';

/** @throws HttpFault */
export async function uploadLocal(files: readonly Upload[], signal: AbortSignal | undefined): Promise<void> {
  for (const { remote, bytes } of files) {
    signal?.throwIfAborted();
    if (!remote.startsWith('file:///')) throw new HttpFault('unsupported', `Uploading to ${remote.split('/').slice(0, 3).join('/')} is not part of this version.`, 'Put the files there with another tool, and give the job by its address: weir submit abfss://…/job.py.');
    const file = fileURLToPath(remote), part = `${file}.${randomBytes(6).toString('hex')}.part`;
    if (statSync(file, { throwIfNoEntry: false })?.size === bytes.length) continue;
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(part, bytes, { mode: 0o644 });
      renameSync(part, file);
    } catch (cause) {
      rmSync(part, { force: true });
      throw new HttpFault('refused', `${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`, 'Choose another folder with --storage.', { cause });
    }
  }
}

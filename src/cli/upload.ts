/** `weir upload`. */
import { resolve } from 'node:path';
import { StorageClient } from '../hdinsight/storage/client.ts';
import type { Uploaded, UploadProgress } from '../protocol/upload.ts';
import { Exit } from './exit.ts';
import { exitOf, interruptible, sayProblem } from './interruptible.ts';
import { optionHelp } from './options.ts';
import { plainJson, plainText } from './plain.ts';
import { err, out } from './say.ts';
import { storageToken } from './storage-options.ts';
import { styleFor } from './style.ts';
import { table } from './table.ts';
import { UPLOAD_OPTIONS, uploadAsked } from './upload-options.ts';
import { count } from './words.ts';

const help = (): string => `weir upload: puts files where a cluster reads them, each once however often it is uploaded

Usage: weir upload <file…> --to <folder> [options]

A file goes to <folder>/weir/<SHA-256 of its bytes>/<name>, so that the same bytes are there once and nothing is overwritten.

Options:
${optionHelp(UPLOAD_OPTIONS)}
`;

export async function upload(args: string[]): Promise<number> {
  const asked = uploadAsked(args, process.env);
  if (asked === undefined) {
    out(help());
    return Exit.done;
  }
  return interruptible(async (signal) => {
    const client = new StorageClient(__dirname), { to, auth, endpoint, through, files } = asked, shown = shower();
    const answer = await client.upload({ root: to, auth, files: files.map((file) => ({ name: file, from: { path: resolve(file) } })), ...(endpoint !== undefined && { endpoint }), ...(through && { through }) }, { signal, token: () => storageToken(to, asked, signal), progress: shown.progress });
    shown.done();
    client.dispose();
    if ('value' in answer) {
      out(asked.json ? `${plainJson(JSON.stringify(answer.value, undefined, 2))}\n` : listed(answer.value));
      return Exit.done;
    }
    if (!signal.aborted) sayProblem(answer.problem);
    return exitOf(answer.problem);
  });
}

function listed(files: readonly Uploaded[]): string {
  const { head, lines } = table([{ name: 'bytes', numeric: true }, { name: '', numeric: false }, { name: 'file', numeric: false }], files.map(({ bytes, already, uri }) => [count(bytes), already ? 'was there' : 'uploaded', plainText(uri)]));
  return [styleFor(process.stdout.isTTY, process.env).dim(head), ...lines].map((line) => `${line}\n`).join('');
}

/** One line that is written over, on a terminal only. */
function shower(): { progress(progress: UploadProgress): void; done(): void } {
  if (!process.stderr.isTTY) return { progress: () => undefined, done: () => undefined };
  let written = false;
  return {
    progress: ({ name, sent, total }) => { written = true; err(`\r\u001b[K${plainText(name)}: ${count(sent)} of ${count(total)} bytes`); },
    done: () => { if (written) err('\r\u001b[K'); },
  };
}

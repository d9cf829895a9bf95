/** An upload, or a look: which way it goes, one file after the other, and where each one went. */
import { setTimeout as pause } from 'node:timers/promises';
import { HttpFault } from '../../http/fault.ts';
import type { Answered } from '../../protocol/explorer.ts';
import type { Looked, LookRequest, StorageAuth, Uploaded, UploadRequest } from '../../protocol/upload.ts';
import { problemOf } from '../jobs/list.ts';
import { Blobs } from './blob.ts';
import { Dfs } from './dfs.ts';
import { LocalFolder } from './local.ts';
import { below, placeOf, placeText, plainName, type Place } from './place.ts';
import { sasOf } from './sas.ts';
import { SessionFiles } from './session.ts';
import { sourceOf } from './source.ts';
import type { UploadOptions } from './uploader.ts';
import type { Purpose, Shelf, Store, Writing } from './writing.ts';

const RIGHT = 'Sign in with Microsoft Entra, or give a key of the account or a shared access signature.';

/** Never rejects. */
export async function upload(request: UploadRequest, options: UploadOptions = {}): Promise<Answered<Uploaded[]>> {
  const { signal } = options, found: Uploaded[] = [];
  let store: Store | undefined;
  try {
    const root = placeOf(request.root);
    store = storeFor(root, request, writingOf(options));
    for (const file of request.files) {
      const source = await sourceOf(file, signal), place = below(root, 'weir', source.sha256, plainName(file.name));
      signal?.throwIfAborted();
      options.progress?.({ name: file.name, sent: 0, total: source.bytes });
      const already = await store.write(place.path, source);
      if (already) options.progress?.({ name: file.name, sent: source.bytes, total: source.bytes });
      found.push({ name: file.name, uri: placeText(place), sha256: source.sha256, bytes: source.bytes, already });
    }
    return { value: found };
  } catch (error) {
    if (signal?.aborted === true) return { problem: { kind: 'closed', message: 'The upload was given up.', hint: found.length === 0 ? '' : 'What was written before stays, and is not written again.' } };
    return { problem: problemOf(error) };
  } finally {
    await Promise.resolve(store?.close()).catch(() => undefined);
  }
}

/** Of a folder: Spark keeps some hundred there. Of a file: a line a source. */
const MOST_NAMES = 20_000, MOST_BYTES = 16 * 2 ** 20;

/** Never rejects. */
export async function look({ root, auth, endpoint, want }: LookRequest, options: UploadOptions = {}): Promise<Answered<Looked>> {
  const { signal } = options;
  let shelf: Shelf | undefined;
  try {
    const place = placeOf(root, 'folder that is looked at');
    if (place.kind === 'local' || place.kind === 'other') throw new HttpFault('unsupported', `Files in ${place.kind === 'local' ? 'file' : place.scheme}: cannot be read from here.`, 'Copy the folder to this machine first: hdfs dfs -get.');
    if (auth.kind === 'none') throw new HttpFault('authentication', `Nothing says with what right ${place.host} is read.`, RIGHT);
    shelf = new (place.kind === 'blob' ? Blobs : Dfs)(place, usable(auth, 'read'), { ...writingOf(options), purpose: 'read' }, endpointOf(endpoint ?? `https://${place.host}`));
    if ('names' in want) {
      const names = await shelf.names(below(place, want.names).path, MOST_NAMES);
      return { value: names === undefined ? { missing: true } : { names } };
    }
    const bytes = await shelf.read(below(place, want.file).path, MOST_BYTES);
    return { value: bytes === undefined ? { missing: true } : { bytes } };
  } catch (error) {
    if (signal?.aborted === true) return { problem: { kind: 'closed', message: 'Reading was given up.', hint: '' } };
    return { problem: problemOf(error) };
  } finally {
    await Promise.resolve(shelf?.close()).catch(() => undefined);
  }
}

/** @throws HttpFault */
function storeFor(root: Place, { auth, endpoint, through, files }: UploadRequest, writing: Writing): Store {
  if (files.length === 0) throw new HttpFault('unsupported', 'There is nothing to upload.', 'Name a file.');
  if (through) return new SessionFiles(root, through, writing);
  if (root.kind === 'other') throw new HttpFault('unsupported', `Files cannot be put into ${root.scheme}: from here.`, 'Upload through the Livy of the cluster, or to its storage account (wasbs: or abfss:).');
  if (root.kind === 'local') return new LocalFolder(writing);
  if (auth.kind === 'none') throw new HttpFault('authentication', `Nothing says with what right ${root.host} is written to.`, RIGHT);
  return new (root.kind === 'blob' ? Blobs : Dfs)(root, usable(auth), writing, endpointOf(endpoint ?? `https://${root.host}`));
}

/** @throws HttpFault */
function usable(auth: StorageAuth, purpose: Purpose = 'write'): StorageAuth {
  if (auth.kind === 'sas') return { kind: 'sas', sas: sasOf(auth.sas, Date.now(), purpose) };
  if (auth.kind === 'key' && !/^[A-Za-z0-9+/]{40,}={0,2}$/.test(auth.key.trim())) throw new HttpFault('authentication', 'This is no key of a storage account.', 'Copy it without quotes and line breaks: 88 letters and digits.');
  return auth.kind === 'key' ? { kind: 'key', key: auth.key.trim() } : auth;
}

/** A loopback may be spoken to without TLS; elsewhere whoever is on the way would read what lets one in. @throws HttpFault */
function endpointOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined, local = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url === undefined || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') throw new HttpFault('unsupported', 'The address of the storage account is no URL that ends with its path.', 'https://account.blob.core.windows.net');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) throw new HttpFault('tls', `${url.host} is spoken to by https only.`, 'https://account.blob.core.windows.net');
  return url;
}

function writingOf({ progress = () => undefined, token, signal }: UploadOptions): Writing {
  return {
    progress, signal,
    wait: async (ms) => { await pause(ms, undefined, signal ? { signal } : {}).catch(() => undefined); },
    token: async (what) => {
      const answer = await token?.(what);
      if (answer === undefined) throw new HttpFault('authentication', 'Nobody is signed in for it.', 'Sign in with Microsoft Entra.');
      if ('problem' in answer) throw new HttpFault(answer.problem.kind === 'connection' ? 'connection' : 'authentication', answer.problem.message, answer.problem.hint);
      return answer.value;
    },
  };
}

/** Puts blobs into an Azurite, by requests that are signed here. */
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { sharedKey } from '../../src/hdinsight/storage/shared-key.ts';
import type { Azurite } from './azurite.ts';

/** Makes the container. */
export async function blobsOf({ endpoint, account, key, caFile }: Azurite, container: string): Promise<{ put(name: string, text: string): Promise<void> }> {
  const url = new URL(endpoint), ca = await readFile(caFile);
  const put = (path: string, text: string, more: Record<string, string> = {}): Promise<void> => new Promise((resolve, reject) => {
    const body = Buffer.from(text), headers = { 'x-ms-version': '2021-08-06', 'x-ms-date': new Date().toUTCString(), ...more }, full = `${url.pathname}${path}`;
    request({ host: url.hostname, port: url.port, method: 'PUT', path: full, ca, headers: { ...headers, 'content-length': String(body.length), authorization: sharedKey(account, key, { method: 'PUT', path: full, headers, length: body.length }) } }, (answer) => {
      answer.resume().on('end', () => { if (answer.statusCode === 201) resolve(); else reject(new Error(`Azurite answers PUT ${path} with HTTP ${answer.statusCode}.`)); });
    }).on('error', reject).end(body);
  });
  await put(`/${container}?restype=container`, '');
  return { put: (name, text) => put(`/${container}/${name.split('/').map(encodeURIComponent).join('/')}`, text, { 'x-ms-blob-type': 'BlockBlob' }) };
}

/**
 * `weir lag` for a checkpoint in a storage account, by the built command line: in Blob storage by a real Azurite, in ADLS Gen2 by a server of
 * our own that answers as documented, since Azurite has none. Entra is a server of our own too. The topics are captures.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ContainerSASPermissions, generateBlobSASQueryParameters, StorageSharedKeyCredential } from '@azure/storage-blob';
import { formatCaptureLine } from '../../src/kafka/capture-line.ts';
import type { Azurite } from '../stack/azurite.ts';
import { startAzurite } from '../stack/azurite.ts';
import { blobsOf } from '../stack/azurite-blobs.ts';
import { makeCertificate } from '../stack/certificates.ts';
import type { DfsServer } from '../stack/dfs.ts';
import { dfsError, startDfs } from '../stack/dfs.ts';
import type { Entra } from '../stack/entra.ts';
import { startEntra } from '../stack/entra.ts';

const CONTAINER = 'checkpoints', BLOB = `wasbs://${CONTAINER}@devstoreaccount1.blob.core.windows.net/jobs/fraud 1`, GEN2 = 'abfss://files@account.dfs.core.windows.net/jobs/fraud';
const FILES: Record<string, string> = {
  metadata: '{"id":"x"}', 'offsets/9': 'v1\n{}\n{"orders":{"0":1}}', 'offsets/10': 'v1\n{}\n{"orders":{"0":3,"1":1}}', 'offsets/11': 'v1\n{}\n{"orders":{"0":4,"1":1}}', 'offsets/.11.a.tmp': 'half', 'commits/9': 'v1\n{}', 'commits/10': 'v1\n{}',
};
const LAG = [
  'topic    partition   committed   planned   end   lag',
  'orders           0           3         4     5     2',
  'orders           1           1         1     1     0',
  'Batch 10 is committed, batch 11 is planned and not committed. Lag 2 messages.', '',
].join('\n');
let azurite: Azurite, dfs: DfsServer, entra: Entra, folder: string;

const jwt = (claims: object): string => [{ alg: 'RS256', typ: 'JWT' }, claims, 'sig'].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-lag-remote-'));
  const certificate = await makeCertificate(folder);
  azurite = await startAzurite(certificate);
  entra = await startEntra(folder, certificate);
  dfs = await startDfs();
  await writeFile(join(folder, 'orders.capture.jsonl'), [[0, 0], [0, 1], [0, 2], [0, 3], [0, 4], [1, 0]].map(([partition, offset]) => formatCaptureLine({ topic: 'orders', partition: partition!, offset: offset!, timestamp: 1, key: null, value: null, headers: [] })).join(''));
  const blobs = await blobsOf(azurite, CONTAINER);
  for (const [name, text] of Object.entries(FILES)) await blobs.put(`jobs/fraud 1/${name}`, text);
  await blobs.put('other/readme.txt', 'x');
}, { timeout: 180_000 });
after(async () => {
  await azurite?.stop();
  await entra?.stop();
  await dfs?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  Object.assign(entra, { token: jwt({ aud: 'https://storage.azure.com', iss: `https://sts.windows.net/${entra.tenant}/`, iat: 1, nbf: 1, exp: Math.floor(Date.now() / 1000) + 3600 }), seconds: 3600 });
  entra.asked.length = 0;
  Object.assign(dfs, { instead: undefined, page: 5000, entries: new Map() });
  dfs.asked.length = 0;
  const add = (path: string, text?: string): void => { dfs.entries.set(path, { directory: text === undefined, permissions: '', waiting: [], bytes: Buffer.from(text ?? '') }); };
  for (const name of ['/jobs', '/jobs/fraud', '/jobs/fraud/offsets', '/jobs/fraud/commits', '/jobs/none']) add(name);
  for (const [name, text] of Object.entries(FILES)) add(`/jobs/fraud/${name}`, text);
});

interface Ran { code: number | null; out: string; err: string }

function weir(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/cli.js', import.meta.url)), 'lag', ...args, '--captures', folder], {
      cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, NODE_EXTRA_CA_CERTS: azurite.caFile, AZURE_AUTHORITY_HOST: entra.url, AZURE_LOG_LEVEL: 'verbose', DEBUG: '*', ...env }, timeout: 60_000, killSignal: 'SIGKILL',
    });
    let out = '', err = '';
    child.stdout.on('data', (chunk) => { out += String(chunk); });
    child.stderr.on('data', (chunk) => { err += String(chunk); });
    child.on('error', reject).on('close', (code) => { resolve({ code, out, err }); });
  });
}

const key = (): Record<string, string> => ({ WEIR_STORAGE_KEY: azurite.key });
const application = (): Record<string, string> => ({ AZURE_TENANT_ID: entra.tenant, AZURE_CLIENT_ID: entra.client, AZURE_CLIENT_SECRET: entra.secret });
const at = (place = BLOB, ...more: string[]): string[] => [place, '--endpoint', place.startsWith('wasbs') ? azurite.endpoint : dfs.url, ...more];
const shows = ({ out, err }: Ran, ...secrets: string[]): void => { for (const secret of secrets) assert.ok(!`${out}${err}`.includes(secret), `${out}${err}`); };

function signature(permissions: string): string {
  return generateBlobSASQueryParameters({ containerName: CONTAINER, permissions: ContainerSASPermissions.parse(permissions), startsOn: new Date(Date.now() - 3_600_000), expiresOn: new Date(Date.now() + 3_600_000) }, new StorageSharedKeyCredential(azurite.account, azurite.key)).toString();
}

test('a checkpoint in Blob storage: by the key, by a signature, by a token of Entra (a real Azurite)', async () => {
  const byKey = await weir(at(), key());
  assert.deepEqual([byKey.code, byKey.out], [0, LAG], byKey.err);
  shows(byKey, azurite.key);
  const sas = signature('rl'), bySas = await weir(at(), { WEIR_STORAGE_SAS: sas });
  assert.deepEqual([bySas.code, bySas.out], [0, LAG], bySas.err);
  shows(bySas, sas.slice(-20));
  const byToken = await weir(at(), application());
  assert.deepEqual([byToken.code, byToken.out], [0, LAG], byToken.err);
  assert.deepEqual(entra.asked.map((form) => form.get('scope')), ['https://storage.azure.com/.default'], 'one signs in once');
  shows(byToken, entra.token, entra.secret);
});

test('what is no checkpoint, a container that is not there, and rights that are missing are said (a real Azurite)', async () => {
  const none = await weir(at(`wasbs://${CONTAINER}@devstoreaccount1.blob.core.windows.net/other`), key());
  assert.equal(none.code, 1, none.err);
  assert.match(none.err, /^weir: wasbs:\/\/checkpoints@.*\/other is no Spark checkpoint: it has no metadata and no offsets\. Give the folder of checkpointLocation itself\.$/m);
  const gone = await weir(at('wasbs://nowhere@devstoreaccount1.blob.core.windows.net/x'), key());
  assert.equal(gone.code, 1, gone.err);
  assert.match(gone.err, /There is no such container: devstoreaccount1\.blob\.core\.windows\.net\/nowhere \(HTTP 404: ContainerNotFound/);
  const wrong = await weir(at(), { WEIR_STORAGE_KEY: Buffer.alloc(64, 7).toString('base64') });
  assert.equal(wrong.code, 77, wrong.err);
  assert.match(wrong.err, /does not accept the account key \(HTTP 40[03]/);
  const little = await weir(at(), { WEIR_STORAGE_SAS: signature('cw') });
  assert.equal(little.code, 77, little.err);
  assert.match(little.err, /does not allow reading and listing\. Make a new one, with the permissions read and list/);
});

test('a checkpoint in ADLS Gen2, page by page (a server of our own)', async () => {
  dfs.page = 2;
  const ran = await weir(at(GEN2), application());
  assert.deepEqual([ran.code, ran.out], [0, LAG], ran.err);
  assert.ok(dfs.asked.every(({ what }) => what.startsWith('GET ')), 'nothing is changed');
  assert.ok(dfs.asked.some(({ what }) => what.includes('continuation=2')));
  const byKey = await weir(at(GEN2, '--format', 'json'), key());
  assert.equal((JSON.parse(byKey.out) as { lag: number }).lag, 2, byKey.err);
  assert.ok(dfs.asked.slice(-3).every(({ headers }) => /^SharedKey account:/.test(headers.authorization ?? '')));
});

test('what ADLS Gen2 refuses is said: no such folder, no such file system, no right, an endless list, a large file (a server of our own)', async () => {
  const none = await weir(at('abfss://files@account.dfs.core.windows.net/jobs/none'), application());
  assert.match(none.err, /jobs\/none is no Spark checkpoint/);
  const gone = await weir(at('abfss://nothing@account.dfs.core.windows.net/jobs'), application());
  assert.match(gone.err, /There is no such container: account\.dfs\.core\.windows\.net\/nothing \(HTTP 404: FilesystemNotFound/);
  dfs.instead = (_, answer) => (dfsError(answer, 403, 'AuthorizationPermissionMismatch', 'This request is not authorized to perform this operation using this permission.'), true);
  const may = await weir(at(GEN2), application());
  assert.equal(may.code, 77, may.err);
  assert.match(may.err, /account\.dfs\.core\.windows\.net\/files does not allow reading .*role Storage Blob Data Reader/);
  dfs.instead = (what, answer) => what.includes('resource=filesystem') && (answer.writeHead(200, { 'x-ms-continuation': 'again' }).end(JSON.stringify({ paths: Array.from({ length: 5000 }, (_, i) => ({ name: `jobs/fraud/offsets/${i}` })) })), true);
  const endless = await weir(at(GEN2), application());
  assert.equal(endless.code, 1, endless.err);
  assert.match(endless.err, /There are more than 20000 files in \/jobs\/fraud\/offsets/);
  dfs.instead = (what, answer) => what.endsWith('/offsets/11') && (answer.writeHead(200).end(Buffer.alloc(17 << 20)), true);
  const large = await weir(at(GEN2), application());
  assert.equal(large.code, 1, large.err);
  assert.match(large.err, /\/jobs\/fraud\/offsets\/11 is larger than 16 MB/);
  dfs.instead = (_, answer) => { answer.writeHead(200).end('<html>'); return true; };
  assert.match((await weir(at(GEN2), application())).err, /answers a list with something that is no JSON/);
});

test('a folder of this machine by its path or its address; what is wrong with a place is said before anything is asked', async () => {
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(join(folder, 'local', name, '..'), { recursive: true });
    await writeFile(join(folder, 'local', name), text);
  }
  await cp(join(folder, 'local'), join(folder, 'lo cal'), { recursive: true });
  assert.equal((await weir(['local'])).out, LAG);
  assert.equal((await weir([pathToFileURL(join(folder, 'lo cal')).href])).out, LAG);
  const usage = async (...args: string[]): Promise<string> => { const { code, err } = await weir(args, key()); assert.equal(code, 2, err); return err; };
  assert.match(await usage('hdfs://mycluster/checkpoint'), /A checkpoint in hdfs: cannot be read from here\. Copy it to this machine first/);
  assert.match(await usage('local', '--endpoint', azurite.endpoint), /--endpoint is for a checkpoint in a storage account/);
  assert.match(await usage(...at(), '--tenant', entra.tenant), /--tenant needs --sign-in/);
  assert.match(await usage('wasbs://x'), /The folder that is looked at says no container and account/);
  assert.deepEqual([entra.asked.length, dfs.asked.length], [0, 0]);
});

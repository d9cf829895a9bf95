/** `weir upload` to Blob storage, by the built command line against a real Azurite. Entra is a server of our own: the real one gives no tokens here. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ContainerSASPermissions, generateBlobSASQueryParameters, StorageSharedKeyCredential } from '@azure/storage-blob';
import { sharedKey } from '../../src/hdinsight/storage/shared-key.ts';
import type { Uploaded } from '../../src/protocol/upload.ts';
import type { Azurite } from '../stack/azurite.ts';
import { startAzurite } from '../stack/azurite.ts';
import { makeCertificate } from '../stack/certificates.ts';
import type { Entra } from '../stack/entra.ts';
import { startEntra } from '../stack/entra.ts';

const CONTAINER = 'jobs', JOB = 'print("hello")\n', TO = `wasbs://${CONTAINER}@devstoreaccount1.blob.core.windows.net/dir`;
let azurite: Azurite, entra: Entra, folder: string;

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
const jwt = (claims: object): string => [{ alg: 'RS256', typ: 'JWT' }, claims, 'sig'].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');

/** A request that is signed by our own signer: a real Azurite checks the signature. */
async function signed(method: string, path: string): Promise<{ status: number; body: Buffer }> {
  const url = new URL(azurite.endpoint), headers = { 'x-ms-version': '2021-08-06', 'x-ms-date': new Date().toUTCString() }, full = `${url.pathname}${path}`, ca = await readFile(azurite.caFile);
  return new Promise((resolve, reject) => {
    request({ host: url.hostname, port: url.port, method, path: full, ca, headers: { ...headers, 'content-length': '0', authorization: sharedKey(azurite.account, azurite.key, { method, path: full, headers, length: 0 }) } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => { resolve({ status: answer.statusCode!, body: Buffer.concat(parts) }); });
    }).on('error', reject).end();
  });
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-upload-'));
  const certificate = await makeCertificate(folder);
  azurite = await startAzurite(certificate);
  entra = await startEntra(folder, certificate);
  await writeFile(join(folder, 'job.py'), JOB);
  assert.equal((await signed('PUT', `/${CONTAINER}?restype=container`)).status, 201);
}, { timeout: 180_000 });
after(async () => {
  await azurite?.stop();
  await entra?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  Object.assign(entra, { token: jwt({ aud: 'https://storage.azure.com', iss: `https://sts.windows.net/${entra.tenant}/`, iat: 1, nbf: 1, exp: Math.floor(Date.now() / 1000) + 3600 }), seconds: 3600 });
  entra.asked.length = 0;
});

interface Ran { code: number | null; out: string; err: string }

function weir(args: readonly string[], env: Record<string, string> = {}, onStart: (child: ChildProcess) => void = () => undefined): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/cli.js', import.meta.url)), 'upload', ...args], {
      cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, NODE_EXTRA_CA_CERTS: azurite.caFile, AZURE_AUTHORITY_HOST: entra.url, AZURE_LOG_LEVEL: 'verbose', DEBUG: '*', ...env }, timeout: 120_000, killSignal: 'SIGKILL',
    });
    let out = '', err = '';
    child.stdout.on('data', (chunk) => { out += String(chunk); });
    child.stderr.on('data', (chunk) => { err += String(chunk); });
    child.on('error', reject).on('close', (code) => { resolve({ code, out, err }); });
    onStart(child);
  });
}

const key = (): Record<string, string> => ({ WEIR_STORAGE_KEY: azurite.key });
const to = (...more: string[]): string[] => ['--to', TO, '--endpoint', azurite.endpoint, '--format', 'json', ...more];
const foundIn = ({ code, out, err }: Ran): Uploaded[] => { assert.equal(code, 0, err); return JSON.parse(out) as Uploaded[]; };
const stored = async ({ sha256: hash, name }: Pick<Uploaded, 'sha256' | 'name'>): Promise<Buffer> => (await signed('GET', `/${CONTAINER}/dir/weir/${hash}/${name}`)).body;
const shows = ({ out, err }: Ran, ...secrets: string[]): void => { for (const secret of secrets) assert.ok(!`${out}${err}`.includes(secret), `${out}${err}`); };

test('a file by the key of the account: where it went, its bytes there, and once only (a real Azurite)', async () => {
  const first = await weir(['job.py', ...to()], key()), [found] = foundIn(first);
  assert.deepEqual(found, { name: 'job.py', uri: `${TO}/weir/${sha256(JOB)}/job.py`, sha256: sha256(JOB), bytes: JOB.length, already: false });
  assert.equal((await stored(found)).toString(), JOB);
  shows(first, azurite.key);
  const [again] = foundIn(await weir(['job.py', ...to()], key()));
  assert.equal(again!.already, true);
  const table = await weir(['job.py', '--to', TO, '--endpoint', azurite.endpoint], key());
  assert.match(table.out, /^bytes +file\n +15 +was there +wasbs:\/\/jobs@/);
});

test('several files, an empty one, one of several blocks and one with an odd name (a real Azurite)', async () => {
  const large = randomBytes((4 << 20) * 2 + 17);
  await writeFile(join(folder, 'large.jar'), large);
  await writeFile(join(folder, 'empty.txt'), '');
  await writeFile(join(folder, 'ä #1?.py'), '1\n');
  const found = foundIn(await weir(['large.jar', 'empty.txt', 'ä #1?.py', ...to()], key()));
  assert.deepEqual(found.map(({ bytes }) => bytes), [large.length, 0, 2]);
  assert.equal(sha256(await stored(found[0]!)), sha256(large));
  assert.equal((await stored(found[1]!)).length, 0);
  assert.equal(found[2]!.uri, `${TO}/weir/${sha256('1\n')}/ä__1_.py`);
  assert.equal((await signed('GET', `/${CONTAINER}/dir/weir/${sha256('1\n')}/%C3%A4__1_.py`)).body.toString(), '1\n');
});

test('two that upload the same at once both get it (a real Azurite)', async () => {
  await writeFile(join(folder, 'both.py'), randomBytes(1 << 20));
  const found = (await Promise.all([weir(['both.py', ...to()], key()), weir(['both.py', ...to()], key())])).map((ran) => foundIn(ran)[0]!);
  assert.equal(found[0]!.uri, found[1]!.uri);
  assert.equal(sha256(await stored(found[0]!)), found[0]!.sha256);
});

function signature(permissions: string, minutes: number): string {
  const credential = new StorageSharedKeyCredential(azurite.account, azurite.key), now = Date.now();
  return generateBlobSASQueryParameters({ containerName: CONTAINER, permissions: ContainerSASPermissions.parse(permissions), startsOn: new Date(now - 7_200_000), expiresOn: new Date(now + minutes * 60_000) }, credential).toString();
}

test('a shared access signature: used, also where it only allows writing; nothing of it is shown (a real Azurite)', async () => {
  for (const [permissions, name] of [['rcw', 'read.py'], ['cw', 'write.py']] as const) {
    await writeFile(join(folder, name), name);
    const sas = signature(permissions, 10), ran = await weir([name, ...to()], { WEIR_STORAGE_SAS: `?${sas}` }), [found] = foundIn(ran);
    assert.equal((await stored(found!)).toString(), name);
    shows(ran, sas, new URLSearchParams(sas).get('sig')!);
    const [again] = foundIn(await weir([name, ...to()], { WEIR_STORAGE_SAS: sas }));
    assert.equal(again!.already, true, 'the same bytes are not written again');
  }
});

test('a signature that is over, that may not write, or is none, and a key that is none are said before anything is sent (nobody is asked)', async () => {
  const asked = async (env: Record<string, string>): Promise<Ran> => { const ran = await weir(['job.py', '--to', TO, '--endpoint', 'https://localhost:1'], env); shows(ran, ...Object.values(env)); return ran; };
  const over = await asked({ WEIR_STORAGE_SAS: signature('rcw', -5) });
  assert.equal(over.code, 77, over.err);
  assert.match(over.err, /The shared access signature ended at 20\d\d-/);
  assert.match((await asked({ WEIR_STORAGE_SAS: signature('r', 10) })).err, /does not allow writing/);
  assert.match((await asked({ WEIR_STORAGE_SAS: 'nonsense' })).err, /no shared access signature/);
  assert.match((await asked({ WEIR_STORAGE_KEY: 'short-but-secret' })).err, /no key of a storage account/);
});

test('a wrong key, a signature by another key, and a container that is not there (a real Azurite)', async () => {
  const other = randomBytes(64).toString('base64'), wrong = await weir(['job.py', ...to()], { WEIR_STORAGE_KEY: other });
  assert.equal(wrong.code, 77, wrong.err);
  assert.match(wrong.err, /devstoreaccount1\.blob\.core\.windows\.net\/jobs does not accept the account key/);
  shows(wrong, other);
  const forged = signature('rcw', 10).replace(/sig=[^&]*/, `sig=${encodeURIComponent(Buffer.alloc(32).toString('base64'))}`), refused = await weir(['job.py', ...to()], { WEIR_STORAGE_SAS: forged });
  assert.equal(refused.code, 77, refused.err);
  assert.match(refused.err, /does not accept the shared access signature|is not valid now/);
  shows(refused, forged);
  const none = await weir(['job.py', '--to', TO.replace('jobs', 'nothere'), '--endpoint', azurite.endpoint], key());
  assert.equal(none.code, 1, none.err);
  assert.match(none.err, /There is no such container: devstoreaccount1\.blob\.core\.windows\.net\/nothere/);
});

test('a token of Entra for storage, asked for once; nothing of it is printed (a real Azurite, no real Entra)', async () => {
  await writeFile(join(folder, 'token.py'), 'token');
  const ran = await weir(['token.py', ...to()], { AZURE_TENANT_ID: entra.tenant, AZURE_CLIENT_ID: entra.client, AZURE_CLIENT_SECRET: entra.secret }), [found] = foundIn(ran);
  assert.equal((await stored(found!)).toString(), 'token');
  assert.deepEqual(entra.asked.map((form) => form.get('scope')), ['https://storage.azure.com/.default']);
  shows(ran, entra.token, entra.secret);
  entra.token = jwt({ aud: 'https://management.azure.com', iss: `https://sts.windows.net/${entra.tenant}/`, iat: 1, nbf: 1, exp: Math.floor(Date.now() / 1000) + 3600 });
  const other = await weir(['token.py', ...to()], { AZURE_TENANT_ID: entra.tenant, AZURE_CLIENT_ID: entra.client, AZURE_CLIENT_SECRET: entra.secret });
  assert.equal(other.code, 77, other.err);
  shows(other, entra.token);
});

test('nobody there, a file that is not, and Ctrl-C', async () => {
  const nobody = await weir(['job.py', '--to', TO, '--endpoint', 'https://localhost:1/devstoreaccount1'], key());
  assert.equal(nobody.code, 69, nobody.err);
  assert.match(nobody.err, /No storage account at localhost:1: nothing listens there/);
  const missing = await weir(['nothere.py', ...to()], key());
  assert.equal(missing.code, 1, missing.err);
  assert.match(missing.err, /nothere\.py cannot be read \(ENOENT\)/);
  if (process.platform === 'win32') return;
  const entered = new Promise<void>((resolve) => { setTimeout(resolve, 1500); }), stopped = await weir(['job.py', ...to('--sign-in', 'device', '--tenant', entra.tenant, '--client', entra.client)], {}, (child) => { void entered.then(() => child.kill('SIGINT')); });
  assert.equal(stopped.code, 130, stopped.err);
});

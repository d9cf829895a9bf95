/** Files on their way to ADLS Gen2 (a server of our own, as documented), to a folder, and through a Livy session (recorded shapes); places, signatures and what is said when it fails. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, beforeEach, test } from 'node:test';
import { storageFault } from '../../src/hdinsight/storage/faults.ts';
import { addressed, placeOf, placeText, plainName } from '../../src/hdinsight/storage/place.ts';
import { sasOf } from '../../src/hdinsight/storage/sas.ts';
import { upload } from '../../src/hdinsight/storage/service.ts';
import { sharedKey } from '../../src/hdinsight/storage/shared-key.ts';
import type { UploadOptions } from '../../src/hdinsight/storage/uploader.ts';
import { HttpFault } from '../../src/http/fault.ts';
import type { Uploaded, UploadProgress, UploadRequest } from '../../src/protocol/upload.ts';
import type { DfsServer } from '../stack/dfs.ts';
import { dfsError, startDfs } from '../stack/dfs.ts';

const ROOT = 'abfss://files@account.dfs.core.windows.net/dir', KEY = Buffer.alloc(64, 7).toString('base64');
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
let dfs: DfsServer, folder: string;

before(async () => {
  dfs = await startDfs();
  folder = await mkdtemp(join(tmpdir(), 'weir-storage-'));
});
after(async () => {
  await dfs.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  dfs.entries.clear();
  dfs.asked.length = 0;
  dfs.instead = undefined;
});

const file = (bytes: string | Buffer, name = 'job.py'): UploadRequest['files'][number] => ({ name, from: { bytes: Buffer.from(bytes) } });
const run = (bytes: string | Buffer, more: Partial<UploadRequest> = {}, options: UploadOptions = {}): ReturnType<typeof upload> => upload({ root: ROOT, files: [file(bytes)], auth: { kind: 'entra' }, endpoint: dfs.url, ...more }, { token: async () => ({ value: 'good.token' }), ...options });
const done = (answer: Awaited<ReturnType<typeof upload>>): Uploaded[] => { if ('problem' in answer) assert.fail(`${answer.problem.message} ${answer.problem.hint}`); return answer.value; };
const said = (answer: Awaited<ReturnType<typeof upload>>): string => ('problem' in answer ? `${answer.problem.kind}: ${answer.problem.message} ${answer.problem.hint}` : assert.fail(JSON.stringify(answer.value)));

test('a file in ADLS Gen2: directories on the way, permissions that others read by, pieces, progress, once only (a server of our own)', async () => {
  const bytes = randomBytes((4 << 20) + 5), hash = sha256(bytes), progress: UploadProgress[] = [], path = `/dir/weir/${hash}/job.py`;
  assert.deepEqual(done(await run(bytes, {}, { progress: (each) => { progress.push(each); } })), [{ name: 'job.py', uri: `${ROOT}/weir/${hash}/job.py`, sha256: hash, bytes: bytes.length, already: false }]);
  assert.ok(dfs.entries.get(path)!.bytes.equals(bytes));
  assert.deepEqual([...dfs.entries].map(([name, { directory, permissions }]) => [name, directory, permissions]), [['/dir', true, '0755'], ['/dir/weir', true, '0755'], [`/dir/weir/${hash}`, true, '0755'], [path, false, '0644']]);
  assert.deepEqual(progress.map(({ sent }) => sent), [0, 4 << 20, bytes.length]);
  assert.ok(dfs.asked.every(({ headers }) => headers.authorization === 'Bearer good.token' && headers['x-ms-version'] !== undefined));
  const before = dfs.asked.length;
  assert.equal(done(await run(bytes))[0]!.already, true);
  assert.deepEqual(dfs.asked.slice(before).map(({ what }) => what.split(' ')[0]), ['HEAD'], 'nothing is written');
});

test('a file that somebody left half written is written anew, an empty one is there too (a server of our own)', async () => {
  const path = `/dir/weir/${sha256('whole')}/job.py`;
  dfs.entries.set(path, { directory: false, permissions: '', waiting: [Buffer.from('wh')], bytes: Buffer.alloc(0) });
  assert.equal(done(await run('whole'))[0]!.already, false);
  assert.equal(dfs.entries.get(path)!.bytes.toString(), 'whole');
  assert.equal(done(await run(''))[0]!.bytes, 0);
  assert.ok(dfs.entries.has(`/dir/weir/${sha256('')}/job.py`));
});

test('who writes the same at the same time is no obstacle (a server of our own)', async () => {
  let once = true;
  dfs.instead = (what, answer) => {
    if (!what.includes('action=flush') || !once) return false;
    once = false;
    const path = `/dir/weir/${sha256('same')}/job.py`;
    dfs.entries.set(path, { directory: false, permissions: '', waiting: [], bytes: Buffer.from('same') });
    dfsError(answer, 400, 'InvalidFlushPosition', 'The uploaded data is not contiguous.');
    return true;
  };
  assert.equal(done(await run('same'))[0]!.already, true);
});

test('what is busy is asked again; what stays so is said (a server of our own)', async () => {
  let busy = 2;
  dfs.instead = (_, answer) => busy-- > 0 && (dfsError(answer, 503, 'ServerBusy', 'Please retry the request.'), true);
  assert.equal(done(await run('busy'))[0]!.already, false);
});

test('with a key each request is signed, with a signature it is in no message (a server of our own)', async () => {
  done(await run('key', { auth: { kind: 'key', key: KEY } }));
  assert.ok(dfs.asked.every(({ headers }) => /^SharedKey account:[A-Za-z0-9+/]{43}=$/.test(headers.authorization ?? '')));
  dfs.asked.length = 0;
  const sas = 'sv=2021-08-06&sp=rcw&se=2999-01-01T00:00:00Z&sig=SECRET%3D';
  done(await run('sas', { auth: { kind: 'sas', sas: `https://account.dfs.core.windows.net/files?${sas}` } }));
  assert.ok(dfs.asked.every(({ what, headers }) => what.includes('sig=SECRET%3D') && headers.authorization === undefined));
  dfs.instead = (_, answer) => (dfsError(answer, 403, 'AuthenticationFailed', `Signature not valid in the specified time frame. ${sas}`), true);
  const message = said(await run('other', { auth: { kind: 'sas', sas } }));
  assert.match(message, /^authentication: The shared access signature for account\.dfs\.core\.windows\.net\/files is not valid now \(HTTP 403: AuthenticationFailed/);
  assert.ok(!message.includes('SECRET'), message);
});

test('what a storage account refuses, as what to do', () => {
  const auths = { entra: { kind: 'entra' }, key: { kind: 'key', key: KEY }, sas: { kind: 'sas', sas: 'sig=SECRET' } } as const;
  const says = (auth: keyof typeof auths, status: number, code?: string, words?: string): string => { const { kind, message, hint } = storageFault({ status, code, said: words }, auths[auth], 'account/fs'); return `${kind}: ${message} ${hint}`; };
  assert.match(says('entra', 403, 'AuthorizationPermissionMismatch', 'This request is not authorized'), /^authorization: account\/fs does not allow writing.* role Storage Blob Data Contributor/);
  assert.match(says('entra', 403, 'AuthorizationFailure', 'This request is not authorized to perform this operation.'), /firewall/);
  assert.match(says('entra', 401, 'InvalidAuthenticationInfo', 'eyJhbGci.eyJz.sig'), /^authentication: account\/fs does not accept the token.*Sign in to the tenant/);
  assert.ok(!says('entra', 401, 'X', 'eyJhbGci.eyJz.sig').includes('eyJ'));
  assert.match(says('key', 403, 'AuthenticationFailed', KEY), /^authentication: account\/fs does not accept the account key/);
  assert.ok(!says('key', 403, 'AuthenticationFailed', `x ${KEY}`).includes(KEY));
  assert.match(says('key', 403, 'KeyBasedAuthenticationNotPermitted'), /takes no account key.*Sign in with Microsoft Entra/);
  assert.match(says('sas', 403, 'AuthorizationPermissionMismatch'), /allows too little/);
  assert.match(says('key', 404, 'FilesystemNotFound'), /^not-found: There is no such container/);
  assert.match(storageFault({ status: 403, code: 'AuthorizationPermissionMismatch' }, auths.entra, 'account/fs', 'read').hint, /Storage Blob Data Reader/);
  assert.match(says('key', 500), /^connection/);
  assert.match(says('key', 418, 'Odd\u001b[31m', 'a\nRequestId:7'), /HTTP 418: Odd \[31m, a\)/);
});

test('nobody gives a right, and places that cannot be, are refused before anything is asked', async () => {
  assert.match(said(await run('x', { auth: { kind: 'none' } })), /^authentication: Nothing says with what right account\.dfs/);
  assert.match(said(await run('x', {}, { token: async () => ({ problem: { kind: 'authentication', message: 'Nobody has signed in yet.', hint: 'Sign in.' } }) })), /^authentication: Nobody has signed in yet\. Sign in\./);
  assert.match(said(await run('x', { root: 'hdfs://mycluster/jobs' })), /^unsupported: Files cannot be put into hdfs: from here/);
  assert.match(said(await run('x', { endpoint: 'http://account.dfs.core.windows.net' })), /^tls: /);
  assert.match(said(await run('x', { files: [] })), /nothing to upload/);
  for (const root of ['', 'jobs', 'wasbs://account.blob.core.windows.net/x', 'abfss://FILES@account.dfs.core.windows.net', 'abfss://files@account.evil', 'abfss://files@account.dfs.core.windows.net/../x', 'abfss://files@account.dfs.core.windows.net/a?sig=SECRET', 'file://host/x', 'abfss://files@account.dfs.core.windows.net/a\u0007']) {
    const message = said(await run('x', { root }));
    assert.match(message, /^unsupported: The folder for uploads/, root);
    assert.ok(!message.includes('SECRET'));
  }
  assert.deepEqual(dfs.asked, []);
});

test('places are written as Hadoop reads them', () => {
  for (const text of [ROOT, 'wasb://data@account.blob.core.chinacloudapi.cn', 'file:///tmp/x', 'hdfs://mycluster/x', 'hdfs:///x']) assert.equal(placeText(placeOf(text)), text);
  assert.equal(placeText(placeOf(`${ROOT}///`)), ROOT);
  assert.equal(addressed(ROOT, 'ab', 'my job (1).py'), `${ROOT}/weir/ab/my_job__1_.py`);
  assert.deepEqual(['..', '', 'a/b\\c.py', '.', '\u202Ex'].map(plainName), ['file__', 'file', 'c.py', 'file_', '_x']);
});

test('a shared access signature is looked at before it is used', () => {
  const now = Date.parse('2026-01-01T00:00:00Z'), fault = (text: string): string => { try { return sasOf(text, now); } catch (error) { assert.ok(error instanceof HttpFault && !error.message.includes('SECRET')); return error.message; } };
  assert.equal(fault('?sv=1&sp=rcw&sig=S'), 'sv=1&sp=rcw&sig=S');
  assert.match(fault('sp=rcw&se=2025-12-31T23:59:59Z&sig=SECRET'), /ended at 2025-12-31T23:59:59\.000Z/);
  assert.match(fault('sp=rcw&st=2026-02-01&sig=SECRET'), /begins at 2026-02-01/);
  assert.match(fault('sp=rl&sig=SECRET'), /does not allow writing/);
  assert.equal(sasOf('sp=rl&sig=S', now, 'read'), 'sp=rl&sig=S');
  for (const little of ['r', 'l', 'cw']) assert.throws(() => sasOf(`sp=${little}&sig=SECRET`, now, 'read'), /does not allow reading and listing/);
  for (const none of ['', 'SECRET', 'sig=SE CRET', 'sig=SECRET\r\nx: y', 'sp=rcw']) assert.match(fault(none), /no shared access signature/);
});

test('a request is signed as the documentation shows it', () => {
  // The string that is signed, line by line; the figure is the HMAC of it, computed apart with openssl.
  const headers = { 'x-ms-version': '2021-08-06', 'x-ms-date': 'Thu, 01 Jan 2026 00:00:00 GMT', 'content-md5': 'abc==' };
  assert.equal(sharedKey('account', KEY, { method: 'PATCH', path: '/fs/a%20b?position=0&action=append', headers, length: 5 }), 'SharedKey account:0JyHMMwgRlaVmwvMu3kqNhzHXBQ8wP/gOo49Dj6F0gI=');
});

test('a file that is saved while it is uploaded is not mixed up (a server of our own)', async () => {
  const path = join(folder, 'changing.py');
  await writeFile(path, 'first');
  dfs.instead = (what) => { if (what.startsWith('HEAD')) writeFileSync(path, 'later'); return false; };
  assert.match(said(await run('', { files: [{ name: 'changing.py', from: { path } }] })), /changing\.py was changed while it was uploaded/);
  assert.equal(dfs.entries.get(`/dir/weir/${sha256('first')}/changing.py`)!.bytes.length, 0, 'nothing of it is there');
});

test('giving up ends it, and says that what was written stays (a server of our own)', async () => {
  const stop = new AbortController();
  dfs.instead = (what) => { if (what.includes('action=append')) stop.abort(); return false; };
  assert.match(said(await run('given up', {}, { signal: stop.signal })), /^closed: The upload was given up/);
  assert.equal(dfs.entries.get(`/dir/weir/${sha256('given up')}/job.py`)!.bytes.length, 0);
});

test('a folder for a Livy of this machine', async () => {
  const root = pathToFileURL(join(folder, 'a b')).href.replace('%20', ' '), [found] = done(await run('here', { root, auth: { kind: 'none' } }));
  assert.equal(found!.uri, `${root}/weir/${sha256('here')}/job.py`);
  const place = join(folder, 'a b', 'weir', sha256('here'));
  assert.equal(await readFile(join(place, 'job.py'), 'utf8'), 'here');
  assert.equal(done(await run('here', { root, auth: { kind: 'none' } }))[0]!.already, true);
  assert.deepEqual(await readdir(place), ['job.py'], 'nothing is left beside it');
  await writeFile(join(folder, 'plain'), '');
  assert.match(said(await run('here', { root: pathToFileURL(join(folder, 'plain')).href, auth: { kind: 'none' } })), /cannot be written \((ENOTDIR|EEXIST)\)/);
});

/** `weir submit` with its upload into a real Azurite, by the built command line. Livy is a small server of our own here: what is looked at is what it is told. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sharedKey } from '../../src/hdinsight/storage/shared-key.ts';
import type { LivyBatchRequest } from '../../src/protocol/submit.ts';
import { startAzurite, type Azurite } from '../stack/azurite.ts';

const JOB = 'from pyspark.sql import SparkSession\nimport beside\nspark = SparkSession.builder.getOrCreate()\nspark.readStream.format("rate").load().writeStream.format("console").option("checkpointLocation", "/cp").start()\n';
const BESIDE = 'ROWS = 7\n', TO = 'wasbs://jobs@devstoreaccount1.blob.core.windows.net/dir';
let azurite: Azurite, livy: Server, folder: string, asked: { what: string; body: unknown }[];

const sha256 = (bytes: string): string => createHash('sha256').update(bytes).digest('hex');
async function signed(method: string, path: string): Promise<{ status: number; body: string }> {
  const url = new URL(azurite.endpoint), headers = { 'x-ms-version': '2021-08-06', 'x-ms-date': new Date().toUTCString() }, full = `${url.pathname}${path}`, ca = await readFile(azurite.caFile);
  return new Promise((resolve, reject) => {
    request({ host: url.hostname, port: url.port, method, path: full, ca, headers: { ...headers, 'content-length': '0', authorization: sharedKey(azurite.account, azurite.key, { method, path: full, headers, length: 0 }) } }, (answer) => {
      let body = '';
      answer.on('data', (part) => { body += String(part); }).on('end', () => { resolve({ status: answer.statusCode!, body }); });
    }).on('error', reject).end();
  });
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-submit-'));
  azurite = await startAzurite();
  await writeFile(join(folder, 'job.py'), JOB);
  await writeFile(join(folder, 'beside.py'), BESIDE);
  assert.equal((await signed('PUT', '/jobs?restype=container')).status, 201);
  livy = createServer((from, answer) => {
    let body = '';
    from.on('data', (part) => { body += String(part); }).on('end', () => {
      const what = `${from.method} ${from.url?.split('?')[0]}`, say = (status: number, json: unknown): void => { answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json)); };
      asked.push({ what, body: body === '' ? undefined : JSON.parse(body) });
      if (what === 'GET /batches') say(200, { from: 0, total: 0, sessions: [] });
      else if (what === 'POST /batches') say(201, { id: 3, state: 'starting', name: (JSON.parse(body) as LivyBatchRequest).name, appId: null, log: [] });
      else if (what === 'POST /sessions') say(400, { msg: 'no more sessions today' });
      else say(404, { msg: 'not there' });
    });
  });
  await new Promise<void>((resolve) => { livy.listen(0, '127.0.0.1', resolve); });
}, { timeout: 180_000 });
after(async () => {
  livy?.closeAllConnections();
  livy?.close();
  await azurite?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => { asked = []; });

const weir = (args: readonly string[], env: Record<string, string> = {}): Promise<{ code: number | null; out: string; err: string }> => new Promise((resolve, reject) => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/cli.js', import.meta.url)), 'submit', '--livy', `http://127.0.0.1:${(livy.address() as AddressInfo).port}`, '--storage', TO, ...args], {
    cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, NODE_EXTRA_CA_CERTS: azurite.caFile, ...env }, timeout: 120_000, killSignal: 'SIGKILL',
  });
  let out = '', err = '';
  child.stdout.on('data', (chunk) => { out += String(chunk); });
  child.stderr.on('data', (chunk) => { err += String(chunk); });
  child.on('error', reject).on('close', (code) => { resolve({ code, out, err }); });
});
const direct = (): [string[], Record<string, string>] => [['--storage-endpoint', azurite.endpoint], { WEIR_STORAGE_KEY: azurite.key }];
const [FILE, MODULE] = [`${TO}/weir/${sha256(JOB)}/job.py`, `${TO}/weir/${sha256(BESIDE)}/beside.py`];

test('the job and its module go into the account, Livy is told their addresses, and each place is said', { timeout: 120_000 }, async () => {
  const [options, env] = direct(), { code, out, err } = await weir([...options, 'job.py'], env);
  assert.equal(code, 0, err);
  assert.equal(out, 'batch 3\n');
  const posted = asked.filter(({ what }) => what === 'POST /batches').map(({ body }) => body as LivyBatchRequest);
  assert.deepEqual(posted.map(({ file, pyFiles }) => [file, pyFiles]), [[FILE, [MODULE]]]);
  assert.equal((await signed('GET', `/jobs/dir/weir/${sha256(JOB)}/job.py`)).body, JOB);
  assert.equal((await signed('GET', `/jobs/dir/weir/${sha256(BESIDE)}/beside.py`)).body, BESIDE);
  assert.ok(err.includes(`job.py: uploaded to ${FILE}\n`) && err.includes(`beside.py: uploaded to ${MODULE}\n`), err);
  assert.ok(!`${out}${err}`.includes(azurite.key));
});

test('the same bytes are not sent again', { timeout: 120_000 }, async () => {
  const [options, env] = direct(), { code, err } = await weir([...options, 'job.py'], env);
  assert.equal(code, 0, err);
  assert.match(err, /job\.py: was there already, as wasbs:/);
  assert.match(err, /beside\.py: was there already, as wasbs:/);
});

test('a key that does not fit: nothing goes to Livy, and it is said what was done', { timeout: 120_000 }, async () => {
  const [options] = direct(), { code, err } = await weir([...options, 'job.py'], { WEIR_STORAGE_KEY: Buffer.alloc(64, 1).toString('base64') });
  assert.notEqual(code, 0);
  assert.match(err, /the job was not sent/);
  assert.deepEqual(asked.filter(({ what }) => what.startsWith('POST')), []);
});

test('without a right the cluster itself is asked to write, in a session of its Livy', { timeout: 120_000 }, async () => {
  const { code, err } = await weir(['job.py']);
  assert.notEqual(code, 0);
  assert.match(err, /interactive session of the cluster/);
  assert.match(err, /no more sessions today/);
  assert.deepEqual(asked.filter(({ what }) => what.startsWith('POST')).map(({ what }) => what), ['POST /sessions']);
});

test('wrong use: an address of the account without a right to it, and two rights', { timeout: 120_000 }, async () => {
  assert.match((await weir(['--storage-endpoint', azurite.endpoint, 'job.py'])).err, /needs a right to the account/);
  assert.match((await weir(['job.py'], { WEIR_STORAGE_KEY: 'a', WEIR_STORAGE_SAS: 'b' })).err, /both set/);
});

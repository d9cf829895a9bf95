/** Signing in for the REST proxy, by the built command line. Neither a real proxy nor a real Entra can be had here: both are servers of our own, after what is documented. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Entra } from '../stack/entra.ts';
import { startEntra } from '../stack/entra.ts';
import type { RestProxy } from '../stack/rest-proxy.ts';
import { startRestProxy } from '../stack/rest-proxy.ts';

let proxy: RestProxy, entra: Entra, folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-sign-in-'));
  for (const name of ['proxy', 'entra', 'bin']) await mkdir(join(folder, name));
  proxy = await startRestProxy(join(folder, 'proxy'));
  entra = await startEntra(join(folder, 'entra'));
}, { timeout: 60_000 });
after(async () => {
  await proxy?.stop();
  await entra?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  proxy.create('clicks', 1);
  proxy.token = 'entra.token';
  Object.assign(entra, { token: 'entra.token', seconds: 3600, typed: false });
  entra.asked.length = 0;
  proxy.asked.length = 0;
});

interface Ran { code: number | null; out: string; err: string }

function weir(args: readonly string[], env: Record<string, string> = {}, onError: (text: string, child: ChildProcess) => void = () => undefined, onOut: (text: string, child: ChildProcess) => void = () => undefined): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/cli.js', import.meta.url)), ...args, '--rest', proxy.url, '--ca', proxy.caFile], {
      env: { PATH: process.env['PATH'], HOME: folder, NODE_EXTRA_CA_CERTS: entra.caFile, AZURE_AUTHORITY_HOST: entra.url, AZURE_LOG_LEVEL: 'verbose', DEBUG: '*', ...env }, timeout: 60_000, killSignal: 'SIGKILL',
    });
    let out = '', err = '';
    child.stdout.on('data', (chunk) => { out += String(chunk); onOut(out, child); });
    child.stderr.on('data', (chunk) => { err += String(chunk); onError(err, child); });
    child.on('error', reject).on('close', (code) => { resolve({ code, out, err }); });
  });
}

const application = (): Record<string, string> => ({ AZURE_TENANT_ID: entra.tenant, AZURE_CLIENT_ID: entra.client, AZURE_CLIENT_SECRET: entra.secret });
const shows = ({ out, err }: Ran, ...secrets: string[]): void => { for (const secret of secrets) assert.ok(!`${out}${err}`.includes(secret), `${out}${err}`); };

test('an application signs in by the environment, for the documented scope, once for all requests; nothing of it is printed (no real Entra, no real proxy)', async () => {
  const ran = await weir(['topics', '--format', 'json'], application());
  assert.equal(ran.code, 0, ran.err);
  assert.deepEqual((JSON.parse(ran.out) as { topic: string }[]).map(({ topic }) => topic), ['clicks']);
  assert.deepEqual(entra.asked.map((form) => [form.get('grant_type'), form.get('scope')]), [['client_credentials', 'https://hib.azurehdinsight.net/.default']]);
  assert.ok(proxy.asked.length > 1);
  shows(ran, 'entra.token', entra.secret);
  assert.equal(ran.err, '');
});

test('following goes on with the next token when one ends (no real Entra, no real proxy)', { timeout: 60_000 }, async () => {
  entra.seconds = 6;
  let lines = 0;
  const ran = weir(['peek', 'clicks', '--newest', '0', '--follow', '--format', 'jsonl'], application(), undefined, (text, child) => { lines = text.split('\n').length - 1; if (lines === 2) child.kill('SIGINT'); });
  const until = async (what: () => boolean): Promise<void> => { for (const end = Date.now() + 40_000; !what() && Date.now() < end;) await new Promise((resolve) => setTimeout(resolve, 20)); };
  // Two looks at the partitions: the second is a follower's.
  await until(() => proxy.asked.filter((asked) => asked.endsWith('/partitions')).length > 2);
  proxy.append('clicks', 0, { value: 'first' });
  await until(() => lines === 1);
  entra.token = 'next.token';
  await until(() => entra.asked.length > 1);
  proxy.token = 'next.token';
  proxy.append('clicks', 0, { value: 'second' });
  const { code, out, err } = await ran;
  assert.equal(code, 130, err);
  assert.deepEqual(out.trim().split('\n').map((line) => (JSON.parse(line) as { value: string }).value), ['first', 'second']);
  assert.ok(entra.asked.length < 10, `${entra.asked.length} tokens: one is kept for as long as it may be`);
});

test('what Entra refuses is said in its own words, with exit 77 and without secret and trace (no real Entra)', async () => {
  const ran = await weir(['topics'], { ...application(), AZURE_CLIENT_SECRET: 'wrong~secret' });
  assert.equal(ran.code, 77, ran.err);
  assert.match(ran.err, /Signing in failed: .*AADSTS7000215: Invalid client secret provided/);
  shows(ran, 'wrong~secret', 'Trace ID', 'Correlation');
  assert.deepEqual(proxy.asked, [], 'nobody is asked without a token');
});

test('an authority that is not reached is exit 69 (no real Entra)', async () => {
  const ran = await weir(['topics'], { ...application(), AZURE_AUTHORITY_HOST: 'https://localhost:1' });
  assert.equal(ran.code, 69, ran.err);
  assert.match(ran.err, /address that one signs in at is not reached/);
});

test('a person signs in by a code that is typed into a page (no real Entra, no real proxy)', async () => {
  const ran = await weir(['topics', '--format', 'json', '--sign-in', 'device', '--tenant', entra.tenant, '--client', entra.client, '--scope', 'https://hib.azurehdinsight.cn/.default'], {}, (text) => { if (text.includes('ABC-DEF')) entra.typed = true; });
  assert.equal(ran.code, 0, ran.err);
  assert.equal(ran.err, 'weir: to sign in, open https://login.example/device and type ABC-DEF\n');
  assert.match(entra.asked.at(-1)!.get('scope') ?? '', /^https:\/\/hib\.azurehdinsight\.cn\/\.default/);
  shows(ran, 'entra.token', 'refresh');
});

test('Ctrl-C ends waiting for the code (no real Entra)', { skip: process.platform === 'win32' && 'no signals' }, async () => {
  const ran = await weir(['topics', '--sign-in', 'device', '--tenant', entra.tenant, '--client', entra.client], {}, (text, child) => { if (text.includes('ABC-DEF')) child.kill('SIGINT'); });
  assert.equal(ran.code, 130, ran.err);
});

test('whoever is signed in to the Azure CLI (a program that answers as az does: the real one cannot sign in here)', { skip: process.platform === 'win32' && 'the stand-in is a shell script' }, async () => {
  const az = join(folder, 'bin', 'az'), env = { PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}` };
  const answers = async (script: string): Promise<void> => { await writeFile(az, `#!/bin/sh\n${script}\n`); await chmod(az, 0o755); };
  await answers(`[ "$*" = "account get-access-token --output json --resource https://hib.azurehdinsight.net" ] || exit 9\necho '{"accessToken": "entra.token", "expires_on": ${Math.floor(Date.now() / 1000) + 3600}, "expiresOn": "2099-01-01 00:00:00.000000", "tokenType": "Bearer"}'`);
  const ran = await weir(['topics', '--format', 'json'], env);
  assert.equal(ran.code, 0, ran.err);
  shows(ran, 'entra.token');
  await answers(`echo "ERROR: Please run 'az login' to setup account." >&2; exit 1`);
  const out = await weir(['topics', '--sign-in', 'cli'], env);
  assert.equal(out.code, 77, out.err);
  assert.match(out.err, /az login/);
  const none = await weir(['topics', '--sign-in', 'cli'], { PATH: join(folder, 'proxy') });
  assert.equal(none.code, 77, none.err);
  assert.match(none.err, /Azure CLI could not be found/);
});

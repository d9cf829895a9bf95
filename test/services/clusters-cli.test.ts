/** `weir clusters`, by the built command line. Neither a real Azure Resource Manager nor a real Entra can be had here: both are servers of our own, after what is documented. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Cluster } from '../../src/protocol/clusters.ts';
import type { Arm } from '../stack/arm.ts';
import { armCluster, armError, startArm, SUBSCRIPTION } from '../stack/arm.ts';
import type { Entra } from '../stack/entra.ts';
import { startEntra } from '../stack/entra.ts';

const OTHER = '00000000-1111-2222-3333-555555555555', GUEST = '99999999-1111-2222-3333-555555555555';
let arm: Arm, entra: Entra, folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-clusters-'));
  for (const name of ['arm', 'entra', 'bin']) await mkdir(join(folder, name));
  arm = await startArm(join(folder, 'arm'));
  entra = await startEntra(join(folder, 'entra'));
}, { timeout: 60_000 });
after(async () => {
  await arm?.stop();
  await entra?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  Object.assign(entra, { token: 'entra.token', seconds: 3600, typed: false });
  Object.assign(arm, {
    tenants: [{ id: entra.tenant, token: 'entra.token' }], page: 100, nextLink: undefined, instead: undefined,
    subscriptions: [{ id: SUBSCRIPTION, name: 'Streaming', tenant: entra.tenant }, { id: OTHER, name: 'Other', tenant: entra.tenant }],
    clusters: new Map<string, unknown[]>([[SUBSCRIPTION, [armCluster('clicks-spark', 'Spark', { vnet: 'V1' }), armCluster('kafka-one', 'KAFKA', { vnet: 'v1', properties: { kafkaRestProperties: { clientGroupInfo: { groupName: 'readers', groupId: 'g' } } } })]], [OTHER, [armCluster('far-kafka', 'Kafka', { subscription: OTHER, vnet: 'v2' }), armCluster('alone', 'Kafka', { subscription: OTHER })]]]),
  });
  arm.asked.length = 0;
  entra.asked.length = 0;
});

interface Ran { code: number | null; out: string; err: string }

function weir(args: readonly string[], env: Record<string, string> = {}, onError: (text: string, child: ChildProcess) => void = () => undefined): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/cli.js', import.meta.url)), 'clusters', ...args, '--arm', arm.url, '--ca', arm.caFile], {
      env: { PATH: process.env['PATH'], HOME: folder, NODE_EXTRA_CA_CERTS: entra.caFile, AZURE_AUTHORITY_HOST: entra.url, AZURE_LOG_LEVEL: 'verbose', DEBUG: '*', ...env }, timeout: 60_000, killSignal: 'SIGKILL',
    });
    let out = '', err = '';
    child.stdout.on('data', (chunk) => { out += String(chunk); });
    child.stderr.on('data', (chunk) => { err += String(chunk); onError(err, child); });
    child.on('error', reject).on('close', (code) => { resolve({ code, out, err }); });
  });
}

const application = (): Record<string, string> => ({ AZURE_TENANT_ID: entra.tenant, AZURE_CLIENT_ID: entra.client, AZURE_CLIENT_SECRET: entra.secret });
const shows = ({ out, err }: Ran, ...secrets: string[]): void => { for (const secret of secrets) assert.ok(!`${out}${err}`.includes(secret), `${out}${err}`); };
const namesIn = ({ out }: Ran): string[] => (JSON.parse(out) as Cluster[]).map(({ name }) => name);

test('clusters of all subscriptions, signed in once for the address that is asked, and nothing of it printed (Azure Resource Manager and Entra are servers of our own)', async () => {
  const ran = await weir([], application());
  assert.equal(ran.code, 0, ran.err);
  const lines = ran.out.split('\n');
  assert.match(lines[0]!, /^cluster +kind +version +state +network +signs in +location +subscription$/);
  assert.match(ran.out, /^clicks-spark +Spark 3\.3 +5\.1\.3000\.0 +Running +V1 +login +West Europe +Streaming$/m);
  assert.match(ran.out, /^kafka-one +Kafka, REST proxy|^kafka-one +Kafka 3\.2, REST proxy/m);
  assert.match(ran.out, /^alone +Kafka 3\.2 +5\.1\.3000\.0 +Running +Azure's own/m);
  assert.deepEqual(entra.asked.map((form) => form.get('scope')), ['https://localhost/.default']);
  shows(ran, 'entra.token', entra.secret);
});

test('as JSON, page by page, of one subscription by its name (a server of our own)', async () => {
  arm.page = 1;
  const ran = await weir(['--format', 'json', '--subscription', 'streaming'], application());
  assert.equal(ran.code, 0, ran.err);
  assert.deepEqual(namesIn(ran), ['clicks-spark', 'kafka-one']);
  const [spark] = JSON.parse(ran.out) as Cluster[];
  assert.equal(spark!.endpoint, 'https://clicks-spark.azurehdinsight.net');
  assert.deepEqual(spark!.network, { kind: 'own', vnet: `/subscriptions/${SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/V1`, subnet: `/subscriptions/${SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/V1/subnets/default` });
  assert.equal(spark!.storage[0]!.container, 'clicks-spark');
  assert.ok(!arm.asked.some(({ what }) => what.includes(OTHER)), 'the other subscription is not asked');
});

test('a list that goes on at another host is not followed, and the token stays here (a server of our own)', async () => {
  arm.page = 1;
  arm.nextLink = (path) => `https://evil.example${path}`;
  const ran = await weir(['--format', 'json'], application());
  assert.equal(ran.code, 69, ran.err);
  assert.match(ran.err, /goes on at another host; nobody is asked there/);
});

test('what is asked too often is asked again after the time that was said; what stays so is exit 69 (a server of our own)', async () => {
  let refused = 0;
  arm.instead = (what, answer) => what.startsWith('GET /subscriptions?') && refused++ < 2 && (armError(answer, 429, 'TooManyRequests', 'slow down', { 'retry-after': '0' }), true);
  const ran = await weir(['--format', 'json', '--subscription', SUBSCRIPTION], application());
  assert.equal(ran.code, 0, ran.err);
  assert.equal(refused, 3);
  arm.instead = (_, answer) => (armError(answer, 429, 'TooManyRequests', 'slow down', { 'retry-after': '3600' }), true);
  const never = await weir([], application());
  assert.equal(never.code, 69, never.err);
  assert.match(never.err, /asked too often: TooManyRequests: slow down \(HTTP 429\)\. Wait 3600 s/);
});

test('a subscription that may not be looked at is named, with the role that it takes, and keeps no other away (a server of our own)', async () => {
  arm.instead = (what, answer) => what.includes(OTHER) && (armError(answer, 403, 'AuthorizationFailed', 'The client does not have authorization to perform action.'), true);
  const ran = await weir(['--format', 'json'], application());
  assert.equal(ran.code, 77, ran.err);
  assert.deepEqual(namesIn(ran), ['clicks-spark', 'kafka-one']);
  assert.match(ran.err, /Other: localhost:\d+ does not allow it: AuthorizationFailed: .*\(HTTP 403\)\. The role Reader/);
  const none = await weir(['--subscription', 'Nope', '--format', 'json'], application());
  assert.equal(none.code, 1, none.err);
  assert.match(none.err, /There is no subscription Nope for this account\. It has Streaming, Other\./);
});

test('a web page, a redirect and a token that is turned down are said (a server of our own)', async () => {
  arm.instead = (_, answer) => { answer.writeHead(200).end('<html>Sign in</html>'); return true; };
  assert.match((await weir([], application())).err, /with a web page/);
  arm.instead = (_, answer) => { answer.writeHead(302, { location: 'https://evil.example' }).end(); return true; };
  assert.match((await weir([], application())).err, /sends one elsewhere \(HTTP 302\); the token does not follow/);
  arm.instead = undefined;
  arm.tenants = [{ id: entra.tenant, token: 'another.token' }];
  const ran = await weir([], application());
  assert.equal(ran.code, 77, ran.err);
  assert.match(ran.err, /does not accept the token: InvalidAuthenticationToken/);
  shows(ran, 'entra.token');
});

test('a person signs in by a code (servers of our own)', async () => {
  const ran = await weir(['--sign-in', 'device', '--tenant', entra.tenant, '--client', entra.client, '--format', 'json', '--kind', 'spark'], {}, (text) => { if (text.includes('ABC-DEF')) entra.typed = true; });
  assert.equal(ran.code, 0, ran.err);
  assert.deepEqual(namesIn(ran), ['clicks-spark']);
  assert.equal(ran.err, 'weir: to sign in, open https://login.example/device and type ABC-DEF\n');
  shows(ran, 'entra.token', 'refresh');
});

test('tenants that the account is a guest of, by the Azure CLI (a program that answers as az does; a server of our own)', { skip: process.platform === 'win32' && 'the stand-in is a shell script' }, async () => {
  const az = join(folder, 'bin', 'az'), env = { PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}` }, until = Math.floor(Date.now() / 1000) + 3600;
  await writeFile(az, `#!/bin/sh\ncase "$*" in *"--tenant ${GUEST}"*) t=guest.token;; *--tenant*) t=entra.token;; *) t=entra.token;; esac\necho "{\\"accessToken\\": \\"$t\\", \\"expires_on\\": ${until}, \\"expiresOn\\": \\"2099-01-01 00:00:00.000000\\", \\"tokenType\\": \\"Bearer\\"}"\n`);
  await chmod(az, 0o755);
  arm.tenants = [{ id: entra.tenant, token: 'entra.token' }, { id: GUEST, token: 'guest.token' }];
  arm.subscriptions.push({ id: '00000000-1111-2222-3333-666666666666', name: 'Guests', tenant: GUEST });
  arm.clusters.set('00000000-1111-2222-3333-666666666666', [armCluster('guest-kafka', 'Kafka', { subscription: '00000000-1111-2222-3333-666666666666' })]);
  const own = await weir(['--format', 'json', '--kind', 'kafka'], env);
  assert.deepEqual(namesIn(own), ['alone', 'far-kafka', 'kafka-one'], own.err);
  const all = await weir(['--format', 'json', '--kind', 'kafka', '--all-tenants'], env);
  assert.deepEqual(namesIn(all), ['alone', 'far-kafka', 'guest-kafka', 'kafka-one'], all.err);
  assert.ok(arm.asked.some(({ what, token }) => what.includes('666666666666') && token === 'guest.token'));
});

test('whether a job reaches brokers, by the name of their cluster and by theirs (a server of our own)', async () => {
  const same = await weir(['--spark', 'clicks-spark', '--kafka', 'kafka-one'], application());
  assert.deepEqual([same.code, same.out], [0, 'one network: clicks-spark and kafka-one are both in the virtual network V1.\n'], same.err);
  const two = await weir(['--spark', 'clicks-spark', '--kafka', 'wn0-far-ka.abc.bx.internal.cloudapp.net:9092,wn1-far-ka.abc.bx.internal.cloudapp.net:9092'], application());
  assert.equal(two.code, 1, two.err);
  assert.match(two.out, /^two networks: wn0-far-ka\.abc\.bx\.internal\.cloudapp\.net is called as the nodes of far-kafka are\. clicks-spark is in the virtual network V1, far-kafka in v2\./);
  const managed = await weir(['--spark', 'clicks-spark', '--kafka', 'alone'], application());
  assert.match(managed.out, /^not reachable: alone is in a network that Azure manages/);
  const wrong = await weir(['--spark', 'kafka-one', '--kafka', 'alone', '--format', 'json'], application());
  assert.equal(wrong.code, 1, wrong.err);
  assert.deepEqual(JSON.parse(wrong.out), { cluster: 'kafka-one', verdict: 'refused', reason: 'kafka-one is a Kafka cluster, which runs no Spark jobs.', hint: 'Spark clusters of its virtual network: clicks-spark.' });
  assert.equal((await weir(['--spark', 'nobody', '--kafka', 'alone'], application())).code, 2);
});

test('names of clusters that hold escapes do not steer the terminal (a server of our own)', async () => {
  arm.clusters.set(SUBSCRIPTION, [armCluster('clicks-spark', 'Spa\u001b[31mrk', { properties: { clusterState: 'Run\u001b]0;x\u0007ning' } }), { id: 7 }, null, armCluster('../../evil', 'Spark')]);
  const ran = await weir(['--subscription', SUBSCRIPTION], application());
  assert.equal(ran.code, 0, ran.err);
  assert.ok(!ran.out.includes('\u001b') && !ran.out.includes('evil'), ran.out);
});

test('Ctrl-C ends it with exit 130 (servers of our own)', { skip: process.platform === 'win32' && 'no signals' }, async () => {
  const ran = await weir(['--sign-in', 'device', '--tenant', entra.tenant, '--client', entra.client], {}, (text, child) => { if (text.includes('ABC-DEF')) child.kill('SIGINT'); });
  assert.equal(ran.code, 130, ran.err);
});

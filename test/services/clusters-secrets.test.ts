/** The login of a cluster and the key of its storage, where Azure Resource Manager gives them, and what is said where it does not: a server of our own, after the documentation. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { ArmClient } from '../../src/hdinsight/arm/client.ts';
import { clusterOf } from '../../src/hdinsight/arm/parse.ts';
import { gatewayLogin, storageKey } from '../../src/hdinsight/arm/secrets.ts';
import type { Arm } from '../stack/arm.ts';
import { armCluster, armError, startArm } from '../stack/arm.ts';

const KEY = Buffer.alloc(64, 9).toString('base64'), cluster = clusterOf(armCluster('clicks-spark', 'Spark'))!, [storage] = cluster.storage;
let arm: Arm, client: ArmClient, folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-secrets-'));
  arm = await startArm(folder);
  client = new ArmClient(arm.url, { token: async () => 'arm.token', caFile: arm.caFile, wait: () => Promise.resolve() });
}, { timeout: 60_000 });
after(async () => {
  client?.close();
  await arm?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  Object.assign(arm, { tenants: [{ id: 't', token: 'arm.token' }], instead: undefined, posts: new Map() });
  arm.asked.length = 0;
});

const forbids = (path: RegExp): void => { arm.instead = (what, answer) => path.test(what) && (armError(answer, 403, 'AuthorizationFailed', 'The client does not have authorization.'), true); };

test('the login of a cluster, or that there is none since Entra lets one in (a server of our own)', async () => {
  arm.posts.set(`${cluster.id}/getGatewaySettings`, { 'restAuthCredential.isEnabled': 'true', 'restAuthCredential.username': 'admin', 'restAuthCredential.password': 'secret' });
  assert.deepEqual(await gatewayLogin(client, cluster), { user: 'admin', password: 'secret' });
  arm.posts.set(`${cluster.id}/getGatewaySettings`, { 'restAuthCredential.isEnabled': 'false', restAuthEntraUsers: [{ objectId: '1', upn: 'me@example.org' }] });
  assert.deepEqual(await gatewayLogin(client, cluster), { entra: true });
  arm.posts.set(`${cluster.id}/getGatewaySettings`, { 'restAuthCredential.username': 7 });
  assert.deepEqual(await gatewayLogin(client, cluster), { ask: 'Azure does not tell the login of clicks-spark.' });
});

test('a Reader is told which role it takes, and gives the login instead (a server of our own)', async () => {
  forbids(/getGatewaySettings/);
  const asked = await gatewayLogin(client, cluster);
  assert.ok('ask' in asked);
  assert.match(asked.ask, /may not read the login of clicks-spark\. .*role HDInsight Cluster Operator\. With the role Reader one gives the cluster login instead/);
  Object.assign(arm, { instead: undefined, tenants: [] });
  await assert.rejects(gatewayLogin(client, cluster), /does not accept the token/, 'a token that is none is no missing role');
});

test('the key of an account: of the account itself, else as the cluster has it, else a person is asked (a server of our own)', async () => {
  arm.posts.set(`${storage!.resourceId!}/listKeys`, { keys: [{ keyName: 'key0', permissions: 'Read', value: Buffer.alloc(64, 1).toString('base64') }, { keyName: 'key1', permissions: 'Full', value: KEY }] });
  assert.deepEqual(await storageKey(client, cluster, storage!), { key: KEY });
  forbids(/listKeys/);
  arm.posts.set(`${cluster.id}/configurations`, { configurations: { 'core-site': { 'fs.defaultFS': 'wasbs://c@weirdata.blob.core.windows.net', [`fs.azure.account.key.${storage!.host}`]: KEY }, gateway: {} } });
  assert.deepEqual(await storageKey(client, cluster, storage!), { key: KEY });
  arm.posts.set(`${cluster.id}/configurations`, { configurations: { 'core-site': { [`fs.azure.account.key.${storage!.host}`]: 'encrypted!' } } });
  const odd = await storageKey(client, cluster, storage!);
  assert.ok('ask' in odd, 'what is no key is not taken for one');
  forbids(/listKeys|configurations/);
  const asked = await storageKey(client, cluster, storage!);
  assert.ok('ask' in asked);
  assert.match(asked.ask, /not given the key of weirdata\.blob\.core\.windows\.net\. .*Storage Account Key Operator.*HDInsight Cluster Operator/);
  const away = await storageKey(client, cluster, { ...storage!, resourceId: 'https://evil.example/x' });
  assert.ok('ask' in away);
  assert.ok(arm.asked.every(({ what }) => what.startsWith('POST /subscriptions/')), 'only what is an id is asked for');
});

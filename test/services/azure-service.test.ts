/** What the Clusters view asks of Azure Resource Manager and of gateways, by the thread's services. All of it is servers of our own, after the documentation. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { AzureService } from '../../src/hdinsight/azure-service.ts';
import { ClusterService } from '../../src/hdinsight/service.ts';
import type { AzureOpening } from '../../src/protocol/azure-questions.ts';
import type { ClusterOpening } from '../../src/protocol/cluster-questions.ts';
import { clusterOf } from '../../src/hdinsight/arm/parse.ts';
import type { Arm } from '../stack/arm.ts';
import { armCluster, armError, startArm, SUBSCRIPTION } from '../stack/arm.ts';
import type { Gateway } from '../stack/gateway.ts';
import { startGateway } from '../stack/gateway.ts';

let folder: string, arm: Arm, gateway: Gateway, azure: AzureService, opening: AzureOpening;
const clusters = new ClusterService(), its = clusterOf(armCluster('kafka-one', 'Kafka'))!;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-azure-'));
  await mkdir(join(folder, 'gateway'));
  arm = await startArm(folder);
  gateway = await startGateway(join(folder, 'gateway'), { cluster: { name: 'kafka-one', brokers: ['wn1-kafka.x', 'wn0-kafka.x'], zookeepers: ['zk0-kafka.x'], alerts: { CRITICAL: 1 } } });
  azure = new AzureService({ caFile: arm.caFile, wait: () => Promise.resolve() });
}, { timeout: 60_000 });
after(async () => {
  azure?.closeAll();
  clusters.closeAll();
  await gateway?.stop();
  await arm?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  Object.assign(arm, { tenants: [{ id: 't', token: 'arm.token' }], subscriptions: [{ id: SUBSCRIPTION, name: 'Streaming', tenant: 't' }], clusters: new Map([[SUBSCRIPTION, [armCluster('kafka-one', 'Kafka')]]]), posts: new Map(), instead: undefined });
  opening = { id: 'a', arm: arm.url, token: 'arm.token' };
  gateway.auth = 'basic';
});

const cluster = (more: Partial<ClusterOpening['description']> = {}): ClusterOpening => ({ id: 'c', description: { url: gateway.url, auth: 'basic', user: gateway.user, caFile: gateway.caFile, ...more }, password: gateway.password });

test('clusters of an account, with the token that came with the question (a server of our own)', async () => {
  const answer = await azure.answer(opening, { ask: 'listing' });
  assert.ok('value' in answer);
  assert.deepEqual(answer.value.clusters.map(({ name }) => name), ['kafka-one']);
  const stale = await azure.answer({ ...opening, token: 'old.token' }, { ask: 'listing' });
  assert.ok('problem' in stale);
  assert.equal(stale.problem.kind, 'authentication');
  const renewed = await azure.answer(opening, { ask: 'listing' });
  assert.ok('value' in renewed, 'a renewed token counts at once');
});

test('who has not signed in is told so, and Azure is not asked (a server of our own)', async () => {
  arm.asked.length = 0;
  const tokenProblem = { kind: 'authentication', message: 'Nobody has signed in yet.', hint: 'Sign in.' };
  assert.deepEqual(await azure.answer({ id: 'a', arm: arm.url, tokenProblem }, { ask: 'listing' }), { problem: tokenProblem });
  const none = await azure.answer({ id: 'b', arm: arm.url }, { ask: 'listing' });
  assert.ok('problem' in none);
  assert.match(none.problem.message, /Nobody has signed in/);
  assert.deepEqual(arm.asked, []);
});

test('the login of a cluster: for those who may read it, and why not for a Reader (a server of our own)', async () => {
  arm.posts.set(`${its.id}/getGatewaySettings`, { 'restAuthCredential.isEnabled': 'true', 'restAuthCredential.username': 'admin', 'restAuthCredential.password': 'secret' });
  assert.deepEqual(await azure.answer(opening, { ask: 'login', cluster: its }), { value: { user: 'admin', password: 'secret' } });
  arm.instead = (what, answer) => what.startsWith('POST') && (armError(answer, 403, 'AuthorizationFailed', 'The client does not have authorization.'), true);
  const reader = await azure.answer(opening, { ask: 'login', cluster: its });
  assert.ok('value' in reader && 'ask' in reader.value);
  assert.match(reader.value.ask, /may not read the login of kafka-one\..*HDInsight Cluster Operator/);
});

test('tenants that an account is in, page by page, each once, with what they are called (a server of our own)', async () => {
  const GUEST = '00000000-9999-2222-3333-444444444444', OWN = '00000000-8888-2222-3333-444444444444';
  arm.tenants = [{ id: OWN, token: 'arm.token', name: 'Own' }, { id: GUEST, token: 'x', name: 'Contoso "Ltd" ü', domain: 'contoso.com' }, { id: GUEST, token: 'y' }, { id: 'no guid', token: 'z' }];
  arm.page = 1;
  const answer = await azure.answer(opening, { ask: 'tenants' });
  arm.page = 100;
  assert.deepEqual(answer, { value: [{ id: OWN, home: true, name: 'Own', domain: 'example.com' }, { id: GUEST, home: false, name: 'Contoso "Ltd" ü', domain: 'contoso.com' }] });
  arm.instead = (what, reply) => what.startsWith('GET /tenants') && (armError(reply, 403, 'AuthorizationFailed', 'no'), true);
  const refused = await azure.answer(opening, { ask: 'tenants' });
  assert.ok('problem' in refused && refused.problem.kind === 'authorization');
});

test('how a gateway lets one in, asked without a password (a gateway of our own)', async () => {
  gateway.asked.length = 0;
  for (const [auth, mode] of [['basic', 'basic'], ['bearer', 'entra'], ['none', 'none']] as const) {
    gateway.auth = auth;
    const answer = await clusters.answer({ id: 'probe', description: { url: gateway.url, auth: 'none', caFile: gateway.caFile } }, { ask: 'auth', its });
    assert.ok('value' in answer, JSON.stringify(answer));
    assert.deepEqual([answer.value.mode, answer.value.by], [mode, 'gateway']);
  }
  const esp = await clusters.answer({ id: 'probe', description: { url: gateway.url, auth: 'none', caFile: gateway.caFile } }, { ask: 'auth', its: { ...its, esp: true } });
  assert.ok('value' in esp && esp.value.domainUser === true, 'what Azure says is not asked for');
  assert.equal(gateway.asked.length, 3);
});

test('brokers, health and files of a cluster; a part that is refused keeps no other away (a gateway of our own)', async () => {
  const brokers = await clusters.answer(cluster(), { ask: 'brokers' });
  assert.ok('value' in brokers, JSON.stringify(brokers));
  assert.equal(brokers.value.bootstrap, 'wn0-kafka.x:9092,wn1-kafka.x:9092');
  const inside = await clusters.answer(cluster(), { ask: 'inside' });
  assert.ok('value' in inside && inside.value.health);
  assert.deepEqual([inside.value.fileSystem, inside.value.health.counts.critical, inside.value.problems], ['wasbs://data@store.blob.core.windows.net', 1, []]);
  gateway.trouble = ({ path }) => (path.includes('configurations') ? { kind: 'answer', status: 403 } : undefined);
  const part = await clusters.answer(cluster(), { ask: 'inside' });
  gateway.trouble = undefined;
  assert.ok('value' in part && part.value.health);
  assert.deepEqual([part.value.fileSystem, part.value.problems.map(({ kind }) => kind)], [undefined, ['authorization']]);
  const wrong = await clusters.answer({ ...cluster(), password: 'wrong' }, { ask: 'inside' });
  assert.ok('problem' in wrong);
  assert.equal(wrong.problem.kind, 'authentication');
  assert.ok(!JSON.stringify(wrong).includes('wrong'), 'a password is not repeated');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterOf } from '../../src/hdinsight/arm/parse.ts';
import type { Cluster, ClusterListing } from '../../src/protocol/clusters.ts';
import { offerOf } from '../../src/ui/clusters/azure/brokers.ts';
import { accountLine, armOf, armProblem, entered, idOf, isAccount, keptOf, sameAccount, type AzureAccount } from '../../src/ui/clusters/azure/described.ts';
import { detailsOf } from '../../src/ui/clusters/azure/details.ts';
import { Seen } from '../../src/ui/clusters/azure/seen.ts';
import { called, changes, offered, tenantsProblem } from '../../src/ui/clusters/azure/tenants.ts';
import { clusterLine, clusterTooltip, divided, healthLine, partialLine } from '../../src/ui/clusters/azure/words.ts';
import { describedBy, offeredDraft } from '../../src/ui/topics/draft.ts';
import { armCluster, SUBSCRIPTION } from '../stack/arm.ts';

const account: AzureAccount = { id: 'a', signIn: { way: 'cli', tenantId: 'contoso.com' }, cloud: 'public' };
const cluster = (name: string, kind: string, more: Parameters<typeof armCluster>[2] = {}): Cluster => clusterOf(armCluster(name, kind, more))!;

void test('what another version has kept is not taken for an account', () => {
  assert.ok(isAccount(account));
  assert.ok(isAccount({ ...account, arm: 'https://arm.example' }));
  for (const other of [null, 1, {}, { ...account, id: 1 }, { ...account, cloud: 'moon' }, { ...account, cloud: 'toString' }, { ...account, signIn: { way: 'smoke' } }, { ...account, signIn: null }, { ...account, arm: 7 }]) assert.ok(!isAccount(other), JSON.stringify(other));
});

void test('accounts are called by their way in, and the same way in is one account', () => {
  assert.equal(accountLine(account), 'Azure CLI, contoso.com');
  assert.equal(armOf({ cloud: 'china' }).href, 'https://management.chinacloudapi.cn/');
  assert.ok(sameAccount(account, { signIn: { way: 'cli', tenantId: 'contoso.com' }, cloud: 'public', arm: 'https://management.azure.com' }));
  for (const other of [{ ...account, cloud: 'government' as const }, { ...account, signIn: { way: 'device' as const, tenantId: 'contoso.com' } }, { ...account, signIn: { way: 'cli' as const } }]) assert.ok(!sameAccount(account, other));
  assert.equal(armProblem('https://arm.example'), undefined);
  for (const wrong of ['http://arm.example', 'arm.example', 'https://arm.example/x', 'https://u:p@arm.example', 'https://arm.example?x=1']) assert.match(armProblem(wrong) ?? '', /https:\/\/ and a host/, wrong);
});

void test('tenants are chosen: the own one is there already, each other is an account of its own, and one that is let go of is taken away', () => {
  const own: AzureAccount = { id: 'o', signIn: { way: 'account' }, cloud: 'public' }, home = { id: 'h', home: true, name: 'Home' }, guest = { id: 'G1', home: false, name: 'Contoso', domain: 'contoso.com' }, other = { id: 'g2', home: false }, all = [other, guest, home];
  assert.deepEqual(offered(own, [own], all).map(({ tenant, shown }) => [called(tenant), shown]), [['Contoso', false], ['g2', false]]);
  const { add, remove } = changes(own, [own], all, [guest]);
  assert.deepEqual([add, remove], [[{ signIn: { way: 'account', tenantId: 'G1' }, cloud: 'public', tenant: 'Contoso' }], []]);
  const shown = { id: '1', ...add[0]! }, byDomain: AzureAccount = { id: '2', signIn: { way: 'account', tenantId: 'CONTOSO.com' }, cloud: 'public' }, cli: AzureAccount = { ...shown, id: '3', signIn: { way: 'cli', tenantId: 'G1' } };
  assert.equal(accountLine(shown), 'Microsoft account, Contoso');
  assert.deepEqual(changes(own, [own, shown], all, [guest]), { add: [], remove: [] }, 'what is shown is not shown twice');
  assert.deepEqual(changes(own, [own, shown, byDomain, cli], all, [other]).remove, [shown, byDomain], 'another way in is left alone');
  assert.deepEqual(changes(shown, [shown], all, [guest, home]).add.map(({ signIn }) => signIn.tenantId), ['h'], 'where the own one is not shown, it can be chosen');
  assert.match(tenantsProblem({ ...own, signIn: { way: 'environment' } }) ?? '', /AZURE_TENANT_ID/);
  assert.equal(tenantsProblem(own), undefined);
});

void test('a cluster is the one that was linked by its address, or entered below Azure', () => {
  const spark = cluster('Clicks-Spark', 'Spark'), linked = { id: '1', name: 'mine', description: { url: 'https://clicks-spark.azurehdinsight.net/', auth: 'basic' as const, user: 'admin' } }, far = { ...linked, id: '2', description: { ...linked.description, url: 'https://other.azurehdinsight.net' } };
  assert.equal(keptOf(spark, [far, linked]), linked);
  assert.equal(keptOf(spark, [far, { ...far, description: { url: 'no address', auth: 'none' } }]), undefined);
  const own = entered(spark, account, 'basic', 'admin');
  assert.deepEqual([own.id, own.visited, own.description.user, own.signIn], [idOf(spark), true, 'admin', undefined]);
  assert.equal(keptOf(spark, [own]), own);
  assert.equal(entered(spark, account, 'bearer').signIn?.scope, 'https://Clicks-Spark.clusteraccess.azurehdinsight.net/.default');
  assert.deepEqual(entered({ ...spark, idBroker: true }, { ...account, cloud: 'china' }, 'bearer').signIn, { way: 'cli', tenantId: 'contoso.com', cloud: 'china' }, 'an ID broker takes what HDInsight itself is asked with');
});

void test('a cluster in one line: its kind, what is wrong with it, its network', () => {
  const spark = cluster('clicks', 'Spark', { vnet: 'V1' });
  assert.equal(clusterLine(spark), 'Spark 3.3, V1');
  assert.equal(clusterLine(cluster('k', 'KAFKA', { properties: { clusterState: 'Deleting' } })), "Kafka 3.2, Deleting, Azure's own network");
  assert.equal(clusterLine({ ...spark, network: { kind: 'unknown' }, components: {} }), 'Spark');
  assert.match(clusterTooltip(spark, 'Streaming', [cluster('k', 'Kafka')]), /^clicks: Spark 3\.3\nHDInsight 5\.1\.3000\.0\nRunning\nVirtual network V1, subnet default\nIn the same network: k \(Kafka\)\nWest Europe, streaming, Streaming\nhttps:\/\/clicks/);
});

void test('subscriptions: those with clusters, those without, and those that did not answer', () => {
  const of = (id: string) => ({ id, name: id }), problem = { kind: 'authorization', message: 'no', hint: '', subscription: 'dark' };
  const listing: ClusterListing = { subscriptions: [of(SUBSCRIPTION), of('empty'), of('dark')], clusters: [cluster('a', 'Spark')], problems: [problem, problem, { ...problem, subscription: 'gone' }] };
  assert.deepEqual([divided(listing).full.map((each) => each.clusters.length), divided(listing).empty.map(({ id }) => id)], [[1], ['empty']]);
  assert.equal(partialLine(listing), '2 of 3 subscriptions answered');
  assert.equal(partialLine({ ...listing, problems: [{ kind: 'x', message: '', hint: '' }] }), undefined);
});

void test('details: what Azure says, and what Ambari says where somebody has signed in', () => {
  const kafka = cluster('k', 'Kafka', { vnet: 'V1', properties: { kafkaRestProperties: { clientGroupInfo: { groupName: 'readers' } } } }), labels = (...args: Parameters<typeof detailsOf>) => detailsOf(...args).map(({ label, text }) => `${label}: ${text}`);
  assert.deepEqual(labels(kafka), ['Files: k@weirdata.blob.core.windows.net', 'Network: V1', 'Nodes: 9 nodes', 'Sign-in: not told', 'REST proxy: https://k-kafkarest.azurehdinsight.net', 'Version: HDInsight 5.1.3000.0']);
  const signIn = (more: Partial<Cluster>, mode?: 'none' | 'basic' | 'entra' | 'unknown') => detailsOf({ ...kafka, ...more }, { mode }).find(({ label }) => label === 'Sign-in')!.text;
  assert.deepEqual([signIn({}, 'basic'), signIn({}, 'entra'), signIn({}, 'none'), signIn({}, 'unknown'), signIn({ entra: false }), signIn({ entra: true }), signIn({ esp: true }), signIn({ esp: true, idBroker: true })], ['cluster login', 'Entra', 'everybody is let in', 'not told', 'cluster login', 'Entra', 'domain user', 'domain user, or Entra by its ID broker']);
  const health = { hosts: { total: 5, lost: 1 }, services: [{ name: 'KAFKA', state: 'INSTALLED' }, { name: 'ZOOKEEPER', state: 'STARTED' }], counts: { critical: 1, warning: 2, unknown: 0 }, alerts: [{ state: 'CRITICAL' as const, label: 'Broker', text: 'down', host: 'wn0.x' }] };
  const [first, files] = detailsOf(kafka, { inside: { health, fileSystem: 'wasbs://c@a.blob.core.windows.net', problems: [] } });
  assert.equal(first!.text, '1 critical, 2 warnings, 1 host of 5 not healthy, 1 service not started');
  assert.deepEqual(first!.below!.map(({ label, text }) => `${label}: ${text}`), ['Broker: critical, wn0', 'KAFKA: installed', 'ZOOKEEPER: started']);
  assert.equal(files!.text, 'wasbs://c@a.blob.core.windows.net');
  assert.equal(healthLine({ ...health, hosts: { total: 5 }, services: [], counts: { critical: 0, warning: 0, unknown: 3 } }), 'no alerts, 5 hosts');
});

void test('a connection form begins with the brokers, the SSH server that knows their names, and the REST proxy', () => {
  const kafka = cluster('k', 'Kafka', { properties: { kafkaRestProperties: {} } }), offer = offerOf(kafka, { brokers: [], zookeepers: [], port: 9093, protocol: 'SASL_SSL', bootstrap: 'wn0:9093,wn1:9093' });
  assert.deepEqual(offer, { brokers: 'wn0:9093,wn1:9093', cluster: 'k', ssh: 'sshuser@k-ssh.azurehdinsight.net', restUrl: 'https://k-kafkarest.azurehdinsight.net', protocol: 'SASL_SSL' });
  const draft = offeredDraft(offer);
  assert.deepEqual([draft.kind, draft.brokers, draft.security, draft.rest.url], ['direct', 'wn0:9093,wn1:9093', 'sasl-tls', 'https://k-kafkarest.azurehdinsight.net']);
  assert.deepEqual(describedBy({ ...offeredDraft({ brokers: 'wn0:9092', ssh: offer.ssh }), kind: 'ssh' }), { kind: 'ssh', brokers: 'wn0:9092', ssh: { host: 'k-ssh.azurehdinsight.net', user: 'sshuser' } });
});

void test('what a cluster says of itself is asked once a minute; what went wrong, and what somebody wants anew, at once', async () => {
  let now = 0, asked = 0;
  const seen = new Seen(() => now), ask = (answer: { value: number } | { problem: string }) => seen.once('k', () => { asked++; return Promise.resolve(answer); });
  assert.deepEqual([await ask({ problem: 'x' }), await ask({ value: 1 }), await ask({ value: 2 })], [{ problem: 'x' }, { value: 1 }, { value: 1 }]);
  now = 60_000;
  assert.deepEqual(await ask({ value: 3 }), { value: 3 });
  seen.forget('k');
  assert.deepEqual(await ask({ value: 4 }), { value: 4 });
  assert.equal(asked, 4);
});

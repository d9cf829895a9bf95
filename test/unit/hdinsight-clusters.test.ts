/** What Azure says of clusters, whatever it leaves out, and what is made of it: one network or not, whose brokers, which target. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterOfBrokers } from '../../src/hdinsight/arm/brokers.ts';
import { armFault, waitOf } from '../../src/hdinsight/arm/faults.ts';
import { clusterOf, subscriptionOf } from '../../src/hdinsight/arm/parse.ts';
import { networkVerdict, sixLettersOf, targetVerdict } from '../../src/hdinsight/arm/verdict.ts';
import type { Cluster } from '../../src/protocol/clusters.ts';
import { armCluster, SUBSCRIPTION } from '../stack/arm.ts';

const cluster = (name: string, kind: string, vnet?: string, properties: Record<string, unknown> = {}): Cluster => clusterOf(armCluster(name, kind, { ...(vnet !== undefined && { vnet }), properties }))!;
const id = `/subscriptions/${SUBSCRIPTION}/resourceGroups/r%20g/providers/Microsoft.HDInsight/clusters/c1`;

test('a cluster of which nothing but its id is told is still one', () => {
  assert.deepEqual(clusterOf({ id }), { id, name: 'c1', subscriptionId: SUBSCRIPTION, resourceGroup: 'r g', kind: '', components: {}, network: { kind: 'unknown' }, privateLink: false, esp: false, idBroker: false, storage: [], nodes: [] });
});

test('fields of another kind count as missing, whatever is in them', () => {
  for (const odd of [null, 7, true, [], {}, 'x', [[]], { kind: {} }, { roles: 'none' }, Number.MAX_SAFE_INTEGER, 2n ** 70n, '\u0000'.repeat(5000)]) {
    const properties = Object.fromEntries(['clusterVersion', 'clusterDefinition', 'computeProfile', 'connectivityEndpoints', 'storageProfile', 'networkProperties', 'securityProfile', 'clusterState'].map((name) => [name, odd]));
    const found = clusterOf({ id, location: odd, properties })!;
    assert.equal(found.endpoint, undefined);
    assert.deepEqual(found.storage, []);
    assert.equal(found.network.kind, 'unknown');
  }
  for (const odd of [null, 'x', 7, [], { id: 7 }, { id: 'c1' }, { id: `${id}/../../x` }, { id: id.replace('c1', 'a?b') }, { id: id.replace(SUBSCRIPTION, 'me') }, { id: id.replace('c1', '..') }]) assert.equal(clusterOf(odd), undefined, JSON.stringify(odd));
  for (const odd of [null, {}, { subscriptionId: '../x' }, { subscriptionId: 7 }]) assert.equal(subscriptionOf(odd), undefined);
  assert.deepEqual(subscriptionOf({ subscriptionId: SUBSCRIPTION, displayName: '', tenantId: '../x' }), { id: SUBSCRIPTION, name: SUBSCRIPTION });
});

test('an address that is no host name is not taken over', () => {
  for (const location of ['evil.example/path', 'a@b.c', 'c1', 'c1.azurehdinsight.net:80', '-x.y', 'a..b']) assert.equal(cluster('c1', 'Spark', undefined, { connectivityEndpoints: [{ name: 'HTTPS', location }] }).endpoint, undefined, location);
  assert.equal(cluster('c1', 'Spark', undefined, { connectivityEndpoints: [{ name: 'https', location: 'C1-int.azurehdinsight.cn' }] }).endpoint, 'https://c1-int.azurehdinsight.cn');
});

test('who is let in, and the REST proxy, as far as it is told', () => {
  assert.equal(cluster('c1', 'Spark', undefined, { securityProfile: { directoryType: 'ActiveDirectory' } }).esp, true);
  assert.equal(cluster('c1', 'Spark').entra, undefined);
  const gateway = (configurations: unknown): boolean | undefined => cluster('c1', 'Spark', undefined, { clusterDefinition: { kind: 'Spark', configurations } }).entra;
  assert.equal(gateway({ gateway: { 'restAuthCredential.isEnabled': 'false', restAuthEntraUsers: '[{"upn":"a@b.c"}]' } }), true);
  assert.equal(gateway({ gateway: { 'restAuthCredential.isEnabled': true } }), false);
  assert.equal(gateway({ gateway: { 'restAuthCredential.isEnabled': 'false', restAuthEntraUsers: [] } }), undefined, 'neither: it is not known');
  assert.deepEqual(cluster('Kafka1', 'Kafka', undefined, { kafkaRestProperties: { clientGroupInfo: { groupName: 'g' } } }).kafkaRest, { url: 'https://kafka1-kafkarest.azurehdinsight.net', group: 'g' });
  assert.equal(cluster('c1', 'Kafka').kafkaRest, undefined);
  assert.deepEqual(clusterOf({ id, properties: { kafkaRestProperties: {} } })!.kafkaRest, {}, 'no address is made up where none of the cluster is told');
});

test('storage accounts of each kind', () => {
  const { storage } = cluster('c1', 'Spark', undefined, { storageProfile: { storageaccounts: [
    { name: 'a.dfs.core.windows.net', isDefault: true, container: null, fileSystem: 'fs' }, { name: 'https://b.blob.core.chinacloudapi.cn/', isDefault: 'true', container: 'c' }, { name: 'c.azuredatalakestore.net' }, { name: 'a b' }, null,
  ] } });
  assert.deepEqual(storage, [
    { host: 'a.dfs.core.windows.net', account: 'a', kind: 'adls2', container: 'fs', isDefault: true },
    { host: 'b.blob.core.chinacloudapi.cn', account: 'b', kind: 'blob', container: 'c', isDefault: false },
    { host: 'c.azuredatalakestore.net', account: 'c', kind: 'other', isDefault: false },
  ]);
});

test('one network, two, one that Azure manages, and what is not told', () => {
  const spark = cluster('spark-one', 'Spark', 'V'), verdict = (kafka: Cluster, job = spark): string => networkVerdict(job, kafka).verdict;
  assert.equal(verdict(cluster('kafka-one', 'Kafka', 'v')), 'same', 'ids are compared without regard to case');
  assert.equal(verdict(cluster('kafka-one', 'Kafka', 'w')), 'different');
  assert.equal(verdict(cluster('kafka-one', 'Kafka')), 'unreachable');
  assert.equal(verdict(cluster('kafka-one', 'Kafka', 'v'), cluster('spark-one', 'Spark')), 'unreachable');
  assert.equal(verdict(cluster('kafka-one', 'Kafka', 'v', { computeProfile: {} })), 'unknown');
  assert.equal(verdict(cluster('kafka-one', 'Kafka', 'v', { computeProfile: { roles: [{ name: 'a', virtualNetworkProfile: { id: '/v/a' } }, { name: 'b', virtualNetworkProfile: { id: '/v/b' } }] } })), 'unknown', 'nodes in several');
  const elsewhere = clusterOf(armCluster('kafka-one', 'Kafka', { subscription: SUBSCRIPTION.replace('0', '1'), vnet: 'v' }))!;
  assert.match(networkVerdict(spark, elsewhere).reason, /in the virtual network V, kafka-one in v of another resource group/);
});

test('names that begin alike in one network are warned of', () => {
  const one = cluster('kafka-prod', 'Kafka', 'v'), two = cluster('KAFKA-PRICES', 'Spark', 'V'), far = cluster('kafka-pool', 'Kafka', 'w');
  assert.equal(networkVerdict(two, one).warning, true);
  assert.match(networkVerdict(two, one).hint, /begin with kafka-/);
  assert.equal(networkVerdict(cluster('spark', 'Spark', 'v'), one).warning, undefined);
  assert.equal(sixLettersOf([one, two, far]).length, 1);
  assert.deepEqual(sixLettersOf([one, one, far]), []);
});

test('only a Spark cluster that runs takes a job; the Spark clusters of the same network are offered', () => {
  const kafka = cluster('kafka-one', 'Kafka', 'v'), near = cluster('near', 'SPARK', 'v'), far = cluster('far', 'Spark', 'w'), all = [kafka, near, far];
  assert.equal(targetVerdict(near, all).takes, true);
  const refused = targetVerdict(kafka, all);
  assert.ok(!refused.takes);
  assert.deepEqual(refused.instead, [near.id]);
  const none = targetVerdict(kafka, [kafka, far]);
  assert.ok(!none.takes && none.instead[0] === far.id && /No Spark cluster is in its virtual network/.test(none.hint));
  const gone = targetVerdict(cluster('near', 'Spark', 'v', { clusterState: 'Deleting' }), all);
  assert.ok(!gone.takes && /Deleting/.test(gone.reason));
  const dark = targetVerdict(clusterOf({ id })!, all);
  assert.ok(!dark.takes && /does not say of which kind/.test(dark.reason));
});

test('whose brokers a job names: by what Ambari told, else by the six letters, never by a guess among several', () => {
  const one = cluster('kafka-prod', 'Kafka', 'v'), two = cluster('Kafka-Pool', 'Kafka', 'w'), other = cluster('clicks', 'Kafka'), all = [one, two, other, cluster('kafka-p', 'Spark', 'v')];
  const host = 'wn0-kafka-.abc.bx.internal.cloudapp.net';
  const several = clusterOfBrokers(`${host}:9092`, all);
  assert.ok(several.found === 'several' && several.clusters.length === 2);
  const named = clusterOfBrokers(`PLAINTEXT://${host.toUpperCase()}:9092, 10.0.0.9:9092`, all, [{ cluster: two.id, hosts: [host, '10.0.0.5'] }]);
  assert.ok(named.found === 'one' && named.cluster === two.id && named.how === 'named');
  const address = clusterOfBrokers('10.0.0.5:9092', all, [{ cluster: two.id, hosts: [host, '10.0.0.5'] }]);
  assert.ok(address.found === 'one' && address.cluster === two.id);
  const asked = clusterOfBrokers(`${host}:9092`, all, [{ cluster: one.id, hosts: ['wn0-kafka-.other.net'] }]);
  assert.ok(asked.found === 'one' && asked.cluster === two.id && asked.how === 'letters', 'who was asked and has no such broker is not meant');
  assert.equal(clusterOfBrokers('wn3-clicks.x.y:9092', all).found, 'one');
  for (const none of ['', ' , ', 'localhost:9092', '[::1]:9092', '10.0.0.5:9092', 'wn0-elsewh.x.y', 'x'.repeat(100_000)]) assert.equal(clusterOfBrokers(none, all).found, 'none', none.slice(0, 40));
});

test('how long is waited before Azure is asked again', () => {
  const header = (value?: string) => (name: string): string | undefined => (name === 'retry-after' ? value : undefined), now = Date.parse('2026-01-01T00:00:00Z');
  assert.equal(waitOf({ status: 429, header: header('7') }, 1, now), 7000);
  assert.equal(waitOf({ status: 429, header: header('Thu, 01 Jan 2026 00:00:09 GMT') }, 1, now), 9000);
  assert.equal(waitOf({ status: 503, header: header() }, 3, now), 4000);
  assert.equal(waitOf({ status: 503, header: header('soon') }, 1, now), 1000);
  assert.equal(waitOf({ status: 429, header: header('3600') }, 1, now), undefined, 'nobody waits an hour');
  assert.equal(waitOf({ status: 403, header: header('1') }, 1, now), undefined);
});

test('a refusal names the role that it takes, and repeats no token', () => {
  const fault = (status: number, path: string, body: unknown): string => { const { message, hint } = armFault({ status, text: JSON.stringify(body), header: () => undefined }, 'arm', path); return `${message} ${hint}`; };
  assert.match(fault(403, `${id}/configurations`, { error: { code: 'AuthorizationFailed', message: 'no\n\u001b[31m eyJhbGci.eyJz.sig' } }), /AuthorizationFailed: no \[31m … \(HTTP 403\)\. .*HDInsight Cluster Operator/);
  assert.match(fault(403, '/subscriptions/x/y/storageAccounts/a/listKeys', {}), /Storage Account Key Operator/);
  assert.match(fault(401, '/subscriptions', { error: { code: 'InvalidAuthenticationTokenTenant' } }), /of another tenant/);
});

/** Ambari, and how a gateway lets one in: asked of a server of our own that answers in the shapes of the documentation, or as it should not. */
import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { authByAnswer, authByAzure, judged } from '../../src/hdinsight/ambari/auth.ts';
import { Ambari } from '../../src/hdinsight/ambari/client.ts';
import { healthOf } from '../../src/hdinsight/ambari/health.ts';
import { brokersOf, defaultFs } from '../../src/hdinsight/ambari/hosts.ts';
import { clusterOf } from '../../src/hdinsight/arm/parse.ts';
import { HttpClient } from '../../src/hdinsight/http/client.ts';
import { httpSettings } from '../../src/hdinsight/http/settings.ts';
import { HttpFault } from '../../src/http/fault.ts';
import { armCluster } from '../stack/arm.ts';

const DOMAIN = 'eahjefxxp1netdbyklgqj5y1ud.cx.internal.cloudapp.net', CLUSTER = '/api/v1/clusters/Kafka%20One';
let server: Server, answers: Map<string, unknown>, asked: string[];

before(async () => {
  server = createServer((request, response) => {
    asked.push(request.url!);
    const found = answers.get(request.url!.replace(/\?.*/, ''));
    if (typeof found === 'function') (found as (answer: ServerResponse) => void)(response);
    else if (typeof found === 'number') response.writeHead(found, { 'content-type': 'text/plain' }).end(JSON.stringify({ status: found, message: 'The authenticated user is not authorized to perform the requested operation' }));
    else response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'text/plain' }).end(JSON.stringify(found ?? { status: 404, message: "The requested resource doesn't exist" }));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
});
after(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
});
beforeEach(() => {
  asked = [];
  const hosts = ['wn10', 'wn0', 'wn2'].map((name) => `${name}-kafka.${DOMAIN}`), config = (type: string, properties: Record<string, unknown>): unknown => ({ items: [{ is_current: true, configurations: [{ type: 'other', properties: {} }, { type, properties }] }] });
  answers = new Map<string, unknown>([
    ['/api/v1/clusters', { items: [{ Clusters: { cluster_name: 'Kafka One', version: 'HDP-3.1' } }] }],
    [`${CLUSTER}/services/KAFKA/components/KAFKA_BROKER`, { host_components: hosts.map((host_name) => ({ HostRoles: { cluster_name: 'Kafka One', component_name: 'KAFKA_BROKER', host_name } })) }],
    [`${CLUSTER}/services/ZOOKEEPER/components/ZOOKEEPER_SERVER`, { host_components: [{ HostRoles: { host_name: `zk1-kafka.${DOMAIN}` } }] }],
    [`${CLUSTER}/hosts`, { items: hosts.map((host_name, i) => ({ Hosts: { host_name, ip: `10.0.0.${i + 4}` } })) }],
    [`${CLUSTER}/configurations/service_config_versions`, config('kafka-broker', { listeners: 'SASL_PLAINTEXT://localhost:9093,PLAINTEXT://localhost:9094' })],
    [CLUSTER, { Clusters: { total_hosts: 8, health_report: { 'Host/host_status/HEALTHY': 7, 'Host/host_status/UNHEALTHY': 1, 'Host/host_state/HEARTBEAT_LOST': 1 } }, alerts_summary: { CRITICAL: 1, WARNING: 2, OK: 90, UNKNOWN: 0, MAINTENANCE: 0 } }],
    [`${CLUSTER}/services`, { items: [{ ServiceInfo: { service_name: 'KAFKA', state: 'STARTED' } }, { ServiceInfo: {} }, null] }],
    [`${CLUSTER}/alerts`, { items: [
      { Alert: { label: 'Percent JournalNodes', state: 'WARNING', text: 'affected: [1]\n\u001b[31mtotal: [3]', service_name: 'HDFS', original_timestamp: 1_700_000_000_000, maintenance_state: 'OFF' } },
      { Alert: { label: 'Kafka Broker Process', state: 'CRITICAL', text: 'Connection failed', service_name: 'KAFKA', host_name: hosts[0], maintenance_state: 'OFF' } },
      { Alert: { label: 'Known', state: 'CRITICAL', maintenance_state: 'ON' } }, { Alert: { label: 'Odd', state: 'BROKEN' } }, 7,
    ] }],
  ]);
});

const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const client = (): HttpClient => new HttpClient(httpSettings({ url: origin(), auth: 'none' }, { kind: 'none' }, { env: {} }), () => Promise.resolve());
const faultOf = (work: Promise<unknown>): Promise<HttpFault> => work.then((value) => assert.fail(JSON.stringify(value)), (error: unknown) => { assert.ok(error instanceof HttpFault, String(error)); return error; });

test('brokers in the order of their numbers, with addresses, ZooKeepers and the listener (a server of our own)', async () => {
  const found = await brokersOf(new Ambari(client()));
  assert.deepEqual(found.brokers, [{ host: `wn0-kafka.${DOMAIN}`, ip: '10.0.0.5' }, { host: `wn2-kafka.${DOMAIN}`, ip: '10.0.0.6' }, { host: `wn10-kafka.${DOMAIN}`, ip: '10.0.0.4' }]);
  assert.deepEqual([found.port, found.protocol, found.note, found.zookeepers.length], [9093, 'SASL_PLAINTEXT', undefined, 1]);
  assert.equal(found.bootstrap, found.brokers.map(({ host }) => `${host}:9093`).join(','));
  assert.ok(asked.every((path) => path.startsWith('/api/v1/clusters?') || path.startsWith(CLUSTER)), 'the name is written as Ambari writes it');
});

test('where configuration may not be seen, brokers have their usual port, and it is said (a server of our own)', async () => {
  answers.set(`${CLUSTER}/configurations/service_config_versions`, 403);
  const found = await brokersOf(new Ambari(client()));
  assert.deepEqual([found.port, found.protocol], [9092, undefined]);
  assert.match(found.note!, /did not tell the listeners; 9092/);
  const fault = await faultOf(defaultFs(new Ambari(client())));
  assert.deepEqual([fault.kind, fault.status], ['authorization', 403], 'one who asks for a login can tell');
});

test('hosts that are none are left out; a cluster without Kafka says so (a server of our own)', async () => {
  answers.set(`${CLUSTER}/services/KAFKA/components/KAFKA_BROKER`, { host_components: [{ HostRoles: { host_name: 'a b' } }, { HostRoles: { host_name: 'x:9092,evil' } }, { HostRoles: { host_name: 7 } }, { HostRoles: { host_name: 'wn0' } }] });
  answers.set(`${CLUSTER}/hosts`, { items: [{ Hosts: { host_name: 'wn0', ip: '10.0.0.4/evil' } }] });
  assert.deepEqual((await brokersOf(new Ambari(client()))).brokers, [{ host: 'wn0' }]);
  answers.delete(`${CLUSTER}/services/KAFKA/components/KAFKA_BROKER`);
  assert.match((await faultOf(brokersOf(new Ambari(client())))).message, /has no Kafka/);
});

test('the default file system (a server of our own)', async () => {
  const set = (value: unknown): void => { answers.set(`${CLUSTER}/configurations/service_config_versions`, { items: [{ configurations: [{ type: 'core-site', properties: { 'fs.defaultFS': value } }] }] }); };
  set('abfss://fs@account.dfs.core.windows.net/');
  assert.equal(await defaultFs(new Ambari(client())), 'abfss://fs@account.dfs.core.windows.net');
  for (const odd of [undefined, 7, '', 'account', 'wasbs://a b']) {
    set(odd);
    assert.match((await faultOf(defaultFs(new Ambari(client())))).message, /does not tell where the files/);
  }
});

test('health: hosts, services, alerts with the worst first and in one line (a server of our own)', async () => {
  const health = await healthOf(new Ambari(client()));
  assert.deepEqual(health, {
    hosts: { total: 8, healthy: 7, unhealthy: 1, lost: 1 }, services: [{ name: 'KAFKA', state: 'STARTED' }], counts: { critical: 1, warning: 2, unknown: 0 },
    alerts: [
      { state: 'CRITICAL', label: 'Kafka Broker Process', text: 'Connection failed', service: 'KAFKA', host: `wn10-kafka.${DOMAIN}` },
      { state: 'WARNING', label: 'Percent JournalNodes', text: 'affected: [1] [31mtotal: [3]', service: 'HDFS', since: 1_700_000_000_000 },
    ],
  });
  answers.set(`${CLUSTER}/alerts`, 403);
  assert.deepEqual((await healthOf(new Ambari(client()))).alerts, []);
});

test('what is no Ambari is said (a server of our own)', async () => {
  for (const items of [[], [{}, {}], [{ Clusters: { cluster_name: '../x' } }], 'none']) {
    answers.set('/api/v1/clusters', { items });
    assert.equal((await faultOf(brokersOf(new Ambari(client())))).kind, 'protocol');
  }
  answers.set('/api/v1/clusters', (answer: ServerResponse) => { answer.writeHead(200, { 'content-type': 'text/html' }).end('<html>'); });
  assert.match((await faultOf(healthOf(new Ambari(client())))).message, /web page/);
});

test('how one is let in, by what is answered to nobody (a server of our own)', async () => {
  const modes: [status: number, headers: Record<string, string>, text: string, mode: string][] = [
    [401, { 'www-authenticate': 'Basic realm="None"' }, '', 'basic'],
    [401, { 'www-authenticate': 'Bearer authorization_uri="https://login.microsoftonline.com/x", Basic realm="x"' }, '', 'basic'],
    [401, { 'www-authenticate': 'Bearer authorization_uri="https://login.microsoftonline.com/Basic"' }, '', 'entra'],
    [401, { 'www-authenticate': 'Negotiate' }, '', 'unknown'], [401, {}, '', 'unknown'],
    [302, { location: 'https://login.microsoftonline.com/common/oauth2' }, '', 'entra'],
    [302, { location: 'https://login.microsoftonline.com.evil.net/' }, '', 'unknown'], [302, {}, '', 'unknown'],
    [200, {}, '{"from":0,"total":0,"sessions":[]}', 'none'], [200, {}, '<html>Sign in</html>', 'unknown'], [503, {}, '', 'unknown'],
  ];
  for (const [status, headers, text, mode] of modes) {
    answers.set('/livy/batches', (answer: ServerResponse) => { answer.writeHead(status, headers).end(text); });
    const found = await authByAnswer(client());
    assert.deepEqual([found.mode, found.by], [mode, 'gateway'], `${status} ${JSON.stringify(headers)}: ${found.evidence}`);
    assert.match(found.evidence, new RegExp(`HTTP ${status}`));
  }
  assert.equal(asked.length, modes.length, 'nothing is followed and nothing asked twice');
  assert.ok(!judged({ status: 302, text: '', header: () => 'https://a\u001b[31mb/' }, 'c').evidence.includes('\u001b'));
});

test('how one is let in, by what Azure says', () => {
  const by = (properties: Record<string, unknown>): unknown => { const found = authByAzure(clusterOf(armCluster('c1', 'Spark', { properties }))!); return found && [found.mode, found.domainUser]; };
  const securityProfile = { directoryType: 'ActiveDirectory' };
  assert.equal(by({}), undefined, 'then the gateway is asked');
  assert.deepEqual(by({ securityProfile }), ['basic', true]);
  assert.equal(by({ securityProfile, computeProfile: { roles: [{ name: 'idbrokernode' }] } }), undefined);
  assert.deepEqual(by({ clusterDefinition: { kind: 'Spark', configurations: { gateway: { 'restAuthCredential.isEnabled': 'false', restAuthEntraUsers: '[{}]' } } } }), ['entra', undefined]);
});

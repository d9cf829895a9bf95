/** What is asked beside the cluster before a submit: who reads what, and whether the networks are one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanReport } from '../../src/hdinsight/preflight/plan.ts';
import { brokersNamed, kafkaReads, networkOf } from '../../src/hdinsight/submit/network.ts';
import type { Cluster } from '../../src/protocol/clusters.ts';
import type { QueryAsked, QueryInfo } from '../../src/protocol/run.ts';

const query = (sources: QueryAsked['sources'], sink: QueryAsked['sink'] = { format: 'console', options: {} }): QueryInfo => ({
  id: '1', runId: '2', name: 'q', label: 'q', outputMode: 'append', trigger: '', sink: sink.format, sources: [], plan: [], timeZone: 'UTC', watermarks: [], asked: { sources, sink, checkpoint: null },
});
const kafka = (options: Record<string, string>, streaming = true): QueryAsked['sources'][number] => ({ format: 'kafka', streaming, paths: [], options });
const plan = (...queries: QueryInfo[]): PlanReport => ({ queries, problems: [], exitCode: 0, timedOut: false });

test('streams that subscribe, each list of brokers once; a sign-in is seen', () => {
  const report = plan(query([kafka({ 'kafka.bootstrap.servers': 'a:1', subscribe: 'x, y' }), kafka({ 'kafka.bootstrap.servers': 'a:1', subscribe: 'y' }), kafka({ 'kafka.bootstrap.servers': 'b:1', subscribe: 'z', 'kafka.security.protocol': 'SASL_SSL' })]),
    query([kafka({ 'kafka.bootstrap.servers': 'a:1', subscribe: 'batch' }, false), kafka({ 'kafka.bootstrap.servers': 'c:1', subscribepattern: 'p.*' })], { format: 'kafka', options: { 'kafka.bootstrap.servers': 'd:1', topic: 't' } }));
  assert.deepEqual(kafkaReads(report), [{ servers: 'a:1', topics: ['x', 'y'], plain: true }, { servers: 'b:1', topics: ['z'], plain: false }]);
  assert.deepEqual(brokersNamed(report), ['a:1', 'b:1', 'c:1', 'd:1']);
});

const cluster = (name: string, kind: string, network: Cluster['network']): Cluster => ({ id: `/c/${name}`, name, kind, subscriptionId: 's', resourceGroup: 'g', components: {}, network, privateLink: false, esp: false, idBroker: false, storage: [], nodes: [] });
const own = (vnet: string): Cluster['network'] => ({ kind: 'own', vnet });
const ALL = [cluster('spark1', 'spark', own('/v/one')), cluster('spark2', 'spark', { kind: 'managed' }), cluster('Kafka1', 'kafka', own('/v/one')), cluster('events', 'kafka', own('/v/two'))];
const at = (spark: string, broker: string) => networkOf(`https://${spark}.azurehdinsight.net/livy`, [`${broker}.xyz.bx.internal.cloudapp.net:9092`], ALL);

for (const [what, spark, broker, reaches, reason] of [
  ['one network', 'SPARK1', 'wn0-kafka1', 'yes', /both in the virtual network one/], ['through a private address', 'spark1-int', 'wn0-kafka1', 'yes', /both in/], ['two networks', 'spark1', 'wn0-events', 'unknown', /spark1 is in the virtual network one, events in two\. That works only where/],
  ['a network that nobody joins', 'spark2', 'wn0-kafka1', 'no', /Azure manages/], ['brokers of nobody', 'spark1', 'wn0-other', 'unknown', /None of 2 Kafka clusters/], ['a cluster that is not listed', 'spark9', 'wn0-kafka1', 'unknown', /spark9 is not among the clusters/],
] as const) {
  test(`networks: ${what}`, () => {
    const verdict = at(spark, broker);
    assert.equal(verdict?.reaches, reaches);
    assert.match(verdict?.reason ?? '', reason);
  });
}

test('networks: a Livy by itself, and a job without brokers', () => {
  assert.deepEqual(networkOf('http://localhost:8998', ['a:1'], ALL), { reaches: 'unknown', reason: 'localhost:8998 is not among the clusters that Azure lists for this account.' });
  assert.equal(networkOf('https://spark1.azurehdinsight.net/livy', [], ALL), undefined);
});

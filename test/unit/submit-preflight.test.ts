/** Each check before a submit: its verdict, and that a verdict which is not ok has a way out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preflight } from '../../src/hdinsight/preflight/index.ts';
import type { PreflightInput } from '../../src/hdinsight/preflight/input.ts';
import { containersOf } from '../../src/hdinsight/preflight/resources.ts';
import { checkpointsOf, kafkaIn, type PlanReport } from '../../src/hdinsight/preflight/plan.ts';
import { emptyProfile } from '../../src/hdinsight/profile/read.ts';
import { checkpointTag } from '../../src/hdinsight/submit/body.ts';
import { prepare } from '../../src/hdinsight/submit/prepare.ts';
import type { QueryAsked, QueryInfo } from '../../src/protocol/run.ts';
import type { PreflightCheck, Profile } from '../../src/protocol/submit.ts';

const FILES = { kind: (path: string) => (['/j/job.py', '/j/lookup.csv', '/j/data/in'].includes(path) ? 'file' as const : undefined), list: () => [], join: (...parts: string[]) => parts.join('/') };
const query = (asked: Partial<QueryAsked>): QueryInfo => ({
  id: '1', runId: '2', name: 'q', label: 'q', outputMode: 'append', trigger: '', sink: 'console', sources: [], plan: [], timeZone: 'UTC', watermarks: [], span: { file: '/j/job.py', line: 9, column: 0, endLine: 9, endColumn: 1 },
  asked: { sources: [], sink: { format: 'console', options: {} }, checkpoint: 'abfss://c@a/cp', ...asked },
});
const plan = (queries: QueryInfo[], more: Partial<PlanReport> = {}): PlanReport => ({ queries, problems: [], exitCode: 0, timedOut: false, ...more });
const kafka = (servers: string, more: Record<string, string> = {}): PlanReport => plan([query({ sources: [{ format: 'kafka', streaming: true, paths: [], options: { 'kafka.bootstrap.servers': servers, subscribe: 'orders', ...more } }] })]);

interface Case { source?: string; profile?: Partial<Profile>; plan?: PlanReport; more?: Partial<PreflightInput> }
function checks({ source = 'x = 1\n', profile, plan: report = plan([query({})]), more }: Case): PreflightCheck[] {
  const files = { ...FILES, read: () => new TextEncoder().encode(source) }, full = { ...emptyProfile(), name: 'job', storage: 'abfss://jobs@acct.dfs.core.windows.net/w', ...profile };
  const prepared = prepare({ job: '/j/job.py', folder: '/j', profileFolder: '/j', files, profile: full, tag: 'weir-1' }, { checkpoints: checkpointsOf(report), usesKafka: kafkaIn(report) });
  return preflight({ prepared, profile: full, job: '/j/job.py', folder: '/j', files, livy: 'https://c.azurehdinsight.net/livy', machine: ['laptop7', '192.168.178.20'], plan: report, ...more });
}
const QUEUE = { name: 'default', freeMb: 8192, minimumMb: 512, maximumMb: 6144 };
const parts = (n: number, size = 100) => Array.from({ length: n }, (_, partition) => ({ partition, low: 0, high: size }));

const cases: [string, string, PreflightCheck['verdict'], RegExp, Case][] = [
  ['a job that goes through', 'plan', 'ok', /one query/, {}],
  ['no query', 'plan', 'ok', /starts no streaming query/, { plan: plan([]) }],
  ['an error of Spark', 'plan', 'error', /AnalysisException: no column/, { plan: plan([], { problems: [{ severity: 'error', code: 'spark-analysis', errorClass: 'AnalysisException', message: 'no column\nmore' }] }) }],
  ['a name that is not there', 'plan', 'error', /NameError: name 'x'/, { plan: plan([], { problems: [{ severity: 'error', code: 'python-exception', errorClass: 'NameError', message: "name 'x' is not defined" }] }) }],
  ['what may be about rows that are not there', 'plan', 'warning', /AssertionError: no rows, in a run in which/, { plan: plan([], { problems: [{ severity: 'error', code: 'python-exception', errorClass: 'AssertionError', message: 'no rows' }] }) }],
  ['None of an action', 'plan', 'warning', /has no rows/, { plan: plan([], { problems: [{ severity: 'error', code: 'python-exception', errorClass: 'AttributeError', message: "'NoneType' object has no attribute 'n'" }] }) }],
  ['what is not simulated', 'plan', 'unknown', /cannot run all/, { plan: plan([], { problems: [{ severity: 'error', code: 'not-simulated', message: 'delta', hint: 'x' }] }) }],
  ['a module that is not here', 'plan', 'unknown', /not here was imported/, { plan: plan([], { problems: [{ severity: 'error', code: 'missing-module', message: 'No module named numpy', hint: 'x' }] }) }],
  ['no end', 'plan', 'unknown', /in time/, { plan: plan([], { timedOut: true }) }],
  ['a warning is no error', 'plan', 'ok', /goes through/, { plan: plan([query({})], { problems: [{ severity: 'warning', code: 'script-ended', message: 'x' }] }) }],
  ['a module that the cluster may lack', 'modules', 'warning', /numpy/, { source: 'import numpy\n' }],
  ['a module that is optional', 'modules', 'ok', /nothing/, { source: 'try:\n  import orjson\nexcept ImportError:\n  pass\n' }],
  ['a substitution that matches', 'substitutions', 'ok', /All 1/, { source: 'x = "a"\n', profile: { substitutions: { a: 'b' } } }],
  ['a substitution that does not', 'substitutions', 'warning', /"a" matches nothing/, { profile: { substitutions: { a: 'b' } } }],
  ['a newer method', 'spark-version', 'error', /withColumns came with Spark 3\.3\.0/, { source: 'df.withColumns({})\n', profile: { sparkVersion: '3.1.3' } }],
  ['a newer trigger', 'spark-version', 'error', /availableNow/, { source: 'w.trigger(availableNow=True)\n', profile: { sparkVersion: '3.1.3' } }],
  ['a newer function, by another name', 'spark-version', 'error', /session_window came/, { source: 'import pyspark.sql.functions as fn\nfn.session_window("a", "b")\n', profile: { sparkVersion: '3.1.3' }, more: { functionSince: (name) => (name === 'session_window' ? '3.2.0' : undefined) } }],
  ['a method called as a newer function', 'spark-version', 'ok', /Nothing/, { source: 'from pyspark.sql import functions as F\ndf.filter("x")\n', profile: { sparkVersion: '2.4.0' }, more: { functionSince: (name) => (name === 'filter' ? '3.1.0' : undefined) } }],
  ['the connector', 'connector', 'ok', /is of the cluster's Spark/, { plan: kafka('kafka.example.com:9092') }],
  ['no connector', 'connector', 'error', /neither among/, { plan: kafka('kafka.example.com:9092'), profile: { connector: false } }],
  ['no internet', 'connector', 'error', /reaches no Maven/, { plan: kafka('kafka.example.com:9092'), profile: { internet: false } }],
  ['packages without internet', 'connector', 'error', /resolved by the cluster/, { plan: kafka('kafka.example.com:9092'), profile: { internet: false, packages: ['org.apache.spark:spark-sql-kafka-0-10_2.12:3.3.1'] } }],
  ['a connector of another Scala', 'connector', 'error', /Scala 2\.13/, { plan: kafka('kafka.example.com:9092'), profile: { packages: ['org.apache.spark:spark-sql-kafka-0-10_2.13:3.3.1'] } }],
  ['a connector of another minor', 'connector', 'error', /Spark 3\.1\.2/, { plan: kafka('kafka.example.com:9092'), profile: { packages: ['org.apache.spark:spark-sql-kafka-0-10_2.12:3.1.2'] } }],
  ['a connector of another patch', 'connector', 'warning', /Spark 3\.3\.0/, { plan: kafka('kafka.example.com:9092'), profile: { packages: ['org.apache.spark:spark-sql-kafka-0-10_2.12:3.3.0'] } }],
  ['packages in the session', 'connector', 'warning', /too late/, { source: 'b.config("spark.jars.packages", "x")\n' }],
  ['localhost', 'brokers', 'error', /the worker itself/, { plan: kafka('localhost:9092') }],
  ['localhost in IPv6', 'brokers', 'error', /the worker itself/, { plan: kafka('[::1]:9092') }],
  ['localhost of a cluster that is here', 'brokers', 'ok', /so is the cluster/, { plan: kafka('127.0.0.1:9092'), more: { livy: 'http://127.0.0.1:8998' } }],
  ['this machine', 'brokers', 'warning', /is this machine/, { plan: kafka('LAPTOP7:9092') }],
  ['a name of a local network', 'brokers', 'warning', /local network/, { plan: kafka('kafka.fritz.box:9092') }],
  ['no port', 'brokers', 'error', /is no broker/, { plan: kafka('kafka.example.com') }],
  ['a private address', 'brokers', 'unknown', /private address/, { plan: kafka('10.0.0.4:9092') }],
  ['one network', 'brokers', 'ok', /same network/, { plan: kafka('wn0-k.abc.dx.internal.cloudapp.net:9092'), more: { network: { reaches: 'yes', reason: 'both clusters are in the same network.' } } }],
  ['two networks', 'brokers', 'error', /another network/, { plan: kafka('wn0-k.abc.dx.internal.cloudapp.net:9092'), more: { network: { reaches: 'no', reason: 'that cluster is in another network.' } } }],
  ['a short name', 'brokers', 'unknown', /without a domain/, { plan: kafka('wn0-kafka:9092') }],
  ['the second of two brokers', 'brokers', 'error', /localhost:9093/, { plan: kafka('kafka.example.com:9092, localhost:9093') }],
  ['brokers of a plan that failed', 'brokers', 'error', /localhost:9092/, { source: 'x = ("kafka", "localhost:9092")\n', plan: plan([]) }],
  ['no checkpoint', 'checkpoint', 'warning', /begins anew/, { plan: plan([query({ checkpoint: null })]) }],
  ['a checkpoint on a disk', 'checkpoint', 'error', /does not survive/, { plan: plan([query({ checkpoint: 'file:///tmp/cp' })]) }],
  ['a checkpoint in /tmp', 'checkpoint', 'warning', /may be deleted/, { plan: plan([query({ checkpoint: '/tmp/cp' })]) }],
  ['a checkpoint in Blob storage', 'checkpoint', 'warning', /slow/, { plan: plan([query({ checkpoint: 'wasbs://c@a/cp' })]) }],
  ['a relative checkpoint', 'checkpoint', 'warning', /relative/, { plan: plan([query({ checkpoint: 'cp' })]) }],
  ['a checkpoint in ADLS', 'checkpoint', 'ok', /survives the cluster/, { plan: plan([query({})]) }],
  ['a checkpoint in HDFS', 'checkpoint', 'ok', /ends with the cluster/, { plan: plan([query({ checkpoint: 'hdfs://mycluster/cp' })]) }],
  ['one checkpoint for two', 'checkpoint', 'error', /shares the checkpoint/, { plan: plan([query({}), query({ checkpoint: 'abfss://c@a/cp/' })]) }],
  ['a file that is here, in the plan', 'local-paths', 'error', /data\/in/, { plan: plan([query({ sources: [{ format: 'json', streaming: true, options: {}, paths: ['data/in'] }] })]) }],
  ['a file that is here, in the text', 'local-paths', 'error', /lookup\.csv/, { source: 'open("lookup.csv")\n' }],
  ['a file that goes along', 'local-paths', 'ok', /no file/, { source: 'open("lookup.csv")\n', profile: { files: ['lookup.csv'] } }],
  ['a file that is nowhere', 'local-paths', 'ok', /no file/, { source: 'open("other.csv")\n' }],
  ['a setting that Livy refuses', 'livy', 'error', /spark\.master/, { profile: { conf: { 'spark.master': 'yarn' } } }],
  ['no storage', 'storage', 'error', /not said/, { profile: { storage: undefined } }],
  ['a secret argument', 'secrets', 'warning', /Argument 2/, { profile: { arguments: ['--password', 'hunter2'] } }],
  ['no attempts', 'attempts', 'warning', /not set/, {}],
  ['one attempt', 'attempts', 'warning', /stays down/, { profile: { conf: { 'spark.yarn.maxAppAttempts': '1' } } }],
  ['attempts of a life', 'attempts', 'warning', /never forgotten/, { profile: { conf: { 'spark.yarn.maxAppAttempts': '4' } } }],
  ['attempts of an hour', 'attempts', 'ok', /up to 3 times within 1h/, { profile: { conf: { 'spark.yarn.maxAppAttempts': '4', 'spark.yarn.am.attemptFailuresValidityInterval': '1h' } } }],
  ['no numbers of a queue', 'resources', 'unknown', /1408 MiB/, {}],
  ['all fits', 'resources', 'ok', /1536 MiB, each of 2 executors 1536 MiB with one core\. Queue default has 8 GiB free/, { more: { queue: QUEUE } }],
  ['some fit', 'resources', 'warning', /4 of 10 executors fit/, { profile: { executor: { instances: 10 } }, more: { queue: QUEUE } }],
  ['the driver waits', 'resources', 'warning', /the job waits/, { more: { queue: { ...QUEUE, freeMb: 1024 } } }],
  ['cores are counted where YARN does', 'resources', 'warning', /1 of 2 executors fit/, { profile: { executor: { cores: 4 } }, more: { queue: { ...QUEUE, freeCores: 6 } } }],
  ['larger than a container', 'resources', 'error', /6 GiB at most/, { profile: { executor: { memory: '8g' } }, more: { queue: QUEUE } }],
  ['partitions not known', 'parallelism', 'unknown', /At most 2 cores read orders/, { plan: kafka('kafka.example.com:9092') }],
  ['cores without work', 'parallelism', 'warning', /^3 of 8 cores read orders at once: it has 3 partitions\./, { plan: kafka('kafka.example.com:9092'), profile: { executor: { instances: 4, cores: 2 } }, more: { partitions: new Map([['orders', parts(3)]]) } }],
  ['minPartitions', 'parallelism', 'ok', /^8 of 8 cores .* minPartitions is 16\. A batch over all 300 offsets has 1\d tasks/, { plan: kafka('kafka.example.com:9092', { minpartitions: '16' }), profile: { executor: { instances: 4, cores: 2 } }, more: { partitions: new Map([['orders', parts(3)]]) } }],
  ['not asked what runs', 'running', 'unknown', /not asked/, {}],
  ['nothing runs', 'running', 'ok', /No job/, { more: { running: [{ label: 'batch 1', name: 'other', tags: ['weir-2'], active: true }] } }],
  ['the name runs', 'running', 'error', /batch 1 runs under the name job/, { more: { running: [{ label: 'batch 1', name: 'job', tags: [], active: true }] } }],
  ['the name is held', 'running', 'warning', /Livy holds it/, { more: { running: [{ label: 'batch 1', name: 'job', tags: [], active: false }] } }],
  ['the checkpoint runs', 'running', 'error', /application_1 runs with the checkpoint/, { more: { running: [{ label: 'application_1', name: undefined, tags: [checkpointTag('abfss://c@a/cp')], active: true }] } }],
  ['the checkpoint of a job that ended', 'running', 'ok', /No job/, { more: { running: [{ label: 'application_1', name: undefined, tags: [checkpointTag('abfss://c@a/cp')], active: false }] } }],
];
for (const [name, id, verdict, evidence, given] of cases) {
  test(`${id}: ${name}`, () => {
    const all = checks(given), mine = all.filter((each) => each.id === id), found = mine.find((each) => each.verdict === verdict && evidence.test(each.evidence));
    assert.ok(found, JSON.stringify(mine));
    if (verdict === 'ok') assert.deepEqual(mine.filter((each) => each.verdict !== 'ok'), []);
    for (const each of all) if (each.verdict === 'error' || each.verdict === 'warning') assert.notEqual(each.wayOut, '', each.evidence);
    assert.doesNotMatch(JSON.stringify(all), /hunter2/);
  });
}

test('containers as Spark asks for them and YARN rounds them', () => {
  const of = (profile: Partial<Profile>, conf: Record<string, string> = {}, minimum = 1) => { const { driverMb, executorMb, instances, cores } = containersOf({ ...emptyProfile(), ...profile }, conf, minimum); return [driverMb, executorMb, instances, cores]; };
  assert.deepEqual(of({}), [1408, 1408, 2, 1]);
  assert.deepEqual(of({ driver: { memory: '8g' }, executor: { memory: '10g', cores: 4, instances: 3 } }), [9011, 11264, 3, 4]);
  assert.deepEqual(of({ driver: { memory: '8g' } }, {}, 1024), [9216, 2048, 2, 1]);
  assert.deepEqual(of({}, { 'spark.executor.memory': '4g', 'spark.executor.memoryOverhead': '1g', 'spark.executor.instances': '5', 'spark.executor.pyspark.memory': '512m' }), [1408, 5632, 5, 1]);
  assert.deepEqual(of({}, { 'spark.driver.memory': '10g', 'spark.driver.memoryOverheadFactor': '0.2', 'spark.memory.offHeap.enabled': 'true', 'spark.memory.offHeap.size': '1073741824' }), [12288, 2432, 2, 1]);
});

/** Livy's body: what goes into it, and what is refused before Livy would. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyProfile } from '../../src/hdinsight/profile/read.ts';
import { buildBody, checkpointTag, kafkaConnector, maskBody, newTag, type BodyParts } from '../../src/hdinsight/submit/body.ts';
import { BLACKLISTED, checkBody } from '../../src/hdinsight/submit/rules.ts';
import type { Profile } from '../../src/protocol/submit.ts';

const parts: BodyParts = { file: 'abfss://c@a/x/job.py', pyFiles: [], files: [], jars: [], archives: [], tag: 'weir-1', checkpoints: [], readsKafka: false };
const body = (profile: Partial<Profile>, more: Partial<BodyParts> = {}) => buildBody({ ...emptyProfile(), ...profile }, { ...parts, ...more });

test('every field at its place', () => {
  const built = body({
    name: 'Betrug "Karte" 詐欺', queue: 'q', driver: { memory: '2g', cores: 1 }, executor: { memory: '4g', cores: 2, instances: 3 }, arguments: ['--x', 'a "b" \u00e9'], environment: { A: 'b=c' }, conf: { 'spark.yarn.tags': 'mine' }, metrics: false,
  }, { pyFiles: ['abfss://c@a/m.py'], files: ['abfss://c@a/f'], jars: ['abfss://c@a/j.jar'], archives: ['abfss://c@a/z.zip#env'], checkpoints: ['abfss://c@a/cp/', 'abfss://c@a/cp'] });
  assert.deepEqual(built.body, {
    file: parts.file, args: ['--x', 'a "b" \u00e9'], pyFiles: ['abfss://c@a/m.py'], files: ['abfss://c@a/f'], jars: ['abfss://c@a/j.jar'], archives: ['abfss://c@a/z.zip#env'],
    driverMemory: '2g', driverCores: 1, executorMemory: '4g', executorCores: 2, numExecutors: 3, queue: 'q', name: 'Betrug "Karte" 詐欺',
    conf: { 'spark.yarn.tags': `mine,weir-1,${checkpointTag('abfss://c@a/cp')}`, 'spark.yarn.appMasterEnv.A': 'b=c', 'spark.executorEnv.A': 'b=c' },
  });
  assert.deepEqual(built.added.map(({ key }) => key), ['spark.yarn.tags']);
  assert.deepEqual(checkBody({ ...built.body }), []);
});

test('what is added is said, and can be turned off', () => {
  const { body: plain, added } = body({}, { readsKafka: true });
  assert.deepEqual(plain.conf, { 'spark.sql.streaming.metricsEnabled': 'true', 'spark.jars.packages': 'org.apache.spark:spark-sql-kafka-0-10_2.12:3.3.1', 'spark.yarn.tags': 'weir-1' });
  assert.deepEqual(added.map(({ key, why }) => [key, why !== '']), [['spark.sql.streaming.metricsEnabled', true], ['spark.jars.packages', true], ['spark.yarn.tags', true]]);
  assert.deepEqual(Object.keys(body({ metrics: false, connector: false }, { readsKafka: true }).body.conf ?? {}), ['spark.yarn.tags']);
  assert.equal(body({ conf: { 'spark.sql.streaming.metricsEnabled': 'false' } }).body.conf?.['spark.sql.streaming.metricsEnabled'], 'false');
});

test('the connector of the cluster, and only where none is', () => {
  const packages = (profile: Partial<Profile>, jars: string[] = []) => body(profile, { readsKafka: true, jars }).body.conf?.['spark.jars.packages'];
  assert.equal(packages({ sparkVersion: '3.1.3' }), 'org.apache.spark:spark-sql-kafka-0-10_2.12:3.1.3');
  assert.equal(kafkaConnector('2.4.4'), 'org.apache.spark:spark-sql-kafka-0-10_2.11:2.4.4');
  assert.equal(kafkaConnector('4.0.0'), 'org.apache.spark:spark-sql-kafka-0-10_2.13:4.0.0');
  assert.equal(packages({ packages: ['org.apache.spark:spark-sql-kafka-0-10_2.12:3.3.0'] }), 'org.apache.spark:spark-sql-kafka-0-10_2.12:3.3.0');
  assert.equal(packages({ conf: { 'spark.jars.packages': 'a:b:1' } }), 'a:b:1,org.apache.spark:spark-sql-kafka-0-10_2.12:3.3.1');
  assert.equal(packages({}, ['abfss://c@a/spark-sql-kafka-0-10_2.12-3.3.1.jar']), undefined);
  assert.equal(packages({ internet: false }), undefined);
});

const refused: [string, Record<string, unknown>, RegExp][] = [
  ['an unknown field', { kind: 'pyspark' }, /does not know the field "kind"/],
  ['no file', { file: '' }, /field file|needs a file/],
  ['a relative file', { file: 'job.py' }, /is a relative path/],
  ['a relative jar', { jars: ['lib/x.jar'] }, /jars: lib\/x\.jar is a relative path/],
  ['a Windows path', { files: ['C:\\x\\y'] }, /path of this machine/],
  ['a path with a comma', { files: ['/a,b'] }, /holds a comma/],
  ['a path with a space', { files: ['/a b'] }, /is no URI/],
  ['a path with a line end', { files: ['/a\nb'] }, /control character/],
  ['two of a name', { files: ['/a/x.csv', '/b/x.csv'] }, /Two files are called x\.csv/],
  ['a name of digits', { name: '0042' }, /digits only/],
  ['a name with a line end', { name: 'a\nb' }, /control character/],
  ['a name with a space at its end', { name: 'a ' }, /begins or ends with a space/],
  ...BLACKLISTED.map((key): [string, Record<string, unknown>, RegExp] => [key, { conf: { [key]: 'x' } }, /Livy refuses/]),
  ['a setting that is none', { conf: { 'fs.defaultFS': 'x' } }, /no setting of Spark/],
  ['a setting with a space', { conf: { 'spark.a b': 'x' } }, /name of a setting/],
  ['a number in conf', { conf: { 'spark.a': 1 } }, /field conf/],
  ['memory said twice', { driverMemory: '1g', conf: { 'spark.driver.memory': '2g' } }, /said twice/],
  ['packages', { conf: { 'spark.jars.packages': 'a:b' } }, /no Maven coordinates/],
  ['a tag', { conf: { 'spark.yarn.tags': 'ä' } }, /YARN takes no tag/],
  ['a memory', { driverMemory: '1.5g' }, /field driverMemory/],
  ['cores', { executorCores: 0 }, /field executorCores/],
  ['an argument', { args: ['a\u0000b'] }, /holds a NUL/],
  ['a jar without a class', { file: '/x.jar' }, /main class/],
  ['a class for Python', { className: 'a.B' }, /no main class/],
];
for (const [name, change, message] of refused) {
  test(`refused: ${name}`, () => {
    const problems = checkBody({ file: '/x/job.py', ...change });
    assert.ok(problems.some((problem) => message.test(problem.message)), JSON.stringify(problems));
  });
}

test('what Livy takes', () => {
  for (const change of [{ name: 'a 1' }, { name: "it's \"quoted\" 詐欺" }, { file: '/x.jar', className: 'a.B$' }, { conf: { 'livy.spark.x': '1', 'spark.a': '' } }, { args: ['', '--x', "a'b\"c\n"] }, { archives: ['/e.zip#env'] }, { file: 'local:/opt/job.py' }]) {
    assert.deepEqual(checkBody({ file: '/x/job.py', ...change }), [], JSON.stringify(change));
  }
});

test('the body is shown without its secrets, and sent with them', () => {
  const { body: sent } = body({ arguments: ['--password', 'hunter2'], conf: { 'spark.hadoop.fs.azure.account.key.a.blob.core.windows.net': 'c2VjcmV0' } });
  assert.doesNotMatch(JSON.stringify(maskBody(sent)), /hunter2|c2VjcmV0/);
  assert.match(JSON.stringify(sent), /hunter2.*c2VjcmV0/);
});

test('a tag is lower case, short, and one of its own', () => {
  const tag = newTag(new Uint8Array(16).fill(171));
  assert.equal(tag, `weir-${'ab'.repeat(16)}`);
  assert.match(checkpointTag('x'), /^weir-checkpoint-[0-9a-f]{24}$/);
});

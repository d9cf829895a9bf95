/** weir.profiles.json: what is read, what is refused and where. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DRIVER, EXECUTOR, FIELDS, livyUrl, memoryMb, whyNot } from '../../src/hdinsight/profile/fields.ts';
import { merge } from '../../src/hdinsight/profile/merge.ts';
import { emptyProfile, readProfiles } from '../../src/hdinsight/profile/read.ts';
import { looksSecret, masked, maskedArguments, maskedMap, secretArguments } from '../../src/hdinsight/mask.ts';

const read = (profile: string) => readProfiles(`{\n  "profiles": {\n    "p": ${profile}\n  }\n}\n`, 'weir.profiles.json');

test('a whole profile, with comments and a comma too many', () => {
  const { profiles, problems } = readProfiles(`\uFEFF// ours
{
  "$schema": "x",
  "profiles": {
    "cloud": {
      "cluster": "https://c1.azurehdinsight.net/livy", // the one in Dublin
      "sparkVersion": "3.3.0", "name": "Betrug \\"Karte\\" 詐欺", "queue": "default",
      "driver": { "memory": "2g", "cores": 2 }, "executor": { "memory": "4g", "cores": 2, "instances": 3 },
      "conf": { "spark.sql.shuffle.partitions": 8, "spark.speculation": false, "spark.x": "1e3" },
      "arguments": ["--day", "2026-11-28"], "environment": { "LOG_LEVEL": "INFO" },
      "storage": "abfss://c@a.dfs.core.windows.net/weir", "substitutions": { "localhost:9092": "wn0-k:9092,wn1-k:9092" },
      "packages": ["org.apache.spark:spark-avro_2.12:3.3.0"], "internet": false,
    },
  },
}`, 'weir.profiles.json');
  assert.deepEqual(problems, []);
  assert.deepEqual(profiles.get('cloud'), {
    ...emptyProfile(), cluster: 'https://c1.azurehdinsight.net/livy', sparkVersion: '3.3.0', name: 'Betrug "Karte" 詐欺', queue: 'default', driver: { memory: '2g', cores: 2 }, executor: { memory: '4g', cores: 2, instances: 3 },
    conf: { 'spark.sql.shuffle.partitions': '8', 'spark.speculation': 'false', 'spark.x': '1e3' }, arguments: ['--day', '2026-11-28'], environment: { LOG_LEVEL: 'INFO' }, storage: 'abfss://c@a.dfs.core.windows.net/weir',
    substitutions: { 'localhost:9092': 'wn0-k:9092,wn1-k:9092' }, packages: ['org.apache.spark:spark-avro_2.12:3.3.0'], internet: false,
  });
});

const wrong: [string, string, RegExp][] = [
  ['an unknown field', '{ "clutser": "c" }', /"clutser" is not known/],
  ['an unknown size', '{ "driver": { "ram": "2g" } }', /driver: "ram" is not known/],
  ['a size that is none', '{ "driver": { "memory": "2 gigs" } }', /memory is a size of memory/],
  ['no memory', '{ "driver": { "memory": "0g" } }', /memory is a size of memory/],
  ['cores as text', '{ "executor": { "cores": "2" } }', /cores is a whole number above 0/],
  ['no cores', '{ "executor": { "cores": 0 } }', /whole number/],
  ['absurd cores', '{ "executor": { "instances": 1e300 } }', /whole number/],
  ['driver as a list', '{ "driver": [] }', /driver is an object/],
  ['conf as a list', '{ "conf": [] }', /conf is a map/],
  ['conf with an object', '{ "conf": { "spark.x": {} } }', /conf is a map/],
  ['arguments with a number', '{ "arguments": [1] }', /arguments is a list of texts/],
  ['a password in a URL', '{ "cluster": "https://admin:geheim@c/livy" }', /names no user and no password/],
  ['a cluster with a query', '{ "cluster": "https://c/livy?x" }', /without \? and #/],
  ['a cluster that is none', '{ "cluster": "my cluster" }', /Livy URL/],
  ['a storage that is a path', '{ "storage": "/weir" }', /folder with its scheme/],
  ['a version', '{ "sparkVersion": "3.3" }', /version of Spark/],
  ['a storage without a scheme', '{ "storage": "weir" }', /folder with its scheme/],
  ['a variable', '{ "environment": { "MY-VAR": "x" } }', /cannot be the name of a variable/],
  ['coordinates', '{ "packages": ["spark-avro"] }', /no Maven coordinates/],
  ['a key twice', '{ "name": "a", "name": "b" }', /"name" stands twice/],
  ['a prototype', '{ "__proto__": "a" }', /"__proto__" is not known/],
  ['a profile that is none', '[]', /is no object/],
  ['a storage key', '{ "conf": { "spark.hadoop.fs.azure.account.key.a.blob.core.windows.net": "abc" } }', /looks like a secret/],
  ['a password setting', '{ "conf": { "spark.ssl.keyPassword": "abc" } }', /looks like a secret/],
  ['a JAAS text', `{ "conf": { "spark.x": "org.apache.Login required username=\\"u\\" password=\\"p\\";" } }`, /looks like a secret/],
  ['a SAS', '{ "arguments": ["https://a.blob.core.windows.net/c?sv=1&sig=abcdef"] }', /looks like a secret/],
  ['a password argument', '{ "arguments": ["--password", "hunter2"] }', /arguments looks like a secret/],
  ['a password argument in one', '{ "arguments": ["--api-key=hunter2"] }', /arguments looks like a secret/],
  ['a token variable', '{ "environment": { "API_TOKEN": "abcdefgh" } }', /looks like a secret/],
  ['a secret in a substitution', '{ "substitutions": { "x": "Endpoint=sb://n/;SharedAccessKeyName=a;SharedAccessKey=bcd=" } }', /looks like a secret/],
  ['a connection string as storage', '{ "storage": "https://u:p@x/y" }', /looks like a secret/],
];
for (const [name, profile, message] of wrong) {
  test(`refused: ${name}`, () => {
    const { problems } = read(profile);
    const found = problems.find((problem) => message.test(problem.message));
    assert.ok(found, JSON.stringify(problems));
    assert.equal(found.span?.line, 3);
    assert.doesNotMatch(JSON.stringify(problems), /hunter2|geheim|bcd=|abcdefgh/, 'a message repeats no secret');
  });
}

test('what is about secrets and is none', () => {
  for (const [key, value] of [['spark.security.credentials.hive.enabled', 'false'], ['spark.hadoop.hadoop.security.credential.provider.path', 'jceks://hdfs/x'], ['spark.kafka.clusters.a.sasl.token.mechanism', 'SCRAM-SHA-512'],
    ['spark.hadoop.fs.azure.account.oauth.provider.type', 'org.apache.hadoop.fs.azurebfs.oauth2.MsiTokenProvider'], ['spark.sql.shuffle.partitions', '200'], ['TOKENS_PER_SECOND', '50']] as const) {
    assert.equal(looksSecret(key, value), false, key);
  }
});

test('no JSON, and JSON that is something else', () => {
  for (const [text, message, line] of [['{\n "profiles": {\n', /is no JSON/, 3], ['[]', /holds no profiles/, 1], ['', /is no JSON|holds no profiles/, 1], ['{"profile": {}}', /"profile" is not known here/, 1], ['{"profiles": []}', /is not known here/, 1]] as const) {
    const { problems } = readProfiles(text, 'f');
    assert.match(problems[0]?.message ?? '', message);
    assert.equal(problems[0]?.span?.line, line, text);
  }
});

test('the schema of the editor has the fields of the reader', () => {
  interface Part { type?: string; properties?: Record<string, Part>; additionalProperties?: unknown }
  const schema = JSON.parse(readFileSync(new URL('../../media/weir.profiles.schema.json', import.meta.url), 'utf8')) as { definitions: { profile: Part } };
  const { properties = {} } = schema.definitions.profile;
  assert.deepEqual(Object.keys(properties).sort(), [...Object.keys(FIELDS), 'driver', 'executor'].sort());
  assert.deepEqual(Object.keys(properties['driver']?.properties ?? {}).sort(), Object.keys(DRIVER).sort());
  assert.deepEqual(Object.keys(properties['executor']?.properties ?? {}).sort(), Object.keys(EXECUTOR).sort());
  for (const [name, kind] of Object.entries(FIELDS)) if (kind === 'flag') assert.equal(properties[name]?.type, 'boolean', name);
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { contributes: { jsonValidation: { fileMatch: string; url: string }[] } };
  assert.deepEqual(manifest.contributes.jsonValidation, [{ fileMatch: 'weir.profiles.json', url: './media/weir.profiles.schema.json' }]);
});

test('secrets in arguments are masked, and nothing else', () => {
  const args = ['--password', 'hunter2', '--user', 'ann', '--token=abcdefgh', 'key=value', 'secret=s3', '--flag', 'https://u:p4@host/x', 'AccountKey=Zm9v;x', '--max-tokens', '100', '--verbose', '--out', 'a b'];
  const shown = ['--password', '…', '--user', 'ann', '--token=…', 'key=value', 'secret=…', '--flag', 'https://u:…@host/x', 'AccountKey=…', '--max-tokens', '100', '--verbose', '--out', 'a b'];
  assert.deepEqual(maskedArguments(args), shown);
  assert.deepEqual(secretArguments(args), [1, 4, 6, 8, 9]);
  assert.equal(masked('Authorization: Bearer abcdefghijklmnopqrst'), 'Authorization: Bearer …');
  assert.deepEqual(maskedMap({ 'spark.ssl.keyPassword': 'x1', 'spark.a': 'b' }), { 'spark.ssl.keyPassword': '…', 'spark.a': 'b' });
  assert.deepEqual(maskedArguments(['--password', '123456', '--pin-token', '7']), ['--password', '…', '--pin-token', '…'], 'digits are a password too');
  assert.equal(looksSecret('spark.x.password', '1234'), true);
  assert.equal(looksSecret('spark.x', "select * from t where token = 'open'"), false, 'what is only shown as dots is not refused');
});

test('sizes of memory as Spark reads them', () => {
  for (const [text, size] of [['2g', 2048], ['768m', 768], ['1T', 1024 ** 2], ['512', 512], ['1024k', 1], ['1500k', 2], ['1GB', 1024], ['2 g', undefined], ['1.5g', undefined], ['', undefined]] as const) assert.equal(memoryMb(text), size, text);
  assert.equal(whyNot('memory', '1.5g') === undefined, false);
});

test('a cluster by name or by address', () => {
  for (const [cluster, url] of [['MyCluster', 'https://mycluster.azurehdinsight.net/livy'], ['http://127.0.0.1:8998/', 'http://127.0.0.1:8998'], ['https://c.azurehdinsight.cn/livy', 'https://c.azurehdinsight.cn/livy']] as const) assert.equal(livyUrl(cluster), url);
});

test("a command line's settings take the place of the profile's", () => {
  const profile = { ...emptyProfile(), driver: { memory: '1g' }, executor: { cores: 2 }, conf: { 'spark.a': '1', 'spark.b': '2' }, arguments: ['x'], name: 'old' };
  const merged = merge(profile, { conf: { 'spark.driver.memory': '3g', 'spark.executor.cores': '4', 'spark.b': '3', 'spark.yarn.queue': 'q', 'spark.executor.memory': 'much' }, arguments: ['y', 'z'], name: 'new' });
  assert.deepEqual(merged, { ...profile, driver: { memory: '3g' }, executor: { cores: 4 }, conf: { 'spark.a': '1', 'spark.b': '3', 'spark.executor.memory': 'much' }, arguments: ['y', 'z'], name: 'new', queue: 'q' });
  assert.deepEqual(merge(profile, { conf: {}, arguments: [] }).arguments, ['x']);
});

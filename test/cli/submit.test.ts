/** `weir submit --dry-run`: the checks, the substitutions and Livy's body, with nothing sent. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { LivyBatchRequest, PreflightCheck } from '../../src/protocol/submit.ts';
import { clean, Folder, SESSION } from './support.ts';

const folder = new Folder();
after(() => { folder.remove(); });

const JOB = `${SESSION}import os, sys, helper
brokers = os.environ.get("BROKERS", "localhost:9092")
df = spark.readStream.format("kafka").option("kafka.bootstrap.servers", brokers).option("subscribe", "orders").option("minPartitions", "8").load()
df.writeStream.queryName("copy").format("kafka").option("kafka.bootstrap.servers", brokers).option("topic", sys.argv[1]).option("checkpointLocation", "checkpoints/copy").start().awaitTermination()
`;
const PROFILES = `// Where the job runs.
{
  "profiles": {
    "cloud": {
      "cluster": "mycluster",
      "driver": { "memory": "1g" }, "executor": { "memory": "2g", "cores": 2, "instances": 2 },
      "conf": { "spark.yarn.maxAppAttempts": 4, "spark.yarn.am.attemptFailuresValidityInterval": "1h" },
      "arguments": ["copies"],
      "storage": "abfss://jobs@acct.dfs.core.windows.net/weir",
      "substitutions": { "localhost:9092": "kafka.example.com:9092", "checkpoints/copy": "abfss://jobs@acct.dfs.core.windows.net/cp/copy" }
    },
    "open": { "cluster": "mycluster" }
  }
}
`;

interface Shown { url: string; checks: PreflightCheck[]; diff: string; uploads: { origin: string; remote: string }[]; added: { key: string }[]; body: LivyBatchRequest }
const dryRun = async (args: readonly string[]): Promise<{ code: number | null; shown: Shown; err: string }> => {
  const ran = await folder.command(['submit', '--dry-run', '--offline', '--format', 'json', ...args]);
  clean(ran);
  return { code: ran.code, shown: JSON.parse(ran.out) as Shown, err: ran.err };
};
const of = (shown: Shown, id: string): PreflightCheck[] => shown.checks.filter((check) => check.id === id);

folder.write('jobs/copy.py', JOB);
folder.write('jobs/helper.py', 'VALUE = 1\n');
folder.write('weir.profiles.json', PROFILES);

test('a profile above the job: plan, substitutions and body of one job for the cloud', async () => {
  const { code, shown } = await dryRun(['--profile', 'cloud', 'jobs/copy.py']);
  assert.equal(code, 0, JSON.stringify(shown.checks));
  assert.equal(shown.url, 'https://mycluster.azurehdinsight.net/livy/batches');
  assert.deepEqual(shown.checks.filter(({ verdict }) => verdict === 'error' || verdict === 'warning'), []);
  assert.match(of(shown, 'plan')[0]!.evidence, /one query: copy \(kafka → kafka\)/);
  assert.match(of(shown, 'brokers')[0]!.evidence, /^kafka\.example\.com:9092 /);
  assert.match(of(shown, 'checkpoint')[0]!.evidence, /abfss:\/\/jobs@acct\.dfs\.core\.windows\.net\/cp\/copy survives/);
  assert.match(of(shown, 'parallelism')[0]!.evidence, /At most 4 cores read orders, .*minPartitions 8/);
  assert.match(shown.diff, /-brokers = os\.environ\.get\("BROKERS", "localhost:9092"\)\n\+brokers = os\.environ\.get\("BROKERS", "kafka\.example\.com:9092"\)/);
  const { body } = shown, { 'spark.yarn.tags': tags, ...conf } = body.conf ?? {};
  assert.match(tags ?? '', /^weir-[0-9a-f]{32},weir-checkpoint-[0-9a-f]{24}$/);
  assert.deepEqual({ ...body, conf, file: '', pyFiles: [] }, {
    file: '', args: ['copies'], pyFiles: [], driverMemory: '1g', executorMemory: '2g', executorCores: 2, numExecutors: 2, name: 'copy',
    conf: { 'spark.yarn.maxAppAttempts': '4', 'spark.yarn.am.attemptFailuresValidityInterval': '1h', 'spark.sql.streaming.metricsEnabled': 'true', 'spark.jars.packages': 'org.apache.spark:spark-sql-kafka-0-10_2.12:3.3.1' },
  });
  assert.deepEqual([body.file, ...body.pyFiles ?? []], shown.uploads.map(({ remote }) => remote));
  assert.equal(folder.read('jobs/copy.py'), JOB, 'the file itself is as it was');
});

test('a laptop job without a profile: what would fail is an error, at its line, with a way out', async () => {
  const { code, shown } = await dryRun(['--livy', 'mycluster', 'jobs/copy.py', 'copies', '--password', 'hunter2']);
  assert.equal(code, 1);
  const [brokers] = of(shown, 'brokers');
  assert.equal(brokers?.verdict, 'error');
  assert.equal(brokers?.span?.line, 5);
  assert.match(brokers?.wayOut ?? '', /substitut/);
  assert.equal(of(shown, 'checkpoint')[0]?.verdict, 'warning');
  assert.equal(of(shown, 'storage')[0]?.verdict, 'error');
  assert.deepEqual(shown.body.args, ['copies', '--password', '…']);
  assert.doesNotMatch(JSON.stringify(shown), /hunter2/);
});

test('as text, for people; secrets masked there too', async () => {
  const ran = await folder.command(['submit', '--dry-run', '--offline', '--profile', 'cloud', 'jobs/copy.py', 'copies', '--token', 'hunter2hunter2']);
  clean(ran);
  assert.equal(ran.code, 0, ran.out);
  assert.match(ran.out, /^Checks\n {2}ok {7}plan /);
  assert.match(ran.out, /\nSubstitutions, in the uploaded copy only\n--- jobs\/copy\.py\n/);
  assert.match(ran.out, /\nAdded by Weir\n {2}spark\.sql\.streaming\.metricsEnabled=true: /);
  assert.match(ran.out, /\nPOST https:\/\/mycluster\.azurehdinsight\.net\/livy\/batches\n\{\n {2}"file": "abfss:/);
  assert.doesNotMatch(ran.out + ran.err, /hunter2|\u001b/);
});

test('a job that fails in its plan, and one that the simulator cannot run', async () => {
  folder.write('jobs/wrong.py', `${SESSION}spark.range(3).select("nope")\n`);
  const wrong = await dryRun(['--livy', 'c', '--storage', 'abfss://jobs@acct.dfs.core.windows.net/w', 'jobs/wrong.py']);
  assert.equal(wrong.code, 1);
  assert.deepEqual([of(wrong.shown, 'plan')[0]?.verdict, of(wrong.shown, 'plan')[0]?.span?.line], ['error', 3]);
  folder.write('jobs/delta.py', `${SESSION}spark.readStream.format("delta").load("/x")\n`);
  const other = await dryRun(['--livy', 'c', '--storage', 'abfss://jobs@acct.dfs.core.windows.net/w', 'jobs/delta.py']);
  assert.equal(other.code, 0, JSON.stringify(other.shown.checks));
  assert.equal(of(other.shown, 'plan')[0]?.verdict, 'unknown');
});

test('an older Spark: what came later is named at its line', async () => {
  folder.write('jobs/newer.py', `${SESSION}df = spark.range(3).withColumns({"a": F.lit(1)}).select(F.regexp_extract("a", "b", 0), F.session_window("a", "1 minute"))\n`);
  folder.write('old.json', '{"profiles": {"old": {"cluster": "c", "sparkVersion": "3.1.3", "storage": "abfss://jobs@acct.dfs.core.windows.net/w"}}}');
  const { code, shown } = await dryRun(['--profiles', 'old.json', '--profile', 'old', 'jobs/newer.py']);
  assert.equal(code, 1);
  assert.deepEqual(of(shown, 'spark-version').map(({ evidence, span }) => [evidence.split(' ')[0], span?.line]).sort(), [['session_window', 3], ['withColumns', 3]]);
});

test('a jar', async () => {
  folder.write('app.jar', 'PK');
  const { code, shown } = await dryRun(['--livy', 'http://127.0.0.1:8998', '--storage', 'abfss://jobs@acct.dfs.core.windows.net/w', '--class', 'a.Main', '--conf', 'spark.executor.memory=3g', 'app.jar', '--x', '1']);
  assert.equal(code, 0, JSON.stringify(shown.checks));
  assert.deepEqual([shown.url, shown.body.className, shown.body.args, shown.body.executorMemory, shown.body.name], ['http://127.0.0.1:8998/batches', 'a.Main', ['--x', '1'], '3g', 'app']);
  assert.equal((await dryRun(['--livy', 'c', '--storage', 'abfss://jobs@acct.dfs.core.windows.net/w', 'app.jar'])).code, 1, 'a jar needs a class');
});

const usage: [string, string[], RegExp, number][] = [
  ['no job', ['submit', '--livy', 'c'], /Which job\?/, 2],
  ['no file', ['submit', '--livy', 'c', 'none.py'], /There is no file none\.py/, 2],
  ['something else', ['submit', '--livy', 'c', 'weir.profiles.json'], /a \.py or a \.jar/, 2],
  ['no cluster', ['submit', '--dry-run', 'jobs/copy.py'], /Which cluster\?/, 2],
  ['a password in the URL', ['submit', '--livy', 'https://u:geheim@c/livy', 'jobs/copy.py'], /names no user and no password/, 2],
  ['a profile that is not there', ['submit', '--profile', 'clout', 'jobs/copy.py'], /has no profile clout; it has cloud, open/, 2],
  ['a secret in the file', ['submit', '--profiles', 'leak.json', '--profile', 'open', 'jobs/copy.py'], /leak\.json:1:\d+: profile "open": conf "spark\.ssl\.keyPassword" looks like a secret/, 1],
  ['conf without a value', ['submit', '--livy', 'c', '--conf', 'spark.x', 'jobs/copy.py'], /key=value/, 2],
  ['--offline alone', ['submit', '--offline', '--livy', 'c', 'jobs/copy.py'], /belongs to --dry-run/, 2],
  ['a run without --dry-run', ['submit', '--livy', 'c', '--storage', 'abfss://jobs@acct.dfs.core.windows.net/w', 'app.jar', '--x'], /Nothing was sent/, 1],
];
for (const [name, args, message, code] of usage) {
  test(`wrong use: ${name}`, async () => {
    folder.write('leak.json', '{"profiles": {"open": {"cluster": "c", "conf": {"spark.ssl.keyPassword": "geheim"}}}}');
    folder.write('app.jar', 'PK');
    const ran = await folder.command(args);
    clean(ran);
    assert.equal(ran.code, code, ran.err);
    assert.match(ran.err, message);
    assert.doesNotMatch(ran.err + ran.out, /geheim/);
  });
}

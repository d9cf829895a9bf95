/** `weir submit` on a real Livy 0.7.1, YARN 3.3.4 and Spark 3.3.1 behind the gateway of our own: one job, whatever becomes of Livy's answer. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Cluster } from '../../src/hdinsight/cluster.ts';
import { DirectGateway } from '../../src/kafka/direct.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { startKafka, type RunningKafka } from '../stack/kafka.ts';
import { startLivyStack, type LivyStack } from '../stack/livy-stack.ts';
import { loadCaptures } from '../stack/load-captures.ts';
import { sparkPackage } from '../stack/spark.ts';
import { javaProgram } from '../stack/tools.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const SAMPLE = join(root, 'media', 'templates', 'fraud-detection');
const SMALL = 'import sys\nfrom pyspark.sql import SparkSession\nimport beside\nspark = SparkSession.builder.getOrCreate()\nassert spark.range(beside.ROWS).count() == 7\nsys.exit(int(sys.argv[1]))\n';
const COUNT = `import org.apache.spark.sql.SparkSession;
public class Count {
  public static void main(String[] args) {
    long rows = SparkSession.builder().getOrCreate().range(7).count();
    if (rows != Long.parseLong(args[0])) throw new IllegalStateException("counted " + rows + ", not " + args[0]);
  }
}
`;

describe('submit to a cluster', { timeout: 900_000 }, () => {
  let stack: LivyStack, kafka: RunningKafka, cluster: Cluster, folder: string;
  before(async () => {
    stack = await startLivyStack({ memoryMb: 6144 });
    kafka = await startKafka();
    const gateway = new DirectGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }));
    await loadCaptures(kafka, gateway, [join(SAMPLE, 'captures', 'card-transactions.capture.jsonl')]);
    await gateway.close();
    const { url, user, password, caFile } = stack.gateway;
    cluster = new Cluster({ url: `${url}/livy`, auth: 'basic', user, caFile }, { kind: 'basic', user, password });
    folder = join(stack.folder, 'work');
    mkdirSync(join(folder, 'fraud'), { recursive: true });
    for (const name of ['job.py', 'profiles.json']) cpSync(join(SAMPLE, name), join(folder, 'fraud', name));
    writeFileSync(join(folder, 'small.py'), SMALL);
    writeFileSync(join(folder, 'beside.py'), 'ROWS = 7\n');
    const common = { cluster: `${url}/livy`, storage: `file://${stack.uploads}`, internet: false };
    writeFileSync(join(folder, 'weir.profiles.json'), JSON.stringify({ profiles: {
      fraud: {
        ...common, name: 'Betrug "Karte" 詐欺', jars: stack.jars, files: ['fraud/profiles.json'], conf: { 'spark.yarn.maxAppAttempts': 1 },
        substitutions: { 'localhost:9092': kafka.bootstrap, checkpoints: `file://${stack.folder}/checkpoints` },
      },
      small: { ...common },
    } }));
  }, { timeout: 600_000 });
  after(async () => {
    cluster?.close();
    await kafka?.stop();
    await stack?.stop();
  });

  const weir = (args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> => new Promise((resolve, reject) => {
    const { user, password, caFile } = stack.gateway;
    const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'submit', '--user', user, '--ca', caFile, ...args], { cwd: folder, env: { ...process.env, WEIR_LIVY_PASSWORD: password }, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '', err = '';
    child.stdout.on('data', (chunk) => { out += String(chunk); });
    child.stderr.on('data', (chunk) => { err += String(chunk); });
    child.on('error', reject);
    child.on('close', (code) => { resolve({ code, out, err }); });
  });
  const posts = (): number => stack.gateway.asked.filter(({ method, path }) => method === 'POST' && path.endsWith('/batches')).length;
  const named = async (name: string): Promise<number> => (await cluster.livy.newest(1000)).batches.filter((batch) => batch.name === name).length;

  it('the sample, unmodified, in cluster mode: substituted brokers and checkpoints, seen running, with what it reads', async () => {
    const dry = await weir(['--profile', 'fraud', '--dry-run', 'fraud/job.py']);
    assert.equal(dry.code, 0, dry.out + dry.err);
    assert.match(dry.out, /ok +resources .*Queue default has .*rounded up to YARN's steps of 128 MiB/, 'a real YARN tells its settings');
    assert.match(dry.out, /parallelism .*2 cores read card-transactions at once: it has \d+ partition/, 'the brokers were asked');
    assert.match(dry.out, /ok +running /);
    assert.equal(posts(), 0, 'a dry run sends nothing');
    const { code, out, err } = await weir(['--profile', 'fraud', 'fraud/job.py']);
    assert.equal(code, 0, out + err);
    const id = /^batch (\d+)/.exec(out)?.[1] ?? '';
    let batch = await cluster.livy.batch(id);
    for (const end = Date.now() + 240_000; batch?.state === 'starting' && Date.now() < end; batch = await cluster.livy.batch(id)) await pause(1000);
    assert.equal(batch?.state, 'running', JSON.stringify(batch));
    assert.equal(batch?.name, 'Betrug "Karte" 詐欺');
    const checkpoint = join(stack.folder, 'checkpoints', 'fraud_alerts', 'commits');
    const commits = (): string[] => { try { return readdirSync(checkpoint).filter((name) => /^\d+$/.test(name)); } catch { return []; } };
    for (const end = Date.now() + 240_000; commits().length === 0 && Date.now() < end;) await pause(1000);
    assert.ok(commits().length > 0, 'the first micro-batch is committed where the substitution put its checkpoint');
    assert.equal(readFileSync(join(folder, 'fraud', 'job.py'), 'utf8'), readFileSync(join(SAMPLE, 'job.py'), 'utf8'));

    const again = await weir(['--profile', 'fraud', '--name', 'another', 'fraud/job.py']);
    assert.equal(again.code, 1);
    assert.match(again.out, /error +running .*runs with the checkpoint file:/, 'a second job on the checkpoint is refused, under whatever name');
    const same = await weir(['--profile', 'small', '--name', 'Betrug "Karte" 詐欺', 'small.py', '0']);
    assert.match(same.out, /error +running .*under the name Betrug "Karte" 詐欺 already/);
    assert.equal(posts(), 1);
    await cluster.livy.delete(id);
  });

  it('a lost answer: the one job is found again, and followed to its end', async () => {
    stack.gateway.asked.length = 0;
    stack.gateway.trouble = ({ method, path }) => (method === 'POST' && path.endsWith('/batches') ? { kind: 'lost' } : undefined);
    const { code, out, err } = await weir(['--profile', 'small', '--name', 'lost', '--wait', 'small.py', '0']);
    stack.gateway.trouble = undefined;
    assert.equal(code, 0, out + err);
    assert.match(err, /Livy's answer was lost, so the job is looked for/);
    assert.match(out, /^batch \d+(, application_\d+_\d+)?, found again by its (name|tag)\n$/);
    assert.match(err, /: succeeded\n/);
    assert.deepEqual([posts(), await named('lost')], [1, 1]);
  });

  it('a POST that a gateway swallowed: sent once more, one job, whose failure is the exit code', async () => {
    stack.gateway.asked.length = 0;
    stack.gateway.trouble = ({ method, path }) => (method === 'POST' && path.endsWith('/batches') && posts() < 2 ? { kind: 'dropped' } : undefined);
    const { code, out, err } = await weir(['--profile', 'small', '--name', 'dropped', '--wait', 'small.py', '3']);
    stack.gateway.trouble = undefined;
    assert.equal(code, 1, out + err);
    assert.match(err, /: failed\n/);
    assert.deepEqual([posts(), await named('dropped')], [2, 1]);
  });

  it('a jar: its class runs there with its arguments, and what it throws is said', async () => {
    writeFileSync(join(folder, 'Count.java'), COUNT);
    execFileSync(javaProgram('javac'), ['--release', '11', '-cp', join(sparkPackage(stack.python), 'jars', '*'), 'Count.java'], { cwd: folder });
    execFileSync(javaProgram('jar'), ['--create', '--file', 'count.jar', 'Count.class'], { cwd: folder });
    stack.gateway.asked.length = 0;
    const right = await weir(['--profile', 'small', '--name', 'jar', '--class', 'Count', '--wait', 'count.jar', '7']);
    assert.equal(right.code, 0, right.out + right.err);
    assert.match(right.err, /: succeeded\n/);
    const wrong = await weir(['--profile', 'small', '--name', 'jar of another', '--class', 'Count', '--conf', 'spark.yarn.maxAppAttempts=1', '--wait', 'count.jar', '8']);
    assert.equal(wrong.code, 1, wrong.out + wrong.err);
    assert.match(wrong.err, /IllegalStateException: counted 7, not 8/);
    assert.equal(posts(), 2);
  });

  it('what Livy itself refuses is its own sentence, and nothing is started', async () => {
    const { code, err } = await weir(['--profile', 'small', '--name', 'outside', '--storage', `file://${folder}/not-allowed`, 'small.py', '0']);
    assert.notEqual(code, 0);
    assert.match(err, /Local path .* cannot be added to user sessions/);
    assert.match(err, /The files are uploaded; the job was not sent/);
    const left = (await cluster.livy.newest(1000)).batches.filter(({ name }) => name === 'outside');
    assert.deepEqual(left.map(({ appId }) => appId), [undefined], 'Livy keeps a record that has no application');
    assert.match(err, new RegExp(`Livy keeps it as batch ${left[0]!.id}, which never starts`));
    rmSync(join(folder, 'not-allowed'), { recursive: true, force: true });
  });
});

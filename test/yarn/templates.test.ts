/**
 * All templates on a real YARN 3.3.4 and Spark 3.3.1 through a real Livy 0.7.1, as `weir submit` sends them: each file unmodified, with brokers
 * and checkpoints of its profile. Each query has to commit every message of its topics; a batch job has to succeed.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Cluster } from '../../src/hdinsight/cluster.ts';
import type { LivyBatch } from '../../src/hdinsight/livy/shapes.ts';
import { DirectGateway } from '../../src/kafka/direct.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { startKafka, type RunningKafka } from '../stack/kafka.ts';
import { startLivyStack, type LivyStack } from '../stack/livy-stack.ts';
import { captureFiles, loadCaptures } from '../stack/load-captures.ts';

const root = fileURLToPath(new URL('../../', import.meta.url)), TEMPLATES = join(root, 'media', 'templates');
/** Jobs at once: so many drivers and executors, of half a gigabyte each, as a machine of two cores gets on with. */
const AT_ONCE = 3;
const JOB_MS = 420_000;

interface Job {
  template: string;
  file: string;
  arguments: string[];
}

const jobs: Job[] = readdirSync(TEMPLATES).flatMap((template) => readdirSync(join(TEMPLATES, template)).filter((file) => /^(job|streaming)\.py$/.test(file)).map((file) => ({ template, file, arguments: [] })));
jobs.push({ template: 'store-traffic', file: 'job.py', arguments: ['history'] });
const textOf = ({ template, file }: Pick<Job, 'template' | 'file'>): string => readFileSync(join(TEMPLATES, template, file), 'utf8');
const nameOf = ({ template, file, arguments: given }: Job): string => [template, file.replace('.py', ''), ...given].join('-');

describe('the templates on YARN, through Livy', { timeout: 1_800_000 }, () => {
  let stack: LivyStack, kafka: RunningKafka, cluster: Cluster, counts: Map<string, number>;
  const made = (job: Job): string => join(stack.folder, 'made', nameOf(job));
  /** What went wrong with each job that was run. */
  const problems = new Map<string, string | undefined>();
  before(async () => {
    assert.equal(new Set(jobs.map(({ template }) => template)).size, 9);
    stack = await startLivyStack({ memoryMb: AT_ONCE * 2048 });
    kafka = await startKafka();
    const gateway = new DirectGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }));
    counts = await loadCaptures(kafka, gateway, captureFiles(TEMPLATES));
    await gateway.close();
    // The broker makes no topic of its own accord.
    for (const { template, file } of jobs) for (const [, topic] of textOf({ template, file }).matchAll(/\.option\("topic", "([\w-]+)"\)/g)) if (!counts.has(topic!)) await kafka.createTopic(topic!);
    const { url, user, password, caFile } = stack.gateway;
    cluster = new Cluster({ url: `${url}/livy`, auth: 'basic', user, caFile }, { kind: 'basic', user, password });
    for (const job of jobs) prepare(job);
    const waiting = [...jobs];
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let job = waiting.shift(); job; job = waiting.shift()) problems.set(nameOf(job), await problemOf(job));
    }));
  }, { timeout: 1_800_000 });
  after(async () => {
    cluster?.close();
    await kafka?.stop();
    await stack?.stop();
  });

  /** A folder as `weir new` makes it, and a profile for this cluster. */
  function prepare(job: Job): void {
    const folder = made(job), from = join(TEMPLATES, job.template);
    mkdirSync(folder, { recursive: true });
    const beside = readdirSync(from, { withFileTypes: true }).filter((entry) => entry.isFile() && /\.(py|json)$/.test(entry.name) && entry.name !== 'template.json' && entry.name !== 'generate.py').map(({ name }) => name);
    for (const name of beside) copyFileSync(join(from, name), join(folder, name));
    const { url } = stack.gateway, out = `file://${folder}`;
    writeFileSync(join(folder, 'weir.profiles.json'), JSON.stringify({ profiles: { test: {
      cluster: `${url}/livy`, storage: `file://${stack.uploads}`, internet: false, name: nameOf(job), jars: stack.jars, files: beside.filter((name) => name.endsWith('.json')), arguments: job.arguments,
      conf: { 'spark.yarn.maxAppAttempts': 1 }, driver: { memory: '512m', cores: 1 }, executor: { memory: '512m', cores: 1, instances: 1 },
      environment: { RECEIPTS: `file://${join(from, 'receipts')}`, HISTORY: `file://${join(from, 'history')}`, USE: `${out}/use`, REORDERS: `${out}/reorders` },
      substitutions: { 'localhost:9092': kafka.bootstrap, ...(/"checkpoints"/.test(textOf(job)) ? { checkpoints: `${out}/checkpoints` } : {}) },
    } } }));
  }

  /** Runs a job until all is read, and ends it; what went wrong. */
  async function problemOf(job: Job): Promise<string | undefined> {
    const { code, out, err } = await submit(job);
    if (code !== 0) return out + err;
    const id = /^batch (\d+)/.exec(out)?.[1] ?? '', queries = queriesOf(job), end = Date.now() + JOB_MS;
    let batch: LivyBatch | undefined;
    try {
      while (Date.now() < end) {
        batch = await cluster.livy.batch(id);
        if (batch?.state === 'success' && queries.length === 0) return undefined;
        if (batch?.state !== 'starting' && batch?.state !== 'running') break;
        if (queries.length > 0 && queries.every((query) => allRead(job, query))) return undefined;
        await pause(1000);
      }
      return `${JSON.stringify(batch)}\n${queries.map((query) => `${query}: ${allRead(job, query)}`).join('\n')}\n${JSON.stringify(await cluster.livy.log(id)).slice(-6000)}`;
    } finally {
      await cluster.livy.delete(id).catch(() => undefined);
    }
  }

  function submit(job: Job): Promise<{ code: number | null; out: string; err: string }> {
    const { user, password, caFile } = stack.gateway;
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'submit', '--user', user, '--ca', caFile, '--profile', 'test', job.file], { cwd: made(job), env: { ...process.env, WEIR_LIVY_PASSWORD: password }, stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '', err = '';
      child.stdout.on('data', (chunk) => { out += String(chunk); });
      child.stderr.on('data', (chunk) => { err += String(chunk); });
      child.on('error', reject);
      child.on('close', (code) => { resolve({ code, out, err }); });
    });
  }

  /** Names of the folders in which its queries keep their checkpoints. */
  const queriesOf = (job: Job): string[] => (job.arguments.length > 0 ? [] : [...textOf(job).matchAll(/"checkpointLocation", f"\{CHECKPOINTS\}\/(\w+)"/g)].map(([, name]) => name!));

  /** The last committed offsets are the ends of all topics that the query reads. */
  function allRead(job: Job, query: string): boolean {
    const folder = join(made(job), 'checkpoints', query);
    try {
      const last = Math.max(...readdirSync(join(folder, 'commits')).filter((name) => /^\d+$/.test(name)).map(Number));
      const sources = readFileSync(join(folder, 'offsets', String(last)), 'utf8').trimEnd().split('\n').slice(2).map((line) => JSON.parse(line) as Record<string, Record<string, number>>);
      return sources.length > 0 && sources.every((topics) => Object.entries(topics).every(([topic, ends]) => Object.values(ends).reduce((sum, end) => sum + end, 0) === counts.get(topic)));
    } catch {
      return false;
    }
  }

  for (const job of jobs) it(nameOf(job), () => { assert.deepEqual([problems.has(nameOf(job)), problems.get(nameOf(job))], [true, undefined]); });
});

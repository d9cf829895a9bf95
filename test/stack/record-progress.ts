/**
 * `node --import tsx test/stack/record-progress.ts`: records what a real Spark 3.3.1 shows of streaming queries while they run, on this
 * machine and as a job on YARN through the gateway of `livy-stack.ts`, into test/recordings/progress/{local,yarn}. What the queries
 * themselves said (`recentProgress`) is recorded beside it, in truth.json.
 */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { GatewayClient } from './gateway-client.ts';
import { writeSparkConf } from './hadoop-config.ts';
import type { LivyStack } from './livy-stack.ts';
import { startLivyStack } from './livy-stack.ts';
import { ensureSpark, sparkEnvironment, sparkPackage } from './spark.ts';

const TO = fileURLToPath(new URL('../recordings/progress', import.meta.url));
const JOB = join(TO, 'job.py');

/** Text of a file once it is there. */
async function appears(file: string, seconds = 120): Promise<string> {
  for (let tries = 0; ; tries++) {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      if (tries >= seconds * 4) throw error;
      await pause(250);
    }
  }
}

/** Waits until each query has at least `batches` behind it, and returns what they said. */
async function truth(folder: string, batches: number): Promise<string> {
  for (let tries = 0; ; tries++) {
    const text = await appears(join(folder, 'truth.json')), all = JSON.parse(text) as unknown[][];
    if (all.every((each) => each.length >= batches)) return text;
    if (tries > 400) throw new Error('The queries do not go on.');
    await pause(500);
  }
}

async function pages(ask: (path: string) => Promise<string>, app: string, folder: string, to: string): Promise<void> {
  const keep = (name: string, text: string): Promise<void> => writeFile(join(to, name), text);
  await keep('before.html', await ask('StreamingQuery/'));
  await keep('before.metrics.json', await ask('metrics/json/'));
  await writeFile(join(folder, 'begin'), '');
  await truth(folder, 4);
  const list = await ask('StreamingQuery/');
  await keep('queries.html', list);
  const runs = [...list.matchAll(/statistics\?id=([0-9a-f-]{36})/g)].map(([, id]) => id!);
  for (const [at, id] of runs.entries()) await keep(`statistics-${at}.html`, await ask(`StreamingQuery/statistics/?id=${id}`));
  await keep('statistics-missing.html', await ask('StreamingQuery/statistics/?id=00000000-0000-0000-0000-000000000000'));
  await keep('metrics.json', await ask('metrics/json/'));
  await keep('applications.json', await ask('api/v1/applications'));
  await keep('jobs.json', await ask(`api/v1/applications/${app}/jobs`));
  await keep('sql.json', await ask(`api/v1/applications/${app}/sql?details=false&planDescription=false&offset=0&length=100`));
  await keep('truth.json', await truth(folder, 5));
}

async function local(): Promise<void> {
  const to = join(TO, 'local'), folder = await mkdtemp(join(tmpdir(), 'weir-record-'));
  await mkdir(to, { recursive: true });
  const spark = await ensureSpark(), conf = await writeSparkConf(folder, { home: sparkPackage(spark.python), python: spark.python });
  const child = spawn(spark.python, [JOB, folder], { env: sparkEnvironment(spark, { SPARK_CONF_DIR: conf }), stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (text) => { log += String(text); });
  try {
    const ui = await appears(join(folder, 'ui')), ask = async (path: string): Promise<string> => (await fetch(`${ui}/${path}`)).text();
    const [{ id }] = JSON.parse(await ask('api/v1/applications')) as [{ id: string }];
    await pages(ask, id, folder, to);
    await writeFile(join(to, 'log.txt'), log.slice(-40_000));
    await writeFile(join(folder, 'stop'), '');
    await new Promise((resolve) => child.once('close', resolve));
  } finally {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

async function yarn(stack: LivyStack): Promise<void> {
  const to = join(TO, 'yarn'), client = new GatewayClient(stack.gateway), folder = join(stack.folder, 'record');
  await mkdir(to, { recursive: true });
  await mkdir(folder);
  await copyFile(JOB, join(stack.uploads, 'job.py'));
  await client.submit({ file: join(stack.uploads, 'job.py'), args: [folder], name: 'rates' });
  await appears(join(folder, 'ui'));
  const app = await client.newestApp(), proxy = `/yarnui/hn/proxy/${app.id}`, logs = app.driverLogs;
  const ask = async (path: string): Promise<string> => (await client.get(`${proxy}/${path}`)).text;
  await pages(ask, app.id, folder, to);
  // Where a machine keeps things is not recorded; what stands for it is as long, since pages say lengths.
  const placeless = '/hadoop/yarn/stack-0123456789abcdefghijklmnopqrstuvwxyz-0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, stack.folder.length).padEnd(stack.folder.length, 'x');
  const keep = async (name: string, path: string): Promise<void> => writeFile(join(to, name), (await client.get(path)).text.replaceAll(stack.folder, placeless));
  await keep('log-running.html', `${logs}/stderr/?start=-60000`);
  await keep('log-past-end.html', `${logs}/stderr/?start=999999999`);
  await keep('log-empty.html', `${logs}/stdout/?start=0`);
  await keep('log-no-file.html', `${logs}/nothing/?start=0`);
  await keep('log-no-container.html', `${logs.replace(/_000001\//, '_000099/')}/stderr/?start=0`);
  await keep('log.txt', `${logs.replace('/node/containerlogs/', '/ws/v1/node/containerlogs/').replace(/\/[^/]+$/, '')}/stderr?size=-3000`);
  await writeFile(join(folder, 'stop'), '');
  for (let tries = 0; (await client.newestApp()).state !== 'FINISHED'; tries++) {
    if (tries > 120) throw new Error('The job does not end.');
    await pause(500);
  }
  await keep('moved.html', `${proxy}/metrics/json/`);
  // Logs are gathered a moment after the job has ended.
  await pause(5000);
  const node = await client.node(), container = logs.split('/').at(-2)!;
  await keep('log-finished.html', `/yarnui/jobhistory/logs/${node.replace(':', '/port/')}/${container}/${container}/livy/stderr/?start=-60000`);
  await keep('log-finished-missing.html', `/yarnui/jobhistory/logs/${node.replace(':', '/port/')}/${container}9/${container}9/livy/stderr/?start=-6000`);
  await keep('log-finished-on-node.html', `${logs}/stderr/?start=-6000`);
}

async function record(): Promise<void> {
  await local();
  const stack = await startLivyStack({ jobHistory: true });
  try {
    await yarn(stack);
  } finally {
    await stack.stop();
  }
}

record().then(() => process.exit(0), (error: unknown) => {
  console.error(error);
  process.exit(1);
});

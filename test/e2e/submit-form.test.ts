/** Submitting from a real VS Code: the lens, the form with its checks, the POST that Livy gets, and submitting again. Livy and YARN are a server of our own here, after their documented answers. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { LivyBatchRequest } from '../../src/protocol/submit';
import { artefacts, openEditor, type Editor } from './support';

const JOB = `from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
df = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "localhost:9092").option("subscribe", "orders").load()
df.writeStream.queryName("copy").format("console").option("checkpointLocation", "abfss://cp@account.dfs.core.windows.net/copy").start().awaitTermination()
`;
let home: string, server: Server, url: string, editor: Editor | undefined, posted: LivyBatchRequest[] = [], ended = false;

/** The gateway of a cluster: `/livy` and `/yarnui` below one address. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  let body = '';
  request.on('data', (part) => { body += String(part); }).on('end', () => {
    const say = (status: number, json: unknown): void => { response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json)); };
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x'), batches = posted.map(({ name }, id) => ({ id, state: ended ? 'dead' : 'running', name, appId: `application_1764000000000_000${id + 1}`, log: [] }));
    const apps = batches.map(({ name, appId }) => ({ id: appId, name, user: 'livy', queue: 'default', state: ended ? 'FINISHED' : 'RUNNING', finalStatus: ended ? 'FAILED' : 'UNDEFINED', startedTime: Date.now() - 60_000, finishedTime: ended ? Date.now() : 0, applicationTags: '' }));
    if (request.method === 'POST' && pathname === '/livy/batches') {
      posted.push(JSON.parse(body) as LivyBatchRequest);
      say(201, { id: posted.length - 1, state: 'starting', name: posted.at(-1)!.name, appId: null, log: [] });
    } else if (pathname === '/livy/batches') say(200, { from: 0, total: batches.length, sessions: batches });
    else if (pathname === '/yarnui/ws/v1/cluster/apps') say(200, { apps: (searchParams.get('states')?.includes('RUNNING') === true) !== ended && apps.length > 0 ? { app: apps } : null });
    else if (pathname === '/yarnui/ws/v1/cluster/metrics') say(200, { clusterMetrics: { availableMB: 20_480, availableVirtualCores: 12, totalMB: 24_576, totalVirtualCores: 16, activeNodes: 2 } });
    else if (pathname === '/yarnui/ws/v1/cluster/scheduler') say(200, { scheduler: { schedulerInfo: { type: 'capacityScheduler', queueName: 'root', queues: { queue: [{ queueName: 'default', usedCapacity: 10, absoluteUsedCapacity: 10, absoluteMaxCapacity: 100 }] } } } });
    else say(404, { msg: `nothing at ${pathname}` });
  });
}

before(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-submit-'));
  await mkdir(path.join(home, 'workspace'));
  server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => { server.once('listening', resolve); });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/livy`;
  await writeFile(path.join(home, 'workspace', 'copy.py'), JOB);
  await writeFile(path.join(home, 'workspace', 'weir.profiles.json'), JSON.stringify({ profiles: { here: {
    cluster: url, storage: `file://${home}/uploads`, executor: { memory: '2g', cores: 2 }, conf: { 'spark.yarn.maxAppAttempts': '4', 'spark.yarn.am.attemptFailuresValidityInterval': '1h' }, substitutions: { 'localhost:9092': 'kafka.example.com:9092' },
  } } }, undefined, 2));
});
after(async () => {
  await editor?.close();
  server.closeAllConnections();
  server.close();
  await rm(home, { recursive: true, force: true });
});

test('a job goes from its lens through the form to Livy, and again after it has ended', { timeout: 300_000 }, async () => {
  editor = await openEditor({ workspace: path.join(home, 'workspace') });
  editor.page.setDefaultTimeout(45_000);
  const { page, panel } = editor;
  await editor.open('copy.py');
  await page.locator('.codelens-decoration a', { hasText: 'Submit…' }).click();
  // No cluster is linked yet: that comes first, and then the form.
  await page.locator('.quick-input-widget', { hasText: /name of an HDInsight cluster/ }).waitFor();
  await page.locator('.quick-input-widget input.input').fill(url);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Not at all' }).click();
  await panel.getByRole('heading', { name: 'Submit copy.py' }).waitFor();
  await panel.getByText('Ready.').waitFor();
  assert.equal(await panel.getByLabel('Profile').inputValue(), 'here');
  assert.match(await panel.locator('.checks').textContent() ?? '', /one query: copy \(kafka → console\)/);
  assert.match(await panel.locator('.checks').textContent() ?? '', /Queue default has 20 GiB .*free/);
  await page.screenshot({ path: path.join(artefacts, 'submit-form.png') });

  // A field is checked while it is typed, and what it means for the cluster soon after.
  await panel.getByLabel('Executor memory').fill('two gigs');
  await panel.getByText('Is a size of memory as Spark writes it').waitFor();
  assert.equal(await panel.getByRole('button', { name: 'Submit', exact: true }).getAttribute('aria-disabled'), 'true');
  await panel.getByLabel('Executor memory').fill('3g');
  await panel.getByText('Ready.').waitFor();
  assert.match(await panel.locator('pre.body').textContent() ?? '', /"executorMemory": "3g"/);
  await panel.getByRole('button', { name: 'Add argument' }).click();
  await panel.getByLabel('argument 1', { exact: true }).fill('--token=hunter2hunter2');
  await panel.getByText('looks like a secret').waitFor();
  await panel.getByText('Ready.').waitFor();
  assert.ok(!(await panel.locator('.found').textContent())!.includes('hunter2'));
  await panel.getByLabel('Remove argument 1').click();
  await panel.getByText('Ready.').waitFor();

  await panel.getByRole('button', { name: 'Compare copy.py' }).click();
  await page.locator('.monaco-diff-editor .modified-in-monaco-diff-editor', { hasText: 'kafka.example.com:9092' }).waitFor();
  await page.locator('.tab', { hasText: 'Submit: copy.py' }).click();

  await panel.getByRole('button', { name: 'Submit', exact: true }).click();
  await panel.getByText(/Submitted as batch 0\./).waitFor();
  const [body] = posted;
  assert.deepEqual([posted.length, body?.name, body?.executorMemory, body?.executorCores, body?.args], [1, 'copy', '3g', 2, undefined]);
  assert.equal(await readFile((body?.file ?? '').slice('file://'.length), 'utf8'), JOB.replace('localhost:9092', 'kafka.example.com:9092'));
  assert.equal(await readFile(path.join(home, 'workspace', 'copy.py'), 'utf8'), JOB);
});

test('a job that has ended is submitted again from its row, under a name that Livy does not hold', { timeout: 120_000 }, async () => {
  const { page, panel } = editor!, row = (text: string) => page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
  ended = true;
  await editor!.command('Weir: Refresh Clusters');
  await row('batch 0').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Submit Again' }).click();
  await panel.getByText(/Submitted as batch 1\./).waitFor();
  const [first, second] = posted;
  assert.deepEqual([second?.name, second?.file, second?.executorMemory], ['copy-2', first?.file, '3g']);
});

test('what is wrong in the job is an error at its line, and nothing can be sent', { timeout: 120_000 }, async () => {
  const { page, panel } = editor!;
  await panel.getByLabel('Profile').selectOption('');
  await panel.getByText(/Where the job is to be uploaded is not said/).first().waitFor();
  await panel.getByRole('button', { name: 'Submit', exact: true }).click({ force: true });
  assert.equal(posted.length, 2);
  await page.screenshot({ path: path.join(artefacts, 'submit-form-errors.png') });
});

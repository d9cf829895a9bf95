/**
 * A job from the editor to a real cluster and back: real YARN 3.3.4, Livy 0.7.1, Spark 3.3.1 and Kafka 3.2.3 behind the gateway of our own, and a
 * real VS Code. The sample is submitted and followed, outlives a reload of the window, is killed; one that fails leads to its line.
 */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { historyPage } from '../../src/ui/clusters/described.ts';
import { DirectGateway } from '../../src/kafka/direct.ts';
import { settingsFromOptions } from '../../src/kafka/options.ts';
import { GatewayClient } from '../stack/gateway-client.ts';
import { startKafka, type RunningKafka } from '../stack/kafka.ts';
import { startLivyStack, type LivyStack } from '../stack/livy-stack.ts';
import { loadCaptures } from '../stack/load-captures.ts';
import { axe, clippedTexts, scrollsSideways } from './checks';
import { artefacts, openEditor, root, type Editor } from './support';

const SAMPLE = path.join(root, 'media', 'templates', 'fraud-detection');
const FAILS = `from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("fails").getOrCreate()


def score(batch, number):
    rows = batch.collect()
    if number == 2:
        float("n/a")


ticks = spark.readStream.format("rate").option("rowsPerSecond", 5).load()
ticks.writeStream.queryName("scores").foreachBatch(score).trigger(processingTime="2 seconds").option("checkpointLocation", "CHECKPOINTS/scores").start().awaitTermination()
`;
const LINE = FAILS.split('\n').findIndex((line) => line.includes('n/a')) + 1;
let stack: LivyStack, kafka: RunningKafka, home: string, editor: Editor | undefined;

before(async () => {
  [stack, kafka] = await Promise.all([startLivyStack({ memoryMb: 6144, jobHistory: true, sparkHistory: true }), startKafka()]);
  const gateway = new DirectGateway(settingsFromOptions({ 'kafka.bootstrap.servers': kafka.bootstrap }));
  await loadCaptures(kafka, gateway, [path.join(SAMPLE, 'captures', 'card-transactions.capture.jsonl')]);
  await gateway.close();
  home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-cluster-'));
  const workspace = path.join(home, 'workspace'), checkpoints = `file://${stack.folder}/checkpoints`;
  await mkdir(workspace);
  for (const name of ['job.py', 'profiles.json']) await cp(path.join(SAMPLE, name), path.join(workspace, name));
  await writeFile(path.join(workspace, 'fails.py'), FAILS);
  await writeFile(path.join(workspace, 'weir.profiles.json'), JSON.stringify({ profiles: { stack: {
    cluster: `${stack.gateway.url}/livy`, storage: `file://${stack.uploads}`, internet: false, jars: stack.jars, files: ['profiles.json'], conf: { 'spark.yarn.maxAppAttempts': '1' },
    substitutions: { 'localhost:9092': kafka.bootstrap, checkpoints, 'CHECKPOINTS/scores': `${checkpoints}/scores` },
  } } }));
}, { timeout: 600_000 });
after(async () => {
  await editor?.page.screenshot({ path: path.join(artefacts, 'cluster-job-end.png') });
  await editor?.close();
  await kafka?.stop();
  await stack?.stop();
  await rm(home, { recursive: true, force: true });
});

const dialog = (): ReturnType<Editor['page']['locator']> => editor!.page.locator('.monaco-dialog-box');

async function type(prompt: RegExp, text: string): Promise<void> {
  const { page } = editor!;
  await page.locator('.quick-input-widget', { hasText: prompt }).waitFor();
  await page.locator('.quick-input-widget input.input').fill(text);
  await page.keyboard.press('Enter');
}

/** The form's steps: the gateway of the stack, its login, and its one certificate. */
async function describe(secret: RegExp): Promise<void> {
  const { page } = editor!, { url, user, password, caFile } = stack.gateway;
  await type(/name of an HDInsight cluster/, `${url}/livy`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Cluster login' }).click();
  await type(/User/, user);
  await type(secret, password);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Nobody: one certificate' }).click();
  await type(/SHA-256/, new X509Certificate(await readFile(caFile)).fingerprint256);
}

/** Through the lens (or the palette, where the query is further down) and the form, until Livy has it and its panel is there. */
async function submit(file: string): Promise<void> {
  const { page, panel, open, command } = editor!;
  await open(file);
  if (await page.locator('.codelens-decoration a', { hasText: 'Submit…' }).first().isVisible()) await page.locator('.codelens-decoration a', { hasText: 'Submit…' }).first().click();
  else await command('Weir: Submit to Cluster…');
  await panel.getByRole('heading', { name: `Submit ${file}` }).waitFor();
  await panel.getByLabel('Profile').selectOption('stack');
  await panel.getByText('Ready.').waitFor({ timeout: 120_000 });
  await panel.getByRole('button', { name: 'Submit', exact: true }).click();
  await panel.locator('weir-job-header').waitFor({ timeout: 120_000 });
}

test('the sample is submitted, and its progress and log are seen as they happen', { timeout: 480_000 }, async () => {
  editor = await openEditor({ workspace: path.join(home, 'workspace') });
  editor.page.setDefaultTimeout(60_000);
  const { page, panel, command } = editor, { password } = stack.gateway;
  await page.locator('.activitybar .action-label[aria-label^="Weir"]').click();
  await command('Weir: Link a Cluster…');
  await describe(/Password/);
  await page.locator('.pane-body .monaco-list-row', { hasText: 'No jobs in the last day' }).waitFor();

  await submit('job.py');
  await panel.locator('.state-word', { hasText: 'running' }).waitFor({ timeout: 240_000 });
  // Both queries, with whole batches: the job itself logs at WARN, and carries the helper.
  await panel.getByRole('tab', { name: /^alerts/ }).waitFor({ timeout: 240_000 });
  await panel.getByRole('grid', { name: /^Micro-batches/ }).getByRole('row').nth(1).waitFor({ timeout: 120_000 });
  await panel.getByText('addBatch').first().waitFor();
  assert.match(await panel.locator('.reader').textContent() ?? '', /^\s*from .+ · .+ ago\s*$/);
  await panel.getByRole('tab', { name: 'Driver log' }).click();
  await panel.locator("weir-log [role=option]").first().waitFor();
  await panel.getByRole('tab', { name: 'Submitted as' }).click();
  await panel.getByText('weir/', { exact: false }).first().waitFor();
  assert.ok(!(await panel.locator('.sent').textContent())!.includes(password));
  await panel.getByRole('tab', { name: 'Batches' }).click();
  for (const [theme, name] of [['Dark Modern', 'dark'], ['Light Modern', 'light'], ['Dark High Contrast', 'high-contrast']] as const) {
    await command('Preferences: Color Theme');
    await page.locator('.quick-input-widget input.input').fill(theme);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: theme }).first().click();
    await page.waitForTimeout(700);
    await page.screenshot({ path: path.join(artefacts, `cluster-job-${name}.png`) });
    const frame = await (await panel.locator('body').elementHandle())?.ownerFrame() ?? assert.fail('no frame');
    const inside = frame.childFrames()[0] ?? frame;
    assert.deepEqual(await axe(inside), [], name);
    assert.equal(await scrollsSideways(inside), false, name);
    assert.deepEqual(await clippedTexts(inside), [], name);
  }
});

test('after a reload of the window the panel is back, with its batches', { timeout: 240_000 }, async () => {
  const { page, panel, command } = editor!;
  await page.reload();
  await page.locator('.monaco-workbench').waitFor();
  // This VS Code keeps secrets in its memory: the panel is there, says what is missing, and goes on once it has it.
  await panel.getByText(/password for .* is no longer in the secret storage/).waitFor();
  await command('Weir: Edit Cluster…');
  await describe(/leave empty to keep/);
  await type(/What the cluster is called/, 'stack');
  await panel.getByRole('grid', { name: /^Micro-batches/ }).getByRole('row').nth(1).waitFor({ timeout: 120_000 });
  await panel.locator('.state-word', { hasText: 'running' }).waitFor();
  await page.locator('.tab', { hasText: /^Job: .+ \(batch \d+\)/ }).waitFor();
});

/** Asks the cluster at once, as often as it takes. */
async function looks(until: string): Promise<void> {
  const { page, panel } = editor!;
  for (let tries = 0; !await panel.getByText(until).first().isVisible(); tries++) {
    assert.ok(tries < 60, `not shown: ${until}\n${await panel.locator('body').textContent()}`);
    await panel.locator('weir-menu button').first().click();
    await panel.getByText('Look Now').first().click();
    await page.waitForTimeout(2000);
  }
}

test('Livy away and back, the ResourceManager restarted, Livy restarted without its memory: said, kept, and followed on', { timeout: 420_000 }, async () => {
  const { page, panel, command } = editor!, row = (text: string) => page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
  const batches = panel.getByRole('grid', { name: /^Micro-batches/ }).getByRole('row'), app = /application_\d+_\d+/.exec(await panel.locator('.what').textContent() ?? '')![0];
  const posts = (): number => stack.gateway.asked.filter(({ method, path: asked }) => method === 'POST' && asked.startsWith('/livy/batches')).length, before = posts();
  if (!await row('application_').isVisible()) await row('stack').click();
  await row('application_').waitFor();
  await stack.haltLivy();
  await command('Weir: Refresh Clusters');
  await row('Not reachable').waitFor().catch(async (error: unknown) => { await page.screenshot({ path: path.join(artefacts, 'cluster-job-livy-away.png') }); throw error; });
  await row(app.slice(0, 12)).waitFor();
  await panel.locator('.state-word', { hasText: 'running' }).waitFor();
  await stack.restartLivy({ recovery: true });
  await looks('Livy: running');

  await stack.stopResourceManager();
  const notice = panel.locator('.notices li', { hasText: /does not reach what is behind it/ });
  await notice.waitFor({ timeout: 90_000 });
  assert.ok(await batches.count() > 1, 'what was heard stays');
  await page.screenshot({ path: path.join(artefacts, 'cluster-job-away.png') });
  await stack.restartResourceManager({ recovery: true });
  for (let tries = 0; await notice.isVisible() && tries < 60; tries++) {
    await notice.getByRole('button', { name: 'Look Now' }).click({ timeout: 1000 }).catch(() => undefined);
    await page.waitForTimeout(2000);
  }
  assert.equal(await notice.isVisible(), false);

  await stack.restartLivy({ recovery: false });
  await looks('Livy has forgotten it');
  await panel.locator('.state-word', { hasText: 'running' }).waitFor();
  assert.match(await panel.locator('.what').textContent() ?? '', new RegExp(app));
  await command('Weir: Refresh Clusters');
  await row(app.slice(0, 12)).waitFor();
  assert.equal(posts(), before, 'no second job');
});

test('it is killed from its panel', { timeout: 240_000 }, async () => {
  const { panel } = editor!;
  await panel.getByRole('button', { name: 'Kill…' }).click();
  await dialog().getByRole('button', { name: 'Kill' }).click();
  await panel.locator('.state-word', { hasText: 'killed' }).waitFor({ timeout: 90_000 });
  await panel.getByRole('button', { name: 'History' }).waitFor({ timeout: 60_000 });
  // Where that leads, asked as the stack's own client asks: Spark's history server knows the job there.
  const app = /application_\d+_\d+/.exec(await panel.locator('.what').textContent() ?? '')![0], client = new GatewayClient(stack.gateway);
  let page = { status: 0, text: '' };
  for (let tries = 0; page.status !== 200 && tries < 30; tries++) {
    page = await client.get(new URL(historyPage({ id: '', name: '', description: { url: `${stack.gateway.url}/livy`, auth: 'basic' } }, app)!).pathname);
    await new Promise((resolve) => { setTimeout(resolve, 1000); });
  }
  assert.match(page.text, /Spark Jobs/, String(page.status));
});

test('a job that fails says why, and leads to the line of the file that was submitted', { timeout: 480_000 }, async () => {
  const { page, panel } = editor!;
  await submit('fails.py');
  await panel.locator('.state-word', { hasText: 'failed' }).waitFor({ timeout: 300_000 });
  await panel.getByText(/could not convert string to float: 'n\/a'/).first().waitFor({ timeout: 60_000 });
  await page.screenshot({ path: path.join(artefacts, 'cluster-job-failed.png') });
  await panel.getByRole('link', { name: `fails.py, line ${LINE}` }).first().click();
  await page.locator('.statusbar-item', { hasText: `Ln ${LINE}, Col 1` }).waitFor();
});

/**
 * A followed job in a real VS Code when its cluster has faults, and when it fails while nobody looks. Livy, YARN and the driver's log are a server
 * of our own here, after their documented answers.
 */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Frame, Locator } from 'playwright-core';
import { appOf, startSmallLivy, type SmallLivy } from '../stack/small-livy';
import { logged, progressOf } from '../unit/support/followed';
import { axe } from './checks';
import { artefacts, openEditor, type Editor } from './support';

const JOB = `from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
df = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "kafka.example.com:9092").option("subscribe", "orders").load()
df.writeStream.queryName("copy").format("console").option("checkpointLocation", "abfss://cp@account.dfs.core.windows.net/copy").start().awaitTermination()
`;
const TRACE = `Traceback (most recent call last):
  File "/mnt/resource/hadoop/container_1/copy.py", line 4, in <module>
    df.writeStream.queryName("copy").format("console")
ValueError: could not convert string to float: 'n/a'
`;
const BAD_GATEWAY = '<!DOCTYPE html><html><head><title>502</title></head><body><h1>Server Error</h1></body></html>';
let home: string, livy: SmallLivy, editor: Editor | undefined;

before(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-events-'));
  await mkdir(path.join(home, 'workspace'));
  livy = await startSmallLivy();
  await writeFile(path.join(home, 'workspace', 'copy.py'), JOB);
  await writeFile(path.join(home, 'workspace', 'weir.profiles.json'), JSON.stringify({ profiles: { here: {
    cluster: livy.url, storage: `file://${home}/uploads`, executor: { memory: '2g' }, conf: { 'spark.yarn.maxAppAttempts': '1' }, arguments: ['--from', 'today'],
  } } }, undefined, 2));
});
after(async () => {
  await editor?.page.screenshot({ path: path.join(artefacts, 'job-events-end.png') });
  await editor?.close();
  livy?.close();
  await rm(home, { recursive: true, force: true });
});

/** The frame that holds an element: form and panel are open beside each other. */
async function frameOf(element: string): Promise<Frame> {
  for (;;) {
    for (const frame of editor!.page.frames()) if (await frame.locator(element).count().catch(() => 0) > 0) return frame;
    await editor!.page.waitForTimeout(200);
  }
}
const panel = (): Promise<Frame> => frameOf('weir-job-header');
const tab = (text: string): Locator => editor!.page.locator('.tab', { hasText: text });
const row = (text: string): Locator => editor!.page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
const told = (): Locator => editor!.page.locator('.notification-toast .notification-list-item-message', { hasText: 'copy' });

test('the panel of a job that was sent is called as the job is, with its batch beside it', { timeout: 240_000 }, async () => {
  editor = await openEditor({ workspace: path.join(home, 'workspace') });
  editor.page.setDefaultTimeout(45_000);
  const { page } = editor;
  livy.logs.set(`${appOf(0)}/stderr`, [0, 1, 2].map((i) => logged(progressOf(i))).join(''));
  await editor.open('copy.py');
  await page.locator('.codelens-decoration a', { hasText: 'Submit…' }).click();
  await page.locator('.quick-input-widget', { hasText: /name of an HDInsight cluster/ }).waitFor();
  await page.locator('.quick-input-widget input.input').fill(livy.url);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Not at all' }).click();
  const form = await frameOf('weir-submit h1');
  await form.getByText('Ready.').waitFor();
  await form.getByRole('button', { name: 'Submit', exact: true }).click();
  await tab('Job: copy (batch 0)').waitFor();
  const shown = await panel();
  await shown.getByRole('heading', { name: 'copy', exact: true }).waitFor();
  await shown.getByText(`Livy batch 0 · ${appOf(0)}`).waitFor();
  await shown.getByRole('grid', { name: /^Micro-batches/ }).getByRole('row').nth(3).waitFor();
  await shown.getByText('times in UTC').waitFor();
});

test('a gateway that answers with web pages is said in panel and view, with one way on, and what was heard stays', { timeout: 240_000 }, async () => {
  const { page } = editor!, shown = await panel();
  await row('copy').waitFor();
  livy.trouble = () => ({ status: 502, page: BAD_GATEWAY });
  const notice = shown.locator('.notices li', { hasText: /The gateway of .* does not reach what is behind it .*HTTP 502/ });
  await notice.waitFor({ timeout: 60_000 });
  await notice.getByText('What is shown was heard before.').waitFor();
  assert.ok(await shown.getByRole('grid', { name: /^Micro-batches/ }).getByRole('row').count() >= 4, 'what was heard stays');
  assert.match(await shown.locator('.state-word').textContent() ?? '', /running/);
  assert.ok(!(await shown.locator('body').textContent())!.includes('<h1>'));
  assert.deepEqual(await axe(shown), []);
  await editor!.command('Weir: Refresh Clusters');
  await row('Not reachable').waitFor();
  await row('Try Again').waitFor();
  await row('As it was').waitFor();
  await row('copy').waitFor();
  await page.screenshot({ path: path.join(artefacts, 'job-events-502.png') });
  livy.trouble = undefined;
  await notice.getByRole('button', { name: 'Look Now' }).click();
  await notice.waitFor({ state: 'detached' });
  await row('Try Again').click();
  await row('copy').waitFor();
});

test('slow answers, a Livy that forgot the batch, and one that is away: the job is followed on, and asked for once', { timeout: 240_000 }, async () => {
  const shown = await panel();
  livy.trouble = () => ({ slowMs: 3000 });
  livy.logs.set(`${appOf(0)}/stderr`, [0, 1, 2, 3].map((i) => logged(progressOf(i))).join(''));
  await shown.getByRole('grid', { name: /^Micro-batches/ }).getByRole('row', { name: /^3 / }).waitFor({ timeout: 90_000 });
  livy.trouble = (asked) => (asked.startsWith('/livy') ? { status: 503, page: BAD_GATEWAY } : undefined);
  await editor!.command('Weir: Refresh Clusters');
  // YARN alone tells the job, and what is the matter stands above it.
  await row('Not reachable').waitFor();
  await row('copy').waitFor();
  livy.forgotten = 1;
  livy.trouble = undefined;
  await shown.locator('weir-menu button').first().click();
  await shown.getByText('Look Now').click();
  await shown.getByText('Livy has forgotten it').waitFor({ timeout: 90_000 });
  assert.match(await shown.locator('.state-word').textContent() ?? '', /running/);
  await tab('Job: copy (batch 0)').waitFor();
  assert.equal(livy.posted.length, 1, 'no second job');
});

test('a job that fails while nobody looks is told once, and its notification leads to the line', { timeout: 240_000 }, async () => {
  const { page } = editor!;
  await editor!.open('weir.profiles.json');
  livy.logs.set(`${appOf(0)}/stdout`, TRACE);
  livy.ended = true;
  await told().waitFor({ timeout: 150_000 });
  assert.match(await told().textContent() ?? '', /copy failed on .*could not convert string to float: 'n\/a'/);
  await page.screenshot({ path: path.join(artefacts, 'job-events-failed.png') });
  await editor!.command('Weir: Refresh Clusters');
  await row('failed').waitFor();
  assert.equal(await told().count(), 1);
  await page.locator('.notification-toast .monaco-button', { hasText: 'copy.py, line 4' }).click();
  await page.locator('.statusbar-item', { hasText: 'Ln 4, Col 1' }).waitFor();
  assert.equal(await told().count(), 0);
});

test('Resubmit in the panel sends the same job once, and its panel is another one though Livy gives the id again', { timeout: 240_000 }, async () => {
  const { page } = editor!;
  await tab('Job: copy').click();
  const shown = await panel();
  await shown.locator('.state-word', { hasText: 'failed' }).waitFor();
  await shown.getByRole('button', { name: 'Resubmit' }).click();
  while (livy.posted.length < 2) await page.waitForTimeout(200);
  while (!await (await panel()).getByText(`Livy batch 0 · ${appOf(1)}`).isVisible()) await page.waitForTimeout(200);
  assert.equal(await tab('Job: copy (batch 0)').count(), 2);
  await tab('Submit: copy.py').click();
  const form = await frameOf('weir-submit h1');
  await form.getByText(/Submitted as batch 0/).waitFor();
  assert.equal(await form.getByLabel('Profile').inputValue(), 'here');
  const [first, second] = livy.posted, { conf: { 'spark.yarn.tags': _, ...conf } = {} } = first!, { conf: { 'spark.yarn.tags': __, ...again } = {} } = second!;
  assert.deepEqual({ ...second, conf: again }, { ...first, conf });
  assert.deepEqual([first!.args, first!.executorMemory], [['--from', 'today'], '2g']);
  await page.screenshot({ path: path.join(artefacts, 'job-events-again.png') });
  await page.waitForTimeout(3000);
  assert.equal(livy.posted.length, 2);
});

/** Submitting from a real VS Code: the lens, the form with its checks, the POST that Livy gets, and submitting again. Livy and YARN are a server of our own here, after their documented answers. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startSmallLivy, type SmallLivy } from '../stack/small-livy';
import type { Frame } from 'playwright-core';
import { artefacts, openEditor, type Editor } from './support';

const JOB = `from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
df = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "localhost:9092").option("subscribe", "orders").load()
df.writeStream.queryName("copy").format("console").option("checkpointLocation", "abfss://cp@account.dfs.core.windows.net/copy").start().awaitTermination()
`;
let home: string, livy: SmallLivy, editor: Editor | undefined;

before(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-submit-'));
  await mkdir(path.join(home, 'workspace'));
  livy = await startSmallLivy();
  await writeFile(path.join(home, 'workspace', 'copy.py'), JOB);
  await writeFile(path.join(home, 'workspace', 'weir.profiles.json'), JSON.stringify({ profiles: { here: {
    cluster: livy.url, storage: `file://${home}/uploads`, executor: { memory: '2g', cores: 2 }, conf: { 'spark.yarn.maxAppAttempts': '4', 'spark.yarn.am.attemptFailuresValidityInterval': '1h' }, substitutions: { 'localhost:9092': 'kafka.example.com:9092' },
  } } }, undefined, 2));
});
after(async () => {
  await editor?.close();
  livy?.close();
  await rm(home, { recursive: true, force: true });
});

/** The form's own frame: the run panel of a job that was sent is open beside it. */
async function form(): Promise<Frame> {
  for (;;) {
    for (const frame of editor!.page.frames()) if (await frame.locator('weir-submit h1').count().catch(() => 0) > 0) return frame;
    await editor!.page.waitForTimeout(200);
  }
}
/** Brings the form to the front, wherever its tab is. */
async function front(): Promise<Frame> {
  await editor!.page.locator('.tab', { hasText: 'Submit: copy.py' }).click();
  return form();
}

/** The run panel may come to the front meanwhile. */
async function says(text: RegExp): Promise<void> {
  while (!await (await front()).getByText(text).waitFor({ timeout: 5000 }).then(() => true, () => false));
}

test('a job goes from its lens through the form to Livy, and again after it has ended', { timeout: 300_000 }, async () => {
  editor = await openEditor({ workspace: path.join(home, 'workspace') });
  editor.page.setDefaultTimeout(45_000);
  const { page } = editor;
  await editor.open('copy.py');
  await page.locator('.codelens-decoration a', { hasText: 'Submit…' }).click();
  // No cluster is linked yet: that comes first, and then the form.
  await page.locator('.quick-input-widget', { hasText: /name of an HDInsight cluster/ }).waitFor();
  await page.locator('.quick-input-widget input.input').fill(livy.url);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Not at all' }).click();
  let panel = await form();
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
  panel = await front();

  await panel.getByRole('button', { name: 'Submit', exact: true }).click();
  await says(/Submitted as batch 0\./);
  const [body] = livy.posted;
  assert.deepEqual([livy.posted.length, body?.name, body?.executorMemory, body?.executorCores, body?.args], [1, 'copy', '3g', 2, undefined]);
  assert.equal(await readFile((body?.file ?? '').slice('file://'.length), 'utf8'), JOB.replace('localhost:9092', 'kafka.example.com:9092'));
  assert.equal(await readFile(path.join(home, 'workspace', 'copy.py'), 'utf8'), JOB);
});

test('a job that has ended is submitted again from its row, under a name that Livy does not hold', { timeout: 120_000 }, async () => {
  const { page } = editor!, row = (text: string) => page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
  livy.ended = true;
  await editor!.menu(row('failed'), 'Submit Again', () => Promise.resolve(livy.posted.length === 2));
  await says(/Submitted as batch 1\./);
  const [first, second] = livy.posted;
  assert.deepEqual([second?.name, second?.file, second?.executorMemory], ['copy-2', first?.file, '3g']);
});

test('what is wrong in the job is an error at its line, and nothing can be sent', { timeout: 120_000 }, async () => {
  const { page } = editor!, panel = await front();
  await panel.getByLabel('Profile').selectOption('');
  await panel.getByText(/Where the job is to be uploaded is not said/).first().waitFor();
  await panel.getByRole('button', { name: 'Submit', exact: true }).click({ force: true });
  assert.equal(livy.posted.length, 2);
  await page.screenshot({ path: path.join(artefacts, 'submit-form-errors.png') });
});

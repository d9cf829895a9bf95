/** Batch to streaming in the packaged extension, as a person does it: the code action, its questions, the diff with its reasons, Apply. */
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { artefacts, openEditor, root } from './support';

const TEMPLATE = path.join(root, 'media', 'templates', 'batch-to-streaming');

test('the sample becomes a streaming job, with the reasons in sight in every theme', { timeout: 300_000 }, async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-migrate-')), workspace = path.join(home, 'sales');
  await mkdir(path.join(workspace, '.vscode'), { recursive: true });
  for (const name of ['job.py', 'receipts']) await cp(path.join(TEMPLATE, name), path.join(workspace, name), { recursive: true });
  const before = await readFile(path.join(workspace, 'job.py'), 'utf8'), editor = await openEditor({ workspace, theme: 'Default Dark Modern' }), { page } = editor, shot = (name: string): Promise<unknown> => page.screenshot({ path: path.join(artefacts, `migrate-${name}.png`) });
  try {
    await editor.open('job.py');
    await page.keyboard.press('Control+G');
    await page.locator('.quick-input-widget input.input').fill(`:${before.split('\n').findIndex((line) => line.includes('.show(')) + 1}`);
    await page.keyboard.press('Enter');
    const action = page.locator('.action-widget .monaco-list-row', { hasText: 'Turn into a streaming job over Kafka…' });
    for (let tries = 0; tries < 40 && !await action.isVisible(); tries++) {
      await page.keyboard.press('Control+.');
      await page.waitForTimeout(500);
    }
    await shot('action');
    await action.click();
    const input = page.locator('.quick-input-widget input.input');
    await page.locator('.quick-input-title', { hasText: 'Turn into a Streaming Job (1/5)' }).waitFor();
    await input.fill('not a topic');
    await page.locator('.quick-input-message', { hasText: 'is no name of a topic' }).waitFor();
    await shot('question');
    await input.fill('shop-receipts');
    for (const step of ['(1/5)', '(2/5)', '(3/5)', '(4/5)', '(5/5)']) {
      await page.locator('.quick-input-title', { hasText: step }).waitFor();
      await page.keyboard.press('Enter');
    }
    const why = page.locator('.review-widget', { hasText: 'decode' }).first();
    await why.waitFor({ timeout: 60_000 });
    assert.match(await why.innerText(), /Kafka gives bytes: from_json makes of each value one record/);
    assert.deepEqual(await why.locator('.comment-body a').allInnerTexts(), ['source', 'decode', 'damaged'], 'each reason leads to its page');
    assert.equal(await readFile(path.join(workspace, 'job.py'), 'utf8'), before, 'nothing is written yet');
    await page.waitForTimeout(500);
    await shot('dark');
    for (const [name, theme] of [['light', 'Default Light Modern'], ['high-contrast', 'Default High Contrast']] as const) {
      await writeFile(path.join(workspace, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
      await page.waitForTimeout(2500);
      await shot(name);
    }
    await why.locator('.comment-body a', { hasText: 'decode' }).click();
    await page.locator('.tab', { hasText: 'Preview batch-to-streaming.md' }).waitFor({ timeout: 30_000 });
    await page.waitForTimeout(1500);
    await shot('page');
    await page.locator('.tab', { hasText: 'as a streaming job' }).click();
    await page.locator('.editor-actions a[aria-label^="Apply the Changes"]').first().click();
    await page.locator('.tab', { hasText: 'job.stream-test.yaml' }).waitFor({ timeout: 30_000 });
    assert.match(await readFile(path.join(workspace, 'job.py'), 'utf8'), /sales_query = \(/);
    assert.deepEqual((await readdir(workspace)).sort(), ['.vscode', 'captures', 'job.py', 'job.stream-test.yaml', 'receipts']);
    await shot('applied');
  } finally {
    await editor.close();
    await rm(home, { recursive: true, force: true });
  }
});

/** The walkthrough in a real VS Code, from an empty window to the submit form: each link does its step, and a step is ticked when it was done. Livy is a server of our own here, after its documented answers. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { FrameLocator, Locator } from 'playwright-core';
import { startSmallLivy, type SmallLivy } from '../stack/small-livy';
import { artefacts, openEditor, type Editor } from './support';

let home: string, livy: SmallLivy, editor: Editor | undefined;

before(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-tour-'));
  await mkdir(path.join(home, 'jobs'));
  livy = await startSmallLivy();
});
after(async () => {
  await editor?.page.screenshot({ path: path.join(artefacts, 'walkthrough-end.png') });
  await editor?.close();
  livy?.close();
  await rm(home, { recursive: true, force: true });
});

const step = (id: string): Locator => editor!.page.locator(`.getting-started-step[data-step-id$="#start#${id}"]`);
const link = (id: string, text: string): Locator => step(id).locator('.monaco-button, a', { hasText: text });
const shot = (name: string): Promise<unknown> => editor!.page.screenshot({ path: path.join(artefacts, `walkthrough-${name}.png`) });
const ticked = (id: string): Promise<void> => step(id).locator('.codicon-getting-started-step-checked.complete').waitFor();

/** A step that is not the open one is opened by its title. */
async function open(id: string): Promise<void> {
  if (!await step(id).evaluate((element) => element.classList.contains('expanded'))) await step(id).locator('.step-title').click();
}

/** The webview that holds this element: of several that are open, the one whose page it is. */
async function webviewWith(selector: string): Promise<FrameLocator> {
  const frames = editor!.page.locator('iframe.webview.ready');
  for (let tries = 0; tries < 200; tries++) {
    for (let i = 0; i < await frames.count(); i++) {
      const inner = frames.nth(i).contentFrame().frameLocator('iframe#active-frame');
      if (await inner.locator(selector).count().catch(() => 0) > 0) return inner;
    }
    await editor!.page.waitForTimeout(100);
  }
  return assert.fail(`no webview has ${selector}`);
}

test('from an empty window: the sample, a simulation, late rows, the watermark, the topic, the submit form', { timeout: 300_000 }, async () => {
  editor = await openEditor({ workspace: '', theme: 'Default Dark Modern' });
  const { page, command } = editor, job = path.join(home, 'jobs', 'fraud-detection', 'job.py');
  page.setDefaultTimeout(45_000);
  await command('Weir: Get Started');
  await step('sample').waitFor();
  for (const [name, theme] of [['light', 'Default Light Modern'], ['high-contrast', 'Default High Contrast'], ['dark', 'Default Dark Modern']] as const) {
    await editor.theme(theme);
    for (const id of ['late', 'peek', 'sample']) {
      await open(id);
      await page.waitForTimeout(400);
      await shot(`${name}-${id}`);
    }
  }
  // Without the sample a later step says what is missing.
  await open('simulate');
  await link('simulate', 'Simulate').click();
  await page.getByText('The sample of the walkthrough is not in this window.').first().waitFor();
  await page.keyboard.press('Escape');

  await open('sample');
  await link('sample', 'Open the Sample').click();
  const input = page.locator('.quick-input-widget input.input');
  // The dialog writes where it begins into its field, once that folder was read.
  await page.locator('.quick-input-list .monaco-list-row', { hasText: '..' }).first().waitFor();
  await input.fill(`${path.join(home, 'jobs')}/`);
  await page.locator('.quick-input-list .monaco-list-row').nth(1).waitFor({ state: 'detached' });
  await page.locator('.quick-input-widget .monaco-button', { hasText: 'Put the Sample Here' }).click();
  // The window opens anew with the sample, and goes on where it was.
  await page.waitForURL(/folder=.*fraud-detection/);
  await page.locator('.tab', { hasText: 'job.py' }).waitFor();
  await ticked('sample');
  await shot('sample-open');

  await open('simulate');
  await link('simulate', 'Simulate').click();
  const panel = await webviewWith('weir-run');
  await panel.getByText('finished').first().waitFor();
  await ticked('simulate');

  await open('late');
  await link('late', 'Show the Dropped Rows').click();
  assert.match(await panel.locator('.verdict').innerText(), /dropped .*A delay of \d.* instead of 30 s would have kept/s);
  await ticked('late');
  await shot('late-rows');

  await open('keep');
  await link('keep', 'Set the Delay').click();
  await page.locator('.view-line', { hasText: '"ts", "80 seconds"' }).waitFor();
  await page.waitForTimeout(300);
  await shot('delay');
  assert.match(await readFile(job, 'utf8'), /"ts", "30 seconds"/, 'the edit is the user\'s to save or take back');
  await link('keep', 'Simulate Again').click();
  await ticked('keep');
  assert.match(await readFile(job, 'utf8'), /"ts", "80 seconds"/);
  await panel.getByText('finished').first().waitFor();
  await shot('kept');

  await open('peek');
  await link('peek', 'Show the Messages').click();
  const viewer = await webviewWith('weir-messages');
  await viewer.getByText('1 336').first().waitFor();
  await ticked('peek');
  await shot('messages');

  await open('submit');
  await link('submit', 'Open the Form').click();
  await page.locator('.quick-input-widget', { hasText: /name of an HDInsight cluster/ }).waitFor();
  await input.fill(livy.url);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Not at all' }).click();
  const form = await webviewWith('weir-submit');
  await form.getByRole('heading', { name: 'Submit job.py' }).waitFor();
  await ticked('submit');
  await shot('submit');
});

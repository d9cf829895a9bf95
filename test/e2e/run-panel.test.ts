/** The packaged extension in a real VS Code, driven as a person would: open the sample, simulate, look, step, stop. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { axe, clippedTexts, scrollsSideways } from './checks';
import { artefacts, openEditor, root, type Editor } from './support';

const themes = [['dark', 'Default Dark Modern'], ['light', 'Default Light Modern'], ['high-contrast', 'Default High Contrast']] as const;
let home: string, workspace: string;

before(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-job-'));
  workspace = path.join(home, 'fraud-detection');
  await cp(path.join(root, 'media', 'templates', 'fraud-detection'), workspace, { recursive: true });
});
after(async () => { await rm(home, { recursive: true, force: true }); });

const lens = (editor: Editor, title: string) => editor.page.locator('.codelens-decoration a', { hasText: title }).first();

/** Opens the job with its first query in sight, and presses a button above it. */
async function press(editor: Editor, title: string): Promise<void> {
  await editor.open('job.py');
  const source = await readFile(path.join(workspace, 'job.py'), 'utf8');
  await editor.page.keyboard.press('Control+G');
  await editor.page.locator('.quick-input-widget input.input').fill(`:${source.split('\n').findIndex((line) => line.includes('_query = (')) + 1}`);
  await editor.page.keyboard.press('Enter');
  await lens(editor, title).click();
}

async function panelFrame(editor: Editor): Promise<Frame> {
  const handle = await editor.panel.locator('body').elementHandle();
  return await handle?.ownerFrame() ?? assert.fail('the panel has no frame');
}

/** The newest batch that dropped rows, by its id. */
async function batchWithDropped(editor: Editor): Promise<string> {
  const row = editor.panel.locator('weir-batches [role=row]', { has: editor.panel.locator('.late') }).first();
  await row.click();
  return await row.locator('[role=gridcell]').first().innerText();
}

for (const [name, theme] of themes) {
  test(`${name}: Simulate shows batches, dropped rows, state and the plan; axe is clean at every width`, async () => {
    const editor = await openEditor({ workspace, theme });
    const { panel, page } = editor;
    try {
      await press(editor, 'Simulate');
      await panel.getByText('finished').first().waitFor({ timeout: 60_000 });
      const batch = await batchWithDropped(editor), frame = await panelFrame(editor);
      await panel.getByRole('tab', { name: /^Dropped late/ }).click();
      await panel.getByText(new RegExp(`batch ${batch}.*:`)).first().waitFor();
      assert.match(await panel.locator('.verdict').innerText(), /A delay of \d.* instead of 30 s would have kept/);
      await page.screenshot({ path: path.join(artefacts, `run-panel-${name}.png`) });
      for (const tab of ['Output', 'State', 'Plan', 'Progress', 'Printed']) {
        await panel.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
        await page.waitForTimeout(150);
        await page.screenshot({ path: path.join(artefacts, `run-panel-${name}-${tab.toLowerCase()}.png`) });
        assert.deepEqual(await axe(frame), [], tab);
        assert.deepEqual(await clippedTexts(frame), [], tab);
        assert.equal(await scrollsSideways(frame), false, tab);
      }
      for (const [label, width] of [['300px', 300], ['200-percent', 560]] as const) {
        // Only the panel, in a window as wide as the panel is to be: what zooming to 200 % leaves of 1120 px is 560 px.
        await frame.evaluate((px) => { document.body.style.width = `${px}px`; }, width);
        await page.waitForTimeout(150);
        assert.equal(await frame.evaluate((px) => document.body.scrollWidth > px, width), false, label);
        await frame.evaluate(() => { document.body.style.width = ''; });
      }
    } finally { await editor.close(); }
  });
}

test('Step runs one micro-batch at a time, S in the panel too; Stop ends the run', async () => {
  const editor = await openEditor({ workspace, theme: themes[0][1] });
  const { panel, page } = editor;
  try {
    await press(editor, 'Step');
    await panel.getByText('paused').first().waitFor({ timeout: 60_000 });
    await panel.getByRole('tab', { name: 'alerts 1', exact: true }).waitFor();
    await panel.locator('weir-batches .grid').click();
    await page.keyboard.press('s');
    await panel.getByRole('tab', { name: 'alerts 2', exact: true }).waitFor();
    await panel.getByRole('button', { name: 'Stop' }).click();
    await panel.getByText('stopped').first().waitFor();
    await page.locator('.statusbar-item', { hasText: 'job.py' }).waitFor({ state: 'detached' });
  } finally { await editor.close(); }
});

test('a click in the plan goes to its line; the Runs view lists the run; the job says what its last run did', async () => {
  const editor = await openEditor({ workspace, theme: themes[0][1] });
  const { panel, page } = editor;
  try {
    await press(editor, 'Simulate');
    await panel.getByText('finished').first().waitFor({ timeout: 60_000 });
    // VS Code draws a decoration's text as a pseudo-element.
    await page.waitForFunction(() => [...document.querySelectorAll('.view-line span')].some((span) => /last run: \d+ batches, /.test(getComputedStyle(span, '::after').content)));
    await panel.getByRole('tab', { name: 'Plan' }).click();
    const node = panel.locator('.plan-node', { hasText: 'Aggregate' }).first();
    const line = /line (\d+)/.exec(await node.innerText())?.[1] ?? assert.fail('the node says no line');
    await node.click();
    await page.locator('.statusbar-item', { hasText: `Ln ${line},` }).waitFor();
    await page.locator('.activitybar .action-item', { has: page.locator('[aria-label="Weir"]') }).click();
    await page.locator('.pane-body .monaco-list-row', { hasText: 'job.py' }).filter({ hasText: /finished, \d+ batches/ }).waitFor();
    await page.screenshot({ path: path.join(artefacts, 'runs-view.png') });
  } finally { await editor.close(); }
});

test('running again stays on the query whose tab was chosen', async () => {
  const editor = await openEditor({ workspace, theme: themes[0][1] });
  const { panel } = editor;
  try {
    await press(editor, 'Simulate');
    await panel.getByText('finished').first().waitFor({ timeout: 60_000 });
    const tabs = panel.getByRole('tablist', { name: 'Queries' }).getByRole('tab');
    assert.equal(await tabs.nth(0).getAttribute('aria-selected'), 'true');
    await tabs.nth(1).click();
    const key = () => panel.locator('weir-run').evaluate((element) => (element as unknown as { run: { key: string; state: string } }).run);
    const before = await key();
    await panel.getByRole('button', { name: /again/i }).first().click();
    for (let now = before; now.key === before.key || now.state !== 'succeeded'; now = await key()) await editor.page.waitForTimeout(50);
    assert.equal(await tabs.nth(1).getAttribute('aria-selected'), 'true');
  } finally { await editor.close(); }
});

test('an untrusted workspace runs nothing and says so', async () => {
  const editor = await openEditor({ workspace, trustAll: false, settings: { 'security.workspace.trust.startupPrompt': 'never' } });
  const { page } = editor;
  try {
    await press(editor, 'not trusted');
    await page.getByText('Weir runs nothing in an untrusted workspace').first().waitFor();
    assert.equal(await page.locator('iframe.webview').count(), 0);
  } finally { await editor.close(); }
});

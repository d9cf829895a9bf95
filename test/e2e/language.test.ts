/**
 * Writing a job in a real VS Code, as a person would: a template, a mistake and its quick fix, completion, hover, the plan beside, the stream tests. The
 * cases share one window and come one after the other; what belongs to writing a job is added at their end.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Frame, Locator } from 'playwright-core';
import { axe, clippedTexts, scrollsSideways } from './checks';
import { artefacts, openEditor, root, type Editor } from './support';

const themes = [['light', 'Default Light Modern'], ['high-contrast', 'Default High Contrast'], ['dark', 'Default Dark Modern']] as const;
/** Its tests never end by themselves. */
const ENDLESS = 'from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\nwhile True:\n    pass\nspark.readStream.format("rate").load().writeStream.format("console").start()\n';
let home: string, editor: Editor;

const project = (): string => path.join(home, 'fraud-detection');
const source = (name: string): Promise<string> => readFile(path.join(project(), name), 'utf8');
const shot = (name: string): Promise<unknown> => editor.page.screenshot({ path: path.join(artefacts, `language-${name}.png`) });
const problems = (): Locator => editor.page.locator('.markers-panel .monaco-list-row', { hasText: 'Ln' });
const input = (): Locator => editor.page.locator('.quick-input-widget input.input');

/** Puts the cursor behind a text of the file in front, or so many characters before that. */
async function goto(name: string, text: string, back = 0): Promise<{ line: number; column: number }> {
  const whole = await source(name), at = whole.indexOf(text);
  assert.ok(at >= 0, `${name} has ${text}`);
  const before = whole.slice(0, at + text.length - back).split('\n'), line = before.length, column = before.at(-1)!.length + 1;
  await editor.page.keyboard.press('Control+G');
  await input().fill(`:${line}:${column}`);
  await editor.page.keyboard.press('Enter');
  await editor.page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
  return { line, column };
}

/** Closes a tab of the editor. */
async function closed(tab: string): Promise<void> {
  await editor.page.locator('.tab', { hasText: tab }).click({ button: 'middle' });
  await editor.page.locator('.tab', { hasText: tab }).waitFor({ state: 'detached' });
}

/** The frame of the webview whose page has this element. */
async function frameWith(selector: string): Promise<Frame> {
  for (let tries = 0; tries < 300; tries++) {
    for (const frame of editor.page.frames()) if (await frame.locator(selector).count().catch(() => 0) > 0) return frame;
    await editor.page.waitForTimeout(100);
  }
  return assert.fail(`no webview has ${selector}`);
}

const testRow = (text: string): Locator => editor.page.locator('.test-explorer .monaco-list-row', { hasText: text }).first();
async function expand(file: string): Promise<void> {
  if (await testRow(file).getAttribute('aria-expanded') !== 'true') await testRow(file).locator('.monaco-tl-twistie').click();
}
/** The state that the row of a test says to a screen reader. */
async function says(row: string, state: RegExp): Promise<void> {
  for (let tries = 0, label = ''; !state.test(label); tries++) {
    assert.ok(tries < 300, `${row}: ${label}`);
    await editor.page.waitForTimeout(100);
    label = await testRow(row).getAttribute('aria-label') ?? '';
  }
}

describe('a job is written', () => {
  before(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-language-'));
    editor = await openEditor({ workspace: home, theme: 'Default Dark Modern' });
    editor.page.setDefaultTimeout(20_000);
  });
  after(async () => {
    await editor?.page.screenshot({ path: path.join(artefacts, 'language-end.png') });
    await editor?.close();
    await rm(home, { recursive: true, force: true });
  });

  test('a template becomes a project: its questions have defaults, and the job opens beside its README', { timeout: 120_000 }, async () => {
    const { page, command } = editor;
    await command('Weir: New Job from Template');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Fraud detection' }).click();
    const title = page.locator('.quick-input-titlebar', { hasText: 'New Job: Fraud detection' });
    await title.waitFor();
    await shot('wizard');
    const job = page.locator('.tab', { hasText: 'job.py' });
    for (let tries = 0; tries < 20 && !await job.isVisible(); tries++) {
      if (await title.isVisible()) await page.keyboard.press('Enter');
      await page.waitForTimeout(300);
    }
    await job.click();
    await page.locator('.tab', { hasText: 'README.md' }).waitFor();
    assert.equal(await source('job.py'), await readFile(path.join(root, 'media', 'templates', 'fraud-detection', 'job.py'), 'utf8'));
    // Room for what comes beside the job.
    await closed('README.md');
    await command('View: Close Primary Side Bar');
  });

  test('a mistake is a problem at its columns; its code leads to its page; the quick fix takes it away', { timeout: 120_000 }, async () => {
    const { page, command } = editor;
    await command('Problems: Focus on Problems View');
    await page.locator('.tab', { hasText: 'job.py' }).click();
    const { line, column } = await goto('job.py', 'F.max("am', 0);
    await page.keyboard.press('Delete');
    await page.keyboard.type('u');
    await page.keyboard.press('Delete');
    await page.keyboard.type('o');
    const row = problems().filter({ hasText: "Column 'amuont' does not exist" });
    // The string's own columns: quotes included, and before what was typed.
    await row.filter({ hasText: `[Ln ${line}, Col ${column - 3}]` }).waitFor();
    await shot('problem');
    await row.locator('a', { hasText: 'spark-analysis' }).click();
    await page.locator('.tab', { hasText: 'Preview spark-analysis.md' }).waitFor();
    const preview = await frameWith('h1#spark-refuses-the-plan');
    assert.match(await preview.locator('body').innerText(), /What to do/);
    await shot('page');
    await closed('Preview spark-analysis.md');
    await page.locator('.view-line span', { hasText: 'amuont' }).last().click();
    await page.keyboard.press('Control+.');
    await page.locator('.action-widget .monaco-list-row', { hasText: 'Read about spark-analysis' }).waitFor();
    await shot('quick-fix');
    await page.locator('.action-widget .monaco-list-row', { hasText: "Change to 'amount'" }).click();
    await row.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+S');
    await page.locator('.tab.dirty', { hasText: 'job.py' }).waitFor({ state: 'detached' });
    assert.equal(await source('job.py'), await readFile(path.join(root, 'media', 'templates', 'fraud-detection', 'job.py'), 'utf8'));
    await command('View: Hide Panel');
  });

  test('col("…") offers the columns of that point, and a DataFrame shows its schema', { timeout: 60_000 }, async () => {
    const { page } = editor;
    await goto('job.py', 'F.col("card").alias("key")', '").alias("key")'.length);
    await page.keyboard.press('Control+Backspace');
    await page.keyboard.press('Control+Space');
    const offered = page.locator('.suggest-widget .monaco-list-row');
    await offered.filter({ hasText: 'usual_total' }).waitFor();
    assert.ok((await offered.allInnerTexts()).some((text) => text.includes('holder')), 'a column of the other side of the join');
    await shot('completion');
    await offered.filter({ hasText: /^card/ }).first().click();
    await page.locator('.view-line', { hasText: 'F.col("card").alias("key")' }).waitFor();
    await page.keyboard.press('Control+S');
    await goto('job.py', 'spending = (', ' = ('.length + 2);
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
    const hover = page.locator('.monaco-hover', { hasText: 'usual' }).or(page.locator('.monaco-hover', { hasText: 'largest' })).first();
    await hover.waitFor();
    assert.match(await hover.innerText(), /total[\s\S]*decimal/i);
    await shot('hover');
    await page.keyboard.press('Escape');
  });

  test('the plan stands beside the job in every theme; axe is clean', { timeout: 120_000 }, async () => {
    const { command } = editor;
    await command('Weir: Show Plan beside the Code');
    const frame = await frameWith('weir-plan-view');
    await frame.locator('.plan-node', { hasText: 'Aggregate' }).first().waitFor();
    // What was typed and taken back is the text of the plan again.
    await frame.getByText('Of the text before the last keystrokes').waitFor({ state: 'detached' });
    for (const [name, theme] of themes) {
      await editor.theme(theme);
      await shot(`plan-${name}`);
      assert.deepEqual(await axe(frame), [], name);
      assert.deepEqual(await clippedTexts(frame), [], name);
      assert.equal(await scrollsSideways(frame), false, name);
    }
    await closed('Plan: job.py');
  });

  test('the stream tests pass in the Testing view; a broken expectation shows what came instead', { timeout: 120_000 }, async () => {
    const { page, command, open } = editor;
    await command('Testing: Focus on Test Explorer View');
    await testRow('job.stream-test.yaml').waitFor();
    await command('Test: Run All Tests');
    await says('job.stream-test.yaml', /Passed/);
    await shot('tests-passed');
    await open('job.stream-test.yaml');
    const file = path.join(project(), 'job.stream-test.yaml'), text = await source('job.stream-test.yaml');
    await writeFile(file, text.replace('lateRows: 0', 'lateRows: 3'));
    await page.locator('.view-line', { hasText: 'lateRows: 3' }).waitFor();
    await command('Test: Run All Tests');
    await says('job.stream-test.yaml', /Failed/);
    await expand('job.stream-test.yaml');
    await says("spending far above the card's profile becomes an alert", /Failed/);
    await page.getByText('alerts dropped 0 late rows, not 3.').first().waitFor();
    await shot('tests-failed');
    // A row that is another one: both sides beside each other.
    await writeFile(file, text.replace('total: 199.50, largest', 'total: 199.51, largest'));
    await command('Test: Run All Tests');
    // The newest run stands first among the results; choosing its failure shows what was expected beside what came.
    await page.getByText('tal: 60.00 } }').first().waitFor();
    await page.locator('.part.panel .monaco-list-row', { hasText: 'spending far above' }).first().click();
    await page.locator('.part.panel .monaco-diff-editor .view-line', { hasText: '199.51' }).first().waitFor();
    await shot('tests-diff');
    await writeFile(file, text);
  });

  test('a test is stepped through in the run panel, and one that does not end is cancelled in the Testing view', { timeout: 120_000 }, async () => {
    const { command } = editor;
    await command('Testing: Focus on Test Explorer View');
    await expand('job.stream-test.yaml');
    const row = testRow('a transaction that comes after its windows were closed is dropped');
    await row.hover();
    await row.locator('.action-label[aria-label*="Debug Test"], .action-label.codicon-testing-debug-icon').first().click();
    const panel = await frameWith('weir-run');
    await panel.getByText('paused').first().waitFor();
    await shot('step');
    await panel.getByRole('button', { name: 'Stop' }).click();
    await panel.getByText('stopped').first().waitFor();

    await writeFile(path.join(project(), 'endless.py'), ENDLESS);
    await writeFile(path.join(project(), 'endless.stream-test.yaml'), 'tests:\n  - name: never ends\n    timeout: 10m\n    inputs: {}\n    expect: { stdout: { contains: [never] } }\n');
    await testRow('endless.stream-test.yaml').waitFor();
    await testRow('endless.stream-test.yaml').hover();
    await testRow('endless.stream-test.yaml').locator('.action-label[aria-label*="Run Test"], .action-label.codicon-testing-run-icon').first().click();
    await says('endless.stream-test.yaml', /Running/);
    await shot('running');
    await command('Test: Cancel Test Run');
    await says('endless.stream-test.yaml', /Skipped|Errored|not yet run/i);
    await shot('cancelled');
  });
});

test('an untrusted workspace: nothing runs and says so, what the text alone shows stays', { timeout: 120_000 }, async () => {
  home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-untrusted-'));
  await writeFile(path.join(home, 'job.py'), 'import sys\nfrom pyspark.sql import SparkSession, functions as F\nopen("ran.txt", "w").write("ran")\nspark = SparkSession.builder.getOrCreate()\nrows = spark.readStream.format("rate").option("rowsPerSecnd", 5).load()\nrows.select(F.col("value")).writeStream.format("console").start()\n');
  await writeFile(path.join(home, 'job.stream-test.yaml'), 'tests:\n  - name: nothing\n    inputs: {}\n    expect: { stdout: { contains: [a] } }\n');
  editor = await openEditor({ workspace: home, trustAll: false, settings: { 'security.workspace.trust.startupPrompt': 'never' } });
  try {
    const { page, command } = editor;
    page.setDefaultTimeout(20_000);
    await editor.open('job.py');
    await page.locator('.squiggly-warning').first().waitFor();
    await command('Problems: Focus on Problems View');
    await problems().filter({ hasText: "has no option 'rowsPerSecnd'" }).filter({ hasText: '[Ln 5, Col 47]' }).waitFor();
    await page.locator('.tab', { hasText: 'job.py' }).click();
    await command('Weir: Show Plan beside the Code');
    const frame = await frameWith('weir-plan-view');
    await frame.getByText('Nothing is run in a workspace that is not trusted').waitFor();
    await command('Test: Run All Tests');
    // VS Code itself asks before it lets an extension run tests.
    await page.locator('.monaco-dialog-box', { hasText: 'Running tests may execute code' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.tab', { hasText: 'job.py' }).first().click();
    await command('Weir: Simulate');
    await page.getByText('Weir runs nothing in an untrusted workspace').first().waitFor();
    await shot('untrusted');
    await assert.rejects(readFile(path.join(home, 'ran.txt')), 'the job ran');
  } finally {
    await editor.close();
    await rm(home, { recursive: true, force: true });
  }
});

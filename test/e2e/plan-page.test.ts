/** The plan view in a plain page, with plans of the real planner: sizes, themes, keys, a screen reader's view, broken code, hostile texts. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { SimulatorPlanner } from '../../src/language/plan/simulator-planner';
import type { PlanToHost, PlanToView, PlanViewCommand } from '../../src/protocol/plan-panel';
import { Simulator } from '../../src/simulator/client';
import { JobPlans } from '../../src/ui/plan-view/state';
import { ensureBrowser } from '../stack/browser';
import { axe, clippedTexts, scrollsSideways } from './checks';
import { artefacts, root } from './support';

const SOURCE = `from pyspark.sql import SparkSession, functions as F
spark = SparkSession.builder.getOrCreate()
ticks = spark.readStream.format("rate").load()
totals = (
    ticks.withWatermark("timestamp", "10 seconds")
    .where("value > 3 and '<img src=x onerror=alert(1)>' is not null")
    .groupBy(F.window("timestamp", "5 seconds"))
    .count()
)
first = totals.writeStream.queryName("totals").format("console").start()
second = ticks.select("value").writeStream.queryName("values").format("console").start()
`;
const planner = new SimulatorPlanner({ simulator: new Simulator({ folder: path.join(root, 'dist'), onNotice: () => undefined }), limitSeconds: 30, env: { TZ: 'UTC' }, python: () => '' });
let browser: Browser, folder: string, index: string, file: string;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weir-plan-page-'));
  file = path.join(folder, 'job.py');
  await mkdir(artefacts, { recursive: true });
  await esbuild.build({ entryPoints: { page: path.join(root, 'test', 'e2e', 'messages-page', 'page.ts'), plan: path.join(root, 'src', 'webview', 'plan', 'main.ts') }, bundle: true, outdir: folder, platform: 'browser', target: 'es2022', format: 'iife', logLevel: 'warning' });
  await copyFile(path.join(root, 'test', 'e2e', 'panel-page', 'theme.css'), path.join(folder, 'theme.css'));
  const csp = "default-src 'none'; script-src 'nonce-page'; style-src 'self' file:; font-src 'self'";
  await writeFile(path.join(folder, 'index.html'), `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${csp}"><title>Plan</title>
<link rel="stylesheet" href="theme.css"><link rel="stylesheet" href="plan.css"></head><body><script nonce="page" src="page.js"></script><script nonce="page" src="plan.js"></script></body></html>\n`);
  index = pathToFileURL(path.join(folder, 'index.html')).href;
  browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'] });
});
after(async () => {
  await browser?.close();
  planner.close();
  await rm(folder, { recursive: true, force: true });
});

/** A page over the real state, as the extension host keeps it. */
class Shown {
  readonly commands: PlanViewCommand[] = [];
  readonly #plans = new JobPlans();
  #version = 0;
  private constructor(readonly page: Page) {}

  static async open({ theme = 'dark', width = 700, height = 720, kept = '' } = {}): Promise<Shown> {
    const page = await browser.newPage({ viewport: { width, height } }), shown = new Shown(page);
    page.on('pageerror', (error) => { throw error; });
    page.on('console', (message) => { if (message.type() === 'error') throw new Error(message.text()); });
    let told: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => { told = resolve; });
    await page.exposeFunction('toHost', (message: PlanToHost) => { if (message.kind === 'ready') told(); else shown.commands.push(message.command); });
    await page.goto(`${index}?theme=${theme}${kept === '' ? '' : `&kept=${encodeURIComponent(kept)}`}`);
    await ready;
    await shown.#state();
    return shown;
  }

  async planned(source: string): Promise<void> {
    const facts = await planner.plan({ file, source });
    assert.ok(facts);
    this.#plans.planned({ uri: 'file:///job.py', version: ++this.#version, facts, tookMs: 1 });
    await this.#state();
  }

  async typed(): Promise<void> {
    this.#version++;
    await this.#state();
  }

  cursor(line: number): Promise<void> { return this.#post({ kind: 'cursor', line }); }
  said(): Promise<string | null> { return this.page.locator('.standing').textContent(); }
  lit(): Promise<string[]> { return this.page.locator('.plan-node.lit b').allTextContents(); }

  #state(): Promise<void> { return this.#post({ kind: 'state', state: this.#plans.state({ uri: 'file:///job.py', file, title: 'job.py', version: this.#version }, true) }); }
  #post(message: PlanToView): Promise<void> { return this.page.evaluate((sent) => { (window as unknown as { fromHost(message: unknown): void }).fromHost(sent); }, message); }
}

test('the plans of the job, live, with the last good one while the code is broken', { timeout: 90_000 }, async () => {
  const shown = await Shown.open(), { page } = shown;
  assert.equal(await shown.said(), 'Looking at the job…');
  await shown.planned(SOURCE);
  assert.equal(await shown.said(), '2 queries. Of the text as it stands.');
  assert.deepEqual(await page.locator('[role=tab]').allTextContents(), ['totals', 'values']);
  assert.ok((await page.locator('.plan-node b').allTextContents()).some((name) => name === 'Aggregate'));
  await shown.typed();
  assert.equal(await shown.said(), 'Of the text before the last keystrokes.');
  await shown.planned(SOURCE.replace('"value > 3', '"valeu > 3'));
  assert.match(await shown.said() ?? '', /^The last plan that the job gave\. As it stands now it gives none: .*valeu/);
  assert.ok(await page.locator('.plan-node').count() > 3, 'the last good plan stays');
  await shown.planned(SOURCE);
  assert.equal(await shown.said(), '2 queries. Of the text as it stands.');
  await page.close();
});

test('a node leads to its line, and the line of the cursor marks its node and its query', { timeout: 90_000 }, async () => {
  const shown = await Shown.open(), { page } = shown;
  await shown.planned(SOURCE);
  await shown.cursor(6);
  assert.ok((await shown.lit()).includes('Filter'), (await shown.lit()).join());
  await shown.cursor(11);
  assert.equal(await page.locator('[role=tab][aria-selected=true]').textContent(), 'values');
  await page.locator('[role=tab]').first().click();
  await page.locator('.plan-node', { has: page.locator('b', { hasText: /^Filter$/ }) }).first().press('Enter');
  const [, last] = shown.commands;
  assert.ok(last?.do === 'reveal' && last.span.file === file && last.span.line === 6, JSON.stringify(shown.commands));
  await page.close();
});

test('after a reload of the window: the same job, query and form', { timeout: 90_000 }, async () => {
  const first = await Shown.open();
  await first.planned(SOURCE);
  await first.page.getByRole('tab', { name: 'values' }).click();
  await first.page.getByRole('button', { name: 'Table' }).click();
  await first.page.locator('weir-grid').waitFor();
  const kept = String(await first.page.evaluate('kept()'));
  assert.deepEqual(JSON.parse(kept), { uri: 'file:///job.py', chosen: 'values', table: true });
  await first.page.close();
  const second = await Shown.open({ kept });
  await second.planned(SOURCE);
  assert.equal(await second.page.locator('[role=tab][aria-selected=true]').textContent(), 'values');
  await second.page.locator('weir-grid').waitFor();
  await second.page.close();
});

test('keys reach everything: the tabs, each node, the table', { timeout: 90_000 }, async () => {
  const shown = await Shown.open(), { page } = shown;
  await shown.planned(SOURCE);
  await page.locator('[role=tab]').first().focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'values');
  const reached: string[] = [];
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(() => document.activeElement?.closest('.plan-node')?.querySelector('b')?.textContent ?? ''));
  }
  assert.deepEqual(await page.locator('.plan-node:not(:disabled) b').allTextContents(), reached.filter((name) => name !== '').slice(0, await page.locator('.plan-node:not(:disabled)').count()));
  await page.getByRole('button', { name: 'Table' }).press('Enter');
  assert.ok((await page.locator('weir-grid').textContent())?.includes('Select'));
  await page.close();
});

for (const theme of ['dark', 'light', 'hc']) {
  test(`looks right in ${theme}, at 300 pixels too, and axe finds nothing`, { timeout: 90_000 }, async () => {
    const shown = await Shown.open({ theme }), { page } = shown;
    await shown.planned(SOURCE);
    await shown.cursor(6);
    for (const width of [300, 700, 1200]) {
      await page.setViewportSize({ width, height: 720 });
      assert.equal(await scrollsSideways(page.mainFrame()), false, `${width}`);
      assert.deepEqual(await clippedTexts(page.mainFrame()), []);
    }
    await page.screenshot({ path: path.join(artefacts, `plan-${theme}.png`) });
    assert.deepEqual(await axe(page.mainFrame()), []);
    await page.getByRole('button', { name: 'Table' }).click();
    assert.deepEqual(await axe(page.mainFrame()), []);
    await page.close();
  });
}

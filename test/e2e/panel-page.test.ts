/** The panel in a plain page over a generated run: every state and size, without waiting for an editor. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ensureBrowser } from '../stack/browser';
import { axe, clippedTexts, scrollsSideways } from './checks';
import { buildPanelPage } from './panel-page/build';

let browser: Browser, folder: string, index: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weir-panel-'));
  index = pathToFileURL(await buildPanelPage(folder)).href;
  browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'] });
});
after(async () => { await browser.close(); await rm(folder, { recursive: true, force: true }); });

async function open(query: string, width = 1120, height = 720): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height } });
  page.on('pageerror', (error) => { assert.fail(error); });
  page.on('console', (message) => { assert.notEqual(message.type(), 'error', message.text()); });
  await page.goto(`${index}?${query}`);
  await page.locator('h1').waitFor({ state: 'attached' });
  await page.waitForTimeout(250);
  return page;
}

const tabs = ['Output', 'Dropped late', 'State', 'Plan', 'Progress', 'Printed'];

for (const theme of ['dark', 'light', 'high-contrast']) {
  test(`${theme}: each tab is clean for axe, nothing is cut, nothing scrolls sideways, at full size, 300 px and 200 %`, async () => {
    for (const [width, height] of [[1120, 720], [300, 720], [560, 360]] as const) {
      const page = await open(`theme=${theme}`, width, height);
      for (const [i, title] of tabs.entries()) {
        await page.locator('body').press(String(i + 1));
        await page.getByRole('tab', { name: title, selected: true }).waitFor();
        await page.waitForTimeout(60);
        assert.deepEqual(await axe(page.mainFrame()), [], `${title} at ${width} px`);
        assert.equal(await scrollsSideways(page.mainFrame()), false, `${title} at ${width} px`);
        assert.deepEqual(await clippedTexts(page.mainFrame()), [], `${title} at ${width} px`);
      }
      await page.getByRole('button', { name: 'Table' }).nth(0).click();
      assert.deepEqual(await axe(page.mainFrame()), []);
      await page.close();
    }
  });
}

test('states: starting, empty, failed, gone', async () => {
  for (const [scene, text] of [['starting', 'Starting Python'], ['running', 'The first micro-batch has not run yet'], ['failed', 'could not convert string to float'], ['none', 'This run ended when its window was closed']] as const) {
    const page = await open(`scene=${scene}`, 700, 500);
    await page.getByText(text).first().waitFor();
    assert.deepEqual(await axe(page.mainFrame()), [], scene);
    await page.close();
  }
});

test('what a job prints and writes is text, never markup', async () => {
  const page = await open('scene=hostile');
  await page.locator('body').press('2');
  await page.getByText('<img src=x onerror=alert(1)> alerts').first().waitFor();
  await page.getByText('<script>alert(1)</script>').first().waitFor();
  assert.equal(await page.locator('img, [onerror]').count(), 0);
  await page.close();
});

test('dropped late: the sentence, and the row behind a clicked dot', async () => {
  const page = await open('');
  await page.getByRole('row', { name: /^7 131/ }).click();
  await page.locator('body').press('2');
  await page.getByText('2 of 131 rows were dropped in batch 7:').waitFor();
  const said = await page.locator('.verdict').innerText();
  assert.match(said, /A delay of 66 s instead of 30 s would have kept them\. withWatermark, line 41/);
  await page.getByRole('link', { name: 'withWatermark, line 41' }).click();
  assert.match(await page.evaluate('commands.at(-1)'), /"do":"reveal","span":\{"file":"[^"]+","line":41/);
  await page.close();
});

test('keys: arrows choose batches, S steps, Space pauses, Escape goes back, Ctrl+C copies', async () => {
  const page = await open('scene=running&now=5&batches=20');
  const sent = async (): Promise<string> => await page.evaluate<string>('commands.at(-1)');
  await page.locator('body').press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.getByRole('row', { selected: true, name: /^3 / }).first().waitFor();
  await page.keyboard.press('Control+c');
  assert.match((JSON.parse(await sent()) as { text: string }).text, /^batch\tin\tout\tlate\twatermark\ttook\n3\t/);
  await page.keyboard.press('s');
  assert.equal(await sent(), '{"do":"step","queryId":"q1"}');
  await page.keyboard.press(' ');
  assert.equal(await sent(), '{"do":"pause"}');
  await page.getByText('paused').first().waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await sent(), '{"do":"focusEditor"}');
  await page.close();
});

test('new batches never move what is being read', async () => {
  const page = await open('scene=running&now=40&batches=200');
  await page.getByRole('row', { name: /^37 / }).click();
  const box = await page.getByRole('row', { name: /^37 / }).boundingBox();
  await page.evaluate('more(7)');
  await page.getByRole('button', { name: '7 new' }).waitFor();
  assert.equal((await page.getByRole('row', { name: /^37 / }).boundingBox())?.y, box?.y);
  await page.getByRole('button', { name: '7 new' }).click();
  await page.getByRole('row', { selected: true, name: /^46 / }).waitFor();
  await page.close();
});

test('10 000 batches and 1 000 000 output rows stay responsive', async () => {
  const page = await browser.newPage({ viewport: { width: 1120, height: 720 } });
  await page.goto(`${index}?batches=10000&output=1000000&rows=20`);
  await page.getByRole('row', { name: /^9999 / }).waitFor({ timeout: 60_000 });
  const timed = async (act: () => Promise<unknown>): Promise<number> => { const began = performance.now(); await act(); return performance.now() - began; };
  const output = page.getByRole('grid', { name: /^Output of batch/ });
  assert.ok(await timed(async () => { await output.press('End'); await page.getByRole('row', { name: /^row 999999 / }).waitFor(); }) < 1500);
  const batches = page.getByRole('grid', { name: /^Micro-batches/ });
  assert.ok(await timed(async () => { await batches.press('End'); await page.getByRole('row', { name: /^0 / }).waitFor(); }) < 1500);
  assert.ok(await timed(() => page.getByRole('button', { name: 'All batches' }).click()) < 1500);
  assert.ok(await page.locator('.grid-row').count() < 120, 'only rows on screen exist');
  await page.close();
});

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

/** Waits until the panel's last command is the one that is meant: it crosses to the host as a message. */
async function sent(page: Page, wanted: RegExp): Promise<string> {
  let last: unknown;
  for (const end = Date.now() + 5000; Date.now() < end; await page.waitForTimeout(20)) {
    last = await page.evaluate('commands.at(-1)');
    if (typeof last === 'string' && wanted.test(last)) return last;
  }
  return assert.fail(`the last command is ${String(last)}, not ${String(wanted)}`);
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
  await sent(page, /"do":"reveal","span":\{"file":"[^"]+","line":41/);
  await page.close();
});

test('keys: arrows choose batches, S steps, Space pauses, Escape goes back, Ctrl+C copies', async () => {
  const page = await open('scene=running&now=5&batches=20');
  await page.locator('body').press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.getByRole('row', { selected: true, name: /^3 / }).first().waitFor();
  await page.keyboard.press('Control+c');
  assert.match((JSON.parse(await sent(page, /"do":"copy"/)) as { text: string }).text, /^batch\tin\tout\tlate\twatermark\ttook\n3\t/);
  await page.keyboard.press('s');
  await sent(page, /^\{"do":"step","queryId":"q1"\}$/);
  await page.keyboard.press(' ');
  await sent(page, /^\{"do":"pause"\}$/);
  await page.getByText('paused').first().waitFor();
  await page.keyboard.press('Escape');
  await sent(page, /^\{"do":"focusEditor"\}$/);
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
  const asked = async (act: () => Promise<unknown>): Promise<{ questions: number; rows: number }> => {
    const before = await page.evaluate<{ questions: number; rows: number }>('({ ...work })');
    await act();
    const after = await page.evaluate<{ questions: number; rows: number }>('({ ...work })');
    return { questions: after.questions - before.questions, rows: after.rows - before.rows };
  };
  const atMost = (work: { questions: number; rows: number }, questions: number, rows: number): void => { assert.ok(work.questions <= questions && work.rows <= rows, JSON.stringify(work)); };
  // What a person does costs a few pages, however long the tables are.
  const output = page.getByRole('grid', { name: /^Output of batch/ });
  atMost(await asked(async () => { await output.press('End'); await page.getByRole('row', { name: /^row 999999 / }).waitFor(); }), 4, 800);
  const batches = page.getByRole('grid', { name: /^Micro-batches/ });
  atMost(await asked(async () => { await batches.press('End'); await page.getByRole('row', { name: /^0 / }).waitFor(); }), 8, 1600);
  atMost(await asked(async () => { await page.getByRole('button', { name: 'All batches' }).click(); await page.getByRole('button', { name: 'Latest 60' }).waitFor(); await page.waitForTimeout(300); }), 2, 400);
  assert.ok(await page.locator('.grid-row').count() < 120, 'only rows on screen exist');
  await page.close();
});

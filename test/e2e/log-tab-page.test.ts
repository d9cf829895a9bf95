/** The tab of the driver's log in a plain page over a log that is really held: sizes, themes, keys, search, states, hostile lines. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { DriverLogs } from '../../src/hdinsight/logs/driver-logs';
import { ensureBrowser } from '../stack/browser';
import { axe, clippedTexts, scrollsSideways } from './checks';
import { buildLogPage, openLog, type Opened, type Shown } from './log-tab-page/open';
import { GrowingFile, sampleLog } from './log-tab-page/sample';

let browser: Browser, folder: string, index: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weir-log-'));
  index = await buildLogPage(folder);
  browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'] });
});
after(async () => { await browser.close(); await rm(folder, { recursive: true, force: true }); });

const problemOf = (error: unknown): { kind: string; message: string; hint: string } => ({ kind: 'not-found', message: (error as Error).message, hint: 'It may come.' });

interface Scene extends Shown { file: GrowingFile }

/** @param text of stderr; stdout is empty */
async function open(text: string | GrowingFile, more: Partial<Opened> = {}): Promise<Scene> {
  const file = typeof text === 'string' ? new GrowingFile(text) : text;
  const logs = new DriverLogs({ open: (stream, attempt) => stream === 'stdout' ? new GrowingFile() : attempt === 1 ? new GrowingFile('the first attempt\n') : file, newest: () => more.attempts, everyMs: () => 300, problemOf });
  const shown = await openLog(browser, index, { answer: (request) => logs.answer(request), ...more });
  return { ...shown, file, close: async () => { logs.close(); await shown.close(); } };
}

const row = (page: Page, text: string) => page.locator('.log-row', { hasText: text });
/** A long line is cut on purpose: the detail has all of it. */
const cut = async (page: Page): Promise<string[]> => (await clippedTexts(page.mainFrame())).filter((text) => !text.includes('OffsetSeqMetadata'));
const clean = async (page: Page, where: string): Promise<void> => { assert.deepEqual([await axe(page.mainFrame()), await scrollsSideways(page.mainFrame()), await cut(page)], [[], false, []], where); };

for (const theme of ['dark', 'light', 'high-contrast']) {
  test(`${theme}: clean for axe, nothing cut, nothing scrolls sideways, at full size, 300 px and 200 %`, async () => {
    for (const [width, height] of [[1120, 720], [300, 720], [560, 360]] as const) {
      const { page, close } = await open(sampleLog(1400), { theme, width, height, attempts: 2 });
      await row(page, '"batchId" : 1399').waitFor();
      await clean(page, `followed at ${width} px`);
      await page.locator('.log-find').fill('falling behind');
      await page.getByText(/^\d+ of \d+$/).waitFor();
      await clean(page, `found at ${width} px`);
      await page.locator('.log').press('Home');
      await page.locator('.log').press('Enter');
      await page.getByText('Show earlier lines').waitFor();
      await page.locator('.log-detail pre').waitFor();
      await clean(page, `its beginning at ${width} px`);
      await close();
    }
  });
}

test('it is followed at its end; scrolled up it stays, counts what is new and goes back on a press', async () => {
  const { page, file, close } = await open(sampleLog(300));
  await row(page, '"batchId" : 299').waitFor();
  await page.getByRole('button', { name: 'Following', pressed: true }).waitFor();
  file.append('26/11/28 23:00:00 INFO A: newest\n');
  await row(page, 'newest').waitFor();
  await page.locator('.log').hover();
  await page.mouse.wheel(0, -2000);
  await page.getByRole('button', { name: 'Follow', pressed: false }).waitFor();
  const read = page.locator('.log-row').nth(15), text = await read.innerText(), at = (await row(page, text).first().boundingBox())?.y;
  file.append('26/11/28 23:00:01 INFO A: more\n'.repeat(37));
  await page.getByRole('button', { name: '37 new' }).waitFor();
  assert.equal((await row(page, text).first().boundingBox())?.y, at);
  await page.getByRole('button', { name: '37 new' }).click();
  await row(page, 'more').last().waitFor();
  await page.getByRole('button', { name: 'Following', pressed: true }).waitFor();
  assert.equal(await page.getByRole('button', { name: /new$/ }).count(), 0);
  await close();
});

test('text that is marked stays under the mouse while lines come', async () => {
  const { page, file, copied, close } = await open(sampleLog(300));
  await row(page, '"batchId" : 299').waitFor();
  const box = await row(page, 'Committed offsets for batch 299').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 20, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + 300, box.y + 10, { steps: 4 });
  await page.mouse.up();
  const marked = await page.evaluate(() => String(getSelection()));
  file.append('26/11/28 23:00:01 INFO A: more\n'.repeat(12));
  await page.getByRole('button', { name: '12 new' }).waitFor();
  assert.deepEqual([await page.evaluate(() => String(getSelection())), (await row(page, 'Committed offsets for batch 299').boundingBox())?.y, copied], [marked, box.y, []]);
  assert.ok(marked.length > 10);
  await page.getByRole('button', { name: '12 new' }).click();
  await row(page, 'more').last().waitFor();
  await page.getByRole('button', { name: 'Following', pressed: true }).waitFor();
  await close();
});

test('what is looked for is counted and marked; keys go from one to the next, and around', async () => {
  const { page, close } = await open(sampleLog(200));
  await row(page, '"batchId" : 199').waitFor();
  await page.locator('.log').press('Control+f');
  await page.keyboard.type('FALLING behind');
  await page.getByText('40 of 40').waitFor();
  await page.locator('.log-row.sel mark', { hasText: /^falling behind$/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('1 of 40').waitFor();
  await page.locator('.log-row.sel mark').waitFor();
  await page.keyboard.press('Shift+Enter');
  await page.getByText('40 of 40').waitFor();
  await page.keyboard.press('Shift+F3');
  await page.getByText('39 of 40').waitFor();
  await page.getByRole('button', { name: 'Previous' }).click();
  await page.getByText('38 of 40').waitFor();
  await page.locator('.log-find').fill('nowhere to be found');
  await page.getByText('not found').waitFor();
  await close();
});

test('levels keep the lines of a trace, attempts and streams are chosen, an empty one offers the other', async () => {
  const { page, close } = await open(sampleLog(200), { attempts: 2 });
  await row(page, '"batchId" : 199').waitFor();
  await page.getByLabel('Which levels').selectOption('ERROR');
  await row(page, "Caused by: ValueError: could not convert string to float: 'n/a'").last().waitFor();
  assert.equal(await page.locator('.log-row').count(), 5 * 5);
  await page.getByLabel('Which attempt').selectOption('1');
  await row(page, 'the first attempt').waitFor();
  await page.getByLabel('Which levels').selectOption('');
  await page.getByLabel('Which log').selectOption('stdout');
  await page.getByText("The driver's stdout is empty so far.").waitFor();
  assert.deepEqual(await axe(page.mainFrame()), []);
  await page.getByRole('button', { name: 'Show stderr' }).click();
  await row(page, 'the first attempt').waitFor();
  await close();
});

test('keys choose lines, which are copied whole; Enter shows all of one', async () => {
  const { page, copied, close } = await open(sampleLog(2000));
  await row(page, '"batchId" : 1999').waitFor();
  const log = page.locator('.log');
  await log.press('End');
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Control+c');
  await page.getByText('3 lines copied').waitFor({ state: 'attached' });
  assert.deepEqual(copied, ['  "batchId" : 1999,\n  "numInputRows" : 9871\n}']);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  await page.getByText(/\d+\s\d+ lines copied/).waitFor({ state: 'attached' });
  assert.ok(copied[1]!.length > 900_000 && copied[1]!.endsWith(copied[0]!));
  await log.press('PageUp');
  await row(page, 'Committed offsets for batch 1999').click();
  await page.keyboard.press('Enter');
  await page.locator('.log-detail pre', { hasText: /^26\/11\/28 .*HDFSBackedStateStoreProvider\)\)$/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.log-detail').waitFor({ state: 'detached' });
  await close();
});

test('states: opening, not readable, back again, refused, complete', async () => {
  const file = new GrowingFile(sampleLog(10)), piece = file.piece;
  let settle = (): void => undefined;
  file.piece = () => new Promise((resolve, reject) => { settle = () => { void piece(0).then(resolve, reject); }; });
  const { page, close } = await open(file);
  await page.getByText("Opening the end of the driver's stderr").waitFor();
  assert.deepEqual(await axe(page.mainFrame()), []);
  file.piece = () => Promise.reject(new Error('There is no stderr yet.'));
  settle();
  await page.getByText('No log so far. There is no stderr yet.').waitFor();
  assert.deepEqual(await axe(page.mainFrame()), []);
  file.piece = piece;
  await row(page, '"batchId" : 9').waitFor();
  file.piece = () => Promise.reject(new Error('The gateway does not answer.'));
  await page.getByText('Not read just now: The gateway does not answer.').waitFor();
  assert.deepEqual(await axe(page.mainFrame()), []);
  file.piece = piece;
  file.ended = true;
  await page.getByText('complete').waitFor();
  assert.equal(await page.getByText('Not read just now').count(), 0);
  await close();
  const refused = await openLog(browser, index, { answer: () => Promise.reject(new Error('This run is no longer held.')) });
  await refused.page.getByText('This run is no longer held.').waitFor();
  assert.deepEqual(await axe(refused.page.mainFrame()), []);
  await refused.page.getByRole('button', { name: 'Try again' }).click();
  await refused.page.waitForTimeout(200);
  assert.equal(refused.asked.length, 2);
  await refused.close();
});

test('what a log holds is text: no markup, nothing that turns it around, nothing that hangs', async () => {
  const { page, close } = await open(['x'.repeat(900_000), '<img src=x onerror=alert(1)>', '26/11/28 12:00:00 ERROR <script>: </script><b>x</b>', '\u001b[31mred', 'abc\u202egnp.exe', ''].join('\n'));
  await row(page, '<img src=x').waitFor();
  assert.equal(await page.locator('img, b:not(.edge), script:not([nonce])').count(), 0);
  assert.doesNotMatch(await page.locator('.log-rows').innerText(), /[\u001b\u202e]/);
  await row(page, 'xxx').click();
  await page.keyboard.press('Enter');
  await page.locator('.log-detail pre', { hasText: 'more characters are not held)' }).waitFor();
  await page.locator('.log-find').fill('.*');
  await page.getByText('not found').waitFor();
  await close();
});

test('earlier lines are read on demand, by mouse and by keyboard, and move nothing', async () => {
  const { page, copied, close } = await open(sampleLog(3000));
  await row(page, '"batchId" : 2999').waitFor();
  const log = page.locator('.log');
  await log.press('Home');
  await page.getByRole('option', { name: /^Show earlier lines: the \d MB before are not read$/ }).waitFor();
  const oldest = page.locator('.log-row.line').first(), text = await oldest.innerText();
  const height = (): Promise<number> => page.locator('.log-space').evaluate(({ clientHeight }) => clientHeight), before = await height();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  // A key that comes before the lines do means the row that asks for them.
  while (await height() === before) await page.waitForTimeout(20);
  await page.keyboard.press('ArrowUp');
  await page.locator('.log-row.sel.line').waitFor();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+c');
  await page.getByText('3 lines copied').waitFor({ state: 'attached' });
  const at = sampleLog(3000).lastIndexOf(copied[0]!);
  assert.ok(at > 1_000_000 && copied[0]!.split('\n')[2]!.includes(text.trim().slice(-20)), copied[0]);
  for (let times = 0; times < 2; times++) {
    await log.press('Home');
    await page.getByText('Show earlier lines').click();
    await page.waitForTimeout(200);
  }
  await log.press('Home');
  await row(page, 'Committed offsets for batch 0.').waitFor();
  assert.equal(await page.locator('.log-row.before').count(), 0);
  await page.locator('.log-find').fill('"batchId" : 17,');
  await page.getByText('1 of 1').waitFor();
  await close();
});

test('a log of which no line is held says how much of it there is', async () => {
  const { page, close } = await open('x'.repeat(3_000_000));
  await row(page, 'The 2 MB before are not held').waitFor();
  await close();
});

test('older lines that are let go of move nothing; a gap is a row', async () => {
  const { page, file, close } = await open('one\ntwo\n');
  await row(page, 'two').waitFor();
  file.bytes = Buffer.from('a');
  file.append('new\n');
  await row(page, 'lines are missing here').waitFor();
  assert.deepEqual((await page.locator('.log-row').allInnerTexts()).map((text) => text.slice(0, 22)), ['one', 'two', 'lines are missing here', 'anew']);
  assert.deepEqual(await axe(page.mainFrame()), []);
  await close();
});

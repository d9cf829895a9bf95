/** The message viewer in a plain page over captures and the real thread that holds messages: sizes, themes, keys, hostile payloads. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { MessagesClient } from '../../src/messages/client';
import { ensureBrowser } from '../stack/browser';
import { axe, clippedTexts, scrollsSideways } from './checks';
import { startOrders, type Orders } from './orders';
import { buildMessagesPage, openMessages, type Opened, type Shown } from './messages-page/open';
import { artefacts, root } from './support';

let browser: Browser, folder: string, index: string;
const thread = new MessagesClient(path.join(root, 'dist'));
const start = Date.UTC(2026, 10, 24, 12, 0, 0);

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weir-messages-'));
  index = await buildMessagesPage(folder);
  const orders = Array.from({ length: 3000 }, (_, i) => ({
    topic: 'orders', partition: i % 10 < 7 ? 2 : i % 4, timestamp: start + i * 40, key: String(4711 + i % 5),
    value: i % 50 === 7 ? null : i % 50 === 8 ? { base64: Buffer.from([10, 7, 0xff, i % 256]).toString('base64') } : JSON.stringify({ order: { id: '@', card: String(4711 + i % 5), amount: (i % 997) / 2, items: [{ sku: 'a', qty: 1 }, { sku: 'b', qty: 2 }], note: null } }).replace('"@"', String(9007199254740993n + BigInt(i))),
    headers: i % 3 ? {} : { trace: `t${i}`, source: 'web' },
  }));
  await writeFile(path.join(folder, 'orders.capture.jsonl'), orders.map((line) => JSON.stringify(line)).join('\n'));
  const hostile = ['<img src=x onerror=alert(1)>', '\u001b[2J\u001b[31mred', 'abc\u202egnp.exe', `${'x'.repeat(3_000_000)}`, '{"__proto__": {"a": 1}, "<script>alert(1)</script>": "</textarea>"}', '[[[[', `${'['.repeat(60_000)}`];
  await writeFile(path.join(folder, 'hostile.capture.jsonl'), hostile.map((value, i) => JSON.stringify({ topic: 'hostile', timestamp: start + i, key: value.slice(0, 50), value, headers: { '<b>h</b>': value.slice(0, 40) } })).join('\n'));
  await writeFile(path.join(folder, 'empty.capture.jsonl'), '');
  browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'] });
});
after(async () => { await browser.close(); thread.dispose(); await rm(folder, { recursive: true, force: true }); });

async function open(topic: string, more: Partial<Opened> = {}): Promise<Shown> {
  const shown = await openMessages(browser, index, thread, { description: { kind: 'captures', folder }, failOnError: (error) => { throw error; }, ...more, look: { topic, ...more.look } });
  return shown;
}

const rows = (page: Page) => page.locator('weir-grid .grid-space [role=row]');
const filled = async (page: Page): Promise<void> => { await rows(page).nth(3).waitFor(); await page.getByText('answered in').waitFor(); await page.locator('weir-partition-chart li').first().waitFor(); };
const found = (page: Page, words: string | RegExp) => page.locator('.found', { hasText: words }).waitFor();
/** The value column is cut on purpose: the detail pane has all of it. */
const cut = async (page: Page): Promise<string[]> => (await clippedTexts(page.mainFrame())).filter((text) => !text.includes('{"order"'));

for (const theme of ['dark', 'light', 'high-contrast']) {
  test(`${theme}: clean for axe, nothing cut, nothing scrolls sideways, at full size, 300 px and 200 %`, async () => {
    for (const [width, height] of [[1120, 720], [300, 720], [560, 360]] as const) {
      const { page, close } = await open('orders', { theme, width, height });
      await filled(page);
      await rows(page).nth(1).click();
      await page.getByRole('tree').waitFor();
      for (const tab of ['Tree', 'Raw', 'Headers', 'Hex']) {
        await page.getByRole('tab', { name: tab }).click();
        assert.deepEqual(await axe(page.mainFrame()), [], `${tab} at ${width} px`);
        assert.equal(await scrollsSideways(page.mainFrame()), false, `${tab} at ${width} px`);
        assert.deepEqual(await cut(page), [], `${tab} at ${width} px`);
      }
      await page.getByLabel('More actions').click();
      assert.deepEqual(await axe(page.mainFrame()), [], `menu at ${width} px`);
      await close();
    }
  });
}

test('filter: text, regex, predicate with exact numbers, mistakes in words', async () => {
  const { page, close } = await open('orders', { look: { topic: 'orders', range: { mode: 'newest', count: 10_000 } } });
  await filled(page);
  const filter = page.locator('.filter');
  await filter.fill('4713');
  await found(page, '600 of 3 000 match');
  await filter.fill('/"amount":49[0-9]\\.5/');
  await found(page, /of 3\s000 match/);
  await filter.fill('$.order.id = 9007199254740995');
  await found(page, '1 of 3 000 match');
  await filter.fill('value is null and partition in (1, 3)');
  await found(page, '60 of 3 000 match');
  await filter.fill('amount >');
  await page.getByRole('alert').getByText('Something is missing at the end').waitFor();
  await filter.fill('nothing like this');
  await page.getByText('None of the 3 000 messages match.').waitFor();
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await rows(page).nth(3).waitFor();
  assert.equal(await filter.inputValue(), '');
  await close();
});

test('brush and partition narrow what is shown; skew is said', async () => {
  const { page, close } = await open('orders', { look: { topic: 'orders', range: { mode: 'newest', count: 10_000 } } });
  await filled(page);
  await page.getByText(/p2 holds 7\d %/).waitFor();
  const chart = page.locator('.time-chart'), box = await chart.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * .25, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * .5, box.y + 20, { steps: 5 });
  await page.mouse.up();
  await found(page, /^[78]\d\d of 3\s000 match/);
  await page.locator('.chart-said', { hasText: '12:00:30 – 12:01:0' }).waitFor();
  await chart.focus();
  await page.keyboard.press('Escape');
  await page.locator('.found:empty').waitFor({ state: 'attached' });
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await found(page, /of 3\s000 match/);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^p1/ }).click();
  await found(page, /of 3\s000 match/);
  assert.ok((await rows(page).allInnerTexts()).every((text) => text.trim().startsWith('1')));
  await close();
});

test('a message: tree by keyboard, path as a column, copy, headers, bytes; the choice stays with its message', async () => {
  const { page, commands, close } = await open('orders');
  await filled(page);
  const grid = page.getByRole('grid');
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('tree').waitFor();
  await page.getByText('9007199254743992').first().waitFor();
  await page.getByRole('tree').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.getByRole('button', { name: 'Copy path' }).click();
  await page.getByRole('button', { name: 'Copy value' }).click();
  await page.getByRole('button', { name: 'Add as column' }).click();
  await page.getByRole('columnheader', { name: '$.order.amount' }).waitFor();
  assert.deepEqual(commands.flatMap((command) => (command.do === 'copy' ? [command.text] : [])).slice(0, 2), ['$.order.amount', '4']);
  const facts = page.locator('.facts dd').first(), before = await facts.innerText();
  await page.getByRole('button', { name: 'offset', exact: true }).click();
  await page.locator('[aria-sort=ascending]').waitFor();
  assert.equal(await facts.innerText(), before);
  await page.getByRole('tab', { name: /Hex/ }).click();
  await page.getByText(/^000000 {2}7b 22 6f 72 64 65 72/).waitFor();
  await grid.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+c');
  await page.waitForTimeout(200);
  assert.match(commands.flatMap((command) => (command.do === 'copy' ? [command.text] : [])).at(-1) ?? '', /^partition\toffset ?▴?\ttimestamp|^partition\toffset\ttimestamp/);
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement?.className), 'filter');
  assert.ok(commands.some((command) => command.do === 'simulate'));
  await close();
});

test('hostile payloads are text: no markup, no escape sequences, nothing that hangs', async () => {
  const { page, close } = await open('hostile');
  await filled(page);
  assert.equal(await page.locator('img, script:not([nonce]), b').count(), 0);
  assert.ok((await rows(page).allInnerTexts()).every((text) => !/[\u001b\u202e]/.test(text)));
  for (let i = 0; i < 7; i++) {
    await rows(page).nth(i).click();
    for (const tab of ['Raw', 'Headers', 'Hex', 'Tree']) await page.getByRole('tab', { name: tab }).click();
    await page.locator('.facts').waitFor();
  }
  assert.equal(await page.locator('img, script:not([nonce]), b').count(), 0);
  await close();
});

test('states: an empty topic, one that is not there, and the way on', async () => {
  const empty = await open('empty');
  await empty.page.getByText(/No messages here|does not exist|There is no topic/).first().waitFor();
  await empty.close();
  const missing = await open('missing');
  await missing.page.getByRole('alert').first().waitFor();
  assert.match(await missing.page.getByRole('alert').first().innerText(), /missing/);
  assert.deepEqual(await axe(missing.page.mainFrame()), []);
  await missing.page.getByRole('button', { name: 'Try again' }).click();
  await missing.page.getByRole('alert').first().waitFor();
  assert.equal(missing.commands.filter((command) => command.do === 'look').length, 1);
  await missing.close();
});

test('a schema file that is edited: cells, the chosen message and the foot follow it', async () => {
  const schemaFile = path.join(folder, 'sku.proto'), schema = (name: string): Promise<void> => writeFile(schemaFile, `syntax = "proto3"; message Sku { int64 ${name} = 1; }`);
  await writeFile(path.join(folder, 'skus.capture.jsonl'), [7, 8].map((byte, i) => JSON.stringify({ topic: 'skus', timestamp: start + i, key: null, value: { base64: Buffer.from([8, byte]).toString('base64') } })).join('\n'));
  await schema('before');
  for (const width of [1120, 300]) {
    const { page, close } = await open('skus', { width, look: { topic: 'skus', value: { format: 'protobuf', schemaFile } } }), cells = page.locator('weir-grid .grid-space'), detail = page.locator('weir-message');
    await cells.getByText('{"before":8}').waitFor();
    await rows(page).first().click();
    await detail.getByText('before').first().waitFor();
    assert.equal(await page.getByText('was read again').count(), 0);
    await schema('after');
    await page.getByText('sku.proto was read again').waitFor();
    await cells.getByText('{"after":8}').waitFor();
    await detail.getByText('after').first().waitFor();
    assert.deepEqual([await axe(page.mainFrame()), await scrollsSideways(page.mainFrame()), await cut(page)], [[], false, []], `at ${width} px`);
    await schema('before');
    await page.getByText('sku.proto was read again (2 times)').waitFor();
    await cells.getByText('{"before":8}').waitFor();
    await close();
  }
});

describe('followed on a real broker', () => {
  let orders: Orders;
  before(async () => { orders = await startOrders(); await mkdir(artefacts, { recursive: true }); }, { timeout: 600_000 });
  after(() => orders?.stop());

  const follow = (more: Partial<Opened> = {}): Promise<Shown> => open('orders', { description: { kind: 'direct', brokers: orders.kafka.bootstrap }, ...more, look: { topic: 'orders', follow: true, ...more.look } });
  const chosen = (page: Page) => page.locator('weir-grid [role=row][aria-selected=true]');
  const text = async (page: Page): Promise<string> => (await chosen(page).innerText()).replace(/\s+/g, ' ');
  const pill = (page: Page, count: number) => page.locator('.pill', { hasText: `${count} new` });
  const gone = (page: Page) => page.locator('.pill').waitFor({ state: 'detached' });
  /** Held on the broker before, and now. */
  const first = (page: Page) => rows(page).first().innerText();

  for (const theme of ['dark', 'light', 'high-contrast']) {
    test(`${theme}: what arrived is shown by a press or by its key, and the chosen message stays chosen, with its detail`, async () => {
      const { page, close } = await follow({ theme });
      await page.getByText('following').waitFor();
      await rows(page).nth(9).waitFor();
      await rows(page).nth(5).click();
      await page.getByRole('tree').waitFor();
      await page.getByRole('treeitem').nth(1).click();
      const [reading, tree, top] = [await text(page), await page.getByRole('tree').innerText(), await first(page)];
      await orders.send(37);
      await pill(page, 37).waitFor();
      assert.equal(await first(page), top, 'what is being read does not move');
      assert.deepEqual([await axe(page.mainFrame()), await scrollsSideways(page.mainFrame())], [[], false]);
      await page.screenshot({ path: path.join(artefacts, `messages-new-${theme}.png`) });
      await pill(page, 37).click();
      await gone(page);
      await page.waitForFunction((before) => document.querySelector<HTMLElement>('weir-grid .grid-space [role=row]')?.innerText !== before, top);
      assert.equal(await page.getByRole('tree').innerText(), tree);
      // 37 messages stand above it now.
      assert.equal(await page.getByRole('grid').getAttribute('aria-activedescendant'), null, 'it is not on screen');
      await page.getByRole('grid').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      assert.deepEqual([await text(page), await page.locator('weir-grid [role=row][aria-selected=true]').getAttribute('aria-rowindex')], [reading, String(5 + 37 + 2)]);

      await orders.send(3);
      await pill(page, 3).waitFor();
      await page.keyboard.press('n');
      await gone(page);
      assert.equal(await page.getByRole('tree').innerText(), tree);
      await page.keyboard.press('Escape');
      await page.getByText('Choose a message to see all of it.').waitFor();
      // Nothing is being read, so that what arrives is shown as it comes.
      const newest = await first(page);
      await orders.send(1);
      await page.waitForFunction((before) => document.querySelector<HTMLElement>('weir-grid .grid-space [role=row]')?.innerText !== before, newest);
      await gone(page);
      await close();
    });
  }

  test('oldest first and filtered, the chosen message is found again, and the new ones are shown where they stand', async () => {
    const { page, close } = await follow({ height: 500 });
    await page.getByText('following').waitFor();
    await page.getByRole('button', { name: 'timestamp' }).click();
    await page.locator('[aria-sort=ascending]').waitFor();
    await page.locator('.filter').fill('key = 4713');
    await found(page, / match/);
    await rows(page).nth(3).click();
    await page.getByRole('tree').waitFor();
    const [reading, tree] = [await text(page), await page.getByRole('tree').innerText()];
    const before = Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
    await orders.send(20);
    await pill(page, 20).click();
    await gone(page);
    // The last row that is drawn is the last one that there is.
    await page.waitForFunction((count) => { const grid = document.querySelector('weir-grid .grid'), last = grid?.querySelector('.grid-space [role=row]:last-child'); return Number(grid?.getAttribute('aria-rowcount')) > count && last?.getAttribute('aria-rowindex') === grid?.getAttribute('aria-rowcount'); }, before);
    assert.equal(await page.getByRole('tree').innerText(), tree);
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    assert.equal(await text(page), reading);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByText('Choose a message to see all of it.').waitFor();
    await close();
  });
});

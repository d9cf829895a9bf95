/** The panel of a job on a cluster in a plain page over a generated job: every state and size, without waiting for an editor. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
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
  folder = await mkdtemp(path.join(tmpdir(), 'weir-job-'));
  index = pathToFileURL(path.join(path.dirname(await buildPanelPage(folder)), 'job.html')).href;
  browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'] });
});
after(async () => { await browser.close(); await rm(folder, { recursive: true, force: true }); });

async function open(query: string, width = 1120, height = 720, timezoneId = 'UTC'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height }, timezoneId });
  page.on('pageerror', (error) => { assert.fail(error); });
  page.on('console', (message) => { assert.notEqual(message.type(), 'error', message.text()); });
  await page.goto(`${index}?${query}`);
  await page.locator('h1').waitFor({ state: 'attached' });
  await page.waitForTimeout(250);
  return page;
}

async function sent(page: Page, wanted: RegExp): Promise<void> {
  let last: unknown;
  for (const end = Date.now() + 5000; Date.now() < end; await page.waitForTimeout(20)) {
    last = await page.evaluate('commands.at(-1)');
    if (typeof last === 'string' && wanted.test(last)) return;
  }
  assert.fail(`the last command is ${String(last)}, not ${String(wanted)}`);
}

const tabs = ['Batches', 'Driver log', 'Failure', 'Plan', 'Progress', 'Submitted as'];

for (const theme of ['dark', 'light', 'high-contrast']) {
  test(`${theme}: each tab is clean for axe, nothing is cut, nothing scrolls sideways, at full size, 300 px and 200 %`, async () => {
    await mkdir('.artefacts/screenshots', { recursive: true });
    for (const [width, height] of [[1120, 720], [300, 720], [560, 360]] as const) {
      const page = await open(`theme=${theme}`, width, height);
      for (const [i, title] of tabs.entries()) {
        await page.locator('body').press(String(i + 1));
        await page.getByRole('tab', { name: title, selected: true }).waitFor();
        await page.waitForTimeout(100);
        assert.deepEqual(await axe(page.mainFrame()), [], `${title} at ${width} px`);
        assert.equal(await scrollsSideways(page.mainFrame()), false, `${title} at ${width} px`);
        assert.deepEqual(await clippedTexts(page.mainFrame()), [], `${title} at ${width} px`);
        if (width === 1120) await page.screenshot({ path: `.artefacts/screenshots/job-${theme}-${title.toLowerCase().replace(' ', '-')}.png` });
      }
      await page.close();
    }
  });
}

test('states: nothing told yet, starting, a cluster that is silent, a reader that knows no batches', async () => {
  for (const [scene, text] of [['silent', 'Asking the cluster…'], ['starting', 'The job is starting.'], ['unreachable', 'hdi-spark.azurehdinsight.net does not answer.'], ['gauges', 'Single batches are not told by Spark\'s gauges.']] as const) {
    const page = await open(`scene=${scene}`, 700, 700);
    await page.getByText(text).first().waitFor();
    assert.deepEqual(await axe(page.mainFrame()), [], scene);
    await page.close();
  }
});

test('what the reader in use lacks, and why not a better one, is one hover away', async () => {
  const page = await open('scene=gauges');
  const title = await page.locator('.reader').getAttribute('title');
  assert.match(title ?? '', /It does not tell: batch numbers, rows of a batch\.\nNot the driver's log: the job logs less than INFO\.\nLeft out: alerts: the latency is -1\./);
  await page.close();
});

test('figures say what is wrong under the figure, and are a table too', async () => {
  const page = await open('');
  const rates = page.locator('.figure').first();
  assert.match(await rates.innerText(), /behind by 430 rows\/s for 6 min/);
  await page.getByRole('button', { name: 'More actions' }).or(page.locator('weir-menu button').first()).first().click();
  await page.getByText('Figures as a Table').click();
  const grid = page.getByRole('grid', { name: 'Figures of the query, newest first' });
  await grid.waitFor();
  assert.equal(await grid.getAttribute('aria-rowcount'), '119', 'a row for each of the 118 figures, and the head');
  assert.deepEqual(await axe(page.mainFrame()), []);
  await page.close();
});

test('a failure leads to its line, and buttons say what is meant', async () => {
  const page = await open('');
  await page.getByRole('link', { name: 'fraud.py, line 58' }).click();
  await sent(page, /"act":"reveal","file":"\/mnt\/hadoop\/container_1\/fraud.py","line":58/);
  for (const [button, act] of [['Spark UI', 'openSparkUi'], ['YARN', 'openYarn'], ['Resubmit', 'resubmit'], ['Kill…', 'kill']] as const) {
    await page.getByRole('button', { name: button }).click();
    await sent(page, new RegExp(`"act":"${act}"`));
  }
  await page.close();
});

test('a job that has ended leads to what the history server shows of it', async () => {
  const page = await open('scene=over');
  assert.equal(await page.getByRole('button', { name: 'Spark UI' }).count(), 0);
  await page.getByRole('button', { name: 'History' }).click();
  await sent(page, /"act":"openHistory"/);
  await page.close();
});

test('how often the cluster is asked is chosen in the menu, and the last line says it', async () => {
  const page = await open('');
  await page.locator('weir-menu button').first().click();
  await page.getByText('Look Every 1 s').click();
  await sent(page, /"act":"every","ms":1000/);
  await page.getByText('asked 14 times in the last minute, every 5 s').waitFor();
  await page.close();
});

test('times are in the zone of the session, and in that of the machine where that is chosen; which one it is is said', async () => {
  const page = await open('', 1120, 720, 'Asia/Tokyo'), watermark = page.locator('.figure', { hasText: 'watermark' }).locator('.value'), hour = async (): Promise<number> => Number((await watermark.textContent())!.slice(0, 2));
  await page.getByText('times in UTC').waitFor();
  const before = await hour();
  await page.locator('weir-menu button').first().click();
  await page.getByRole('menuitemcheckbox', { name: "Times in Asia/Tokyo, This Machine's" }).click();
  await page.getByText('times in Asia/Tokyo').waitFor();
  assert.equal((await hour() - before + 24) % 24, 9);
  await page.locator('body').press('6');
  await page.getByText(/\d\d:\d\d:\d\d Asia\/Tokyo/).first().waitFor();
  await page.close();
});

test('a cluster that is silent: one button says how to go on', async () => {
  for (const [kind, title, act] of [['connection', 'Look Now', 'look'], ['authentication', 'Sign In…', 'signIn'], ['tls', 'Edit Cluster…', 'editCluster']] as const) {
    const page = await open(`scene=unreachable&kind=${kind}`, 700, 700);
    await page.locator('.notices').getByRole('button', { name: title }).click();
    await sent(page, new RegExp(`"act":"${act}"`));
    assert.deepEqual(await axe(page.mainFrame()), [], kind);
    await page.close();
  }
});

test('which job it is is kept for a reload of the window', async () => {
  const page = await open('');
  assert.match(String(await page.evaluate('kept()')), /"job":\{"cluster":"c1","batch":"7","app":"application_1763123456789_0042"\}/);
  await page.close();
});

test('what a cluster says is text, never markup', async () => {
  const page = await open('scene=hostile', 700, 700);
  await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
  assert.equal(await page.locator('img, [onerror]').count(), 0);
  assert.deepEqual(await axe(page.mainFrame()), []);
  await page.close();
});

test('new batches never move what is being read, and the figures go on', async () => {
  const page = await open('batches=40');
  await page.getByRole('row', { name: /^37 / }).click();
  await page.getByRole('heading', { name: /^Batch 37/ }).waitFor();
  const box = await page.getByRole('row', { name: /^37 / }).boundingBox();
  await page.evaluate('more(7)');
  await page.getByRole('button', { name: '7 new' }).waitFor();
  assert.equal((await page.getByRole('row', { name: /^37 / }).boundingBox())?.y, box?.y);
  await page.close();
});

/** The submit form in a plain page over the real session, thread and simulator: sizes, themes, keys, hostile texts. Livy is a server of our own. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ClusterClient } from '../../src/hdinsight/client';
import { Simulator } from '../../src/simulator/client';
import type { SubmitCommand, SubmitToHost } from '../../src/protocol/submit-panel';
import type { PlanJob, PlanRun } from '../../src/protocol/submit-thread';
import { SubmitSession } from '../../src/ui/submit/session';
import { ensureBrowser } from '../stack/browser';
import { startSmallLivy, type SmallLivy } from '../stack/small-livy';
import { axe, clippedTexts, scrollsSideways } from './checks';
import { artefacts, root } from './support';

const dist = path.join(root, 'dist'), thread = new ClusterClient(dist), simulator = new Simulator({ folder: dist });
let browser: Browser, folder: string, index: string, livy: SmallLivy;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weir-submit-page-'));
  await mkdir(artefacts, { recursive: true });
  await esbuild.build({ entryPoints: { page: path.join(root, 'test', 'e2e', 'messages-page', 'page.ts'), submit: path.join(root, 'src', 'webview', 'submit', 'main.ts') }, bundle: true, outdir: folder, platform: 'browser', target: 'es2022', format: 'iife', logLevel: 'warning' });
  await copyFile(path.join(root, 'test', 'e2e', 'panel-page', 'theme.css'), path.join(folder, 'theme.css'));
  const csp = "default-src 'none'; script-src 'nonce-page'; style-src 'self' file:; font-src 'self'";
  await writeFile(path.join(folder, 'index.html'), `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${csp}"><title>Submit</title>
<link rel="stylesheet" href="theme.css"><link rel="stylesheet" href="submit.css"></head><body><script nonce="page" src="page.js"></script><script nonce="page" src="submit.js"></script></body></html>\n`);
  index = pathToFileURL(path.join(folder, 'index.html')).href;
  livy = await startSmallLivy();
  const session = 'from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\n', kafka = 'spark.readStream.format("kafka").option("kafka.bootstrap.servers", "localhost:9092").option("subscribe", "orders").load().writeStream.format("console")';
  await writeFile(path.join(folder, 'copy.py'), `${session}${kafka}.option("checkpointLocation", "abfss://cp@account.dfs.core.windows.net/copy").start()\n`);
  await writeFile(path.join(folder, 'hostile.py'), `${session}${kafka}.option("checkpointLocation", "<img src=x onerror=alert(1)>").start()\nraise ValueError("<b>no</b>" + "x" * 400)\n`);
  await writeFile(path.join(folder, 'weir.profiles.json'), JSON.stringify({ profiles: {
    cloud: {
      cluster: livy.url, storage: 'wasbs://jobs@account.blob.core.windows.net/weir', executor: { memory: '2g', cores: 2, instances: 3 }, arguments: ['--day', '2026-11-28'], environment: { LEVEL: 'info' },
      conf: { 'spark.yarn.maxAppAttempts': '4', 'spark.yarn.am.attemptFailuresValidityInterval': '1h' }, substitutions: { 'localhost:9092': 'wn0-kafka.example.com:9092' },
    },
  } }));
  browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'] });
});
after(async () => {
  await browser?.close();
  thread.dispose();
  simulator.release();
  livy?.close();
  await rm(folder, { recursive: true, force: true });
});

async function plan({ file, source, args, env }: PlanJob): Promise<PlanRun> {
  const events: PlanRun['events'] = [], run = simulator.startRun({ file, source, args, env: { ...env }, cwd: folder, inputs: {}, outputs: {}, planOnly: true }, (event) => { if (event.kind === 'query' || event.kind === 'problem') events.push(event); });
  const exitCode = await run.ended;
  run.dispose();
  return { events, exitCode };
}

async function open({ theme = 'dark', width = 1120, height = 720, job = 'copy.py' } = {}): Promise<{ page: Page; commands: SubmitCommand[]; close(): Promise<void> }> {
  const page = await browser.newPage({ viewport: { width, height } }), commands: SubmitCommand[] = [], description = { url: livy.url, auth: 'none' as const };
  page.on('pageerror', (error) => { throw error; });
  page.on('console', (message) => { if (message.type() === 'error') throw new Error(message.text()); });
  let ready = false;
  const session = new SubmitSession({
    submitter: thread.submitter({ plan, around: () => Promise.resolve({ partitions: [], partitionsUnknown: 'nobody asks here' }), token: () => Promise.resolve({ problem: { kind: 'authentication', message: 'Nobody.', hint: '' } }) }), clusters: () => [{ id: 'c', name: 'spark-prod', description }], opening: () => Promise.resolve({ id: 'c', description }),
    access: () => Promise.resolve({ by: 'session' }), saved: () => Promise.resolve(), keep: () => undefined, sent: () => undefined, refused: () => undefined, say: (text, ...args) => args.reduce<string>((said, arg, i) => said.replace(`{${i}}`, String(arg)), text),
    post: (state) => { if (ready) void page.evaluate((sent) => { (window as unknown as { fromHost(message: unknown): void }).fromHost(sent); }, { kind: 'state', state }).catch(() => undefined); },
  }, { file: path.join(folder, job) });
  await page.exposeFunction('toHost', (message: SubmitToHost) => {
    if (message.kind === 'ready') { ready = true; return session.show(); }
    const { command } = message;
    commands.push(command);
    if (command.do === 'edit') session.edit(command.form);
    else if (command.do === 'access') session.access(command.by);
    else if (command.do === 'submit') void session.submit();
  });
  await page.goto(`${index}?theme=${theme}`);
  await session.open();
  await page.locator('.checks li').first().waitFor();
  return { page, commands, close: async () => { session.dispose(); await page.close(); } };
}

for (const theme of ['dark', 'light', 'high-contrast']) {
  test(`${theme}: clean for axe, nothing cut, nothing scrolls sideways, at full size, 300 px and 200 %`, { timeout: 120_000 }, async () => {
    for (const [width, height] of [[1120, 720], [300, 720], [560, 360]] as const) {
      const { page, close } = await open({ theme, width, height });
      await page.locator('details summary').click();
      await page.getByLabel('Driver memory').fill('much');
      await page.getByText('Is a size of memory').waitFor();
      assert.deepEqual(await axe(page.mainFrame()), [], `at ${width} px`);
      assert.equal(await scrollsSideways(page.mainFrame()), false, `at ${width} px`);
      assert.deepEqual(await clippedTexts(page.mainFrame()), [], `at ${width} px`);
      await page.getByLabel('Driver memory').fill('2g');
      await page.getByText('Ready.').waitFor();
      assert.deepEqual(await axe(page.mainFrame()), [], `ready, at ${width} px`);
      await page.screenshot({ path: path.join(artefacts, `submit-page-${theme}-${width}.png`) });
      await close();
    }
  });
}

test('by the keyboard alone: a row is added, filled in and taken away, and the job cannot be sent while an error stands', { timeout: 60_000 }, async () => {
  const { page, commands, close } = await open();
  await page.getByRole('button', { name: 'Add setting' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('spark.yarn.maxAppAttempts');
  await page.getByText('spark.yarn.maxAppAttempts stands here twice.').waitFor();
  await page.getByRole('button', { name: 'Submit', exact: true }).focus();
  await page.keyboard.press('Enter');
  assert.ok(!commands.some(({ do: does }) => does === 'submit'));
  await page.getByRole('button', { name: 'Remove setting 3' }).focus();
  await page.keyboard.press('Space');
  await page.getByText('Ready.').waitFor();
  await page.getByLabel('Who writes there').selectOption('key');
  await page.getByText('Asked for once').waitFor();
  await close();
});

test('hostile texts of a job are text', { timeout: 60_000 }, async () => {
  const { page, close } = await open({ job: 'hostile.py' });
  await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
  await page.getByText('<b>no</b>').first().waitFor();
  assert.equal(await page.locator('.checks img, .checks b').count(), 0);
  assert.equal(await scrollsSideways(page.mainFrame()), false);
  await close();
});

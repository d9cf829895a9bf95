/** A job on a cluster in the real editor, against a server of our own that answers as Livy and YARN do and notes when it does. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Frame } from 'playwright-core';
import { buildPanelPage } from '../e2e/panel-page/build.ts';
import { openEditor, root, type Editor } from '../e2e/support.ts';
import { ensureBrowser } from '../stack/browser.ts';
import { APP, Clock, logged, Look, progressOf } from '../unit/support/followed.ts';
import type { Figure } from './figure.ts';
import { figure, milliseconds } from './figure.ts';
import { firstState } from './submit.ts';

const BATCHES = 2000, MINUTE = 60_000;
const requests = (n: number): string => `${n}`;

/** Notes in which frame each batch is first the newest on screen. */
const watch = `{
  window.seen = {};
  const note = () => {
    const text = document.querySelector('weir-batches .grid-space [role=row] [role=gridcell]')?.textContent?.trim();
    if (text && !(text in window.seen)) { window.seen[text] = 0; requestAnimationFrame(() => { window.seen[text] = performance.timeOrigin + performance.now(); }); }
  };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
}`;

class Gateway {
  readonly look = new Look(new Clock());
  readonly server: Server;
  asked = 0;
  /** When an answer with this batch was sent first, and when it was written to the log; epoch ms. */
  readonly answered = new Map<number, number>();
  readonly published = new Map<number, number>();
  #next = 0;

  constructor() {
    this.server = createServer((request, response) => {
      this.asked++;
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x'), json = (value: unknown): void => { response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value)); };
      if (pathname === '/livy/batches') return json({ from: 0, total: 0, sessions: [] });
      if (pathname === '/yarnui/ws/v1/cluster/apps') return json({ apps: searchParams.get('states')?.includes('RUNNING') === true ? { app: [{ ...this.look.app, name: 'followed', user: 'livy', startedTime: Date.now() - MINUTE }] } : null });
      const newest = this.#next - 1;
      if (pathname.includes('/containerlogs/') && Number(searchParams.get('start')) < 1e14) response.on('finish', () => { for (let batch = newest; batch >= 0 && !this.answered.has(batch); batch--) this.answered.set(batch, Date.now()); });
      this.look.server.emit('request', request, response);
    });
  }

  async start(): Promise<string> {
    this.look.runs();
    this.publish();
    await new Promise<void>((resolve) => { this.server.listen(0, '127.0.0.1', resolve); });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/livy`;
  }

  publish(): void {
    const batch = this.#next++;
    this.look.log(1, 'stderr', logged(progressOf(batch)));
    this.published.set(batch, Date.now());
  }
}

export async function clusterJob(say: (line: string) => void): Promise<Figure[]> {
  const packed = spawnSync(process.execPath, ['test/stack/package.mjs'], { cwd: root, encoding: 'utf8' });
  if (packed.status !== 0) throw new Error(`The extension could not be packed:\n${packed.stderr}`);
  const home = await mkdtemp(path.join(tmpdir(), 'weir-bench-cluster-')), gateway = new Gateway(), url = await gateway.start();
  await mkdir(path.join(home, 'workspace'));
  await writeFile(path.join(home, 'workspace', 'note.txt'), '');
  const editor = await openEditor({ workspace: path.join(home, 'workspace') });
  try {
    const frame = await opened(editor, url);
    await frame.evaluate(watch);
    const usual = await batches(editor, frame, gateway, 16, 2500, say), first = gateway.asked;
    await editor.page.waitForTimeout(MINUTE);
    const shown = gateway.asked - first;
    await pace(editor, 'Look Every 1 s');
    const fast = await batches(editor, frame, gateway, 16, 1300, say);
    await pace(editor, 'Look Every 5 s');
    await editor.open('note.txt');
    // What was under way when it was hidden is none of the minute.
    await editor.page.waitForTimeout(15_000);
    const before = gateway.asked;
    await editor.page.waitForTimeout(MINUTE);
    const hidden = gateway.asked - before;
    say(`requests of a minute: ${shown} while its panel is shown, ${hidden} while it is hidden`);
    return [
      figure('a batch on screen after the answer that carries it, poll of 5 s, slowest of 16', Math.max(...usual.map(({ answer }) => answer)), { atMost: 1000 }, milliseconds),
      figure('a batch on screen after the engine published it, poll of 1 s, slowest of 16', Math.max(...fast.map(({ published }) => published)), { atMost: 2000 }, milliseconds),
      figure('requests in a minute for a job that is watched', shown, { atMost: 20 }, requests),
      figure('the same, its panel hidden', hidden, { atMost: 4 }, requests),
      await firstState(say),
      figure(`${BATCHES} batches in the list`, await manyBatches(say), { atMost: 500 }, milliseconds),
    ];
  } finally {
    await editor.close();
    gateway.server.closeAllConnections();
    gateway.server.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** The frame of the panel of the one job, opened from its row. */
async function opened({ page, panel, command }: Editor, url: string): Promise<Frame> {
  page.setDefaultTimeout(60_000);
  await page.locator('.activitybar .action-label[aria-label^="Weir"]').click();
  await command('Weir: Link a Cluster…');
  await page.locator('.quick-input-widget', { hasText: /name of an HDInsight cluster/ }).waitFor();
  await page.locator('.quick-input-widget input.input').fill(url);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Not at all' }).click();
  await page.locator('.pane-body .monaco-list-row', { hasText: APP }).first().click();
  await panel.getByRole('grid', { name: /^Micro-batches/ }).getByRole('row').nth(1).waitFor();
  // The Clusters view asks for the jobs of its clusters, too, as long as it is shown.
  await page.keyboard.press('Control+B');
  await page.locator('.pane-body').first().waitFor({ state: 'hidden' });
  const frame = await (await panel.locator('weir-run').elementHandle())?.ownerFrame();
  if (!frame) throw new Error('The panel has no frame.');
  return frame;
}

async function pace({ panel }: Editor, title: string): Promise<void> {
  await panel.locator('weir-menu button').first().click();
  await panel.getByText(title).click();
}

/** Publishes batches; for each, ms until it was on screen after it was published, and after the answer that carried it. */
async function batches({ page }: Editor, frame: Frame, gateway: Gateway, count: number, everyMs: number, say: (line: string) => void): Promise<{ answer: number; published: number }[]> {
  const first = gateway.published.size;
  for (let n = 0; n < count; n++) {
    await page.waitForTimeout(everyMs);
    gateway.publish();
  }
  await page.waitForTimeout(8000);
  const seen = await frame.evaluate<Record<string, number>>('window.seen'), found = [];
  for (let batch = first; batch < first + count; batch++) {
    // Of batches that came in one answer only the newest is ever at the top.
    const at = seen[String(batch)], answer = gateway.answered.get(batch);
    if (at && answer !== undefined) found.push({ answer: at - answer, published: at - gateway.published.get(batch)! });
  }
  if (found.length < count / 3) throw new Error(`Only ${found.length} of ${count} batches were seen.`);
  say(`on screen after publishing: ${found.map(({ published }) => published.toFixed(0)).join(', ')} ms; after the answer: ${found.map(({ answer }) => answer.toFixed(0)).join(', ')} ms`);
  return found;
}

/** From the first word of a job with so many batches until the newest of them is drawn. */
async function manyBatches(say: (line: string) => void): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'weir-bench-batches-')), index = path.join(path.dirname(await buildPanelPage(folder)), 'job.html');
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1120, height: 720 } });
    await page.goto(`${pathToFileURL(index).href}?scene=silent&batches=${BATCHES}`);
    await page.getByText('Asking the cluster').first().waitFor();
    const took = await page.evaluate((last) => new Promise<number>((resolve) => {
      const began = performance.now();
      new MutationObserver((_, observer) => {
        if (document.querySelector('weir-batches .grid-space [role=row] [role=gridcell]')?.textContent.trim() !== String(last)) return;
        observer.disconnect();
        requestAnimationFrame(() => { resolve(performance.now() - began); });
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
      (window as unknown as { begin(): void }).begin();
    }), BATCHES - 1);
    say(`${BATCHES} batches on screen after ${took.toFixed(0)} ms`);
    return took;
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

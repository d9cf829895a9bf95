/** A driver's log, from YARN's pages to the screen: opened at the end of 100 MB, followed while it grows by more than a cluster writes. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { Cluster } from '../../src/hdinsight/cluster.ts';
import type { DriverLogs } from '../../src/hdinsight/logs/driver-logs.ts';
import { driverLogsOf } from '../../src/hdinsight/logs/of-job.ts';
import type { LogAnswer, LogRequest } from '../../src/protocol/cluster-run.ts';
import { buildLogPage, openLog } from '../e2e/log-tab-page/open.ts';
import { ensureBrowser } from '../stack/browser.ts';
import type { Figure } from './figure.ts';
import { figure, median, milliseconds } from './figure.ts';
import { watch } from './scrolling.ts';

const LARGE = 100 * 2 ** 20, LINE = 'x'.repeat(83), APP = 'application_1795836099586_0001';
/** Written at once, and while it is on screen for so long. */
const BURST = 300_000, PER_SECOND = 10_000, SECONDS = 15;
const newest: LogRequest = { ask: 'log', stream: 'stderr', offset: -50, limit: 50 };

export async function driverLog(say: (line: string) => void): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'weir-log-bench-')), file = path.join(folder, 'stderr');
  await writeFile(file, `26/11/28 12:00:00 INFO A: ${LINE}\n`.repeat(LARGE / 110));
  const server = fork(fileURLToPath(new URL('./yarn-log-server.ts', import.meta.url)), [file], { execArgv: ['--import', 'tsx'] });
  const [{ port }] = await once(server, 'message') as [{ port: number }];
  const cluster = new Cluster({ url: `http://127.0.0.1:${port}`, auth: 'none', yarnUrl: `http://127.0.0.1:${port}` }, { kind: 'none' });
  const open = (): DriverLogs => driverLogsOf(cluster, () => ({ key: APP, app: APP, attempt: 1, state: 'running' }), () => 250);
  try {
    const opened: number[] = [];
    for (let i = 0; i < 5; i++) {
      const logs = open(), began = performance.now(), { lines, before } = await logs.answer(newest);
      opened.push(performance.now() - began);
      if (lines.length !== 50 || before < LARGE * 0.98) throw new Error(`Of the log ${lines.length} lines came, ${before} bytes before them.`);
      logs.close();
    }
    say(`a log of ${LARGE / 2 ** 20} MB opened at its end after ${opened.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    const { perSecond, blocked } = await caughtUp(open(), server);
    say(`${BURST} lines caught up with at ${perSecond.toFixed(0)} lines/s; the thread was busy for ${blocked.toFixed(0)} ms at most`);
    const busy = await onScreen(folder, open(), server, say);
    return [
      figure('end of a driver log of 100 MB, from the first request to its lines, slowest of 5', Math.max(...opened), { atMost: 1000 }, milliseconds),
      figure('lines/s of a driver log that is followed', perSecond, { atLeast: PER_SECOND }, (value) => value.toFixed(0)),
      figure('longest that the thread of clusters is busy meanwhile', blocked, { atMost: 100 }, milliseconds),
      figure(`longest that the page is busy while ${PER_SECOND} lines/s are followed, searched and scrolled through`, busy, { atMost: 50 }, milliseconds),
    ];
  } finally {
    cluster.close();
    server.disconnect();
    await rm(folder, { recursive: true, force: true });
  }
}

async function caughtUp(logs: DriverLogs, server: ChildProcess): Promise<{ perSecond: number; blocked: number }> {
  const before = (await logs.answer(newest)).lines.at(-1)!.n;
  server.send({ lines: BURST, perSecond: 1e9 });
  await once(server, 'message');
  const delay = monitorEventLoopDelay({ resolution: 1 }), began = performance.now();
  delay.enable();
  let answer: LogAnswer;
  do {
    await pause(20);
    answer = await logs.answer(newest);
  } while (answer.lines.at(-1)!.n < before + BURST);
  const seconds = (performance.now() - began) / 1000;
  delay.disable();
  logs.close();
  if (answer.lines.at(-1)!.n !== before + BURST || answer.gaps.length > 0 || !answer.lines.at(-1)!.text.endsWith(`read ${BURST - 1}`)) throw new Error(`The last line is ${answer.lines.at(-1)!.text}.`);
  return { perSecond: BURST / seconds, blocked: delay.max / 1e6 };
}

/** Work of the page while lines come: followed, with a search, and scrolled up. */
async function onScreen(folder: string, logs: DriverLogs, server: ChildProcess, say: (line: string) => void): Promise<number> {
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'] });
  try {
    const { page, close } = await openLog(browser, await buildLogPage(folder), { answer: (request) => logs.answer(request) });
    await page.locator('.log-row').nth(5).waitFor();
    await pause(500);
    await page.evaluate(watch);
    server.send({ lines: PER_SECOND * SECONDS, perSecond: PER_SECOND });
    const done = once(server, 'message');
    await pause(SECONDS * 1000 / 3);
    const followed = await longest(page);
    await page.locator('.log-find').fill('falling behind');
    await pause(SECONDS * 1000 / 3);
    const searched = await longest(page);
    await page.locator('.log').hover();
    for (let i = 0; i < 100; i++) await page.mouse.wheel(0, -300 - i * 20);
    await page.getByRole('button', { name: / new$/ }).waitFor();
    await done;
    const scrolled = await longest(page);
    await page.getByRole('button', { name: / new$/ }).click();
    await page.locator('.log-row', { hasText: `${BURST + PER_SECOND * SECONDS - 1}` }).waitFor({ timeout: 20_000 });
    await close();
    say(`${PER_SECOND} lines/s on screen for ${SECONDS} s: busy for ${[followed, searched, scrolled].map(({ most, typical }) => `${most.toFixed(1)} ms at most (median ${typical.toFixed(1)})`).join(', ')} while followed, searched, scrolled through`);
    return Math.max(followed.most, searched.most, scrolled.most);
  } finally {
    await browser.close();
    logs.close();
  }
}

/** Since it was asked last. */
async function longest(page: Page): Promise<{ most: number; typical: number }> {
  const busy = await page.evaluate<number[]>('window.busy.splice(0)');
  return { most: Math.max(...busy), typical: median(busy) };
}

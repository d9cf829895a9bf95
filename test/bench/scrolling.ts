/** A million messages on screen: how long the page is busy at one go while a person scrolls through them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { MessagesClient } from '../../src/messages/client.ts';
import { buildMessagesPage, openMessages } from '../e2e/messages-page/open.ts';
import { root } from '../e2e/support.ts';
import { ensureBrowser } from '../stack/browser.ts';
import type { RunningKafka } from '../stack/kafka.ts';
import type { Figure } from './figure.ts';
import { figure, milliseconds } from './figure.ts';

const MILLION = 1_000_000;
const WHEELS = 120;
const JUMPS = 60;

/** Work of each frame up to its painting, and every task that the browser itself calls long. */
export const watch = `{
  window.busy = [];
  const { port1, port2 } = new MessageChannel();
  let began = 0;
  port1.onmessage = () => { window.busy.push(performance.now() - began); };
  const frame = () => { began = performance.now(); port2.postMessage(null); requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) window.busy.push(duration); }).observe({ type: 'longtask' });
}`;

/** @param kafka holds the topic `million` */
export async function scrolling(kafka: RunningKafka, say: (line: string) => void): Promise<Figure> {
  const folder = await mkdtemp(path.join(tmpdir(), 'weir-scrolling-')), thread = new MessagesClient(path.join(root, 'dist'));
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'] });
  try {
    const { page, status, close } = await openMessages(browser, await buildMessagesPage(folder), thread, {
      description: { kind: 'direct', brokers: kafka.bootstrap }, look: { topic: 'million', range: { mode: 'newest', count: MILLION } }, failOnError: (error) => { throw error; },
    });
    while (!(status()?.state === 'done' && status()?.searched === MILLION)) {
      if (status()?.state === 'failed') throw new Error(status()?.problem?.message);
      await page.waitForTimeout(100);
    }
    // Everything is held. A broker does not share the cores of who scrolls, so it stands still meanwhile.
    kafka.freezeBroker(1);
    const rows = page.locator('weir-grid .grid-space [role=row]');
    await rows.nth(3).waitFor();
    await page.waitForTimeout(500);
    // What is read of the layout is read before anything is measured: it would be work of the page that no person causes.
    const scroller = await page.evaluateHandle(() => {
      const found = [...document.querySelectorAll('weir-grid *')].find((element) => element.scrollHeight > element.clientHeight * 100);
      if (!found) throw new Error('Nothing scrolls.');
      return found;
    }), height = await scroller.evaluate((element) => element.scrollHeight);
    await page.evaluate(watch);
    await rows.nth(3).hover();
    for (let i = 0; i < WHEELS; i++) await page.mouse.wheel(0, 400 + i * 40);
    // As the scroll bar's thumb is dragged.
    await scroller.evaluate(async (element, { height, jumps }) => {
      for (let i = 0; i < jumps; i++) {
        element.scrollTop = height * ((i * 37) % jumps) / jumps;
        await new Promise((resolve) => { requestAnimationFrame(resolve); });
      }
    }, { height, jumps: JUMPS });
    for (let i = 0; i < JUMPS; i++) await page.keyboard.press('PageDown');
    await page.waitForTimeout(500);
    const text = await rows.nth(3).textContent(), busy = await page.evaluate<number[]>('window.busy'), longest = Math.max(...busy);
    if (!text?.includes('"id":')) throw new Error(`A row is empty after scrolling: ${text}`);
    say(`scrolled through ${MILLION} messages: ${busy.length} frames, the page was busy for ${longest.toFixed(1)} ms at most`);
    kafka.thawBroker(1);
    await close();
    return figure('longest that the page is busy while 10^6 messages are scrolled through', longest, { atMost: 50 }, milliseconds);
  } finally {
    kafka.thawBroker(1);
    await browser.close();
    thread.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

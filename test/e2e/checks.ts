/** What every screen is held against, run inside the page or the webview's frame. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult { violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[] }

/** axe-core's violations in the page, or in the part that a CSS selector names, as lines of text; empty when it is clean. */
export async function axe(frame: Frame, part?: string): Promise<string[]> {
  await frame.evaluate(axeSource);
  const result = await frame.evaluate<AxeResult>(`axe.run(${part === undefined ? 'document' : JSON.stringify(part)}, { resultTypes: ["violations"] })`);
  return result.violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${v.help}: ${node.html.slice(0, 160)} ${node.failureSummary}`));
}

/** Whether the page itself scrolls sideways. */
export const scrollsSideways = (frame: Frame): Promise<boolean> =>
  frame.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth || document.body.scrollWidth > document.body.clientWidth);

/** Texts that are cut off: titles, labels and figures. Data cells may be cut past 48 characters, with the whole in their tooltip. */
export const clippedTexts = (frame: Frame): Promise<string[]> => frame.evaluate(() => {
  const texts: string[] = [];
  for (const element of document.querySelectorAll<HTMLElement>('h1, h2, p, button, li, span, footer, .grid-head > div, .grid-space .grid-row > div')) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (box.width <= 1 || style.visibility === 'hidden' || style.overflowX === 'visible' || !element.textContent?.trim()) continue;
    if ((element.textContent ?? '').length > 48 && element.title) continue;
    if (element.classList.contains('plan-name') || element.classList.contains('plan-detail')) continue;
    if (element.scrollWidth > element.clientWidth + 1) texts.push(`${element.className}: ${element.textContent}`);
  }
  return texts;
});

/** Opens the tab of the driver's log in a plain page over logs that are held by the real thing. */
import * as esbuild from 'esbuild';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { LogAnswer, LogRequest } from '../../../src/protocol/cluster-run';
import type { ToHost, ToView } from '../../../src/protocol/panel';
import { root } from '../support';

const here = path.join(root, 'test', 'e2e');

/** Returns the address of the page. */
export async function buildLogPage(outdir: string): Promise<string> {
  await esbuild.build({ entryPoints: { page: path.join(here, 'log-tab-page', 'page.ts') }, bundle: true, outdir, platform: 'browser', target: 'es2022', format: 'iife', logLevel: 'warning' });
  const theme = await readFile(path.join(here, 'panel-page', 'theme.css'), 'utf8');
  await writeFile(path.join(outdir, 'theme.css'), `${theme}\n.log-page { display: flex; flex-direction: column; height: 100vh; }\n`);
  const csp = "default-src 'none'; script-src 'nonce-page'; style-src 'self' file:; font-src 'self'";
  await writeFile(path.join(outdir, 'index.html'), `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${csp}"><title>Driver log</title>
<link rel="stylesheet" href="theme.css"><link rel="stylesheet" href="page.css"></head><body><script nonce="page" src="page.js"></script></body></html>\n`);
  return pathToFileURL(path.join(outdir, 'index.html')).href;
}

export interface Shown { page: Page; copied: string[]; asked: LogRequest[]; close(): Promise<void> }
export interface Opened { answer(request: LogRequest): Promise<LogAnswer>; theme?: string; width?: number; height?: number; attempts?: number }

export async function openLog(browser: Browser, index: string, { answer, theme = 'dark', width = 1120, height = 720, attempts = 1 }: Opened): Promise<Shown> {
  const page = await browser.newPage({ viewport: { width, height } }), copied: string[] = [], asked: LogRequest[] = [];
  const errors: Error[] = [];
  page.on('pageerror', (error) => { errors.push(error); });
  page.on('console', (message) => { if (message.type() === 'error') errors.push(new Error(message.text())); });
  // As text: a message is copied natively in VS Code too, not value by value.
  const post = (message: ToView): void => { void page.evaluate((sent) => { (window as unknown as { fromHost(message: unknown): void }).fromHost(JSON.parse(sent)); }, JSON.stringify(message)).catch(() => undefined); };
  await page.exposeFunction('toHost', async (message: ToHost) => {
    if (message.kind === 'command' && message.command.do === 'copy') copied.push(message.command.text);
    if (message.kind !== 'ask' || message.question.ask !== 'log') return;
    asked.push(message.question);
    try {
      post({ kind: 'answer', id: message.id, value: await answer(message.question) });
    } catch (error) {
      post({ kind: 'refused', id: message.id, message: (error as Error).message });
    }
  });
  await page.goto(`${index}?theme=${theme}&attempts=${attempts}`);
  return { page, copied, asked, close: async () => { await page.close(); if (errors[0]) throw errors[0]; } };
}

/** Opens the viewer in a plain page over the real thread that holds messages, built as it is shipped. */
import * as esbuild from 'esbuild';
import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { MessagesClient } from '../../../src/messages/client';
import type { ConnectionDescription } from '../../../src/protocol/kafka';
import type { Arrangement, Look, LookStatus } from '../../../src/protocol/messages';
import type { MessagesCommand, MessagesToHost, MessagesToView } from '../../../src/protocol/messages-panel';
import { root } from '../support';

const here = path.join(root, 'test', 'e2e');

/** Returns the address of the page. */
export async function buildMessagesPage(outdir: string): Promise<string> {
  await esbuild.build({ entryPoints: { page: path.join(here, 'messages-page', 'page.ts'), messages: path.join(root, 'src', 'webview', 'messages', 'main.ts') }, bundle: true, outdir, platform: 'browser', target: 'es2022', format: 'iife', logLevel: 'warning' });
  await copyFile(path.join(here, 'panel-page', 'theme.css'), path.join(outdir, 'theme.css'));
  const csp = "default-src 'none'; script-src 'nonce-page'; style-src 'self' file:; font-src 'self'";
  await writeFile(path.join(outdir, 'index.html'), `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${csp}"><title>Messages</title>
<link rel="stylesheet" href="theme.css"><link rel="stylesheet" href="messages.css"></head><body><script nonce="page" src="page.js"></script><script nonce="page" src="messages.js"></script></body></html>\n`);
  return pathToFileURL(path.join(outdir, 'index.html')).href;
}

export interface Shown { page: Page; commands: MessagesCommand[]; status(): LookStatus | null; close(): Promise<void> }
export interface Opened { description: ConnectionDescription; look: Partial<Look> & { topic: string }; theme?: string; width?: number; height?: number; job?: string; writable?: boolean; failOnError?: (error: Error) => void }

let viewers = 0;

export async function openMessages(browser: Browser, index: string, thread: MessagesClient, { description, look, theme = 'dark', width = 1120, height = 720, job = 'job.py', writable = false, failOnError }: Opened): Promise<Shown> {
  const page = await browser.newPage({ viewport: { width, height }, timezoneId: 'UTC' }), viewer = ++viewers, commands: MessagesCommand[] = [];
  page.on('pageerror', (error) => { failOnError?.(error); });
  page.on('console', (message) => { if (message.type() === 'error') failOnError?.(new Error(message.text())); });
  let wanted: Look = { range: { mode: 'newest', count: 1000 }, follow: false, uncommitted: false, key: { format: 'auto' }, value: { format: 'auto' }, ...look };
  let arrangement: Arrangement = { filter: '', sort: 'timestamp', descending: true, paths: [] }, status: LookStatus | null = null, ready = false;
  const post = (message: MessagesToView): void => { void page.evaluate((sent) => { (window as unknown as { fromHost(message: unknown): void }).fromHost(sent); }, message).catch(() => undefined); };
  const view = (): void => { if (ready) post({ kind: 'view', view: { place: { connection: 'c', look: wanted, arrangement }, name: 'the-cluster', status, job, writable } }); };
  const read = (): void => {
    status = null;
    thread.look(viewer, { id: 'c', description, secrets: {}, writable: false }, wanted);
    void thread.ask(viewer, { ask: 'arrange', arrangement });
  };
  thread.onStatus(viewer, (told) => { status = told; view(); });
  const receive = async (message: MessagesToHost): Promise<void> => {
    if (message.kind === 'ready') { ready = true; read(); view(); }
    else if (message.kind === 'ask') {
      const answer = await thread.ask(viewer, message.question);
      post('value' in answer ? { kind: 'answer', id: message.id, value: answer.value } : { kind: 'refused', id: message.id, message: answer.problem.message });
    } else {
      commands.push(message.command);
      if (message.command.do === 'look') { wanted = message.command.look; read(); view(); }
      else if (message.command.do === 'stop') thread.stop(viewer);
      else if (message.command.do === 'arranged') ({ arrangement } = message.command);
    }
  };
  await page.exposeFunction('toHost', receive);
  await page.goto(`${index}?theme=${theme}`);
  return { page, commands, status: () => status, close: async () => { thread.close(viewer); await page.close(); } };
}

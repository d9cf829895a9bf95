/** A real VS Code with the packaged extension, driven through a browser. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { ensureBrowser } from '../stack/browser';
import { ensureVSCode, installExtension, startServer, type RunningVSCode } from '../stack/vscode';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const artefacts = path.join(root, '.artefacts');
export const settings = {
  'workbench.startupEditor': 'none', 'chat.disableAIFeatures': true, 'workbench.secondarySideBar.defaultVisibility': 'hidden', 'extensions.autoCheckUpdates': false, 'extensions.ignoreRecommendations': true,
  'workbench.tips.enabled': false, 'workbench.reduceMotion': 'on', 'editor.minimap.enabled': false, 'security.workspace.trust.banner': 'always', 'window.commandCenter': false, 'git.enabled': false,
};

export interface Editor { page: Page; workspace: string; /** Where the server keeps settings. */ data: string; panel: FrameLocator; command(title: string): Promise<void>; open(file: string): Promise<void>; menu(row: Locator, item: string, came: () => Promise<boolean>): Promise<void>; /** The same window in another theme. */ theme(name: string): Promise<void>; close(): Promise<void> }
export interface EditorOptions { theme?: string; settings?: Record<string, unknown>; /** The folder that is open; '': none. */ workspace: string; trustAll?: boolean; width?: number; height?: number }

/** The packaged extension to test: what `npm run package` left. */
export function vsix(): string {
  const file = process.env.WEIR_VSIX ?? path.join(root, 'weir.vsix');
  if (!existsSync(file)) throw new Error(`There is no ${file}: run \`npm run package\` first.`);
  return file;
}

export async function openEditor(options: EditorOptions): Promise<Editor> {
  const [code, executablePath] = [await ensureVSCode(path.join(root, '.cache'), console.log), await ensureBrowser()];
  const home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-')), data = path.join(home, 'data'), extensions = path.join(home, 'extensions');
  await mkdir(artefacts, { recursive: true });
  await installExtension(code, vsix(), extensions, data);
  const server: RunningVSCode = await startServer(code, { data, extensions, settings: { ...settings, ...(options.theme && { 'workbench.colorTheme': options.theme }), ...options.settings }, ...(options.trustAll === false && { trustAll: false }) });
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const page = await browser.newPage({ viewport: { width: options.width ?? 1680, height: options.height ?? 900 } });
  await page.goto(`${server.address}/?${options.workspace === '' ? 'ew=true' : `folder=${encodeURI(options.workspace)}`}`);
  await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
  await page.locator('.statusbar-item').first().waitFor({ timeout: 60_000 });
  const command = async (title: string): Promise<void> => {
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    // A list that was opened before the extension's commands are there does not get them.
    for (let tries = 0; tries < 10; tries++) {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input.input').fill(`>${title}`);
      if (await row.waitFor({ timeout: 4000 }).then(() => true, () => false)) break;
      await page.keyboard.press('Escape');
    }
    await row.click();
  };
  return {
    page, workspace: options.workspace, data, command, panel: page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame'),
    open: async (file) => {
      await page.keyboard.press('Control+P');
      await page.locator('.quick-input-widget input.input').fill(file);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: file }).first().click();
      await page.locator('.monaco-editor .view-line').first().waitFor();
    },
    menu: async (row, item, came) => {
      const entry = page.locator('.context-view .action-label', { hasText: item });
      // VS Code does not take a press within the first 100 ms of a menu, and a view that is drawn anew takes its menu away: so until what it does is there.
      for (let tries = 0; tries < 5; tries++) {
        if (!await entry.isVisible()) await row.click({ button: 'right' });
        await page.waitForTimeout(200);
        if (!await entry.click({ timeout: 2000 }).then(() => true, () => false)) continue;
        for (let waited = 0; waited < 40; waited++) {
          if (await came()) return;
          await page.waitForTimeout(250);
        }
      }
      throw new Error(`The menu's item ${item} could not be chosen.`);
    },
    theme: async (name) => {
      const wanted = name.includes('High Contrast') ? 'hc-black' : name.includes('Light') ? 'vs' : 'vs-dark';
      await command('Preferences: Color Theme');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Modern' }).first().waitFor();
      // The list calls them otherwise than the settings do.
      await page.locator('.quick-input-widget input.input').fill(name === 'Default High Contrast' ? 'Dark High Contrast' : name.replace('Default ', ''));
      await page.waitForTimeout(300);
      await page.keyboard.press('Enter');
      await page.locator(`.monaco-workbench.${wanted}`).waitFor();
      await page.waitForTimeout(500);
    },
    close: async () => { await browser.close(); await server.stop(); await rm(home, { recursive: true, force: true }); },
  };
}

/** `npm run test:host`: the host tests in the VS Code that code-server carries, against the installed vsix. Exits with the tests' result. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { settings, vsix } from '../e2e/support';
import { ensureBrowser } from '../stack/browser';
import { ensureVSCode, installExtension, startServer } from '../stack/vscode';
import { buildHostTests, root } from './build';

async function main(): Promise<number> {
  const executablePath = await ensureBrowser(), code = await ensureVSCode(path.join(root, '.cache'), console.log);
  const { extension, tests, workspace } = await buildHostTests();
  const home = await mkdtemp(path.join(tmpdir(), 'weir-host-')), data = path.join(home, 'data'), extensions = path.join(home, 'extensions');
  await installExtension(code, vsix(), extensions, data);
  const server = await startServer(code, { data, extensions, settings, testDriver: true });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    const remote = `vscode-remote://${new URL(server.address).host}`;
    const payload = JSON.stringify([['extensionDevelopmentPath', remote + extension], ['extensionTestsPath', remote + tests], ['enableProposedApi', '']]);
    const result = new Promise<number>((resolve) => {
      const limit = setTimeout(() => { console.log('The host tests did not end within 5 minutes.'); resolve(1); }, 300_000);
      void page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => { const line = args.map(String).join(' '); if (/^(ok|not ok|activation|stop|\d+ passed)/.test(line)) console.log(line); else if (type === 'error' && !/spdlog|bindings/.test(line)) console.log(line.slice(0, 400)); });
      void page.exposeFunction('codeAutomationExit', (status: number) => { clearTimeout(limit); resolve(status); });
    });
    await page.goto(`${server.address}/?folder=${encodeURI(workspace)}&payload=${encodeURIComponent(payload)}`);
    return await result;
  } finally {
    await browser.close();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}
main().then((status) => { process.exitCode = status; }, (error: unknown) => { console.error(error); process.exitCode = 1; });

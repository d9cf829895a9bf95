/** Opens the fraud-detection sample in the desktop VS Code, or in the one that npm's code-server carries. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCode } from './desktop-code';
import { announced, linkSample } from './running';
import { ensureVSCode, installExtension, startServer } from './vscode';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const say = (line: string): void => { console.log(line); };

async function copySample(): Promise<string> {
  const folder = path.join(await mkdtemp(path.join(tmpdir(), 'weir-')), 'fraud-detection');
  await cp(path.join(root, 'media', 'templates', 'fraud-detection'), folder, { recursive: true });
  say(`The sample is in ${folder}`);
  const livy = announced('livy');
  if (livy) {
    await linkSample(folder, livy, announced('kafka')?.bootstrap);
    say(`It is linked to the cluster at ${livy.url}: its password, which the Clusters view asks for, is in the file that npm run stack -- livy named.`);
  }
  return folder;
}

/** The development extension in a window of its own; the window lives on when this command has ended. */
function openDesktop(code: string, folder: string): void {
  say(`Opening it in ${code}. Press Simulate above a query in job.py.`);
  spawn(code, ['--new-window', `--extensionDevelopmentPath=${root}`, folder, path.join(folder, 'job.py')], { stdio: 'ignore', detached: true }).unref();
}

async function openServer(folder: string): Promise<void> {
  const code = await ensureVSCode(path.join(root, '.cache'), say);
  spawnSync(process.execPath, [path.join(root, 'test', 'stack', 'package.mjs'), '--no-build'], { cwd: root, stdio: 'ignore' });
  const home = await mkdtemp(path.join(tmpdir(), 'weir-vscode-')), data = path.join(home, 'data'), extensions = path.join(home, 'extensions');
  await installExtension(code, path.join(root, 'weir.vsix'), extensions, data);
  const server = await startServer(code, { data, extensions, settings: { 'workbench.startupEditor': 'none', 'chat.disableAIFeatures': true, 'workbench.secondarySideBar.defaultVisibility': 'hidden' } });
  const payload = JSON.stringify([['openFile', `vscode-remote://${new URL(server.address).host}${path.join(folder, 'job.py')}`]]);
  say(`\nOpen ${server.address}/?folder=${encodeURI(folder)}&payload=${encodeURIComponent(payload)}\nand press Simulate above a query in job.py. Ctrl-C stops.`);
  let stopping = false;
  const stop = (): void => { stopping = true; void server.stop(); };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const status = await server.ended;
  await rm(home, { recursive: true, force: true });
  if (!stopping) { console.error(`VS Code's server ended by itself (${status}).`); process.exitCode = 1; }
}

async function main(): Promise<void> {
  const code = process.argv.includes('--browser') ? undefined : findCode(process.env, process.platform, existsSync);
  if (code === undefined && process.platform === 'win32') {
    console.error('No VS Code was found. Install it from https://code.visualstudio.com, open a new terminal and run npm start again.');
    process.exitCode = 1;
    return;
  }
  const folder = await copySample();
  if (code === undefined) await openServer(folder);
  else openDesktop(code, folder);
}
main().catch((error: unknown) => { console.error(error instanceof Error ? error.message : error); process.exitCode = 1; });

/**
 * The real VS Code that npm's `code-server` carries, made ready under a cache folder: Node 24 from npm (VS Code's server
 * needs it), the server itself, and its own production packages. Everything comes from npm and is fetched once.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { npm, output } from './npm';

const version = '4.139.1';
const nodeMajor = '24';

export interface VSCode { node: string; server: string }
export interface RunningVSCode { address: string; stop(): Promise<void>; ended: Promise<number | null> }

/** @param say told what takes long */
export async function ensureVSCode(cache: string, say: (line: string) => void = () => undefined): Promise<VSCode> {
  if (process.platform === 'win32') throw new Error('code-server carries no VS Code for Windows: install the desktop VS Code and put its `code` command on the PATH.');
  const home = path.join(cache, `vscode-${version}`), root = path.join(home, 'package', 'lib', 'vscode');
  const found: VSCode = { node: path.join(home, 'node', 'node_modules', 'node', 'bin', 'node'), server: path.join(root, 'out', 'server-main.js') };
  if (existsSync(path.join(home, 'ready'))) return found;
  await rm(home, { recursive: true, force: true });
  await mkdir(path.join(home, 'node'), { recursive: true });
  say(`Fetching VS Code (npm's code-server ${version}) and Node ${nodeMajor}: about 550 MB on disk, once.`);
  await writeFile(path.join(home, 'node', 'package.json'), '{"private":true}');
  await npm(['install', '--no-audit', '--no-fund', `node@${nodeMajor}`], path.join(home, 'node'));
  await npm(['pack', '--silent', `code-server@${version}`], home);
  const tarball = (await readdir(home)).find((name) => name.endsWith('.tgz'));
  if (!tarball) throw new Error('npm pack code-server left no tarball');
  await output('tar', ['-xzf', tarball, 'package/lib/vscode'], { cwd: home });
  await rm(path.join(home, tarball));
  say('Installing what VS Code itself needs.');
  await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], root);
  await stubWatchdog(path.join(root, 'node_modules', '@vscode', 'native-watchdog'));
  await writeFile(path.join(home, 'ready'), '');
  return found;
}

/** Unbuilt, this native module keeps the extension host from starting; all it does is end the host when its parent died, which `stop` does. */
async function stubWatchdog(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  await rename(path.join(folder, 'index.js'), path.join(folder, 'index.original.js'));
  await writeFile(path.join(folder, 'index.js'), 'exports.start = function () {};\n');
}

export interface ServerOptions {
  /** Folder for user data and settings. */
  data: string;
  settings: Record<string, unknown>;
  extensions: string;
  /** Lets a page give its own extension and tests to run. */
  testDriver?: boolean;
  trustAll?: boolean;
  port?: number;
}

/** Starts the server on loopback and waits until it listens. */
export async function startServer({ node, server }: VSCode, options: ServerOptions): Promise<RunningVSCode> {
  await mkdir(path.join(options.data, 'data', 'User'), { recursive: true });
  await mkdir(options.extensions, { recursive: true });
  await writeFile(path.join(options.data, 'data', 'User', 'settings.json'), JSON.stringify(options.settings, null, 2));
  const port = options.port ?? await freePort();
  const child = spawn(node, [server, '--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms', '--server-data-dir', options.data,
    '--extensions-dir', options.extensions, '--telemetry-level', 'off', ...(options.trustAll === false ? [] : ['--disable-workspace-trust']), ...(options.testDriver ? ['--enable-smoke-test-driver'] : [])],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => { reject(new Error(`VS Code's server did not start within a minute:\n${said}`)); }, 60_000);
    const hear = (chunk: Buffer): void => { said = (said + chunk.toString()).slice(-4000); if (said.includes('Extension host agent listening')) { clearTimeout(timer); resolve(); } };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then((code) => { clearTimeout(timer); reject(new Error(`VS Code's server ended with ${code}:\n${said}`)); });
  });
  const stop = async (): Promise<void> => {
    // The extension host and what extensions started are in the server's own process group.
    if (child.pid !== undefined && child.exitCode === null) try { process.kill(-child.pid, 'SIGTERM'); } catch { /* it has ended by itself */ }
    const timer = setTimeout(() => { if (child.pid !== undefined) try { process.kill(-child.pid, 'SIGKILL'); } catch { /* gone */ } }, 3000);
    await ended;
    clearTimeout(timer);
  };
  return { address: `http://127.0.0.1:${port}`, stop, ended };
}

/** Installs a packaged extension, as a user would. */
export async function installExtension({ node, server }: VSCode, vsix: string, extensions: string, data: string): Promise<void> {
  await mkdir(extensions, { recursive: true });
  await output(node, [server, '--install-extension', vsix, '--extensions-dir', extensions, '--server-data-dir', data, '--accept-server-license-terms'], {});
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => { resolve(typeof address === 'object' && address ? address.port : 0); });
    });
  });
}

/**
 * The real VS Code that npm's `code-server` carries, made ready under `.cache/vscode`: Node 24 from npm (VS Code's server
 * needs it), the server itself, and its own production packages. Everything comes from npm and is fetched once.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CODE_SERVER = '4.139.1';
const NODE = '24';

/** npm's own entry point: spawning `npm.cmd` would need a shell on Windows. */
const npmCli = () => process.env.npm_execpath?.endsWith('.js') ? process.env.npm_execpath
  : path.join(path.dirname(process.execPath), ...(process.platform === 'win32' ? ['node_modules'] : ['..', 'lib', 'node_modules']), 'npm', 'bin', 'npm-cli.js');

async function npm(args, cwd, env = {}) {
  for (let attempt = 1; ; attempt++) {
    try {
      const script = npmCli();
      const [file, first] = existsSync(script) ? [process.execPath, [script]] : ['npm', []];
      return await run(file, [...first, ...args], { cwd, env: { ...process.env, ...env }, maxBuffer: 64 << 20 });
    } catch (error) {
      if (attempt === 3) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 5000));
    }
  }
}

/**
 * @param {string} cache folder to keep it in
 * @param {(line: string) => void} say told what takes long
 * @returns {Promise<{node: string, server: string, root: string}>} paths of the Node binary, `server-main.js`, and VS Code itself
 */
export async function ensureVSCode(cache, say = () => {}) {
  const home = path.join(cache, `vscode-${CODE_SERVER}`);
  const root = path.join(home, 'package', 'lib', 'vscode');
  const found = { node: path.join(home, 'node', 'node_modules', 'node', 'bin', 'node'), server: path.join(root, 'out', 'server-main.js'), root };
  if (existsSync(path.join(home, 'ready'))) return found;
  await rm(home, { recursive: true, force: true });
  await mkdir(path.join(home, 'node'), { recursive: true });
  say(`Fetching Node ${NODE} and VS Code (code-server ${CODE_SERVER}) from npm: about 450 MB on disk, once.`);
  await writeFile(path.join(home, 'node', 'package.json'), '{"private":true}');
  await npm(['install', '--no-audit', '--no-fund', `node@${NODE}`], path.join(home, 'node'));
  await npm(['pack', '--silent', `code-server@${CODE_SERVER}`], home);
  const tarball = (await readdir(home)).find((name) => name.endsWith('.tgz'));
  if (!tarball) throw new Error('npm pack code-server left no tarball');
  await run('tar', ['-xzf', tarball, 'package/lib/vscode'], { cwd: home });
  await rm(path.join(home, tarball));
  say('Installing what VS Code itself needs.');
  await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], root);
  await stubWatchdog(root);
  await writeFile(path.join(home, 'ready'), '');
  return found;
}

/** The extension host does not start without this native module; it only ends the host when its parent died, which our runner does itself. */
async function stubWatchdog(root) {
  const dir = path.join(root, 'node_modules', '@vscode', 'native-watchdog');
  if (!existsSync(dir)) return;
  const main = path.join(dir, 'index.js');
  if (existsSync(`${main}.orig`)) return;
  await cp(main, `${main}.copy`);
  await rename(`${main}.copy`, `${main}.orig`);
  await writeFile(main, 'exports.start = function () {};\n');
}

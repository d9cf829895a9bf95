/** From a fresh clone to a built tree with Node and npm alone: no shell, so that it is the same on Windows. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Runs Node with these arguments; ends this process when it fails. */
export function run(args, options = {}) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', ...options });
  if (status !== 0) process.exit(status ?? 1);
}

/** Installs what package-lock.json names, where nothing is installed yet. A registry that fails is asked again. */
export function install() {
  if (Number(process.versions.node.split('.')[0]) < 20) fail(`Node.js 20 or later is needed; this is ${process.versions.node}.`);
  if (existsSync(path.join(root, 'node_modules', 'tsx'))) return;
  const npm = process.env.npm_execpath;
  if (!npm) fail('Run `npm ci` first.');
  for (let attempt = 1; ; attempt += 1) {
    const { status } = spawnSync(process.execPath, [npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit' });
    if (status === 0) return;
    if (attempt === 4) fail('npm ci failed four times: is the npm registry in reach?');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, attempt * 5000);
  }
}

export function build() {
  run([path.join(root, 'esbuild.mjs')]);
}

function fail(text) {
  console.error(text);
  process.exit(1);
}

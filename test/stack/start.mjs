/** `npm start`: installs what is missing, builds, and opens the sample in a VS Code with the extension. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const run = (args) => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};
if (!existsSync(path.join(root, 'node_modules', 'tsx'))) {
  if (!process.env.npm_execpath) {
    console.error('Run `npm ci` first.');
    process.exit(1);
  }
  run([process.env.npm_execpath, 'ci', '--no-audit', '--no-fund']);
}
run([path.join(root, 'esbuild.mjs')]);
run(['--import', 'tsx', path.join(root, 'test', 'stack', 'start.ts'), ...process.argv.slice(2)]);

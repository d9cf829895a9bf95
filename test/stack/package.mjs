/** `npm run package`: builds and packs the extension into weir.vsix. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const run = (script, args) => {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};
if (!process.argv.includes('--no-build')) run(path.join(root, 'esbuild.mjs'), []);
run(createRequire(import.meta.url).resolve('@vscode/vsce/vsce'), ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', 'weir.vsix']);

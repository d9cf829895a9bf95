/** `npm run package`: builds and packs the extension into weir.vsix, then looks into it and runs `weir` from it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { build, root, run } from './fresh.mjs';
import { readZip, unpack } from './zip.mjs';

const MOST_BYTES = 20_000_000;
const NEEDED = ['LICENSE.txt', 'THIRD-PARTY-NOTICES.txt', 'readme.md', 'changelog.md', 'package.json', 'package.nls.json', 'dist/extension.js', 'dist/cli.js', 'dist/cli-commands.js', 'dist/language-server.js'];

if (!process.argv.includes('--no-build')) build();
run([createRequire(import.meta.url).resolve('@vscode/vsce/vsce'), 'package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', 'weir.vsix']);

const vsix = path.join(root, 'weir.vsix');
const entries = readZip(vsix);
const names = [...entries.keys()];
const checks = [
  ['at most 20 MB', () => statSync(vsix).size <= MOST_BYTES || `${statSync(vsix).size} bytes`],
  ['licence, notices, readme and programs are inside', () => NEEDED.filter((name) => !names.includes(`extension/${name}`)).join(', ') || true],
  ['one package for every system: no native module', () => names.filter((name) => /\.(node|dll|so|dylib|exe)$/.test(name)).join(', ') || true],
  ['no source, test or map is inside', () => names.filter((name) => /^extension\/(src|test|node_modules)\/|\.map$|\.ts$/.test(name)).join(', ') || true],
  ['weir runs from the unpacked package', weirRuns],
];
let failed = 0;
for (const [name, check] of checks) {
  const found = check();
  if (found !== true) failed += 1;
  console.log(found === true ? `ok: ${name}` : `FAILED: ${name}: ${found}`);
}
console.log(`${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function weirRuns() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weir-package-'));
  try {
    unpack(entries, folder);
    const job = path.join(folder, 'job.py');
    writeFileSync(job, 'from pyspark.sql import SparkSession\nprint(SparkSession.builder.getOrCreate().range(3).count())\n');
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(folder, 'extension', 'dist', 'cli.js'), 'run', job], { encoding: 'utf8' });
    return (status === 0 && stdout.trim() === '3') || `exit ${status}, ${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { build } from 'esbuild';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A folder with an extension that is nothing but the tests (VS Code wants one in development to run tests), and a workspace for them. */
export async function buildHostTests(): Promise<{ extension: string; tests: string; workspace: string }> {
  const home = path.join(root, '.cache', 'test-host'), extension = path.join(home, 'extension'), workspace = path.join(home, 'workspace');
  await rm(home, { recursive: true, force: true });
  await mkdir(extension, { recursive: true });
  await writeFile(path.join(extension, 'package.json'), JSON.stringify({ name: 'weir-host-tests', publisher: 'weir', version: '0.0.0', engines: { vscode: '^1.101.0' } }));
  await build({ entryPoints: { index: path.join(root, 'test', 'host', 'index.ts') }, bundle: true, outdir: extension, platform: 'node', target: 'node20', format: 'cjs', external: ['vscode'], logLevel: 'warning' });
  await cp(path.join(root, 'media', 'templates', 'fraud-detection'), path.join(workspace, 'fraud-detection'), { recursive: true });
  await cp(path.join(root, 'test', 'host', 'jobs'), path.join(workspace, 'jobs'), { recursive: true });
  // No `at`: all messages are there when the query starts, so each run has the same batches.
  const numbers = Array.from({ length: 300 }, (_, offset) => JSON.stringify({ topic: 'numbers', partition: 0, offset, timestamp: 1_700_000_000_000 + offset, key: null, value: String(offset), headers: {} }));
  await writeFile(path.join(workspace, 'jobs', 'numbers.capture.jsonl'), `${numbers.join('\n')}\n`);
  return { extension, tests: path.join(extension, 'index.js'), workspace };
}

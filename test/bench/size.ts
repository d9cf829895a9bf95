/** What a user downloads. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Figure } from './figure.ts';
import { figure, megabytes } from './figure.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export function packageSize(): Promise<Figure[]> {
  const packed = spawnSync(process.execPath, ['test/stack/package.mjs'], { cwd: root, encoding: 'utf8' });
  if (packed.status !== 0) throw new Error(`The extension could not be packed:\n${packed.stderr}`);
  return Promise.resolve([figure('vsix', statSync(`${root}weir.vsix`).size, { atMost: 20e6 }, megabytes)]);
}

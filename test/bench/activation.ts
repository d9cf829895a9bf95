/** What `activate` measures of itself in the real editor, and how long Stop takes there. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Figure } from './figure.ts';
import { figure, milliseconds } from './figure.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export function activation(): Promise<Figure[]> {
  const packed = spawnSync(process.execPath, ['test/stack/package.mjs'], { cwd: root, encoding: 'utf8' });
  if (packed.status !== 0) throw new Error(`The extension could not be packed:\n${packed.stderr}`);
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'test/host/run.ts'], { cwd: root, encoding: 'utf8' });
  const told = /^activation ([\d.]+) ms$/m.exec(stdout);
  if (!told) throw new Error(`The host tests do not say how long the activation took:\n${stdout}${stderr}`);
  const stops = [...stdout.matchAll(/^stop (\d+) ms$/gm)].map(([, ms]) => Number(ms));
  if (stops.length === 0) throw new Error(`The host tests do not say how long Stop took:\n${stdout}${stderr}`);
  return Promise.resolve([figure('activation, inside activate', Number(told[1]), { atMost: 50 }, milliseconds), figure('Stop to the end of the run, slowest', Math.max(...stops), { atMost: 1000 }, milliseconds)]);
}

// The helper that a job on a cluster may carry, as it is: dist/progress-helper.
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

export function buildProgressHelper(out = join(here, '..', '..', '..', 'dist', 'progress-helper')) {
  rmSync(out, { recursive: true, force: true });
  cpSync(join(here, 'helper'), out, { recursive: true, filter: (file) => !file.includes('__pycache__') });
}

// The Python part of local Spark, as it is: dist/spark-local.
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

export function buildSparkLocal(out = join(here, '..', '..', 'dist', 'spark-local')) {
  rmSync(out, { recursive: true, force: true });
  cpSync(here, out, { recursive: true, filter: (file) => !/__pycache__|\.(?:ts|mjs|json)$/.test(file) });
}

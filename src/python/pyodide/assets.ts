/** What the build put into dist/python. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

export interface PythonAssets {
  /** Native folder, absolute. */
  folder: string;
}

export const LIBRARY = '/lib/weir';

export const assetFiles = (folder: string): { wasm: string; runtime: string; loader: string; snapshot: string; library: string; stdlib: string; tzdata: string } => ({
  wasm: join(folder, 'pyodide.asm.wasm'),
  runtime: join(folder, 'pyodide.asm.js'),
  loader: join(folder, 'pyodide.js'),
  snapshot: join(folder, 'snapshot.bin'),
  library: join(folder, 'lib'),
  stdlib: join(folder, 'python_stdlib.zip'),
  tzdata: join(folder, 'lib', 'tzdata.zip'),
});

/**
 * Loads a CommonJS file at run time. `import()` would run Node's export scanner over a megabyte of generated code first.
 */
export function requireFile(path: string): unknown {
  return createRequire(path)(path);
}

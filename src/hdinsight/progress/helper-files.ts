/** The files that let a job tell its progress at any log level: see `helper/weir_progress.py`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface HelperFile { name: string; bytes: Buffer }

/** Below dist, where the build puts them. */
export const HELPER_FOLDER = 'progress-helper';
const NAMES = ['weir_progress.py', 'sitecustomize.py'] as const;

/**
 * The helper's files, to be attached to a Python job that is not edited.
 *
 * Both go into the batch's `pyFiles` (spark.submit.pyFiles), under these names, and nothing else is needed: no `conf`, no argument. YARN puts
 * `pyFiles` on the PYTHONPATH of the driver's Python, which imports `sitecustomize` from there by itself before the job's first line. In `files`
 * they would lie in the working folder, where Python does not look that early. Executors get them too, and do nothing with them. A job that has a
 * `sitecustomize.py` among its own `pyFiles` cannot carry the helper: YARN takes one file of a name; one that the machine has is imported after
 * it. A jar has no Python to load it.
 *
 * @param dist native and absolute
 */
export function helperFiles(dist: string): HelperFile[] {
  return NAMES.map((name) => ({ name, bytes: readFileSync(join(dist, HELPER_FOLDER, name)) }));
}

/** Where stream tests are. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const TEST_FILE = /\.stream-test\.ya?ml$/;
/** Folders in which nobody keeps tests of their own. */
const SKIPPED = new Set(['node_modules', '__pycache__', 'venv', 'env', 'site-packages']);

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** The test files below a folder, in order of their paths. Links to folders are not followed, hidden folders are not looked into. */
export function testFilesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith('.') || SKIPPED.has(entry.name) ? [] : testFilesIn(path);
    return TEST_FILE.test(entry.name) && isFile(path) ? [path] : [];
  });
}

/** Where the tests of a job stand: beside it. */
export const testFileOf = (job: string): string => job.replace(/\.py$/i, '') + '.stream-test.yaml';

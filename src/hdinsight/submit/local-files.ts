/** This machine, as far as a submit looks at it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { LocalFiles } from './dependencies.ts';

export const localFiles: LocalFiles = {
  kind: (path) => {
    try {
      const found = statSync(path, { throwIfNoEntry: false });
      return found?.isFile() === true ? 'file' : found?.isDirectory() === true ? 'folder' : undefined;
    } catch {
      // A text of the job that is no path, or one that may not be looked at.
      return undefined;
    }
  },
  read: (path) => readFileSync(path), list: (path) => readdirSync(path), join: (...parts) => join(...parts),
};

export const machineNames = (): string[] => [hostname(), ...Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address))];

/** From which Spark on each function of pyspark.sql.functions is there: the build writes it. @param dist native and absolute */
export function functionVersions(dist: string): Readonly<Record<string, { since: string }>> {
  const file = join(dist, 'python', 'lib', 'pyspark', 'sql', '_functions.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { functions: Record<string, { since: string }> }).functions;
}

/** Finds the file of profiles that belongs to a job. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROFILES_FILE, readProfiles, type Profiles } from './read.ts';

export interface FoundProfiles extends Profiles {
  file: string;
  /** Where relative paths of its profiles begin. */
  folder: string;
}

/** weir.profiles.json in a folder or one above it; undefined where there is none. Native and absolute. */
export function profilesAbove(folder: string): string | undefined {
  const path = join(folder, PROFILES_FILE);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return path;
  return dirname(folder) === folder ? undefined : profilesAbove(dirname(folder));
}

/** Throws what reading the file throws. */
export const profilesIn = (file: string): FoundProfiles => ({ file, folder: dirname(file), ...readProfiles(readFileSync(file, 'utf8'), file) });

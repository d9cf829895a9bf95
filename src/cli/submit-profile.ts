/** Finds and reads the profile of a submit. */
import { resolve } from 'node:path';
import { profilesAbove, profilesIn, type FoundProfiles } from '../hdinsight/profile/find.ts';
import { emptyProfile, PROFILES_FILE } from '../hdinsight/profile/read.ts';
import type { Problem } from '../protocol/run.ts';
import type { Profile } from '../protocol/submit.ts';
import { UsageError } from './options.ts';

export interface FoundProfile {
  profile: Profile;
  /** Where its relative paths begin. */
  folder: string;
  problems: Problem[];
}

/** The profile `name`: of `file`, else of weir.profiles.json beside the job or in a folder above. Without a name: an empty one. @throws UsageError */
export function findProfile(name: string | undefined, file: string | undefined, jobFolder: string): FoundProfile {
  if (name === undefined && file === undefined) return { profile: emptyProfile(), folder: jobFolder, problems: [] };
  const path = file === undefined ? profilesAbove(jobFolder) : resolve(file);
  if (path === undefined) throw new UsageError(`There is no ${PROFILES_FILE} beside the job or in a folder above, in which to look for the profile ${name}.`);
  const { profiles, problems, folder } = read(path);
  if (problems.length > 0) return { profile: emptyProfile(), folder, problems };
  if (name === undefined) throw new UsageError(`Which profile? --profile is one of ${[...profiles.keys()].join(', ')}.`);
  const profile = profiles.get(name);
  if (profile === undefined) throw new UsageError(profiles.size === 0 ? `${path} holds no profile.` : `${path} has no profile ${name}; it has ${[...profiles.keys()].join(', ')}.`);
  return { profile, folder, problems: [] };
}

function read(path: string): FoundProfiles {
  try {
    return profilesIn(path);
  } catch (error) {
    throw new UsageError(`--profiles: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

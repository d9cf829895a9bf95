/** What a command line says of a job, and everything that is known about it without the cluster. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { livyUrl } from '../hdinsight/profile/fields.ts';
import { merge } from '../hdinsight/profile/merge.ts';
import type { PreflightInput } from '../hdinsight/preflight/input.ts';
import { isRemote, look as lookAt, nameOf } from '../hdinsight/submit/look.ts';
import type { Problem } from '../protocol/run.ts';
import { UsageError } from './options.ts';
import { say } from './say.ts';
import type { SubmitCommandLine } from './submit-options.ts';
import { planOnly } from './submit-plan.ts';
import { findProfile } from './submit-profile.ts';

/** Undefined where what is wrong in the file of profiles was said instead. @throws UsageError, DependencyError */
export async function look(line: SubmitCommandLine): Promise<PreflightInput | undefined> {
  const remote = isRemote(line.job), job = remote ? line.job : resolve(line.job);
  if (!remote && statSync(job, { throwIfNoEntry: false })?.isFile() !== true) throw new UsageError(`There is no file ${line.job}.`);
  const { profile: found, folder: profileFolder, problems } = findProfile(line.profile, line.profiles, remote ? process.cwd() : dirname(job));
  if (problems.length > 0) {
    problems.forEach(sayPlace);
    return undefined;
  }
  const profile = merge({ ...found, name: found.name ?? nameOf(job) }, line.over);
  if (profile.cluster === undefined) throw new UsageError('Which cluster? --livy <url>, or "cluster" in the profile.');
  return lookAt({ job, profile, profileFolder, livy: livyUrl(profile.cluster), planOnly, dist: __dirname });
}

function sayPlace({ message, hint, span }: Problem): void {
  say(`${span ? `${span.file}:${span.line}:${span.column + 1}: ` : ''}${message}${hint === undefined || hint === '' ? '' : ` ${hint}`}`);
}

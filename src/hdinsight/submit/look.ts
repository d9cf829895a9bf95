/** Everything that is known about a job before it is sent, without the cluster. */
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { Profile } from '../../protocol/submit.ts';
import { helperFiles } from '../progress/helper-files.ts';
import type { PreflightInput } from '../preflight/input.ts';
import { checkpointsOf, kafkaIn, type PlanPort } from '../preflight/plan.ts';
import { newTag } from './body.ts';
import { functionVersions, localFiles, machineNames } from './local-files.ts';
import { prepare } from './prepare.ts';

const HAS_SCHEME = /^[a-z][a-z0-9+.-]+:\//i;

/** A job that the cluster has already, by its address. */
export const isRemote = (job: string): boolean => HAS_SCHEME.test(job);

export interface LookOptions {
  /** Native and absolute, or with its scheme. */
  job: string;
  /** With its name. */
  profile: Profile;
  /** Where relative paths of the profile begin. */
  profileFolder: string;
  /** The address of Livy, without a slash at its end. */
  livy: string;
  planOnly: PlanPort;
  /** dist, native and absolute. */
  dist: string;
}

/** @throws DependencyError */
export async function look({ job, profile, profileFolder, livy, planOnly, dist }: LookOptions): Promise<PreflightInput> {
  const folder = isRemote(job) ? process.cwd() : dirname(job), options = { job, folder, profileFolder, profile, files: localFiles, tag: newTag(randomBytes(16)), helper: helperFiles(dist) };
  const first = prepare(options);
  const plan = first.source ? await planOnly({ file: job, source: first.source.uploaded, args: profile.arguments, env: profile.environment }) : undefined;
  const prepared = plan ? prepare(options, { checkpoints: checkpointsOf(plan), usesKafka: kafkaIn(plan) }) : first, since = functionVersions(dist);
  return { prepared, profile, job, folder, files: localFiles, livy, machine: machineNames(), functionSince: (name) => since[name]?.since, ...(plan ? { plan } : {}) };
}

/** `fraud.py` is fraud, and fraud/job.py is too. Digits alone would be Livy's number of a batch. */
export function nameOf(job: string): string {
  const [folder = '', file = ''] = job.split(/[\\/]/).slice(-2), stem = file.replace(/\.(py|jar)$/i, ''), name = ['job', 'main'].includes(stem) && folder !== '' ? folder : stem;
  return /^\d+$/.test(name) ? `job-${name}` : name;
}

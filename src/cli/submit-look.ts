/** Everything that is known about a job before it is sent, without the cluster. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { livyUrl } from '../hdinsight/profile/fields.ts';
import { merge } from '../hdinsight/profile/merge.ts';
import type { PreflightInput } from '../hdinsight/preflight/input.ts';
import { checkpointsOf, kafkaIn } from '../hdinsight/preflight/plan.ts';
import { newTag } from '../hdinsight/submit/body.ts';
import type { LocalFiles } from '../hdinsight/submit/dependencies.ts';
import { prepare } from '../hdinsight/submit/prepare.ts';
import type { Problem } from '../protocol/run.ts';
import { UsageError } from './options.ts';
import { say } from './say.ts';
import type { SubmitCommandLine } from './submit-options.ts';
import { planOnly } from './submit-plan.ts';
import { findProfile } from './submit-profile.ts';

const HAS_SCHEME = /^[a-z][a-z0-9+.-]+:\//i;

/** Undefined where what is wrong in the file of profiles was said instead. @throws UsageError, DependencyError */
export async function look(line: SubmitCommandLine): Promise<PreflightInput | undefined> {
  const remote = HAS_SCHEME.test(line.job), job = remote ? line.job : resolve(line.job), folder = remote ? process.cwd() : dirname(job);
  if (!remote && statSync(job, { throwIfNoEntry: false })?.isFile() !== true) throw new UsageError(`There is no file ${line.job}.`);
  const { profile: found, folder: profileFolder, problems } = findProfile(line.profile, line.profiles, folder);
  if (problems.length > 0) {
    problems.forEach(sayPlace);
    return undefined;
  }
  const profile = merge({ ...found, name: found.name ?? nameOf(job) }, line.over);
  if (profile.cluster === undefined) throw new UsageError('Which cluster? --livy <url>, or "cluster" in the profile.');
  const options = { job, folder, profileFolder, profile, files: localFiles, tag: newTag(randomBytes(16)) };
  const first = prepare(options);
  const plan = first.source ? await planOnly({ file: job, source: first.source.uploaded, args: profile.arguments, env: profile.environment }) : undefined;
  const prepared = plan ? prepare(options, { checkpoints: checkpointsOf(plan), usesKafka: kafkaIn(plan) }) : first, since = functionVersions();
  return { prepared, profile, job, folder, files: localFiles, livy: livyUrl(profile.cluster), machine: machineNames(), functionSince: (name) => since[name]?.since, ...(plan ? { plan } : {}) };
}

function sayPlace({ message, hint, span }: Problem): void {
  say(`${span ? `${span.file}:${span.line}:${span.column + 1}: ` : ''}${message}${hint === undefined || hint === '' ? '' : ` ${hint}`}`);
}

/** `fraud.py` is fraud, and fraud/job.py is too. Digits alone would be Livy's number of a batch. */
function nameOf(job: string): string {
  const [folder = '', file = ''] = job.split(/[\\/]/).slice(-2), stem = file.replace(/\.(py|jar)$/i, ''), name = ['job', 'main'].includes(stem) && folder !== '' ? folder : stem;
  return /^\d+$/.test(name) ? `job-${name}` : name;
}

const localFiles: LocalFiles = {
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

const machineNames = (): string[] => [hostname(), ...Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address))];

/** From which Spark on each function of pyspark.sql.functions is there: the build writes it. */
function functionVersions(): Readonly<Record<string, { since: string }>> {
  const file = join(__dirname, 'python', 'lib', 'pyspark', 'sql', '_functions.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { functions: Record<string, { since: string }> }).functions;
}

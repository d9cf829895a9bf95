/** `weir submit`. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { livyUrl } from '../hdinsight/profile/fields.ts';
import { merge } from '../hdinsight/profile/merge.ts';
import { preflight } from '../hdinsight/preflight/index.ts';
import { checkpointsOf, kafkaIn } from '../hdinsight/preflight/plan.ts';
import { newTag } from '../hdinsight/submit/body.ts';
import { DependencyError, type LocalFiles } from '../hdinsight/submit/dependencies.ts';
import { prepare } from '../hdinsight/submit/prepare.ts';
import type { Problem } from '../protocol/run.ts';
import { Exit } from './exit.ts';
import { UsageError } from './options.ts';
import { out, say } from './say.ts';
import { styleFor } from './style.ts';
import { parseSubmit, submitHelp, type SubmitCommandLine } from './submit-options.ts';
import { planOnly } from './submit-plan.ts';
import { findProfile } from './submit-profile.ts';
import { dryRunJson, dryRunText, type DryRun } from './submit-text.ts';

export async function submit(args: string[]): Promise<number> {
  const line = parseSubmit(args);
  if (line === undefined) {
    out(submitHelp());
    return Exit.done;
  }
  const seen = await look(line);
  if (seen === undefined) return Exit.failed;
  const failed = seen.checks.some(({ verdict }) => verdict === 'error');
  if (line.dryRun || failed) {
    out(line.json ? dryRunJson(seen) : dryRunText(seen, styleFor(process.stdout.isTTY, process.env)));
    if (failed && !line.dryRun) say('Nothing was sent: a check found an error.');
    return failed ? Exit.failed : Exit.done;
  }
  say(`Sending a job is not part of this version: ${line.wait ? '--wait waits for none. ' : ''}--dry-run shows what would be sent.`);
  return Exit.notSimulated;
}

/** Everything that can be known before; undefined where a problem of the profile was said instead. */
async function look(line: SubmitCommandLine): Promise<DryRun | undefined> {
  const job = resolve(line.job), folder = dirname(job);
  if (statSync(job, { throwIfNoEntry: false })?.isFile() !== true) throw new UsageError(`There is no file ${line.job}.`);
  const { profile: found, folder: profileFolder, problems } = findProfile(line.profile, line.profiles, folder);
  if (problems.length > 0) {
    problems.forEach(sayPlace);
    return undefined;
  }
  const profile = merge({ ...found, name: found.name ?? nameOf(job) }, line.over);
  if (profile.cluster === undefined) throw new UsageError('Which cluster? --livy <url>, or "cluster" in the profile.');
  const options = { job, folder, profileFolder, profile, files: localFiles, tag: newTag(randomBytes(16)) };
  try {
    const first = prepare(options);
    const plan = first.source ? await planOnly({ file: job, source: first.source.uploaded, args: profile.arguments, env: profile.environment }) : undefined;
    const prepared = plan ? prepare(options, { checkpoints: checkpointsOf(plan), usesKafka: kafkaIn(plan) }) : first, livy = livyUrl(profile.cluster);
    const since = functionVersions();
    return { livy, prepared, checks: preflight({ prepared, profile, job, folder, files: localFiles, livy, machine: machineNames(), functionSince: (name) => since[name]?.since, ...(plan ? { plan } : {}) }) };
  } catch (error) {
    if (!(error instanceof DependencyError)) throw error;
    say(`${error.message} ${error.hint}`);
    return undefined;
  }
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

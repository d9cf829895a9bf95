import { livyUrl, whyNot } from '../hdinsight/profile/fields.ts';
import type { Overrides } from '../hdinsight/profile/merge.ts';
import { CLUSTER_OPTIONS } from './cluster-connection.ts';
import type { OptionSpec, Parsed } from './options.ts';
import { choiceOf, isSet, optionHelp, parseOptions, textOf, UsageError } from './options.ts';
import { AROUND_OPTIONS } from './submit-around.ts';
import { STORAGE_OPTIONS, storageRight } from './submit-upload.ts';

/** A cluster may be in the profile, or be named by its HDInsight name alone. */
const LIVY: OptionSpec = { name: 'livy', value: '<url>', help: 'the gateway of a cluster, the name of an HDInsight cluster, or a Livy', fallback: "the profile's cluster" };

export const SUBMIT_OPTIONS: readonly OptionSpec[] = [
  { name: 'profile', value: '<name>', help: 'the profile of weir.profiles.json to submit with', fallback: 'none' },
  { name: 'profiles', value: '<file>', help: 'another file of profiles', fallback: 'weir.profiles.json beside the job or in a folder above' },
  { name: 'conf', value: '<key=value>', repeatable: true, help: "a setting of Spark, over the profile's; repeatable", fallback: 'none' },
  { name: 'name', value: '<text>', help: 'the name of the batch', fallback: "the profile's, else the name of the job's file" },
  { name: 'queue', value: '<name>', help: 'the YARN queue', fallback: "the profile's" },
  { name: 'class', value: '<name>', help: 'the main class of a jar', fallback: "the profile's" },
  ...STORAGE_OPTIONS,
  ...AROUND_OPTIONS,
  { name: 'dry-run', help: 'shows the checks, the substitutions and what would be sent; sends nothing', fallback: 'off' },
  { name: 'offline', help: 'with --dry-run: asks the cluster nothing, so that what runs there and what its queue has free is not known', fallback: 'off' },
  { name: 'wait', help: 'follows the job to its end; the exit code is then whether it succeeded', fallback: 'off' },
  { name: 'verbose', help: 'with --wait: a line for each micro-batch on stderr, and what is wrong with them', fallback: 'off' },
  { name: 'format', value: 'text|json', help: 'how it is printed', fallback: 'text' },
  LIVY, ...CLUSTER_OPTIONS.filter(({ name }) => name !== 'livy'),
  { name: 'help', help: 'shows this' },
];

export const submitHelp = (): string => `weir submit: sends a job to a cluster through Livy, after looking at everything that can be known before

Usage: weir submit [options] <job.py|job.jar> [job args…]

The job is a file of this machine, which is uploaded, or one that the cluster has, by its address (abfss://…/job.py).

The checks come first: a plan-only run of the job, brokers, checkpoints, paths, settings. Where one is an error nothing is sent, and the
exit code is 1. When Livy's answer is lost the job is looked for by its name and its tag of YARN, and never started twice. What a profile substitutes is replaced in the uploaded copy only. Secrets in arguments and settings are masked wherever
they are shown. Arguments of the job take the place of the profile's.

Options:
${optionHelp(SUBMIT_OPTIONS)}
`;

export interface SubmitCommandLine {
  job: string;
  over: Overrides;
  profile: string | undefined;
  profiles: string | undefined;
  dryRun: boolean;
  offline: boolean;
  /** Of all options: who asks, and where. */
  parsed: Parsed;
  wait: boolean;
  verbose: boolean;
  json: boolean;
}

/** Undefined: help was asked for. @throws UsageError */
export function parseSubmit(args: readonly string[]): SubmitCommandLine | undefined {
  const parsed = parseOptions(args, SUBMIT_OPTIONS);
  if (isSet(parsed, 'help')) return undefined;
  const [job, ...jobArgs] = parsed.rest;
  if (job === undefined) throw new UsageError('Which job? weir submit <job.py> --livy <url>.');
  if (isSet(parsed, 'offline') && !isSet(parsed, 'dry-run')) throw new UsageError('--offline belongs to --dry-run: a submit asks the cluster.');
  if (isSet(parsed, 'verbose') && !isSet(parsed, 'wait')) throw new UsageError('--verbose belongs to --wait.');
  if (!/\.(py|jar)$/i.test(job)) throw new UsageError(`A job is a .py or a .jar, not ${job}.`);
  const cluster = textOf(parsed, 'livy'), storage = textOf(parsed, 'storage'), name = textOf(parsed, 'name'), queue = textOf(parsed, 'queue'), className = textOf(parsed, 'class');
  const why = cluster === undefined ? undefined : whyNot('cluster', cluster), whyStorage = storage === undefined ? undefined : whyNot('storage', storage);
  if (why !== undefined) throw new UsageError(`--livy ${why}.`);
  if (whyStorage !== undefined) throw new UsageError(`--storage ${whyStorage}.`);
  storageRight(parsed, process.env);
  return {
    job, profile: textOf(parsed, 'profile'), profiles: textOf(parsed, 'profiles'), dryRun: isSet(parsed, 'dry-run'), offline: isSet(parsed, 'offline'), parsed, wait: isSet(parsed, 'wait'), verbose: isSet(parsed, 'verbose'), json: choiceOf(parsed, 'format', ['text', 'json'] as const) === 'json',
    over: {
      conf: confOf(parsed), arguments: jobArgs,
      ...(cluster === undefined ? {} : { cluster: livyUrl(cluster) }), ...(storage === undefined ? {} : { storage }), ...(name === undefined ? {} : { name }), ...(queue === undefined ? {} : { queue }), ...(className === undefined ? {} : { className }),
    },
  };
}

function confOf(parsed: Parsed): Record<string, string> {
  const entries = (parsed.values.get('conf') ?? []).map((text): [string, string] => {
    const at = typeof text === 'string' ? text.indexOf('=') : -1;
    if (typeof text !== 'string' || at < 1) throw new UsageError(`--conf is written as key=value, not ${String(text)}.`);
    return [text.slice(0, at).trim(), text.slice(at + 1)];
  });
  const twice = entries.find(([key], i) => entries.findIndex(([other]) => other === key) < i);
  if (twice) throw new UsageError(`--conf ${twice[0]} was given twice.`);
  return Object.fromEntries(entries);
}

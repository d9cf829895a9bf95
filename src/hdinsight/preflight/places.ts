/** Where a job keeps its checkpoints, and which files it names. */
import type { PreflightCheck } from '../../protocol/submit.ts';
import { stringLiterals } from '../../syntax/literals.ts';
import { check, isHere, spanAt, type Check } from './input.ts';

const scheme = (path: string): string | undefined => /^([a-z][a-z0-9+.-]+):/i.exec(path)?.[1]?.toLowerCase();

export const checkpointCheck: Check = ({ plan, livy }) => {
  if (!plan) return [];
  const checks: PreflightCheck[] = [], seen = new Map<string, string>();
  for (const { label, asked, span } of plan.queries) {
    if (!asked) continue;
    const say = (verdict: PreflightCheck['verdict'], evidence: string, wayOut = ''): void => { checks.push(check('checkpoint', verdict, `${label}: ${evidence}`, wayOut, verdict === 'ok' ? undefined : span)); };
    const { checkpoint } = asked;
    if (checkpoint === null) {
      say('warning', 'it has no checkpointLocation, so it begins anew with each start of the job.', 'Set option("checkpointLocation", …) to a folder in storage.');
      continue;
    }
    const before = seen.get(checkpoint.replace(/\/+$/, ''));
    if (before !== undefined) say('error', `it shares the checkpoint ${checkpoint} with ${before}: each query needs one of its own.`, 'Give each query its own folder.');
    seen.set(checkpoint.replace(/\/+$/, ''), label);
    const [verdict, evidence, wayOut] = judge(checkpoint, isHere(livy));
    say(verdict, evidence, wayOut);
  }
  return checks;
};

function judge(path: string, here: boolean): [PreflightCheck['verdict'], string, string?] {
  const storage = 'Use a folder in storage, abfss://container@account.dfs.core.windows.net/…; a substitution of the profile can put it there.';
  switch (scheme(path)) {
    case 'file': return here ? ['warning', `the checkpoint ${path} is a folder of the machine on which the driver runs.`, storage] : ['error', `the checkpoint ${path} is on the disk of whichever node runs the driver: it does not survive, and executors on other nodes do not see it.`, storage];
    case 'wasb': case 'wasbs': return ['warning', `the checkpoint ${path} is in Blob storage, where listing and renaming are slow: each micro-batch waits for it.`, 'Use abfss:// (ADLS Gen2), or hdfs:// where the checkpoint may end with the cluster.'];
    case 'abfs': case 'abfss': case 'adl': return ['ok', `the checkpoint ${path} survives the cluster.`];
    case 'hdfs': return ['ok', `the checkpoint ${path} survives the job, and ends with the cluster.`];
    case undefined: break;
    default: return ['unknown', `how well a checkpoint does at ${path} is not known.`];
  }
  if (/^\/?tmp\//.test(`${path}/`)) return ['warning', `the checkpoint ${path} is in the default storage's folder for what may be deleted.`, storage];
  if (!path.startsWith('/')) return ['warning', `the checkpoint ${path} is relative: it lands below /user/<who runs the job> in the cluster's default storage.`, 'Write where it is: with its scheme, or from / on.'];
  return ['ok', `the checkpoint ${path} is in the cluster's default storage.`];
}

export const localPathsCheck: Check = ({ plan, prepared, files, folder, job, profile, livy }) => {
  const checks: PreflightCheck[] = [], sent = new Set(profile.files.map((path) => path.split('#')[1] ?? path.split(/[\\/]/).at(-1)!));
  const said = new Set<string>(), here = isHere(livy);
  const say = (path: string, wayOut: string, span?: PreflightCheck['span']): void => {
    if (said.has(path)) return;
    said.add(path);
    checks.push(check('local-paths', here ? 'warning' : 'error', `${path} is a file or folder of this machine${here ? ', and so is the cluster: only while that is so the job finds it' : ''}.`, wayOut, span));
  };
  for (const { asked } of plan?.queries ?? []) {
    for (const { format, paths, span } of asked?.sources ?? []) {
      for (const path of format === 'kafka' ? [] : paths) {
        if (scheme(path) === 'file') say(path, 'Put it into storage, and let the profile substitute its path.', span);
        else if (scheme(path) === undefined && files.kind(absolute(path, folder, files.join)) !== undefined && !sent.has(path.split('/').at(-1)!)) {
          say(path, 'Put it into storage, and let the profile substitute its path; or name it in files of the profile, which puts it into the working folder of each container.', span);
        }
      }
    }
  }
  for (const { value, from, to } of prepared.source ? stringLiterals(prepared.source.uploaded) : []) {
    if (said.has(value) || !looksLikePath(value)) continue;
    const local = absolute(value, folder, files.join);
    if (files.kind(local) === undefined || sent.has(value.split(/[\\/]/).at(-1)!)) continue;
    const covered = [...said].some((path) => path.endsWith(`/${value}`) || path.endsWith(`\\${value}`));
    if (!covered) say(value, 'Name it in files of the profile: each container gets it in its working folder. Or put it into storage, and substitute its path.', spanAt(job, prepared.source!.uploaded, from, to));
  }
  return checks.length > 0 || !prepared.source ? checks : [check('local-paths', 'ok', 'The job names no file that is only here.')];
};

/** A file name with an ending, or a path: a word that happens to be the name of a folder is none. */
const looksLikePath = (text: string): boolean => text.length < 500 && !/[\n\u0000]/.test(text) && scheme(text) === undefined && (/[\\/]./.test(text) || /^[\w-]+\.(csv|json|jsonl|txt|parquet|orc|avro|avsc|proto|conf|ini|yaml|yml|properties|xml|pem|jks|p12|keytab|pkl|gz|zip|jar)$/i.test(text));

const absolute = (path: string, folder: string, join: (...parts: string[]) => string): string => (/^([\\/]|[A-Za-z]:[\\/])/.test(path) ? path : join(folder, path));

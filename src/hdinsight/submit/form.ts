/** A profile as texts of a form, and back. */
import type { FieldName, FieldsSaid, Pair, SubmitForm } from '../../protocol/submit-thread.ts';
import type { Profile } from '../../protocol/submit.ts';
import { COORDINATES, VARIABLE, whyNot, type FieldKind } from '../profile/fields.ts';
import { emptyProfile } from '../profile/read.ts';
import { maskedArguments, maskedMap } from '../mask.ts';
import { DEFAULT_SPARK } from './body.ts';
import { nameOf } from './look.ts';
import { waysTo } from './upload.ts';

const text = (value: string | number | undefined): string => (value === undefined ? '' : String(value));
const pairs = (map: Readonly<Record<string, string>>): Pair[] => Object.entries(map);

export const formOf = (profile: Profile): SubmitForm => ({
  name: text(profile.name), driverMemory: text(profile.driver.memory), driverCores: text(profile.driver.cores), executorMemory: text(profile.executor.memory), executorCores: text(profile.executor.cores), executorInstances: text(profile.executor.instances),
  queue: text(profile.queue), className: text(profile.className), sparkVersion: text(profile.sparkVersion), storage: text(profile.storage), arguments: [...profile.arguments],
  conf: pairs(profile.conf), environment: pairs(profile.environment), substitutions: pairs(profile.substitutions),
  packages: [...profile.packages], pyFiles: [...profile.pyFiles], files: [...profile.files], jars: [...profile.jars], archives: [...profile.archives], internet: profile.internet, metrics: profile.metrics, connector: profile.connector, helper: profile.helper === undefined ? '' : profile.helper ? 'yes' : 'no',
});

const SINGLE: readonly [field: FieldName, kind: FieldKind][] = [
  ['driverMemory', 'memory'], ['driverCores', 'whole'], ['executorMemory', 'memory'], ['executorCores', 'whole'], ['executorInstances', 'whole'], ['queue', 'text'], ['className', 'text'], ['sparkVersion', 'version'], ['storage', 'storage'],
];
const LISTS = ['packages', 'pyFiles', 'files', 'jars', 'archives'] as const, MAPS = ['conf', 'environment', 'substitutions'] as const;

/** Empty texts are what is not said. @param job for the name where none is typed; '' leaves it out */
export function profileOf(form: SubmitForm, job: string): { profile: Profile; wrong: Record<string, string> } {
  const wrong: Record<string, string> = {}, profile = emptyProfile();
  const value = (field: FieldName): string | undefined => { const typed = form[field]; return typeof typed === 'string' && typed.trim() !== '' ? typed.trim() : undefined; };
  for (const [field, kind] of SINGLE) {
    const typed = value(field), why = typed === undefined ? undefined : whyNot(kind, kind === 'whole' ? wholeOf(typed) : typed);
    if (why !== undefined) wrong[field] = `${why[0]!.toUpperCase()}${why.slice(1)}.`;
  }
  const whole = (field: FieldName): number | undefined => { const typed = value(field); return typed === undefined ? undefined : wholeOf(typed); };
  const set = <K extends string, V>(name: K, is: V | undefined): { [P in K]?: V } => (is === undefined ? {} : { [name]: is } as { [P in K]?: V });
  Object.assign(profile, set('name', value('name') ?? (job === '' ? undefined : nameOf(job))), set('queue', value('queue')), set('className', value('className')), set('sparkVersion', value('sparkVersion')), set('storage', value('storage')));
  profile.driver = { ...set('memory', value('driverMemory')), ...set('cores', whole('driverCores')) };
  profile.executor = { ...set('memory', value('executorMemory')), ...set('cores', whole('executorCores')), ...set('instances', whole('executorInstances')) };
  profile.arguments = [...form.arguments];
  for (const field of LISTS) profile[field] = form[field].map((each) => each.trim()).filter((each) => each !== '');
  form.packages.forEach((each, i) => { if (each.trim() !== '' && !COORDINATES.test(each.trim())) wrong[`packages.${i}`] = 'Written as group:artifact:version.'; });
  for (const field of MAPS) profile[field] = mapOf(field, form[field], wrong);
  return { profile: { ...profile, internet: form.internet, metrics: form.metrics, connector: form.connector, ...set('helper', form.helper === '' ? undefined : form.helper === 'yes') }, wrong };
}

const wholeOf = (typed: string): number => (/^\d{1,7}$/.test(typed) ? Number(typed) : NaN);

function mapOf(field: (typeof MAPS)[number], rows: readonly Pair[], wrong: Record<string, string>): Record<string, string> {
  const found = new Map<string, string>();
  rows.forEach(([typed, value], i) => {
    // A literal is found as it stands.
    const name = field === 'substitutions' ? typed : typed.trim();
    if (name === '' && value === '') return;
    if (name === '') wrong[`${field}.${i}`] = 'A name is missing.';
    else if (found.has(name)) wrong[`${field}.${i}`] = `${name} stands here twice.`;
    else if (field === 'environment' && !VARIABLE.test(name)) wrong[`${field}.${i}`] = 'Letters, digits and _, and no digit first.';
    found.set(name, value);
  });
  return Object.fromEntries(found);
}

export function fieldsSaid(form: SubmitForm, job: string): FieldsSaid {
  const { wrong } = profileOf(form, job), way = form.storage.trim() === '' ? undefined : waysTo(form.storage.trim());
  const conf = (key: string): string | undefined => form.conf.find(([name]) => name.trim() === key)?.[1];
  if (form.storage.trim() !== '' && way === undefined) wrong['storage'] ??= 'Written as wasbs://container@account.blob.core.windows.net/folder, abfss://filesystem@account.dfs.core.windows.net/folder or file:///folder.';
  return {
    wrong, ...(way ? { way } : {}), ...withoutSecrets(form), defaults: {
      name: nameOf(job), driverMemory: conf('spark.driver.memory') ?? '1g', driverCores: conf('spark.driver.cores') ?? '1', executorMemory: conf('spark.executor.memory') ?? '1g', executorCores: conf('spark.executor.cores') ?? '1', executorInstances: conf('spark.executor.instances') ?? '2',
      queue: conf('spark.yarn.queue') ?? 'default', sparkVersion: DEFAULT_SPARK,
    },
  };
}

/** The form as it may be kept: what looks like a secret is left out. */
function withoutSecrets(form: SubmitForm): { kept: SubmitForm; withheld: boolean } {
  const masked = maskedArguments(form.arguments), args = form.arguments.map((each, i) => (masked[i] === each ? each : ''));
  const bare = (rows: readonly Pair[], byName = true): Pair[] => rows.map(([name, value]) => [name, maskedMap({ [byName ? name : '']: value })[byName ? name : ''] === value ? value : '']);
  const kept = { ...form, arguments: args, conf: bare(form.conf), environment: bare(form.environment), substitutions: bare(form.substitutions, false) };
  return { kept, withheld: JSON.stringify(kept) !== JSON.stringify(form) };
}

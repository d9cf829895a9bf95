/** What Livy turns down or Spark drops in silence, said before anything is sent. */
import type { Problem } from '../../protocol/run.ts';
import type { LivyBatchRequest } from '../../protocol/submit.ts';
import { COORDINATES, MEMORY } from '../profile/fields.ts';

type Check = (value: unknown) => boolean;
const text: Check = (v) => typeof v === 'string' && v !== '';
const texts: Check = (v) => Array.isArray(v) && v.every((each) => typeof each === 'string');
const whole: Check = (v) => Number.isSafeInteger(v) && (v as number) > 0 && (v as number) <= 0x7fffffff;
const memory: Check = (v) => typeof v === 'string' && MEMORY.test(v);
const map: Check = (v) => typeof v === 'object' && v !== null && !Array.isArray(v) && Object.values(v).every((each) => typeof each === 'string');

const FIELDS: Readonly<Record<keyof LivyBatchRequest, Check>> = {
  file: text, proxyUser: text, className: text, args: texts, jars: texts, pyFiles: texts, files: texts, driverMemory: memory, driverCores: whole,
  executorMemory: memory, executorCores: whole, numExecutors: whole, archives: texts, queue: text, name: text, conf: map,
};

/** LivyConf, 0.5 to 0.7: a session that sets one of these is refused. */
export const BLACKLISTED = ['spark.master', 'spark.submit.deployMode', 'spark.yarn.jar', 'spark.yarn.jars', 'spark.yarn.archive', 'livy.rsc.server.idle-timeout'] as const;

/** Settings that a field of the body says too: Livy would overwrite one with the other. */
const FIELD_OF: Readonly<Record<string, keyof LivyBatchRequest>> = {
  'spark.driver.memory': 'driverMemory', 'spark.driver.cores': 'driverCores', 'spark.executor.memory': 'executorMemory', 'spark.executor.cores': 'executorCores',
  'spark.executor.instances': 'numExecutors', 'spark.yarn.queue': 'queue', 'spark.app.name': 'name', 'spark.jars': 'jars', 'spark.submit.pyFiles': 'pyFiles', 'spark.files': 'files', 'spark.archives': 'archives',
};

const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:/i;
/** Control characters reach a command line, a log or a table as something else. */
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Everything that is wrong with a body, first the worst. Empty: Livy takes it, as far as can be known without asking. */
export function checkBody(body: Readonly<Record<string, unknown>>): Problem[] {
  const problems: Problem[] = [];
  const say = (code: string, message: string, hint: string): void => { problems.push({ severity: 'error', code, message, hint }); };
  for (const [field, value] of Object.entries(body)) {
    if (!Object.hasOwn(FIELDS, field)) say('livy-field', `Livy does not know the field ${JSON.stringify(field)} and refuses the whole body.`, `It knows ${Object.keys(FIELDS).join(', ')}.`);
    else if (value !== undefined && !FIELDS[field as keyof LivyBatchRequest](value)) say('livy-field', `The field ${field} of Livy's body cannot be ${JSON.stringify(value)?.slice(0, 80)}.`, '');
  }
  if (typeof body['file'] !== 'string' || body['file'] === '') say('livy-field', "Livy's body needs a file: the job.", '');
  if (problems.length > 0) return problems;
  const batch = body as unknown as LivyBatchRequest;
  checkPaths(batch, say);
  checkName(batch.name, say);
  checkConf(batch, say);
  if (/\.jar$/i.test(batch.file.split(/[?#]/)[0]!) && batch.className === undefined) say('class-name', 'A jar needs the name of its main class.', 'Give --class, or className in the profile.');
  if (batch.file.endsWith('.py') && batch.className !== undefined) say('class-name', 'A Python job has no main class.', 'Leave --class and className away.');
  for (const [i, arg] of (batch.args ?? []).entries()) if (arg.includes('\u0000')) say('arguments', `Argument ${i + 1} holds a NUL: no command line takes it.`, '');
  return problems;
}

type Say = (code: string, message: string, hint: string) => void;

function checkPaths(batch: LivyBatchRequest, say: Say): void {
  const all: [string, string][] = [['file', batch.file], ...(['jars', 'pyFiles', 'files', 'archives'] as const).flatMap((field) => (batch[field] ?? []).map((path): [string, string] => [field, path]))];
  for (const [field, path] of all) {
    if (CONTROL.test(path)) say('path', `${field}: a path holds a control character.`, '');
    else if (path.includes(',')) say('path', `${field}: ${path} holds a comma, at which Spark would cut it in two.`, 'Give the file another name.');
    else if (/^[A-Za-z]:[\\/]/.test(path)) say('path', `${field}: ${path} is a path of this machine.`, 'Give a path that the cluster has, with its scheme.');
    else if (/[\s"<>\\^`{|}]|%(?![0-9a-f]{2})/i.test(path)) say('path', `${field}: ${path} is no URI, and Livy refuses it.`, 'Give the file a name without spaces, quotes, brackets and %.');
    else if (!HAS_SCHEME.test(path) && !path.startsWith('/')) say('path', `${field}: ${path} is a relative path, which Livy refuses.`, 'Give a path with its scheme (abfss://…, wasbs://…, hdfs:///…) or one that begins with /.');
  }
  const twice = all.map(([, path]) => path.split('/').at(-1)!).filter((name, i, names) => name !== '' && names.indexOf(name) !== i);
  for (const name of new Set(twice)) say('path', `Two files are called ${name}: YARN puts them into one folder and leaves the second out.`, 'Give one of them another name.');
}

function checkName(name: string | undefined, say: Say): void {
  if (name === undefined) return;
  if (/^\d+$/.test(name)) say('name', `The name ${name} is digits only: Livy would take it for a number of a batch.`, 'Put a letter into it.');
  if (CONTROL.test(name)) say('name', 'The name holds a control character.', 'Give it another with --name.');
  if (name.trim() !== name) say('name', 'The name begins or ends with a space.', 'Give it without.');
}

function checkConf(batch: LivyBatchRequest, say: Say): void {
  for (const [key, value] of Object.entries(batch.conf ?? {})) {
    if (BLACKLISTED.some((each) => each === key)) say('conf', `Livy refuses ${key} in a batch's configuration: the cluster sets it.`, 'Take it away.');
    else if (!/^(spark|livy)\./.test(key)) say('conf', `${key} is no setting of Spark: spark-submit drops it.`, `Write spark.hadoop.${key} if it is one of Hadoop.`);
    else if (CONTROL.test(key) || /[\s=]/.test(key)) say('conf', `${JSON.stringify(key)} cannot be the name of a setting.`, '');
    else if (value.includes('\u0000')) say('conf', `The value of ${key} holds a NUL.`, '');
    const field = FIELD_OF[key];
    if (field !== undefined && batch[field] !== undefined) say('conf', `${key} is said twice: in conf, and as ${field} of Livy's body.`, 'Keep one of them.');
  }
  for (const coordinates of (batch.conf?.['spark.jars.packages'] ?? '').split(',').filter((each) => each !== '')) {
    if (!COORDINATES.test(coordinates.trim())) say('conf', `spark.jars.packages: ${coordinates} are no Maven coordinates.`, 'Write group:artifact:version, with commas between.');
  }
  const tags = (batch.conf?.['spark.yarn.tags'] ?? '').split(',').filter((each) => each !== '');
  for (const tag of tags) if (tag.length > 100 || !/^[\x20-\x7e]+$/.test(tag)) say('conf', `YARN takes no tag ${JSON.stringify(tag.slice(0, 60))}: 100 ASCII characters at most.`, '');
}

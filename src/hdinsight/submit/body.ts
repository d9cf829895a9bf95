/** Livy's body, made from a job and a profile. */
import { createHash } from 'node:crypto';
import type { AddedConf, LivyBatchRequest, Profile } from '../../protocol/submit.ts';
import { maskedArguments, maskedMap } from '../mask.ts';

export interface BodyParts {
  /** The job and what goes with it, where the cluster reads them. */
  file: string;
  pyFiles: readonly string[];
  files: readonly string[];
  jars: readonly string[];
  archives: readonly string[];
  /** By which the job is found again when Livy's answer is lost: `newTag`. */
  tag: string;
  /** Where its queries keep their checkpoints, as far as known: each becomes a tag, by which a second job on one is seen. */
  checkpoints: readonly string[];
  readsKafka: boolean;
}

export interface BuiltBody {
  body: LivyBatchRequest;
  /** What is in `body.conf` that neither profile nor command line asked for. */
  added: AddedConf[];
}

/** Used where a profile does not name the cluster's Spark: HDInsight 5.1's. */
export const DEFAULT_SPARK = '3.3.1';
const CONNECTOR = 'org.apache.spark:spark-sql-kafka-0-10';
/** YARN keeps ten tags an application; Livy adds one, the job itself has one. */
const CHECKPOINT_TAGS = 8;

/** A tag that no other submit has. `random`: 16 bytes or more. */
export const newTag = (random: Uint8Array): string => `weir-${Buffer.from(random).toString('hex').slice(0, 32)}`;

/** The tag of a job whose query keeps its checkpoint there. YARN makes tags lower case. */
export const checkpointTag = (location: string): string => `weir-checkpoint-${createHash('sha256').update(location.replace(/\/+$/, '')).digest('hex').slice(0, 24)}`;

/** Spark's Scala: 2.11 up to 2.4, 2.12 in 3.x, 2.13 from 4.0 on. */
export function scalaOf(sparkVersion: string): string {
  const [major = 3] = sparkVersion.split('.').map(Number);
  return major < 3 ? '2.11' : major > 3 ? '2.13' : '2.12';
}

export const kafkaConnector = (sparkVersion: string): string => `${CONNECTOR}_${scalaOf(sparkVersion)}:${sparkVersion}`;
export const isConnector = (coordinatesOrFile: string): boolean => /spark-sql-kafka-0-10_/.test(coordinatesOrFile);

export function buildBody(profile: Profile, parts: BodyParts): BuiltBody {
  const added: AddedConf[] = [], conf = new Map(Object.entries(profile.conf));
  const add = (key: string, value: string, why: string): void => {
    if (conf.has(key)) return;
    conf.set(key, value);
    added.push({ key, value, why });
  };
  for (const [name, value] of Object.entries(profile.environment)) {
    conf.set(`spark.yarn.appMasterEnv.${name}`, value);
    conf.set(`spark.executorEnv.${name}`, value);
  }
  if (profile.metrics) add('spark.sql.streaming.metricsEnabled', 'true', 'the progress of a query can be read while it runs ("metrics": false leaves it out)');
  addPackages(profile, parts, conf, added);
  const tags = [parts.tag, ...[...new Set(parts.checkpoints.map(checkpointTag))].slice(0, CHECKPOINT_TAGS)], given = conf.get('spark.yarn.tags');
  conf.set('spark.yarn.tags', [...(given === undefined || given === '' ? [] : [given]), ...tags].join(','));
  added.push({ key: 'spark.yarn.tags', value: tags.join(','), why: 'the job is found again when an answer is lost, and a second job on its checkpoint is seen' });
  return { body: bodyOf(profile, parts, Object.fromEntries(conf)), added };
}

function addPackages(profile: Profile, parts: BodyParts, conf: Map<string, string>, added: AddedConf[]): void {
  const given = (conf.get('spark.jars.packages') ?? '').split(',').map((each) => each.trim()).filter((each) => each !== '');
  const packages = [...new Set([...given, ...profile.packages])];
  const there = packages.some(isConnector) || parts.jars.some((jar) => isConnector(jar.split('/').at(-1)!));
  if (parts.readsKafka && profile.connector && profile.internet && !there) {
    const connector = kafkaConnector(profile.sparkVersion ?? DEFAULT_SPARK);
    packages.push(connector);
    added.push({ key: 'spark.jars.packages', value: connector, why: `the job uses Kafka, and Spark's connector for it is no part of Spark${profile.sparkVersion === undefined ? `; Spark ${DEFAULT_SPARK} is assumed, "sparkVersion" names another` : ''}` });
  }
  if (packages.length > 0) conf.set('spark.jars.packages', packages.join(','));
}

function bodyOf(profile: Profile, parts: BodyParts, conf: Record<string, string>): LivyBatchRequest {
  const { driver, executor, className, queue, name } = profile;
  const list = (field: 'pyFiles' | 'files' | 'jars' | 'archives'): Partial<LivyBatchRequest> => (parts[field].length > 0 ? { [field]: [...parts[field]] } : {});
  const set = <K extends keyof LivyBatchRequest>(field: K, value: LivyBatchRequest[K]): Partial<LivyBatchRequest> => (value === undefined ? {} : { [field]: value });
  return {
    file: parts.file, ...set('className', className), ...(profile.arguments.length > 0 ? { args: [...profile.arguments] } : {}),
    ...list('pyFiles'), ...list('files'), ...list('jars'), ...list('archives'),
    ...set('driverMemory', driver.memory), ...set('driverCores', driver.cores), ...set('executorMemory', executor.memory), ...set('executorCores', executor.cores), ...set('numExecutors', executor.instances),
    ...set('queue', queue), ...set('name', name), conf,
  };
}

/** The body as it may be shown: secrets in arguments and settings are masked. */
export function maskBody(body: LivyBatchRequest): LivyBatchRequest {
  const { args, conf } = body;
  return { ...body, ...(args ? { args: maskedArguments(args) } : {}), ...(conf ? { conf: maskedMap(conf) } : {}) };
}

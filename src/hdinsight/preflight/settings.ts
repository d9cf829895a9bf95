/** What Livy and Spark make of the settings. */
import { maskedArguments, secretArguments } from '../mask.ts';
import { DEFAULT_SPARK, isConnector, kafkaConnector, scalaOf } from '../submit/body.ts';
import { NO_STORAGE } from '../submit/prepare.ts';
import { check, type Check } from './input.ts';

export const bodyCheck: Check = ({ prepared }) => (prepared.problems.length === 0 ? [check('livy', 'ok', "Livy's body holds nothing that Livy refuses.")]
  : prepared.problems.map(({ message, hint, span }) => check('livy', 'error', message, hint ?? '', span)));

export const storageCheck: Check = ({ prepared }) => (prepared.uploads.length > 0 && prepared.body.file.startsWith(NO_STORAGE)
  ? [check('storage', 'error', 'Where the job is to be uploaded is not said, and Livy takes no file of this machine.', 'Name a folder that the cluster reads: --storage, or storage in the profile.')]
  : []);

export const secretsCheck: Check = ({ prepared, profile }) => {
  const found = secretArguments(profile.arguments), conf = Object.keys(prepared.body.conf ?? {}).filter((key) => /password|secret/i.test(key) && !/provider|enabled|path/i.test(key));
  return [
    ...(found.length > 0 ? [check('secrets', 'warning', `Argument ${found.map((i) => i + 1).join(', ')} of the job looks like a secret (${found.map((i) => maskedArguments(profile.arguments)[i]!).join(' ')}): Livy, YARN and the Spark UI show arguments to all who may look.`, 'Let the job read it on the cluster: a managed identity, a Hadoop credential file, a Key Vault.')] : []),
    ...(conf.length > 0 ? [check('secrets', 'warning', `${conf.join(', ')}: the Spark UI and its history show settings, and redact only some.`, 'Use a Hadoop credential file (spark.hadoop.hadoop.security.credential.provider.path).')] : []),
  ];
};

/** Packages that the job's session asks for come too late in cluster mode: the driver's class path is made before it runs. */
const LATE = /\.config\(\s*["']spark\.jars(?:\.packages)?["']/;

export const connectorCheck: Check = ({ prepared, profile }) => {
  const cluster = profile.sparkVersion ?? DEFAULT_SPARK, late = LATE.test(prepared.source?.here ?? '');
  const checks = late ? [check('connector', 'warning', 'The job asks for jars or packages in its session, which comes too late in cluster mode: the driver runs already.', 'Name them in the profile: packages, or jars.')] : [];
  if (!prepared.readsKafka) return checks;
  const packages = (prepared.body.conf?.['spark.jars.packages'] ?? '').split(',').filter(isConnector), jars = (prepared.body.jars ?? []).filter(isConnector);
  if (packages.length === 0 && jars.length === 0) {
    return [...checks, check('connector', 'error', `The job uses Kafka, and Spark's connector for it is neither among the packages nor among the jars${profile.internet ? '' : ' (the cluster reaches no Maven repository)'}.`,
      profile.internet ? `Leave "connector" on, or name ${kafkaConnector(cluster)} in packages.` : `Put ${kafkaConnector(cluster).split(':')[1]}-${cluster}.jar, spark-token-provider-kafka-0-10_${scalaOf(cluster)}-${cluster}.jar, kafka-clients and commons-pool2 into storage, and name them in jars.`)];
  }
  for (const found of [...packages, ...jars]) {
    const match = /spark-sql-kafka-0-10_(\d+\.\d+)[:-](\d+\.\d+\.\d+)/.exec(found);
    if (!match) checks.push(check('connector', 'unknown', `Of which Spark ${found} is cannot be told from its name.`, `It must be of Spark ${cluster} and Scala ${scalaOf(cluster)}.`));
    else if (match[1] !== scalaOf(cluster)) checks.push(check('connector', 'error', `${found} is for Scala ${match[1]}, and Spark ${cluster} is built with ${scalaOf(cluster)}.`, `Use ${kafkaConnector(cluster)}.`));
    else if (match[2] !== cluster) checks.push(check('connector', match[2]!.split('.').slice(0, 2).join('.') === cluster.split('.').slice(0, 2).join('.') ? 'warning' : 'error', `${found} is of Spark ${match[2]}, and the cluster has ${cluster}.`, `Use ${kafkaConnector(cluster)}.`));
    else checks.push(check('connector', 'ok', `${found} is of the cluster's Spark.`));
  }
  return packages.length > 0 && !profile.internet ? [...checks, check('connector', 'error', 'spark.jars.packages is resolved by the cluster, which reaches no Maven repository ("internet": false).', 'Put the jars into storage, and name them in jars.')] : checks;
};

/** A streaming job runs until it fails: how often it is begun again decides how long it lives. */
export const attemptsCheck: Check = ({ prepared, plan }) => {
  if (plan && plan.queries.length === 0) return [];
  const { 'spark.yarn.maxAppAttempts': attempts, 'spark.yarn.am.attemptFailuresValidityInterval': interval } = prepared.body.conf ?? {};
  const way = 'Set spark.yarn.maxAppAttempts (4, for example) and spark.yarn.am.attemptFailuresValidityInterval=1h in conf.';
  if (attempts === undefined) return [check('attempts', 'warning', "spark.yarn.maxAppAttempts is not set: after as many failures of the driver as YARN's own limit (usually 2) the query stays down.", way)];
  if (!/^\d+$/.test(attempts) || Number(attempts) < 1) return [check('attempts', 'error', `spark.yarn.maxAppAttempts is a whole number above 0, not ${attempts}.`, way)];
  if (attempts === '1') return [check('attempts', 'warning', 'With spark.yarn.maxAppAttempts=1 the query stays down after the first failure of its driver.', way)];
  return interval === undefined ? [check('attempts', 'warning', `The driver is begun ${attempts} times in all of its life: failures are never forgotten.`, 'Set spark.yarn.am.attemptFailuresValidityInterval=1h beside it.')]
    : [check('attempts', 'ok', `The driver is begun again up to ${Number(attempts) - 1} times within ${interval}.`)];
};

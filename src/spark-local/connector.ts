/** The Kafka connector of the interpreter's Spark, for a job that reads or writes topics and does not bring it. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ask } from './ask.ts';
import { SparkFault } from './fault.ts';
import type { Place, SparkPython } from './interpreter.ts';

const NAMED = 'spark-sql-kafka';
const FORMAT = /(["'])kafka\1/;
const MODULES = /^[ \t]*(?:from|import)[ \t]+([A-Za-z_][\w.]*)/gm;
const MOST_FILES = 300;
/** From Maven, some 5 MB: for a slow line. */
const LIMIT_MS = 300_000;

/** Group, name and version; those of Spark's own jars are not repeated. The last two are the same for every 3.3. */
const artifacts = ({ spark, scala }: SparkPython): [group: string, name: string, version: string][] => [
  ['org.apache.spark', `spark-sql-kafka-0-10_${scala}`, spark], ['org.apache.spark', `spark-token-provider-kafka-0-10_${scala}`, spark],
  ['org.apache.kafka', 'kafka-clients', '2.8.1'], ['org.apache.commons', 'commons-pool2', '2.11.1'],
];

/**
 * Jars to be added, none where the job needs none or has it already.
 * @param given jars that the user named for this: taken as they are
 * @throws SparkFault when they cannot be had
 */
export async function connectorJars(file: string, given: readonly string[], python: SparkPython, place: Place, say: (text: string) => void): Promise<string[]> {
  const missing = given.find((jar) => !existsSync(jar));
  if (missing !== undefined) throw new SparkFault('no-connector', `There is no jar ${missing}.`, 'Name jars that are there: --jars, or the setting weir.spark.jars.');
  if (given.length > 0 || python.connector) return [...given];
  const texts = sources(file);
  if (!texts.some((text) => FORMAT.test(text)) || [...texts, ...Object.values(place.env), defaults(python, place.env)].some((text) => text.includes(NAMED))) return [];
  return found(python, place.env) ?? resolved(python, place, say);
}

/** SPARK_DIST_CLASSPATH stands behind all that Spark and the job put on the class path, and is no setting that a job could have set otherwise. */
export function withJars(env: Readonly<Record<string, string>>, jars: readonly string[]): Record<string, string> {
  const before = env['SPARK_DIST_CLASSPATH'];
  return jars.length === 0 ? { ...env } : { ...env, SPARK_DIST_CLASSPATH: [...(before ? [before] : []), ...jars].join(delimiter) };
}

/** The job and the modules beside it that it imports, and they import. */
function sources(file: string): string[] {
  const folder = dirname(file), texts: string[] = [], seen = new Set<string>(), queue = [file];
  for (let path = queue.pop(); path !== undefined && seen.size < MOST_FILES; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const text = textOf(path);
    texts.push(text);
    for (const [, name = ''] of text.matchAll(MODULES)) {
      const module = join(folder, ...name.split('.'));
      queue.push(...[`${module}.py`, join(module, '__init__.py'), `${dirname(module)}.py`].filter((each) => each.startsWith(folder) && existsSync(each)));
    }
  }
  return texts;
}

const defaults = ({ home }: SparkPython, env: Readonly<Record<string, string>>): string => textOf(join(env['SPARK_CONF_DIR'] ?? join(home, 'conf'), 'spark-defaults.conf'));

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Where Spark's own `--packages` and Maven keep what they once downloaded. */
function found(python: SparkPython, env: Readonly<Record<string, string>>): string[] | undefined {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  const all = artifacts(python).map(([group, name, version]) => [
    join(home, '.ivy2', 'jars', `${group}_${name}-${version}.jar`), join(home, '.m2', 'repository', ...group.split('.'), name, version, `${name}-${version}.jar`),
  ].find((jar) => existsSync(jar)));
  return all.every((jar) => jar !== undefined) ? all : undefined;
}

/** Once: Spark's own way to packages, with the mirrors that are set up for it. */
async function resolved({ program, spark, scala }: SparkPython, { env, cwd, folder }: Place, say: (text: string) => void): Promise<string[]> {
  const coordinates = `org.apache.spark:${NAMED}-0-10_${scala}:${spark}`;
  say(`The job uses Kafka: ${coordinates} is fetched from Maven, once.`);
  const said = await ask(program, [join(folder, 'resolve.py'), coordinates], { env, cwd, limitMs: LIMIT_MS });
  const jars = said.stdout.split('\n').filter((line) => line.startsWith('jar ')).map((line) => line.slice(4).trim());
  if (said.status === 0 && jars.length > 0) return jars;
  const why = /unresolved dependency: ([^\n\]]+)/.exec(said.stderr + said.stdout)?.[1] ?? said.code ?? said.stderr.trim().split('\n').at(-1) ?? '';
  throw new SparkFault('no-connector', `The job uses Kafka, and Spark's connector ${coordinates} could not be fetched from Maven (${why}).`,
    'Run it once with a way to Maven, or give its jars: --jars, or the setting weir.spark.jars.');
}

/**
 * Real Spark 3.3.1, the counterpart of every comparison: a virtual environment with PySpark under `.cache/spark331`, and
 * the Kafka connector's jars beside it. Needs Java 17 and a Python of at most 3.10 (PySpark 3.3.1's pickling breaks on
 * later ones): one is looked for by version, `WEIR_PYTHON` names another.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { alone } from './alone.ts';
import { CACHE, mavenLibs } from './maven.ts';
import { javaVersion } from './tools.ts';

export const SPARK_VERSION = '3.3.1';
const WINDOWS = process.platform === 'win32';

export interface Spark {
  /** The environment's Python, which has PySpark 3.3.1. */
  python: string;
  /** The Kafka connector and what it needs, for `spark.jars`. */
  jars: string[];
}

/** A Python that PySpark 3.3.1 works with; throws with what is missing. */
export function findPython(): string {
  const named = process.env['WEIR_PYTHON'];
  if (named) {
    if (!suits(named)) throw new Error(`WEIR_PYTHON is ${named}, but PySpark ${SPARK_VERSION} needs a Python 3.8, 3.9 or 3.10.`);
    return named;
  }
  const found = candidates().find(suits);
  if (!found) throw new Error(`No Python 3.10 was found for PySpark ${SPARK_VERSION}. Install one, or name one in WEIR_PYTHON.`);
  return found;
}

function candidates(): string[] {
  const names = ['3.10', '3.9', '3.8'].map((version) => `python${version}`);
  const roots = [process.env['PYENV_ROOT'], join(homedir(), '.pyenv'), join(homedir(), '.pyenv', 'pyenv-win')];
  const pyenv = roots.flatMap((root) => {
    const versions = root ? join(root, 'versions') : '';
    if (!versions || !existsSync(versions)) return [];
    const of310 = readdirSync(versions).filter((name) => /^3\.(10|9|8)\./.test(name));
    return of310.sort((a, b) => b.localeCompare(a, undefined, { numeric: true }))
      .map((name) => join(versions, name, ...(WINDOWS ? ['python.exe'] : ['bin', 'python'])));
  });
  return [...names, ...pyenv, 'python3', 'python'];
}

function suits(python: string): boolean {
  const asked = spawnSync(python, ['-c', 'import sys; print(sys.version_info[0], sys.version_info[1])'], { encoding: 'utf8' });
  return asked.status === 0 && /^3 (8|9|10)\b/.test(asked.stdout);
}

/** Throws unless `java` is one that Spark 3.3.1 runs on: 8, 11 or 17. */
export function checkJava(): void {
  const version = javaVersion();
  if (version !== 8 && version !== 11 && version !== 17) {
    throw new Error(`Spark ${SPARK_VERSION} needs Java 17 (or 11, or 8); ${version === undefined ? 'no java was found' : `found Java ${version}`}. Set JAVA_HOME to one.`);
  }
}

/** Sets up what is not there yet (once; some 330 MB) and says where it is. */
export async function ensureSpark(): Promise<Spark> {
  checkJava();
  return alone('spark', async () => ({ python: await ensurePySpark(), jars: await ensureConnector() }));
}

async function ensurePySpark(): Promise<string> {
  const home = join(CACHE, 'spark331');
  const python = join(home, ...(WINDOWS ? ['Scripts', 'python.exe'] : ['bin', 'python']));
  const done = join(home, `pyspark-${SPARK_VERSION}.done`);
  if (existsSync(done) && existsSync(python)) return python;
  mkdirSync(CACHE, { recursive: true });
  rmSync(home, { recursive: true, force: true });
  await command(findPython(), ['-m', 'venv', home]);
  await retried(() => command(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `pyspark==${SPARK_VERSION}`]));
  writeFileSync(done, '');
  return python;
}

const CONNECTOR = `org.apache.spark:spark-sql-kafka-0-10_2.12:${SPARK_VERSION}`;
/** What PySpark does not carry itself; the other jars of the connector's dependencies would only repeat what it does. */
const JARS = /^(spark-sql-kafka|spark-token-provider-kafka|kafka-clients|commons-pool2)-/;

async function ensureConnector(): Promise<string[]> {
  const libs = join(await mavenLibs(`spark-kafka-${SPARK_VERSION}`, [CONNECTOR]), 'libs');
  return readdirSync(libs).filter((name) => JARS.test(name)).sort().map((name) => join(libs, name));
}

async function retried(attempt: () => Promise<void>, times = 4): Promise<void> {
  for (let n = 1; ; n++) {
    try {
      return await attempt();
    } catch (error) {
      if (n >= times) throw error;
      await new Promise((resolve) => setTimeout(resolve, n * 5000));
    }
  }
}

function command(program: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text) => { errors = (errors + String(text)).slice(-4000); });
    child.on('error', reject);
    child.on('close', (code) => code === 0 ? resolve() : reject(new Error(`${program} ${args.join(' ')} ended with ${code}:\n${errors}`)));
  });
}

/** The environment a PySpark program runs in: this Python for its workers too, UTC, no proxy for the loopback. */
export function sparkEnvironment(spark: Spark, extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, TZ: 'UTC', PYSPARK_PYTHON: spark.python, PYSPARK_DRIVER_PYTHON: spark.python,
    PYTHONIOENCODING: 'utf-8', PYTHONDONTWRITEBYTECODE: '1', SPARK_LOCAL_IP: '127.0.0.1', ...extra };
  if (WINDOWS && env['HADOOP_HOME']) env['PATH'] = `${join(env['HADOOP_HOME'], 'bin')}${delimiter}${env['PATH'] ?? ''}`;
  return env;
}

/** Where a virtual environment keeps PySpark (its SPARK_HOME); not on Windows. */
export function sparkPackage(python: string): string {
  const lib = join(dirname(dirname(python)), 'lib'), version = readdirSync(lib).find((name) => /^python3\.\d+$/.test(name));
  if (version === undefined) throw new Error(`There is no Python library in ${lib}.`);
  return join(lib, version, 'site-packages', 'pyspark');
}

/** Which Python runs the job, and whether the PySpark in it is one that Weir knows. */
import { interpreters } from '../simulator/packages.ts';
import { ask } from './ask.ts';
import { SparkFault } from './fault.ts';

export interface SparkPython {
  /** What the job is started with: as it was named, so that a virtual environment stays one. */
  program: string;
  /** `3.10.13` */
  python: string;
  /** `3.3.1`, by Spark's own jars: SPARK_HOME may name another Spark than the one that came with PySpark. */
  spark: string;
  /** `2.12` */
  scala: string;
  /** The folder with bin/spark-submit. */
  home: string;
  /** The Kafka connector lies among Spark's own jars. */
  connector: boolean;
}

export interface Place { env: Readonly<Record<string, string>>; cwd: string; /** The folder of probe.py. */ folder: string }

interface Told { python?: string; pyspark?: string; home?: string; scala?: string; spark?: string; connector?: boolean }

const INSTALL = 'pip install pyspark==3.3.1';
const LIMIT_MS = 30_000;

/** @throws SparkFault where there is no interpreter, no PySpark in it, or one that does not do. */
export async function findPython(chosen: string | undefined, place: Place, platform = process.platform): Promise<SparkPython> {
  const tried: string[] = [];
  for (const program of interpreters(chosen, place.env, platform)) {
    const told = await probe(program, place);
    if (typeof told === 'string') tried.push(told);
    else return checked(program, told);
  }
  const what = chosen === undefined ? 'No Python was found' : `${chosen} is no Python that can be started`;
  throw new SparkFault('no-interpreter', `${what} (${tried.join('; ')}).`, `Name an interpreter with PySpark 3.3.1, for example that of a virtual environment with Python 3.10 and ${INSTALL}.`);
}

async function probe(program: string, { env, cwd, folder }: Place): Promise<Told | string> {
  const said = await ask(program, [`${folder}/probe.py`], { env, cwd, limitMs: LIMIT_MS });
  if (said.status !== 0) return `${program}: ${said.code ?? (said.stderr.trim().split('\n').at(-1) || `ended with ${said.status}`)}`;
  try {
    return JSON.parse(said.stdout.trim().split('\n').at(-1) ?? '') as Told;
  } catch {
    return `${program}: answers as no Python does`;
  }
}

function checked(program: string, { python = '', pyspark, home, scala, spark, connector }: Told): SparkPython {
  if (pyspark === undefined || home === undefined) throw new SparkFault('no-pyspark', `${program} (Python ${python}) has no PySpark.`, `Install it there (${program} -m ${INSTALL}), or name another interpreter.`);
  const version = spark ?? pyspark, minor = Number(python.split('.')[1]);
  if (!/^3\.3\.\d+$/.test(version)) {
    throw new SparkFault('pyspark-version', `${program} has ${spark === undefined ? 'PySpark' : 'Spark'} ${version}, which reads, prints and times out otherwise than Spark 3.3, the one that Weir and HDInsight 5.1 have.`, `Take an interpreter with PySpark 3.3.1: ${INSTALL}.`);
  }
  if (minor >= 11) throw new SparkFault('python-version', `${program} is Python ${python}: PySpark ${version} cannot pickle a function there, so a UDF, foreachBatch or createDataFrame would fail.`, `Take a Python of 3.7 to 3.10 with PySpark ${version}.`);
  if (!/^3\.3\.\d+$/.test(pyspark)) throw new SparkFault('pyspark-version', `${program} has PySpark ${pyspark}, but SPARK_HOME (${home}) has Spark ${version}.`, `Unset SPARK_HOME, or install PySpark ${version}.`);
  return { program, python, spark: version, scala: scala ?? '2.12', home, connector: connector === true };
}

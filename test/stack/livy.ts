/** Real Apache Livy 0.7.1, as HDInsight 5.1 has it, before the Spark 3.3.1 of `spark.ts` and the YARN of `yarn.ts`; and Spark's history server. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { LIVY_USER, writeSparkConf } from './hadoop-config.ts';
import { classPath, mavenLibs } from './maven.ts';
import type { ServerProcess } from './server-process.ts';
import { freePort, startServer } from './server-process.ts';
import { javaHome, javaProgram } from './tools.ts';
import { LEAN_JAVA } from './yarn.ts';

export const LIVY_VERSION = '0.7.1-incubating';

export interface LivyOptions {
  folder: string;
  /** Folder of PySpark's package, and the Python that has it. */
  sparkHome: string;
  python: string;
  hadoopConf: string;
  /** Seconds that a finished batch is remembered, default 600 as Livy's own; it looks once a minute. */
  remembersSeconds?: number;
  say?: (line: string) => void;
}

export interface RunningLivy {
  version: string;
  /** `http://127.0.0.1:port`, without a slash at the end. */
  url: string;
  /** The only folder whose local files Livy takes. */
  uploads: string;
  /** Stops Livy and starts it on the same port. Without `recovery` it has forgotten its batches and counts from 0 again; the jobs go on. */
  restart(options: { recovery: boolean }): Promise<void>;
  /** Away until `restart`. */
  halt(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLivy(options: LivyOptions): Promise<RunningLivy> {
  const { folder, sparkHome, say } = options;
  const libs = await mavenLibs(`livy-${LIVY_VERSION}`, [`org.apache.livy:livy-server:${LIVY_VERSION}`], say);
  const home = join(folder, 'livy'), conf = join(home, 'conf'), state = join(folder, 'livy-state'), uploads = join(folder, 'uploads'), port = await freePort();
  for (const each of [conf, uploads, join(home, 'logs'), join(home, 'rsc-jars'), join(home, 'repl_2.12-jars')]) await mkdir(each, { recursive: true });
  const sparkConf = await writeSparkConf(folder, { home: sparkHome, python: options.python });
  await writeFile(join(conf, 'livy.conf'), Object.entries({
    'livy.server.host': '127.0.0.1', 'livy.server.port': port, 'livy.spark.master': 'yarn', 'livy.spark.deploy-mode': 'cluster',
    'livy.file.local-dir-whitelist': uploads, 'livy.server.csrf-protection.enabled': true, 'livy.spark.scala-version': '2.12', 'livy.repl.enable-hive-context': false,
    'livy.server.recovery.mode': 'recovery', 'livy.server.recovery.state-store': 'filesystem', 'livy.server.recovery.state-store.url': `file://${state}`,
    'livy.server.session.state-retain.sec': `${options.remembersSeconds ?? 600}s`, 'livy.server.yarn.poll-interval': '1s',
  }).map(([name, value]) => `${name} = ${value}\n`).join(''));
  await writeFile(join(conf, 'log4j.properties'), 'log4j.rootCategory=INFO, out\nlog4j.appender.out=org.apache.log4j.ConsoleAppender\nlog4j.appender.out.layout=org.apache.log4j.PatternLayout\nlog4j.appender.out.layout.ConversionPattern=%d{HH:mm:ss} %p %c{1}: %m%n\n');
  const start = (): Promise<ServerProcess> => startServer(javaProgram('java'), [...LEAN_JAVA, '-cp', classPath(libs, conf, options.hadoopConf), 'org.apache.livy.server.LivyServer'], {
    name: `Livy ${LIVY_VERSION}`, cwd: home, ready: /Starting server on http/,
    env: {
      ...process.env, JAVA_HOME: javaHome(), LIVY_HOME: home, LIVY_CONF_DIR: conf, SPARK_HOME: sparkHome, SPARK_CONF_DIR: sparkConf, HADOOP_CONF_DIR: options.hadoopConf, HADOOP_USER_NAME: LIVY_USER,
      PYSPARK_PYTHON: options.python, TZ: 'UTC', SPARK_LOCAL_IP: '127.0.0.1', SPARK_SUBMIT_OPTS: '-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1',
    },
  });
  say?.(`Starting Livy ${LIVY_VERSION}.`);
  let server: ServerProcess | undefined = await start();
  const halt = async (): Promise<void> => {
    await server?.stop();
    server = undefined;
  };
  return {
    version: LIVY_VERSION, url: `http://127.0.0.1:${port}`, uploads, halt, stop: halt,
    restart: async ({ recovery }) => {
      await halt();
      if (!recovery) await rm(state, { recursive: true, force: true });
      server = await start();
    },
  };
}

/** Spark's own history server over the event logs of the stack's jobs. */
export async function startSparkHistory({ folder, sparkHome, say }: { folder: string; sparkHome: string; say?: ((line: string) => void) | undefined }): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort(), conf = join(folder, 'spark-conf');
  say?.('Starting Spark\'s history server.');
  const server = await startServer(javaProgram('java'), [...LEAN_JAVA, `-Dspark.history.ui.port=${port}`, '-Dspark.ui.proxyBase=/sparkhistory', '-cp', [conf, join(sparkHome, 'jars', '*')].join(delimiter), 'org.apache.spark.deploy.history.HistoryServer', '--properties-file', join(conf, 'spark-defaults.conf')], {
    name: 'The history server', cwd: folder, ready: /Bound HistoryServer to/, env: { ...process.env, SPARK_HOME: sparkHome, SPARK_CONF_DIR: conf, SPARK_LOCAL_IP: '127.0.0.1', TZ: 'UTC' },
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => server.stop() };
}

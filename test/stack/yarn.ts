/**
 * Real Apache YARN 3.3.4, as HDInsight 5.1 has it, on the loopback, from Maven: one ResourceManager, one NodeManager and, when it is asked
 * for, MapReduce's JobHistoryServer, which shows the logs of finished jobs. Files live in the folder that is given; it is the caller's to delete.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { YarnPorts } from './hadoop-config.ts';
import { LIVY_USER, writeHadoopConf } from './hadoop-config.ts';
import { endAtExit, endProcessesIn } from './leftovers.ts';
import { classPath, mavenLibs } from './maven.ts';
import type { ServerProcess } from './server-process.ts';
import { freePorts, startServer } from './server-process.ts';
import { javaHome, javaProgram, requireJavaAndMaven } from './tools.ts';

export const HADOOP_VERSION = '3.3.4';

export interface YarnOptions {
  folder: string;
  /** Memory of the NodeManager in MB, default 4096. */
  memoryMb?: number;
  /** Whether the JobHistoryServer runs too. */
  jobHistory?: boolean;
  say?: (line: string) => void;
}

export interface RunningYarn {
  version: string;
  /** Of the ResourceManager, of the NodeManager, of the JobHistoryServer: `http://127.0.0.1:port`, without a slash at the end. */
  resourceManager: string;
  nodeManager: string;
  jobHistory: string;
  /** HADOOP_CONF_DIR. */
  conf: string;
  /** Stops the ResourceManager and starts it again on the same ports. Without `recovery` it has forgotten every application, and the NodeManager ends what runs. */
  restartResourceManager(options: { recovery: boolean }): Promise<void>;
  /** The ResourceManager is away until this is undone by `restartResourceManager`. */
  stopResourceManager(): Promise<void>;
  stop(): Promise<void>;
}

/** What Hadoop 3.3 needs opened in Java 17. */
const OPENS = ['java.lang', 'java.lang.invoke', 'java.lang.reflect', 'java.io', 'java.net', 'java.nio', 'java.util', 'java.util.concurrent', 'java.util.concurrent.atomic', 'java.math', 'java.text', 'sun.nio.ch', 'sun.nio.cs', 'sun.security.action', 'sun.util.calendar', 'sun.net.dns']
  .map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`);
/** Options of a Java that starts fast and stays small. */
export const LEAN_JAVA = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', ...OPENS];
const ARTIFACTS = ['yarn-server-resourcemanager', 'yarn-server-nodemanager', 'yarn-server-timelineservice', 'yarn-client', 'common', 'hdfs', 'mapreduce-client-core', 'mapreduce-client-hs'];

/** Starts YARN and waits until its node runs; some 10 s once everything is there. */
export async function startYarn(options: YarnOptions): Promise<RunningYarn> {
  if (process.platform === 'win32') throw new Error('YARN runs here on Linux and macOS only: on Windows Hadoop wants native programs that Maven does not have.');
  requireJavaAndMaven(`Apache YARN ${HADOOP_VERSION}`);
  const { folder, say } = options;
  const libs = await mavenLibs(`hadoop-${HADOOP_VERSION}`, ARTIFACTS.map((name) => `org.apache.hadoop:hadoop-${name}:${HADOOP_VERSION}`), say);
  const [rmPort, scheduler, tracker, admin, rmWeb, nm, localizer, nmWeb, history, historyWeb, historyAdmin] = await freePorts(11) as [number, number, number, number, number, number, number, number, number, number, number];
  const ports: YarnPorts = { rm: rmPort, scheduler, tracker, admin, rmWeb, nm, localizer, nmWeb, history, historyWeb, historyAdmin };
  const conf = await writeHadoopConf(folder, ports, options.memoryMb ?? 4096);
  const forgetLeftovers = endAtExit(folder);
  const start = (name: string, main: string, ready: RegExp): Promise<ServerProcess> => startServer(javaProgram('java'), [...LEAN_JAVA, '-cp', classPath(libs, conf), main], {
    name, cwd: folder, ready, timeoutMs: 180_000, env: { ...process.env, JAVA_HOME: javaHome(), HADOOP_CONF_DIR: conf, HADOOP_USER_NAME: LIVY_USER, TZ: 'UTC' },
  });
  const startManager = (): Promise<ServerProcess> => start('The ResourceManager', 'org.apache.hadoop.yarn.server.resourcemanager.ResourceManager', /Transitioned to active state/);
  const address = (port: number): string => `http://127.0.0.1:${port}`, running = new Map<string, ServerProcess>();
  const stopOne = async (name: string): Promise<void> => {
    await running.get(name)?.stop();
    running.delete(name);
  };
  const stop = async (): Promise<void> => {
    // The NodeManager first: it ends the containers of its own.
    for (const name of ['nm', 'rm', 'history']) await stopOne(name);
    await endProcessesIn(folder);
    forgetLeftovers();
  };
  const begin = async (name: string, starting: Promise<ServerProcess>): Promise<void> => {
    running.set(name, await starting);
  };
  try {
    say?.(`Starting Apache YARN ${HADOOP_VERSION}.`);
    const started = await Promise.allSettled([
      begin('rm', startManager()),
      begin('nm', start('The NodeManager', 'org.apache.hadoop.yarn.server.nodemanager.NodeManager', /Registered with ResourceManager/)),
      ...(options.jobHistory ? [begin('history', start('The JobHistoryServer', 'org.apache.hadoop.mapreduce.v2.hs.JobHistoryServer', /Web app jobhistory started/))] : []),
    ]);
    for (const each of started) if (each.status === 'rejected') throw each.reason;
    await nodeRuns(address(rmWeb));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    version: HADOOP_VERSION, conf, resourceManager: address(rmWeb), nodeManager: address(nmWeb), jobHistory: address(historyWeb),
    restartResourceManager: async ({ recovery }) => {
      await stopOne('rm');
      if (!recovery) await rm(join(folder, 'rm-state'), { recursive: true, force: true });
      await begin('rm', startManager());
      await nodeRuns(address(rmWeb));
    },
    stopResourceManager: () => stopOne('rm'),
    stop,
  };
}

/** Waits until the ResourceManager counts its node among those that run. */
async function nodeRuns(resourceManager: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      const { nodes } = await (await fetch(`${resourceManager}/ws/v1/cluster/nodes`)).json() as { nodes: { node?: { state: string }[] } | null };
      if (nodes?.node?.some(({ state }) => state === 'RUNNING')) return;
    } catch (error) {
      if (tries >= 240) throw error;
    }
    if (tries >= 240) throw new Error('The ResourceManager has no node that runs.');
    await pause(250);
  }
}

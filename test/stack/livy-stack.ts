/**
 * A one-machine look-alike of an HDInsight Spark cluster: real YARN 3.3.4, Livy 0.7.1 and Spark 3.3.1 on the loopback behind a TLS gateway
 * of our own. For tests and for `npm run stack -- livy`.
 *
 *   const stack = await startLivyStack();
 *   stack.gateway.url          'https://localhost:port'; paths: /livy, /yarnui, /sparkhistory, /api/v1/clusters/<stack.clusterName>
 *   stack.gateway.user, .password, .token, .caFile, .auth        who is let in, and the certificate to trust
 *   stack.gateway.trouble = (asked) => BAD_GATEWAY               see Trouble in gateway.ts: answers, slowness, lost and cut answers
 *   stack.gateway.asked        what was asked, without credentials
 *   stack.uploads              the only folder whose local files Livy takes (`file` of a batch: its path in there)
 *   stack.restartLivy({ recovery: false }), stack.haltLivy(), stack.restartResourceManager({ recovery: true }), stack.stopResourceManager()
 *   await stack.stop()         ends servers and jobs and deletes every file
 *
 * A batch without sizes gets a driver of 512 MB and one executor of 512 MB with one core. Driver logs are at INFO, on stderr.
 */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AmbariCluster } from './ambari.ts';
import type { Gateway } from './gateway.ts';
import { startGateway } from './gateway.ts';
import { startLivy, startSparkHistory } from './livy.ts';
import { CACHE } from './maven.ts';
import { ensureSpark, sparkPackage } from './spark.ts';
import { startYarn } from './yarn.ts';

export interface LivyStackOptions {
  /** Name in Ambari's paths, default `weir`; brokers and the rest as Ambari shall say. */
  cluster?: Partial<AmbariCluster>;
  /** Spark's history server behind /sparkhistory; default no. */
  sparkHistory?: boolean;
  /** MapReduce's JobHistoryServer, which shows the logs of finished jobs; default no. */
  jobHistory?: boolean;
  /** Seconds that Livy remembers a finished batch (it looks once a minute); default 600. */
  livyRemembersSeconds?: number;
  /** Memory of the node in MB, default 4096. */
  memoryMb?: number;
  say?: (line: string) => void;
}

export interface LivyStack {
  gateway: Gateway;
  clusterName: string;
  /** File that holds the password, readable by its owner only. */
  passwordFile: string;
  uploads: string;
  /** Folder that is the run's own and goes with it: for checkpoints and outputs of jobs. */
  folder: string;
  /** Python that has PySpark 3.3.1, and the Kafka connector's jars: for local jobs beside the cluster's. */
  python: string;
  jars: string[];
  restartLivy(options: { recovery: boolean }): Promise<void>;
  haltLivy(): Promise<void>;
  restartResourceManager(options: { recovery: boolean }): Promise<void>;
  stopResourceManager(): Promise<void>;
  stop(): Promise<void>;
}

/** Downloads what is missing and starts everything; some 15 s on a free machine once everything is there. */
export async function startLivyStack(options: LivyStackOptions = {}): Promise<LivyStack> {
  const { say } = options, stops: (() => Promise<void>)[] = [];
  await mkdir(join(CACHE, 'run'), { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'run', 'livy-'));
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  };
  try {
    const spark = await ensureSpark(), sparkHome = sparkPackage(spark.python);
    const yarn = await startYarn({ folder, ...(options.memoryMb === undefined ? {} : { memoryMb: options.memoryMb }), jobHistory: options.jobHistory === true, ...(say ? { say } : {}) });
    stops.push(yarn.stop);
    const livy = await startLivy({ folder, sparkHome, python: spark.python, hadoopConf: yarn.conf, ...(options.livyRemembersSeconds === undefined ? {} : { remembersSeconds: options.livyRemembersSeconds }), ...(say ? { say } : {}) });
    stops.push(livy.stop);
    const history = options.sparkHistory ? await startSparkHistory({ folder, sparkHome, say }) : undefined;
    if (history) stops.push(history.stop);
    const cluster: AmbariCluster = { name: 'weir', zookeepers: ['zk0-weir.internal.cloudapp.net', 'zk1-weir.internal.cloudapp.net', 'zk2-weir.internal.cloudapp.net'], ...options.cluster };
    const gateway = await startGateway(folder, { livy: livy.url, resourceManager: yarn.resourceManager, nodeManager: yarn.nodeManager, cluster, ...(options.jobHistory ? { jobHistory: yarn.jobHistory } : {}), ...(history ? { sparkHistory: history.url } : {}) });
    stops.push(gateway.stop);
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, gateway.password, { mode: 0o600 });
    await chmod(folder, 0o755);
    return {
      gateway, clusterName: cluster.name, passwordFile, uploads: livy.uploads, folder, python: spark.python, jars: spark.jars,
      restartLivy: livy.restart, haltLivy: livy.halt, restartResourceManager: yarn.restartResourceManager, stopResourceManager: yarn.stopResourceManager, stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

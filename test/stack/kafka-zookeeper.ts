/** A Kafka from before KRaft, with its ZooKeeper: HDInsight 5.0 ships 2.4, and only such a broker still writes the old message formats. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JavaClient } from './java-client.ts';
import { CACHE, classPath, mavenLibs } from './maven.ts';
import type { ServerProcess } from './server-process.ts';
import { freePorts, startServer } from './server-process.ts';
import { javaProgram, requireJavaAndMaven } from './tools.ts';

export const OLD_KAFKA_VERSION = '2.4.1';

export interface RunningOldKafka {
  bootstrap: string;
  java: JavaClient;
  stop(): Promise<void>;
}

/** One broker on free ports of the loopback; its files are deleted at its stop. */
export async function startOldKafka(): Promise<RunningOldKafka> {
  requireJavaAndMaven(`Apache Kafka ${OLD_KAFKA_VERSION}`);
  const libs = await mavenLibs(`kafka-${OLD_KAFKA_VERSION}`, [`org.apache.kafka:kafka_2.12:${OLD_KAFKA_VERSION}`, 'org.slf4j:slf4j-simple:1.7.36']);
  await mkdir(join(CACHE, 'run'), { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'run', 'kafka-'));
  const path = (name: string): string => join(folder, name).replaceAll('\\', '/');
  const servers: ServerProcess[] = [];
  const clients: JavaClient[] = [];
  const stop = async (): Promise<void> => {
    for (const client of clients) await client.stop();
    for (const server of [...servers].reverse()) await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  };
  try {
    const [zookeeper, plaintext] = await freePorts(2);
    const java = ['-XX:+UseSerialGC', '-cp', classPath(libs)];
    await writeFile(join(folder, 'zookeeper.properties'), `dataDir=${path('zookeeper')}\nclientPort=${zookeeper}\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n`);
    await writeFile(join(folder, 'server.properties'), [
      'broker.id=1', `zookeeper.connect=127.0.0.1:${zookeeper}`, `listeners=PLAINTEXT://127.0.0.1:${plaintext}`, `log.dirs=${path('data')}`,
      'offsets.topic.replication.factor=1', 'offsets.topic.num.partitions=1', 'auto.create.topics.enable=false', 'log.retention.ms=-1', 'log.cleaner.dedupe.buffer.size=16777216', '',
    ].join('\n'));
    servers.push(await startServer(javaProgram('java'), ['-Xmx128m', ...java, 'org.apache.zookeeper.server.quorum.QuorumPeerMain', join(folder, 'zookeeper.properties')],
      { name: 'ZooKeeper', cwd: folder, ready: /binding to port/ }));
    servers.push(await startServer(javaProgram('java'), ['-Xmx384m', ...java, 'kafka.Kafka', join(folder, 'server.properties')],
      { name: `Kafka ${OLD_KAFKA_VERSION}`, cwd: folder, ready: /\[KafkaServer id=1\] started/ }));
    const bootstrap = `127.0.0.1:${plaintext}`;
    clients.push(await JavaClient.start(classPath(libs), bootstrap, folder));
    return { bootstrap, java: clients[0]!, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

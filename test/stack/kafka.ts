/**
 * Real Apache Kafka on the loopback, in KRaft mode, from Maven: for the tests and for `npm run stack -- kafka`.
 * Every start is a fresh cluster on free ports whose files are deleted at its stop.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, ResourcePatternTypes, logLevel } from 'kafkajs';
import type { ServerCertificate } from './certificates.ts';
import { makeCertificate } from './certificates.ts';
import { JavaClient } from './java-client.ts';
import type { NodePorts, Users } from './kafka-config.ts';
import { serverProperties } from './kafka-config.ts';
import { CACHE, classPath, mavenLibs } from './maven.ts';
import type { ServerProcess } from './server-process.ts';
import { freePorts, runProgram, startServer } from './server-process.ts';
import { javaProgram, requireJavaAndMaven } from './tools.ts';

/** HDInsight 5.1 ships Kafka 3.2. */
export const KAFKA_VERSION = '3.2.3';

export interface KafkaOptions {
  version?: string;
  /** Number of brokers, default 1. */
  brokers?: number;
  /** Adds a SASL_PLAINTEXT listener for these users (PLAIN; with `scram` also SCRAM, which needs Kafka 3.5 or later). */
  users?: Users;
  scram?: boolean;
  /** Adds an SSL listener, and with `users` a SASL_SSL one. */
  tls?: boolean;
  /** The SSL listener wants a certificate of its clients; it takes its own (`clientCertificate`). */
  clientCertificates?: boolean;
  /** Lets users do only what ACLs allow; whoever comes unnamed (PLAINTEXT) may do everything. */
  acls?: boolean;
  /** Adds a PLAINTEXT listener that is advertised under this name. */
  farHost?: string;
  /** Adds a SASL_PLAINTEXT listener for OAUTHBEARER with unsigned tokens. */
  oauth?: boolean;
  /** Further lines of server.properties, or others than usual here. */
  properties?: Record<string, string>;
  /** Told what takes long. */
  say?: (line: string) => void;
}

export interface TopicOptions {
  partitions?: number;
  replicas?: number;
  config?: Record<string, string>;
}

export interface RunningKafka {
  version: string;
  /** host:port of every broker's PLAINTEXT listener, comma-separated. */
  bootstrap: string;
  /** The same for the other listeners; empty when there is none. */
  saslBootstrap: string;
  sslBootstrap: string;
  saslSslBootstrap: string;
  /** Under the name of `farHost`. */
  farBootstrap: string;
  oauthBootstrap: string;
  /** PEM file with the certificate to trust, when `tls` was asked for. */
  caFile: string;
  /** PKCS12 file that the SSL listener takes from clients, and its password. */
  clientCertificate: { file: string; password: string };
  createTopic(name: string, options?: TopicOptions): Promise<void>;
  deleteTopic(name: string): Promise<void>;
  /** Lets a user do this with a topic, where `acls` hold; default read and describe. */
  allow(user: string, topic: string, operations?: readonly (keyof typeof AclOperationTypes)[]): Promise<void>;
  /** Kafka's own Java client in a JVM of its own; stopped with the cluster. */
  javaClient(): Promise<JavaClient>;
  /** Where a broker (numbered from 1) keeps its partitions, one folder each. */
  dataFolder(id: number): string;
  /** Lets a broker fall silent without ending it, and answer again. */
  freezeBroker(id: number): void;
  thawBroker(id: number): void;
  /** Stops one broker (numbered from 1), to see what a client does then. */
  stopBroker(id: number): Promise<void>;
  /** Starts one that was stopped, with what it has on its disk. */
  startBroker(id: number): Promise<void>;
  stop(): Promise<void>;
}

/** Downloads what is missing and starts the brokers; some seconds once everything is there. */
export async function startKafka(options: KafkaOptions = {}): Promise<RunningKafka> {
  const version = options.version ?? KAFKA_VERSION;
  requireJavaAndMaven(`Apache Kafka ${version}`);
  const libs = await mavenLibs(`kafka-${version}`, [`org.apache.kafka:kafka_2.13:${version}`, 'org.slf4j:slf4j-simple:1.7.36'], options.say);
  await mkdir(join(CACHE, 'run'), { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'run', 'kafka-'));
  const servers: ServerProcess[] = [], launches: (() => Promise<ServerProcess>)[] = [];
  const clients: JavaClient[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(clients.map((client) => client.stop()));
    // The controller last: brokers ask it to let them go.
    for (const server of [...servers].reverse()) await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  };
  try {
    const certificate = options.tls ? await makeCertificate(folder) : undefined;
    const nodes = await startNodes({ ...options, libs, folder, certificate, servers, launches, version });
    const list = (port: (ports: NodePorts) => number | undefined): string => nodes.map(port).filter((found) => found !== undefined).map((found) => `127.0.0.1:${found}`).join(',');
    const bootstrap = list((ports) => ports.plaintext);
    await allBrokersJoined(bootstrap, nodes.length);
    return {
      version, bootstrap,
      saslBootstrap: list((ports) => ports.sasl),
      sslBootstrap: list((ports) => ports.ssl),
      saslSslBootstrap: list((ports) => ports.saslSsl),
      farBootstrap: nodes.flatMap(({ far }) => (far === undefined ? [] : [`${options.farHost}:${far}`])).join(','),
      oauthBootstrap: list((ports) => ports.oauth),
      caFile: certificate?.pem ?? '',
      clientCertificate: { file: certificate?.keystore ?? '', password: certificate?.password ?? '' },
      createTopic: (name, topic) => createTopic(bootstrap, name, topic),
      deleteTopic: (name) => withAdmin(bootstrap, (admin) => admin.deleteTopics({ topics: [name] })),
      allow: (user, topic, operations = ['READ', 'DESCRIBE']) => withAdmin(bootstrap, async (admin) => {
        const shared = { resourceType: AclResourceTypes.TOPIC, resourceName: topic, resourcePatternType: ResourcePatternTypes.LITERAL, principal: `User:${user}`, host: '*', permissionType: AclPermissionTypes.ALLOW };
        await admin.createAcls({ acl: operations.map((operation) => ({ ...shared, operation: AclOperationTypes[operation] })) });
      }),
      javaClient: async () => {
        const client = await JavaClient.start(classPath(libs), bootstrap, folder);
        clients.push(client);
        return client;
      },
      dataFolder: (id) => join(folder, `data-${id}`),
      freezeBroker: (id) => servers[id - 1]?.freeze(),
      thawBroker: (id) => servers[id - 1]?.thaw(),
      stopBroker: async (id) => {
        await servers[id - 1]?.stop();
      },
      startBroker: async (id) => {
        servers[id - 1] = await launches[id - 1]!();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startNodes(options: KafkaOptions & {
  libs: string; folder: string; version: string; certificate: ServerCertificate | undefined; servers: ServerProcess[]; launches: (() => Promise<ServerProcess>)[];
}): Promise<NodePorts[]> {
  const { libs, folder, certificate, servers, launches, version } = options;
  const count = options.brokers ?? 1;
  const users = options.users ?? {};
  const hasUsers = Object.keys(users).length > 0;
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  const java = ['-Xmx512m', '-XX:+UseSerialGC', '-cp', classPath(libs)];
  const nodes: NodePorts[] = [];
  const free = await freePorts(count * 7);
  for (let id = 1; id <= count; id++) {
    const [plaintext, controller, sasl, ssl, saslSsl, far, oauth] = free.splice(0, 7) as [number, number, number, number, number, number, number];
    const ports: NodePorts = {
      plaintext, controller,
      ...(hasUsers ? { sasl } : {}),
      ...(certificate ? { ssl } : {}),
      ...(certificate && hasUsers ? { saslSsl } : {}),
      ...(options.farHost === undefined ? {} : { far }),
      ...(options.oauth ? { oauth } : {}),
    };
    nodes.push(ports);
    const properties = join(folder, `server-${id}.properties`);
    await writeFile(properties, serverProperties({
      id, nodes: count, ports, controllerPort: nodes[0]!.controller, logDir: join(folder, `data-${id}`), users, scram: options.scram === true, acls: options.acls === true, clientCertificates: options.clientCertificates === true, more: options.properties ?? {},
      ...(certificate ? { certificate } : {}),
      ...(options.farHost === undefined ? {} : { farHost: options.farHost }),
    }));
    const scram = options.scram
      ? Object.entries(users).flatMap(([name, password]) => ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => ['--add-scram', `${mechanism}=[name=${name},password=${password}]`]))
      : [];
    await runProgram(javaProgram('java'), [...java, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties, ...scram], folder);
    options.say?.(`Starting Apache Kafka ${version}${count > 1 ? `, broker ${id} of ${count}` : ''}.`);
    const launch = (): Promise<ServerProcess> => startServer(javaProgram('java'), [...java, 'kafka.Kafka', properties], { name: `Kafka ${version}`, cwd: folder, ready: /Kafka Server started/ });
    launches.push(launch);
    servers.push(await launch());
  }
  return nodes;
}

/** A node says "started" a moment before the controller lets it serve. */
async function allBrokersJoined(bootstrap: string, count: number): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await withAdmin(bootstrap, async (admin) => {
        const { brokers } = await admin.describeCluster();
        if (brokers.length < count) throw new Error(`Only ${brokers.length} of ${count} Kafka brokers joined.`);
      });
      return;
    } catch (error) {
      if (tries >= 100) throw error;
      await pause(100);
    }
  }
}

/** Creates a topic and waits until its partitions have leaders. */
export async function createTopic(bootstrap: string, topic: string, options: TopicOptions = {}): Promise<void> {
  const configEntries = Object.entries(options.config ?? {}).map(([name, value]) => ({ name, value }));
  await withAdmin(bootstrap, async (admin) => {
    const partitions = options.partitions ?? 1;
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: partitions, replicationFactor: options.replicas ?? 1, configEntries }] });
    // A broker that has not heard of the topic yet says that there is none, which kafkajs' own wait takes for a failure.
    const led = async (): Promise<boolean> => {
      const [found] = (await admin.fetchTopicMetadata({ topics: [topic] })).topics;
      return found?.partitions.length === partitions && found.partitions.every(({ leader }) => leader >= 0);
    };
    for (let tries = 0; !await led().catch(() => false); tries++) {
      if (tries === 240) throw new Error(`The topic ${topic} has no leaders a minute after it was made.`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  });
}

type Admin = ReturnType<Kafka['admin']>;

async function withAdmin(bootstrap: string, work: (admin: Admin) => Promise<void>): Promise<void> {
  const admin = new Kafka({ brokers: bootstrap.split(','), logLevel: logLevel.NOTHING, clientId: 'stack' }).admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}

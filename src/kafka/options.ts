import type { FrameRoom } from './framed-socket.ts';
import type { ConnectionOptions } from 'node:tls';
import { KafkaFault } from './fault.ts';
import { parseJaas } from './jaas.ts';
import type { AuthenticationProvider } from './oauth.ts';
import type { Route } from './route.ts';
import type { Property } from './tls.ts';
import { tlsOptions } from './tls.ts';

/** SASL credentials of the mechanisms that the client has. */
export type SaslOptions = { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string }
  | { mechanism: 'oauthbearer'; authenticationProvider: AuthenticationProvider };

/** How to reach and read a cluster. Holds secrets: never log it. */
export interface ConnectionSettings {
  /** host:port of at least one broker. */
  bootstrap: { host: string; port: number }[];
  tls?: ConnectionOptions;
  sasl?: SaslOptions;
  /** Kafka's own default is read_uncommitted, and Spark does not change it. */
  isolation: 'read_uncommitted' | 'read_committed';
  clientId: string;
  /** Milliseconds after which an operation gives up. Default 10 000. */
  timeoutMs: number;
  /** Verify batch checksums. Default false. */
  checkCrc?: boolean;
  /** How sockets are made; default straight to the brokers' names. */
  route?: Route;
  /** Where large answers are put; default each in an array of its own. */
  room?: FrameRoom;
  /** In whose words hints are given; default a job's. */
  words?: 'job' | 'connection';
}

/** Parses `bootstrap.servers`. A server is host:port, IPv6 in brackets, optionally with PROTOCOL:// before it. `name` is what errors call it. */
export function parseBootstrap(text: string, name = 'kafka.bootstrap.servers'): { host: string; port: number }[] {
  const servers = text.split(',').map((part) => part.trim()).filter((part) => part !== '');
  if (servers.length === 0) throw new KafkaFault('connection', `${name} is empty.`, 'Give it at least one host:port.');
  return servers.map((server) => {
    const match = /^(?:[A-Za-z0-9_]+:\/\/)?(?:\[([0-9A-Fa-f:.%]+)\]|([^\s:/[\]@]+)):(\d{1,5})$/.exec(server);
    const port = Number(match?.[3]);
    if (!match || port < 1 || port > 65535) throw new KafkaFault('connection', `${name} has no valid host:port in '${server}'.`, 'Write it as host:port,host:port.');
    return { host: (match[1] ?? match[2])!, port };
  });
}

/**
 * A job's `kafka.*` options as settings, with Kafka's own meaning and defaults. Option names count in any case, as in Spark;
 * properties that only tune a Java client (buffer sizes, retries) have no effect here. What this client cannot do is an `unsupported` fault.
 */
export function settingsFromOptions(options: Readonly<Record<string, string>>, defaults: { timeoutMs?: number } = {}): ConnectionSettings {
  const properties = new Map<string, string>();
  for (const [name, value] of Object.entries(options)) {
    const lower = name.toLowerCase();
    if (lower.startsWith('kafka.')) properties.set(lower.slice('kafka.'.length), value);
  }
  const property: Property = (name) => properties.get(name);
  const bootstrap = property('bootstrap.servers');
  if (bootstrap === undefined) throw new KafkaFault('connection', "Option 'kafka.bootstrap.servers' must be specified.", 'Give it the host:port of a broker.');
  const settings: ConnectionSettings = {
    bootstrap: parseBootstrap(bootstrap),
    isolation: isolationOf(property('isolation.level')),
    clientId: property('client.id') ?? 'weir',
    timeoutMs: defaults.timeoutMs ?? 10_000,
  };
  const protocol = (property('security.protocol') ?? 'PLAINTEXT').toUpperCase();
  if (!['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'].includes(protocol)) {
    throw new KafkaFault('unsupported', `kafka.security.protocol '${protocol}' does not exist.`, 'It is PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL.');
  }
  if (protocol.endsWith('SSL')) settings.tls = tlsOptions(property);
  if (protocol.startsWith('SASL')) settings.sasl = saslOf(property);
  return settings;
}

function isolationOf(value: string | undefined): ConnectionSettings['isolation'] {
  const level = (value ?? 'read_uncommitted').toLowerCase();
  if (level !== 'read_uncommitted' && level !== 'read_committed') {
    throw new KafkaFault('unsupported', `kafka.isolation.level '${value}' does not exist.`, 'It is read_uncommitted or read_committed.');
  }
  return level;
}

const ANOTHER_WAY = 'Use PLAIN or SCRAM, read a capture of the topic instead, or run the job on the cluster.';

function saslOf(property: Property): SaslOptions {
  // Kafka's default mechanism is GSSAPI.
  const mechanism = (property('sasl.mechanism') ?? 'GSSAPI').toUpperCase();
  const handler = ['sasl.client.callback.handler.class', 'sasl.login.callback.handler.class', 'sasl.login.class'].find((name) => property(name) !== undefined);
  if (handler !== undefined) throw new KafkaFault('unsupported', `kafka.${handler} names a Java class, which Weir cannot load.`, ANOTHER_WAY);
  if (mechanism !== 'PLAIN' && mechanism !== 'SCRAM-SHA-256' && mechanism !== 'SCRAM-SHA-512') {
    throw new KafkaFault('unsupported', mechanism === 'GSSAPI'
      ? 'kafka.sasl.mechanism GSSAPI (Kerberos, as on an HDInsight cluster with the Enterprise Security Package) is not available in Weir.'
      : `kafka.sasl.mechanism ${mechanism} is not available in Weir.`, ANOTHER_WAY);
  }
  const config = property('sasl.jaas.config');
  if (config === undefined) {
    throw new KafkaFault('authentication', `kafka.sasl.mechanism ${mechanism} needs credentials in kafka.sasl.jaas.config.`, 'A JAAS file of the JVM (java.security.auth.login.config) is not read here.');
  }
  const { module, options } = parseJaas(config);
  const wanted = mechanism === 'PLAIN' ? 'PlainLoginModule' : 'ScramLoginModule';
  if (module !== wanted) throw new KafkaFault('authentication', `kafka.sasl.jaas.config names ${module}, but the mechanism ${mechanism} needs ${wanted}.`);
  if (options['tokenauth'] === 'true') throw new KafkaFault('unsupported', 'Delegation tokens (tokenauth in kafka.sasl.jaas.config) are not available in Weir.', ANOTHER_WAY);
  const { username, password } = options;
  if (username === undefined || password === undefined) throw new KafkaFault('authentication', 'kafka.sasl.jaas.config has no username or no password.');
  return { mechanism: mechanism.toLowerCase() === 'plain' ? 'plain' : mechanism === 'SCRAM-SHA-256' ? 'scram-sha-256' : 'scram-sha-512', username, password };
}

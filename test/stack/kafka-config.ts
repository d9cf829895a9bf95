/** server.properties of the nodes of a small KRaft cluster on the loopback. */
import type { ServerCertificate } from './certificates.ts';

/** Ports of one node. Absent: it has no such listener. */
export interface NodePorts {
  plaintext: number;
  controller: number;
  sasl?: number;
  ssl?: number;
  saslSsl?: number;
  far?: number;
  oauth?: number;
}

export interface Users {
  [name: string]: string;
}

/** All nodes are brokers, the first is the controller too. `version` is Kafka's. */
export function serverProperties(options: {
  id: number; nodes: number; ports: NodePorts; controllerPort: number; logDir: string; users: Users; certificate?: ServerCertificate; scram: boolean; acls?: boolean; clientCertificates?: boolean;
  farHost?: string; more?: Record<string, string>;
}): string {
  const { id, ports, controllerPort, logDir, users, certificate } = options;
  const isController = id === 1;
  const listeners = [
    ['PLAINTEXT', ports.plaintext], ['SASL_PLAINTEXT', ports.sasl], ['SSL', ports.ssl], ['SASL_SSL', ports.saslSsl], ['FAR', ports.far], ['OAUTH', ports.oauth],
  ].filter((listener): listener is [string, number] => listener[1] !== undefined).map(([name, port]) => `${name}://127.0.0.1:${port}`);
  const replicas = String(Math.min(3, options.nodes));
  const mechanisms = options.scram ? 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512' : 'PLAIN';
  const plainUsers = Object.entries(users).map(([name, password]) => ` user_${name}="${password}"`).join('');
  const properties: Record<string, string> = {
    'process.roles': isController ? 'broker,controller' : 'broker',
    'node.id': String(id),
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'listeners': [...listeners, ...(isController ? [`CONTROLLER://127.0.0.1:${controllerPort}`] : [])].join(','),
    'advertised.listeners': listeners.map((listener) => (listener.startsWith('FAR:') ? `FAR://${options.farHost}:${ports.far}` : listener)).join(','),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL,FAR:PLAINTEXT,OAUTH:SASL_PLAINTEXT',
    // Java properties take a backslash as an escape; Windows accepts forward slashes.
    'log.dirs': logDir.replaceAll('\\', '/'),
    // As on HDInsight: a topic must be created.
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'group.initial.rebalance.delay.ms': '0',
    // Samples and tests carry timestamps of their own, often older than the default of a week: they must stay.
    'log.retention.ms': '-1',
    'num.network.threads': '2',
    'num.io.threads': '4',
    'log.cleaner.backoff.ms': '300',
    'log.cleaner.dedupe.buffer.size': '16777216',
    'sasl.enabled.mechanisms': mechanisms,
  };
  if (options.acls === true) {
    properties['authorizer.class.name'] = 'org.apache.kafka.metadata.authorizer.StandardAuthorizer';
    properties['super.users'] = 'User:ANONYMOUS';
  }
  for (const listener of ['sasl_plaintext', 'sasl_ssl']) {
    properties[`listener.name.${listener}.plain.sasl.jaas.config`] = `org.apache.kafka.common.security.plain.PlainLoginModule required${plainUsers};`;
    for (const mechanism of options.scram ? ['scram-sha-256', 'scram-sha-512'] : []) {
      properties[`listener.name.${listener}.${mechanism}.sasl.jaas.config`] = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
    }
  }
  if (ports.oauth !== undefined) {
    // Tokens without a signature: what Kafka itself has for tests.
    properties['listener.name.oauth.sasl.enabled.mechanisms'] = 'OAUTHBEARER';
    properties['listener.name.oauth.oauthbearer.sasl.jaas.config'] = 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";';
  }
  if (certificate) {
    properties['ssl.keystore.location'] = certificate.keystore.replaceAll('\\', '/');
    properties['ssl.keystore.type'] = 'PKCS12';
    properties['ssl.keystore.password'] = certificate.password;
    properties['ssl.key.password'] = certificate.password;
    if (options.clientCertificates === true) {
      properties['listener.name.ssl.ssl.client.auth'] = 'required';
      properties['ssl.truststore.type'] = 'PEM';
      properties['ssl.truststore.location'] = certificate.pem.replaceAll('\\', '/');
    }
  }
  Object.assign(properties, options.more);
  return Object.entries(properties).map(([name, value]) => `${name}=${value}\n`).join('');
}

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { createSecureContext } from 'node:tls';
import type { ConnectionDescription, ConnectionSecrets, DirectDescription, SaslDescription, TlsDescription } from '../protocol/kafka.ts';
import { BrokerGateway } from './broker-gateway.ts';
import { CaptureFolder } from './capture-folder.ts';
import { KafkaFault } from './fault.ts';
import type { ClusterGateway } from './gateway.ts';
import type { ConnectionSettings, SaslOptions } from './options.ts';
import { bearer } from './oauth.ts';
import { parseBootstrap } from './options.ts';
import { checkAdvertised, MappedRoute, type Advertised } from './route.ts';
import { RestGateway } from './rest/rest-gateway.ts';
import { restSettings, type TokenSource } from './rest/settings.ts';
import { SshRoute } from './ssh.ts';

export interface OpenOptions {
  /** Allows produce and admin. Default false. */
  writable?: boolean;
  /** Milliseconds after which an operation gives up. Default 10 000. */
  timeoutMs?: number;
  /** What relative paths count from. Default the working directory. */
  folder?: string;
  /** Where the token of a REST proxy comes from; default the one among the secrets. */
  token?: TokenSource;
  /** Where large answers of brokers are put. */
  room?: ConnectionSettings['room'];
}

/** The gateway that a description stands for. Nothing is connected before its first use. */
export function openConnection(description: ConnectionDescription, secrets: ConnectionSecrets, options: OpenOptions = {}): ClusterGateway {
  switch (description.kind) {
    case 'captures': return new CaptureFolder(resolve(options.folder ?? '.', description.folder));
    case 'direct': return new BrokerGateway(connectionSettings(description, secrets, options), { writable: options.writable === true });
    case 'ssh': {
      const route = new SshRoute(description.ssh, advertisedOf(description));
      return new BrokerGateway({ ...connectionSettings(description, secrets, options), route }, { writable: options.writable === true });
    }
    case 'rest': return new RestGateway(restSettings(description, secrets, options), { writable: options.writable === true });
  }
}

export function connectionSettings(description: Omit<DirectDescription, 'kind'>, secrets: ConnectionSecrets, { timeoutMs, folder, room }: OpenOptions): ConnectionSettings {
  return {
    bootstrap: parseBootstrap(description.brokers, 'the list of brokers'), isolation: 'read_uncommitted', clientId: 'weir', timeoutMs: timeoutMs ?? 10_000, words: 'connection',
    ...(room ? { room } : {}),
    ...(description.tls ? { tls: tlsOf(description.tls, secrets, folder ?? '.') } : {}),
    ...(description.sasl ? { sasl: saslOf(description.sasl, secrets) } : {}),
    ...(description.advertised ? { route: new MappedRoute(advertisedOf(description)) } : {}),
  };
}

function advertisedOf({ advertised = {} }: { advertised?: Advertised }): Advertised {
  checkAdvertised(advertised);
  return advertised;
}

function tlsOf(tls: TlsDescription, secrets: ConnectionSecrets, folder: string): ConnectionOptions {
  const read = (file: string): Buffer => {
    try {
      return readFileSync(resolve(folder, file));
    } catch (cause) {
      throw new KafkaFault('tls', `${file} cannot be read.`, 'Check the path of the certificate or key.', { cause });
    }
  };
  if ((tls.certFile === undefined) !== (tls.keyFile === undefined)) throw new KafkaFault('tls', 'A client certificate needs both the certificate and its key.', 'Give the two PEM files.');
  const options: ConnectionOptions = {};
  if (tls.caFile !== undefined) {
    const ca = read(tls.caFile);
    if (!ca.includes('-----BEGIN CERTIFICATE-----')) throw new KafkaFault('tls', `${tls.caFile} holds no PEM certificate.`, 'It must hold -----BEGIN CERTIFICATE----- blocks; keytool -exportcert -rfc writes them.');
    options.ca = ca;
  }
  if (tls.certFile !== undefined) options.cert = read(tls.certFile);
  if (tls.keyFile !== undefined) options.key = read(tls.keyFile);
  if (tls.pfxFile !== undefined) options.pfx = read(tls.pfxFile);
  if (secrets.keyPassword !== undefined) options.passphrase = secrets.keyPassword;
  try {
    createSecureContext(options);
  } catch (cause) {
    const file = tls.pfxFile ?? tls.certFile ?? tls.caFile ?? 'certificate';
    throw new KafkaFault('tls', `${file} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`, 'Check the file, that key and certificate belong together, and the password of the key.', { cause });
  }
  if (tls.checkHostName === false) options.checkServerIdentity = () => undefined;
  return options;
}

function saslOf({ mechanism, user }: SaslDescription, { password, token }: ConnectionSecrets): SaslOptions {
  if (mechanism === 'OAUTHBEARER') {
    if (token === undefined || token === '') throw new KafkaFault('authentication', 'SASL OAUTHBEARER needs a token.', 'Give one that is valid now.');
    return { mechanism: 'oauthbearer', authenticationProvider: bearer(token) };
  }
  if (user === undefined || password === undefined) throw new KafkaFault('authentication', `SASL ${mechanism} needs a user and a password.`);
  return { mechanism: mechanism === 'PLAIN' ? 'plain' : mechanism === 'SCRAM-SHA-256' ? 'scram-sha-256' : 'scram-sha-512', username: user, password };
}

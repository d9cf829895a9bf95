/** How Kafka topics are reached. Plain data only; no description holds a secret. */

import type { SignIn } from './azure.ts';

/** What TLS needs beside the machine's own authorities. Files are PEM, a `pfxFile` is PKCS12; relative paths count from the caller's folder. */
export interface TlsDescription {
  caFile?: string;
  certFile?: string;
  keyFile?: string;
  pfxFile?: string;
  /** Default true. False: the certificate is checked, but not whether it is for this host name. */
  checkHostName?: boolean;
}

export type SaslMechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER';

/** Who signs in. The password or token travels in {@link ConnectionSecrets}. */
export interface SaslDescription {
  mechanism: SaslMechanism;
  user?: string;
}

/** Brokers spoken to directly. */
export interface DirectDescription {
  kind: 'direct';
  /** host:port,host:port */
  brokers: string;
  tls?: TlsDescription;
  sasl?: SaslDescription;
  /** Where a broker that the cluster names really is: `host:port` to `host:port`. Certificates are still checked for the cluster's name. */
  advertised?: Record<string, string>;
}

/** The same through an SSH server, which resolves the brokers' names. `ssh` is the user's own program: what is left out is its configuration's matter. */
export interface SshDescription extends Omit<DirectDescription, 'kind'> {
  kind: 'ssh';
  /** `host` may be an alias of the configuration. `configFile` stands instead of the user's own. */
  ssh: { host: string; port?: number; user?: string; keyFile?: string; configFile?: string };
}

/** The Kafka REST proxy of an HDInsight cluster. */
export interface RestDescription {
  kind: 'rest';
  /** https://<cluster>-kafkarest.azurehdinsight.net */
  url: string;
  /** PEM file of the authority to trust, where its certificate is not a public one's; relative paths count from the caller's folder. */
  caFile?: string;
  /** How its token is had; absent: it is among the secrets. */
  signIn?: SignIn;
}

/** A folder whose `*.capture.jsonl` files are topics. */
export interface CapturesDescription {
  kind: 'captures';
  folder: string;
}

/** How topics are reached. Holds no secret, so that it may be kept in settings. */
export type ConnectionDescription = DirectDescription | SshDescription | RestDescription | CapturesDescription;

/** What must never be written down. Which of them are needed is the description's matter. */
export interface ConnectionSecrets {
  /** Of SASL PLAIN and SCRAM. */
  password?: string;
  /** Of SASL OAUTHBEARER and of the REST proxy. */
  token?: string;
  /** Epoch ms after which the token is not valid; absent where that is not known. */
  tokenExpires?: number;
  /** Of an application that signs in for the REST proxy. */
  clientSecret?: string;
  /** Why there is no token: signing in failed. */
  tokenProblem?: KafkaProblem;
  /** Of `keyFile` or `pfxFile` of TLS. */
  keyPassword?: string;
  /** Of the schema registry's user. */
  registryPassword?: string;
}

/** What went wrong: one sentence, and one that says what to do (may be empty). `kind` is KafkaFaultKind. */
export interface KafkaProblem {
  kind: string;
  message: string;
  hint: string;
}

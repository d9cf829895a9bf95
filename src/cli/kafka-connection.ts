/** What every command that looks at Kafka shares: the connection's options, its faults as exit codes, Ctrl-C. */
import type { KafkaFault as Fault } from '../kafka/fault.ts';
import { KafkaFault } from '../kafka/fault.ts';
import type { ClusterGateway } from '../kafka/gateway.ts';
import { openConnection } from '../kafka/open.ts';
import { parseBootstrap } from '../kafka/options.ts';
import type { ConnectionDescription, ConnectionSecrets, DirectDescription, KafkaProblem, SaslMechanism } from '../protocol/kafka.ts';
import { Exit } from './exit.ts';
import type { OptionSpec, Parsed } from './options.ts';
import { choiceOf, isSet, numberOf, textOf, UsageError } from './options.ts';
import { say } from './say.ts';

export const BROKER_OPTIONS: readonly OptionSpec[] = [
  { name: 'brokers', value: '<host:port,…>', help: 'the brokers to ask first' },
  { name: 'tls', help: 'speaks TLS', fallback: 'off, unless --ca or --cert is given' },
  { name: 'ca', value: '<file>', help: 'PEM file of the certificate authority to trust', fallback: "Node's own" },
  { name: 'cert', value: '<file>', help: 'the client certificate: a PEM file, with its private key unless --cert-key names that, or a PKCS12 file (.p12, .pfx). A password of the key is read from WEIR_KAFKA_KEY_PASSWORD', fallback: 'none' },
  { name: 'cert-key', value: '<file>', help: 'PEM file of the private key of --cert', fallback: '--cert' },
  { name: 'sasl', value: '<mechanism>', help: 'PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512; the password is read from WEIR_KAFKA_PASSWORD', fallback: 'PLAIN with --user, else none' },
  { name: 'user', value: '<name>', help: 'who signs in' },
  { name: 'timeout', value: '<seconds>', help: 'how long an answer is waited for', fallback: '10' },
];
export const CAPTURES_OPTION: OptionSpec = { name: 'captures', value: '<folder>', help: 'a folder whose *.capture.jsonl files are the topics, instead of brokers' };

type Environment = Readonly<Record<string, string | undefined>>;

const MECHANISMS: readonly SaslMechanism[] = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];

/** How the options say that topics are reached. */
export interface Described { description: ConnectionDescription; secrets: ConnectionSecrets; timeoutMs?: number }

/** @throws UsageError */
export function describedIn(parsed: Parsed, env: Environment): Described {
  const folder = textOf(parsed, 'captures'), brokers = textOf(parsed, 'brokers');
  if (folder !== undefined && brokers !== undefined) throw new UsageError('--brokers and --captures were both given: which of them?');
  if (folder === undefined && brokers === undefined) throw new UsageError('Where are the topics? --brokers <host:port>, or --captures <folder> for a folder of captures.');
  const timeout = numberOf(parsed, 'timeout', 'seconds');
  const description: ConnectionDescription = folder === undefined ? directOf(parsed, brokers!) : { kind: 'captures', folder };
  return { description, secrets: secretsOf(parsed, env), ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }) };
}

/** @throws UsageError */
export function openFrom(parsed: Parsed, env: Environment, options: { writable: boolean }): ClusterGateway {
  const { description, secrets, ...more } = describedIn(parsed, env);
  return openConnection(description, secrets, { ...more, writable: options.writable });
}

function directOf(parsed: Parsed, brokers: string): DirectDescription {
  const caFile = textOf(parsed, 'ca'), certFile = textOf(parsed, 'cert'), user = textOf(parsed, 'user');
  if (certFile === undefined && isSet(parsed, 'cert-key')) throw new UsageError('--cert-key needs --cert.');
  const client = certFile === undefined ? {} : /\.(p12|pfx)$/i.test(certFile) ? { pfxFile: certFile } : { certFile, keyFile: textOf(parsed, 'cert-key') ?? certFile };
  try {
    parseBootstrap(brokers, '--brokers');
  } catch (error) {
    if (error instanceof KafkaFault) throw new UsageError(`${error.message} ${error.hint}`);
    throw error;
  }
  const mechanism = choiceOf(parsed, 'sasl', MECHANISMS) ?? (user === undefined ? undefined : 'PLAIN');
  if (mechanism !== undefined && user === undefined) throw new UsageError(`--sasl ${mechanism} needs --user.`);
  return {
    kind: 'direct', brokers,
    ...(isSet(parsed, 'tls') || caFile !== undefined || certFile !== undefined ? { tls: { ...(caFile === undefined ? {} : { caFile }), ...client } } : {}),
    ...(mechanism === undefined ? {} : { sasl: { mechanism, ...(user === undefined ? {} : { user }) } }),
  };
}

function secretsOf(parsed: Parsed, env: Environment): ConnectionSecrets {
  const password = env['WEIR_KAFKA_PASSWORD'], keyPassword = env['WEIR_KAFKA_KEY_PASSWORD'];
  if (isSet(parsed, 'user') && password === undefined) throw new UsageError('--user needs a password in the environment variable WEIR_KAFKA_PASSWORD.');
  return { ...(password === undefined ? {} : { password }), ...(keyPassword === undefined ? {} : { keyPassword }) };
}

const EXITS: Readonly<Record<string, number>> = {
  connection: Exit.unreachable, timeout: Exit.unreachable, tls: Exit.unreachable, protocol: Exit.unreachable,
  authentication: Exit.notPermitted, authorization: Exit.notPermitted, 'read-only': Exit.notPermitted, unsupported: Exit.usage,
};

export const exitOf = ({ kind }: Pick<Fault, 'kind'> | KafkaProblem): number => EXITS[kind] ?? Exit.failed;

export function sayProblem({ message, hint }: KafkaProblem): void {
  say(`${message}${hint === '' ? '' : ` ${hint}`}`);
}

/** Does the work of a command on a connection, closes it, and tells its fault. Ctrl-C aborts the signal; a second one ends at once. */
export async function withGateway(parsed: Parsed, options: { writable: boolean }, work: (gateway: ClusterGateway, signal: AbortSignal) => Promise<number>): Promise<number> {
  const interrupt = new AbortController();
  const onInterrupt = (): void => {
    if (interrupt.signal.aborted) process.exit(Exit.interrupted);
    interrupt.abort();
  };
  process.on('SIGINT', onInterrupt);
  let gateway: ClusterGateway | undefined;
  try {
    gateway = openFrom(parsed, process.env, options);
    const code = await work(gateway, interrupt.signal);
    return interrupt.signal.aborted ? Exit.interrupted : code;
  } catch (error) {
    if (interrupt.signal.aborted) return Exit.interrupted;
    if (!(error instanceof KafkaFault)) throw error;
    sayProblem(error);
    return exitOf(error);
  } finally {
    process.off('SIGINT', onInterrupt);
    await gateway?.close();
  }
}

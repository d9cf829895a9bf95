/** How the options of a command say that topics are reached. */
import { KafkaFault } from '../kafka/fault.ts';
import { parseBootstrap } from '../kafka/options.ts';
import { proxyUrl } from '../kafka/rest/settings.ts';
import { checkAdvertised } from '../kafka/route.ts';
import type { SignIn } from '../protocol/azure.ts';
import type { ConnectionDescription, ConnectionSecrets, DirectDescription, RestDescription, SaslMechanism, SshDescription } from '../protocol/kafka.ts';
import type { OptionSpec, Parsed } from './options.ts';
import { choiceOf, isSet, numberOf, textOf, UsageError } from './options.ts';
import { SIGN_IN_WAYS, signInOf } from './sign-in.ts';

export const BROKER_OPTIONS: readonly OptionSpec[] = [
  { name: 'brokers', value: '<host:port,…>', help: 'the brokers to ask first' },
  { name: 'tls', help: 'speaks TLS', fallback: 'off, unless --ca or --cert is given' },
  { name: 'ca', value: '<file>', help: 'PEM file of the certificate authority to trust', fallback: "Node's own" },
  { name: 'cert', value: '<file>', help: 'the client certificate: a PEM file, with its private key unless --cert-key names that, or a PKCS12 file (.p12, .pfx). A password of the key is read from WEIR_KAFKA_KEY_PASSWORD', fallback: 'none' },
  { name: 'cert-key', value: '<file>', help: 'PEM file of the private key of --cert', fallback: '--cert' },
  { name: 'sasl', value: '<mechanism>', help: 'PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512 with the password in WEIR_KAFKA_PASSWORD, or OAUTHBEARER with the token in WEIR_KAFKA_TOKEN', fallback: 'PLAIN with --user, else none' },
  { name: 'user', value: '<name>', help: 'who signs in' },
  { name: 'ssh', value: '<user@host:port>', help: "goes to the brokers through this SSH server, where their names are resolved; user and port may be left to ssh's own configuration", fallback: 'none' },
  { name: 'ssh-key', value: '<file>', help: 'the private key for --ssh', fallback: "ssh's own" },
  { name: 'ssh-config', value: '<file>', help: "stands instead of the user's own configuration of ssh", fallback: "ssh's own" },
  { name: 'advertised', value: '<host:port=host:port>', repeatable: true, help: 'where a broker that the cluster names really is, repeatable; its certificate is still checked for the name' },
  { name: 'rest', value: '<url>', help: "the Kafka REST proxy of an HDInsight cluster, https://<cluster>-kafkarest.azurehdinsight.net, instead of --brokers; one signs in there with an Entra token" },
  { name: 'sign-in', value: '<way>', help: `for --rest: ${SIGN_IN_WAYS}`, fallback: 'the token in WEIR_KAFKA_TOKEN; without one environment where AZURE_CLIENT_ID is set, else cli' },
  { name: 'tenant', value: '<id>', help: 'for --sign-in cli and device: the Entra tenant', fallback: "the account's own" },
  { name: 'client', value: '<id>', help: 'for --sign-in device: the application that asks', fallback: "that of Azure's developer tools" },
  { name: 'scope', value: '<scope>', help: 'for --sign-in: what the token is for', fallback: 'https://hib.azurehdinsight.net/.default, in other clouds made alike' },
  { name: 'timeout', value: '<seconds>', help: 'how long an answer is waited for', fallback: '10' },
];
export const CAPTURES_OPTION: OptionSpec = { name: 'captures', value: '<folder>', help: 'a folder whose *.capture.jsonl files are the topics, instead of brokers' };

export type Environment = Readonly<Record<string, string | undefined>>;

const MECHANISMS: readonly SaslMechanism[] = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'];

export interface Described { description: ConnectionDescription; secrets: ConnectionSecrets; timeoutMs?: number }

/** @throws UsageError */
export function describedIn(parsed: Parsed, env: Environment): Described {
  const [way, other] = (['brokers', 'rest', 'captures'] as const).filter((name) => isSet(parsed, name));
  if (way === undefined) throw new UsageError('Where are the topics? --brokers <host:port>, --rest <url> for a REST proxy, or --captures <folder> for a folder of captures.');
  if (other !== undefined) throw new UsageError(`--${way} and --${other} were both given: which of them?`);
  const timeout = numberOf(parsed, 'timeout', 'seconds'), place = textOf(parsed, way)!;
  const description: ConnectionDescription = way === 'brokers' ? brokersOf(parsed, place) : way === 'rest' ? restOf(parsed, place, env) : { kind: 'captures', folder: place };
  return { description, secrets: secretsOf(parsed, env), ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }) };
}

function brokersOf(parsed: Parsed, brokers: string): DirectDescription | SshDescription {
  const stray = SIGN_IN_OPTIONS.find((name) => isSet(parsed, name));
  if (stray !== undefined) throw new UsageError(`--${stray} belongs to --rest.`);
  const caFile = textOf(parsed, 'ca'), certFile = textOf(parsed, 'cert'), user = textOf(parsed, 'user'), ssh = sshOf(parsed), advertised = advertisedOf(parsed);
  if (certFile === undefined && isSet(parsed, 'cert-key')) throw new UsageError('--cert-key needs --cert.');
  const client = certFile === undefined ? {} : /\.(p12|pfx)$/i.test(certFile) ? { pfxFile: certFile } : { certFile, keyFile: textOf(parsed, 'cert-key') ?? certFile };
  asUsage(() => parseBootstrap(brokers, '--brokers'));
  const mechanism = choiceOf(parsed, 'sasl', MECHANISMS) ?? (user === undefined ? undefined : 'PLAIN');
  if (mechanism === 'OAUTHBEARER' && user !== undefined) throw new UsageError('--sasl OAUTHBEARER takes no --user: the token says who signs in.');
  if (mechanism !== undefined && mechanism !== 'OAUTHBEARER' && user === undefined) throw new UsageError(`--sasl ${mechanism} needs --user.`);
  const described = {
    brokers,
    ...(isSet(parsed, 'tls') || caFile !== undefined || certFile !== undefined ? { tls: { ...(caFile === undefined ? {} : { caFile }), ...client } } : {}),
    ...(mechanism === undefined ? {} : { sasl: { mechanism, ...(user === undefined ? {} : { user }) } }),
    ...(advertised === undefined ? {} : { advertised }),
  };
  return ssh === undefined ? { kind: 'direct', ...described } : { kind: 'ssh', ...described, ssh };
}

/** What a REST proxy takes beside its address. */
const SIGN_IN_OPTIONS: readonly string[] = ['sign-in', 'tenant', 'client', 'scope'], REST_OPTIONS: readonly string[] = ['rest', 'ca', 'timeout', ...SIGN_IN_OPTIONS];

function restOf(parsed: Parsed, url: string, env: Environment): RestDescription {
  const alone = BROKER_OPTIONS.find(({ name }) => isSet(parsed, name) && !REST_OPTIONS.includes(name)), caFile = textOf(parsed, 'ca');
  if (alone) throw new UsageError(`--${alone.name} is for --brokers, not for --rest.`);
  asUsage(() => proxyUrl(url));
  const signIn = tokenOrSignIn(parsed, env);
  return { kind: 'rest', url, ...(caFile === undefined ? {} : { caFile }), ...(signIn === undefined ? {} : { signIn }) };
}

/** Undefined: the token is in the environment. */
function tokenOrSignIn(parsed: Parsed, env: Environment): SignIn | undefined {
  if (isSet(parsed, 'sign-in') || env['WEIR_KAFKA_TOKEN'] === undefined) return signInOf(parsed, env);
  const stray = SIGN_IN_OPTIONS.find((name) => isSet(parsed, name));
  if (stray !== undefined) throw new UsageError(`--${stray} needs --sign-in: WEIR_KAFKA_TOKEN holds a token.`);
  return undefined;
}

function sshOf(parsed: Parsed): SshDescription['ssh'] | undefined {
  const text = textOf(parsed, 'ssh'), keyFile = textOf(parsed, 'ssh-key'), configFile = textOf(parsed, 'ssh-config');
  if (text === undefined) {
    const alone = ['ssh-key', 'ssh-config'].find((name) => isSet(parsed, name));
    if (alone !== undefined) throw new UsageError(`--${alone} belongs to --ssh.`);
    return undefined;
  }
  // Names of a domain's users hold an @ themselves.
  const [, user, bracketed, plain, port] = /^(?:(.+)@)?(?:\[([0-9A-Fa-f:.%]+)\]|([^\s:/[\]@]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  // A password that was given after all is not repeated in the error.
  if (user?.includes(':') === true) throw new UsageError('--ssh takes no password: ssh signs in with a key or an agent.');
  if (host === undefined || (port !== undefined && (Number(port) < 1 || Number(port) > 65535))) throw new UsageError(`--ssh is written as user@host:port, not ${text}.`);
  return { host, ...(port === undefined ? {} : { port: Number(port) }), ...(user === undefined ? {} : { user }), ...(keyFile === undefined ? {} : { keyFile }), ...(configFile === undefined ? {} : { configFile }) };
}

function advertisedOf(parsed: Parsed): Record<string, string> | undefined {
  const given = parsed.values.get('advertised');
  if (given === undefined) return undefined;
  const advertised: Record<string, string> = {};
  for (const text of given) {
    const [name, place, more] = String(text).split('=');
    if (name === undefined || place === undefined || more !== undefined) throw new UsageError(`--advertised is written as host:port=host:port, not ${String(text)}.`);
    if (advertised[name] !== undefined) throw new UsageError(`--advertised names ${name} twice.`);
    asUsage(() => { checkAdvertised({ [name]: place }); });
    advertised[name] = place;
  }
  return advertised;
}

function secretsOf(parsed: Parsed, env: Environment): ConnectionSecrets {
  const password = env['WEIR_KAFKA_PASSWORD'], keyPassword = env['WEIR_KAFKA_KEY_PASSWORD'], token = env['WEIR_KAFKA_TOKEN'];
  if (isSet(parsed, 'user') && password === undefined) throw new UsageError('--user needs a password in the environment variable WEIR_KAFKA_PASSWORD.');
  if (textOf(parsed, 'sasl') === 'OAUTHBEARER' && token === undefined) throw new UsageError('--sasl OAUTHBEARER needs a token in the environment variable WEIR_KAFKA_TOKEN.');
  return { ...(password === undefined ? {} : { password }), ...(keyPassword === undefined ? {} : { keyPassword }), ...(token === undefined ? {} : { token }) };
}

/** What the client says of a description, as wrong use. */
function asUsage(check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (error instanceof KafkaFault) throw new UsageError(`${error.message} ${error.hint}`);
    throw error;
  }
}

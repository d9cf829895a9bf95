import { CLOUDS } from '../azure/cluster-scope.ts';
import type { AzureCloud, SignIn } from '../protocol/azure.ts';
import type { StorageAuth, ThroughLivy } from '../protocol/upload.ts';
import type { OptionSpec, Parsed } from './options.ts';
import { choiceOf, isSet, parseOptions, textOf, UsageError } from './options.ts';
import { SIGN_IN_WAYS, signInOf } from './sign-in.ts';

export const UPLOAD_OPTIONS: readonly OptionSpec[] = [
  { name: 'to', value: '<folder>', help: 'wasbs://container@account.blob.core.windows.net/folder, abfss://filesystem@account.dfs.core.windows.net/folder, file:///folder for a Livy of this machine; with --livy also hdfs://…' },
  { name: 'livy', value: '<url>', help: 'writes through an interactive session of this Livy, with the right of the cluster' },
  { name: 'user', value: '<name>', help: 'for --livy: the cluster login, with the password in WEIR_LIVY_PASSWORD' },
  { name: 'ca', value: '<file>', help: 'PEM file of the certificate authority to trust for --livy', fallback: "Node's own" },
  { name: 'sign-in', value: '<way>', help: `for a storage account: ${SIGN_IN_WAYS}`, fallback: 'the key in WEIR_STORAGE_KEY, or the shared access signature in WEIR_STORAGE_SAS; without them environment where AZURE_CLIENT_ID is set, else cli' },
  { name: 'tenant', value: '<id>', help: 'for --sign-in cli and device: the Entra tenant', fallback: "the account's own" },
  { name: 'client', value: '<id>', help: 'for --sign-in device: the application that asks', fallback: "that of Azure's developer tools" },
  { name: 'cloud', value: 'public|china|government', help: 'the Azure cloud that is signed in to', fallback: 'that of the account' },
  { name: 'endpoint', value: '<url>', help: 'where the storage account is really spoken to: an emulator, or a private address', fallback: 'https:// and the account of --to' },
  { name: 'format', value: 'table|json', help: 'how it is printed', fallback: 'table' },
  { name: 'help', help: 'shows this' },
];

/** Its auth and through hold secrets: never log it. */
export interface UploadAsked {
  to: string;
  files: string[];
  auth: StorageAuth;
  signIn?: SignIn;
  cloud?: AzureCloud;
  endpoint?: string;
  through?: ThroughLivy;
  json: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined: help is wanted. @throws UsageError */
export function uploadAsked(args: readonly string[], env: Environment): UploadAsked | undefined {
  const parsed = parseOptions(args, UPLOAD_OPTIONS, { mixed: true }), to = textOf(parsed, 'to'), endpoint = textOf(parsed, 'endpoint'), cloud = choiceOf(parsed, 'cloud', Object.keys(CLOUDS) as AzureCloud[]);
  if (isSet(parsed, 'help')) return undefined;
  if (parsed.rest.length === 0) throw new UsageError('What is uploaded? weir upload job.py --to <folder>');
  if (to === undefined) throw new UsageError('Where to? --to <folder>, as the cluster writes it: wasbs://container@account.blob.core.windows.net/jobs');
  const through = throughOf(parsed, env), account = /^(wasbs?|abfss?):/i.test(to.trim()), stray = ['sign-in', 'tenant', 'client', 'cloud', 'endpoint'].find((name) => isSet(parsed, name));
  if (stray !== undefined && (through || !account)) throw new UsageError(`--${stray} is for a storage account that is written to from here.`);
  const auth = through || !account ? { kind: 'none' as const } : authOf(parsed, env);
  return {
    to, files: parsed.rest, auth, json: choiceOf(parsed, 'format', ['table', 'json'] as const) === 'json', ...(auth.kind === 'entra' && { signIn: signInOf(parsed, env) }),
    ...(cloud && { cloud }), ...(endpoint !== undefined && { endpoint }), ...(through && { through }),
  };
}

function authOf(parsed: Parsed, env: Environment): StorageAuth {
  const key = env['WEIR_STORAGE_KEY'], sas = env['WEIR_STORAGE_SAS'];
  if (isSet(parsed, 'sign-in')) return { kind: 'entra' };
  if (key !== undefined && sas !== undefined) throw new UsageError('WEIR_STORAGE_KEY and WEIR_STORAGE_SAS are both set: which of them?');
  const stray = ['tenant', 'client'].find((name) => isSet(parsed, name));
  if (stray !== undefined && (key ?? sas) !== undefined) throw new UsageError(`--${stray} needs --sign-in: the environment holds a ${key === undefined ? 'shared access signature' : 'key'}.`);
  return key !== undefined ? { kind: 'key', key } : sas !== undefined ? { kind: 'sas', sas } : { kind: 'entra' };
}

function throughOf(parsed: Parsed, env: Environment): ThroughLivy | undefined {
  const url = textOf(parsed, 'livy'), user = textOf(parsed, 'user'), caFile = textOf(parsed, 'ca'), password = env['WEIR_LIVY_PASSWORD'];
  if (url === undefined) {
    if ((user ?? caFile) !== undefined) throw new UsageError(`--${user === undefined ? 'ca' : 'user'} belongs to --livy.`);
    return undefined;
  }
  if (user !== undefined && password === undefined) throw new UsageError('--user needs a password in the environment variable WEIR_LIVY_PASSWORD.');
  return { server: { url, auth: user === undefined ? 'none' : 'basic', ...(user !== undefined && { user }), ...(caFile !== undefined && { caFile }) }, ...(password !== undefined && { password }) };
}

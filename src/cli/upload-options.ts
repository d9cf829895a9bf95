import type { ThroughLivy } from '../protocol/upload.ts';
import type { OptionSpec, Parsed } from './options.ts';
import { choiceOf, isSet, parseOptions, textOf, UsageError } from './options.ts';
import { SIGN_IN_WAYS } from './sign-in.ts';
import { isAccount, STORAGE_FALLBACK, STORAGE_ONLY, storageIn, storageOptions, type StorageAsked } from './storage-options.ts';

export const UPLOAD_OPTIONS: readonly OptionSpec[] = [
  { name: 'to', value: '<folder>', help: 'wasbs://container@account.blob.core.windows.net/folder, abfss://filesystem@account.dfs.core.windows.net/folder, file:///folder for a Livy of this machine; with --livy also hdfs://…' },
  { name: 'livy', value: '<url>', help: 'writes through an interactive session of this Livy, with the right of the cluster' },
  { name: 'user', value: '<name>', help: 'for --livy: the cluster login, with the password in WEIR_LIVY_PASSWORD' },
  { name: 'ca', value: '<file>', help: 'PEM file of the certificate authority to trust for --livy', fallback: "Node's own" },
  { name: 'sign-in', value: '<way>', help: `for a storage account: ${SIGN_IN_WAYS}`, fallback: STORAGE_FALLBACK },
  { name: 'tenant', value: '<id>', help: 'for --sign-in cli and device: the Entra tenant', fallback: "the account's own" },
  { name: 'client', value: '<id>', help: 'for --sign-in device: the application that asks', fallback: "that of Azure's developer tools" },
  ...storageOptions('--to'),
  { name: 'format', value: 'table|json', help: 'how it is printed', fallback: 'table' },
  { name: 'help', help: 'shows this' },
];

/** Its auth and through hold secrets: never log it. */
export interface UploadAsked extends StorageAsked {
  to: string;
  files: string[];
  through?: ThroughLivy;
  json: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined: help is wanted. @throws UsageError */
export function uploadAsked(args: readonly string[], env: Environment): UploadAsked | undefined {
  const parsed = parseOptions(args, UPLOAD_OPTIONS, { mixed: true }), to = textOf(parsed, 'to');
  if (isSet(parsed, 'help')) return undefined;
  if (parsed.rest.length === 0) throw new UsageError('What is uploaded? weir upload job.py --to <folder>');
  if (to === undefined) throw new UsageError('Where to? --to <folder>, as the cluster writes it: wasbs://container@account.blob.core.windows.net/jobs');
  const through = throughOf(parsed, env), account = isAccount(to), stray = STORAGE_ONLY.find((name) => isSet(parsed, name));
  if (stray !== undefined && (through || !account)) throw new UsageError(`--${stray} is for a storage account that is written to from here.`);
  const storage: StorageAsked = through || !account ? { auth: { kind: 'none' } } : storageIn(parsed, env);
  return { to, files: parsed.rest, ...storage, json: choiceOf(parsed, 'format', ['table', 'json'] as const) === 'json', ...(through && { through }) };
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

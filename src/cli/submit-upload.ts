/** With what right a submit uploads: what the environment or an option says, else through the cluster itself. */
import { cloudOf, storageSignIn } from '../azure/cluster-scope.ts';
import { livyAt } from '../hdinsight/cluster.ts';
import { StorageClient } from '../hdinsight/storage/client.ts';
import type { SubmitPorts } from '../hdinsight/submit/submit.ts';
import { uploadPort, waysTo, type StorageRight } from '../hdinsight/submit/upload.ts';
import { HttpFault } from '../http/fault.ts';
import type { SignIn } from '../protocol/azure.ts';
import type { Answered } from '../protocol/explorer.ts';
import type { TokenFor } from '../protocol/upload.ts';
import { tokenBy } from './azure-token.ts';
import { clusterIn } from './cluster-connection.ts';
import { choiceOf, textOf, UsageError, type OptionSpec, type Parsed } from './options.ts';
import { SIGN_IN_WAYS } from './sign-in.ts';
import { say } from './say.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export const STORAGE_OPTIONS: readonly OptionSpec[] = [
  { name: 'storage', value: '<folder>', help: 'where uploads go, with its scheme: wasbs, abfss, file; through the cluster also hdfs', fallback: "the profile's" },
  { name: 'storage-sign-in', value: '<way>', help: `who writes to the storage account: ${SIGN_IN_WAYS}`, fallback: 'the key in WEIR_STORAGE_KEY, or the shared access signature in WEIR_STORAGE_SAS; without them the cluster itself, in an interactive session of its Livy' },
  { name: 'storage-endpoint', value: '<url>', help: 'where the storage account is really spoken to: an emulator, or a private address', fallback: 'https:// and the account' },
];

/** Checks what is said, before anything is looked at. @throws UsageError */
export function storageRight(parsed: Parsed, env: Environment): { right: Pick<StorageRight, 'auth' | 'endpoint'>; signIn?: SignIn } {
  const key = env['WEIR_STORAGE_KEY'], sas = env['WEIR_STORAGE_SAS'], endpoint = textOf(parsed, 'storage-endpoint'), way = choiceOf(parsed, 'storage-sign-in', ['environment', 'cli', 'device'] as const), more = endpoint === undefined ? {} : { endpoint };
  if (way !== undefined) return { right: { auth: { kind: 'entra' }, ...more }, signIn: { way } };
  if (key !== undefined && sas !== undefined) throw new UsageError('WEIR_STORAGE_KEY and WEIR_STORAGE_SAS are both set: which of them?');
  if (key !== undefined) return { right: { auth: { kind: 'key', key }, ...more } };
  if (sas !== undefined) return { right: { auth: { kind: 'sas', sas }, ...more } };
  if (endpoint !== undefined) throw new UsageError('--storage-endpoint needs a right to the account: --storage-sign-in, WEIR_STORAGE_KEY or WEIR_STORAGE_SAS.');
  return { right: { auth: { kind: 'none' } } };
}

/** @param storage of the profile; '' where nothing is uploaded */
export function uploads(parsed: Parsed, storage: string, signal: AbortSignal): { upload: SubmitPorts['upload']; dispose(): void } {
  const client = new StorageClient(__dirname), { right, signIn } = storageRight(parsed, process.env), { description, auth } = clusterIn(parsed, process.env, signal), way = waysTo(storage);
  const session = way === 'cluster' || (way === 'account' && right.auth.kind === 'none');
  const through: StorageRight = session ? { auth: { kind: 'none' }, through: { server: { ...description, url: livyAt(description), auth: auth.kind }, ...(auth.kind === 'basic' ? { password: auth.password } : {}) } } : way === 'local' ? { auth: { kind: 'none' } } : right;
  const host = `https://${/@([^/]*)/.exec(storage)?.[1] ?? ''}`;
  const token = async (what: TokenFor): Promise<Answered<string>> => {
    try {
      if (what === 'livy') return auth.kind === 'bearer' ? { value: await auth.token() } : { problem: { kind: 'authentication', message: 'Nobody is signed in at Livy.', hint: '' } };
      const by = signIn ?? { way: 'cli' };
      return { value: await tokenBy(storageSignIn(by, cloudOf(by, host)), host, signal) };
    } catch (error) {
      if (!(error instanceof HttpFault)) return { problem: { kind: 'closed', message: 'Signing in was given up.', hint: '' } };
      return { problem: { kind: error.kind, message: error.message, hint: error.hint } };
    }
  };
  const port = uploadPort(client, storage, through, { token });
  return {
    upload: (files, given) => {
      if (session) say('Uploading through an interactive session of the cluster, which has the right to its storage: it starts first.');
      return port(files, given);
    },
    dispose: () => { client.dispose(); },
  };
}

/** How the options of a command say with what right a storage account is spoken to. */
import { CLOUDS, cloudOf, storageSignIn } from '../azure/cluster-scope.ts';
import { HttpFault } from '../http/fault.ts';
import type { AzureCloud, SignIn } from '../protocol/azure.ts';
import type { Answered } from '../protocol/explorer.ts';
import type { StorageAuth } from '../protocol/upload.ts';
import { tokenBy } from './azure-token.ts';
import type { OptionSpec, Parsed } from './options.ts';
import { choiceOf, isSet, textOf, UsageError } from './options.ts';
import { signInOf } from './sign-in.ts';

/** Beside those of signing in. @param where what names the account */
export const storageOptions = (where: string): readonly OptionSpec[] => [
  { name: 'cloud', value: 'public|china|government', help: 'the Azure cloud that is signed in to', fallback: 'that of the account' },
  { name: 'endpoint', value: '<url>', help: 'where the storage account is really spoken to: an emulator, or a private address', fallback: `https:// and the account of ${where}` },
];
export const STORAGE_FALLBACK = 'the key in WEIR_STORAGE_KEY, or the shared access signature in WEIR_STORAGE_SAS; without them environment where AZURE_CLIENT_ID is set, else cli';
/** For an account only. */
export const STORAGE_ONLY: readonly string[] = ['sign-in', 'tenant', 'client', 'cloud', 'endpoint'];

export const isAccount = (place: string): boolean => /^(wasbs?|abfss?):/i.test(place.trim());

/** Its auth holds a secret: never log it. */
export interface StorageAsked {
  auth: StorageAuth;
  signIn?: SignIn;
  cloud?: AzureCloud;
  endpoint?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws UsageError */
export function storageIn(parsed: Parsed, env: Environment): StorageAsked {
  const auth = authOf(parsed, env), cloud = choiceOf(parsed, 'cloud', Object.keys(CLOUDS) as AzureCloud[]), endpoint = textOf(parsed, 'endpoint');
  return { auth, ...(auth.kind === 'entra' && { signIn: signInOf(parsed, env) }), ...(cloud && { cloud }), ...(endpoint !== undefined && { endpoint }) };
}

function authOf(parsed: Parsed, env: Environment): StorageAuth {
  const key = env['WEIR_STORAGE_KEY'], sas = env['WEIR_STORAGE_SAS'];
  if (isSet(parsed, 'sign-in')) return { kind: 'entra' };
  if (key !== undefined && sas !== undefined) throw new UsageError('WEIR_STORAGE_KEY and WEIR_STORAGE_SAS are both set: which of them?');
  const stray = ['tenant', 'client'].find((name) => isSet(parsed, name));
  if (stray !== undefined && (key ?? sas) !== undefined) throw new UsageError(`--${stray} needs --sign-in: the environment holds a ${key === undefined ? 'shared access signature' : 'key'}.`);
  return key !== undefined ? { kind: 'key', key } : sas !== undefined ? { kind: 'sas', sas } : { kind: 'entra' };
}

/** A token for the account that a place names. Never rejects. */
export async function storageToken(place: string, { signIn, cloud }: StorageAsked, signal: AbortSignal): Promise<Answered<string>> {
  try {
    const host = /@([^/]*)/.exec(place)?.[1] ?? '', way = signIn ?? { way: 'cli' };
    return { value: await tokenBy(storageSignIn(way, cloud ?? cloudOf(way, `https://${host}`)), `https://${host}`, signal) };
  } catch (error) {
    if (!(error instanceof HttpFault)) return { problem: { kind: 'closed', message: 'Signing in was given up.', hint: '' } };
    return { problem: { kind: error.kind, message: error.message, hint: error.hint } };
  }
}

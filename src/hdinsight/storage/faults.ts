/** What a storage account answers instead, as what to do. */
import { HttpFault } from '../../http/fault.ts';
import { oneLine } from '../../http/words.ts';
import type { StorageAuth } from '../../protocol/upload.ts';
import type { Purpose } from './writing.ts';

export interface Refusal {
  status: number;
  /** x-ms-error-code. */
  code?: string | undefined;
  /** The account's own words. */
  said?: string | undefined;
}

const roleFor = (purpose: Purpose): string => `Whoever signs in needs the role ${purpose === 'read' ? 'Storage Blob Data Reader (or Contributor)' : 'Storage Blob Data Contributor (or Owner)'} on the account or the container; it takes some minutes until a role that was just given counts.`;
export const signatureFor = (purpose: Purpose): string => `Make a new one, with the permissions ${purpose === 'read' ? 'read and list' : 'read, create and write'}, for the container.`;

/** @param where the account's host and the container, as messages name it */
export function storageFault({ status, code = '', said = '' }: Refusal, auth: StorageAuth, where: string, purpose: Purpose = 'write'): HttpFault {
  const reads = purpose === 'read', role = roleFor(purpose), signature = signatureFor(purpose);
  const secrets = auth.kind === 'key' ? [auth.key] : auth.kind === 'sas' ? [auth.sas] : [], words = oneLine(said.split(/\r?\n|RequestId:/)[0] ?? '', secrets).replace(/eyJ[\w-]*(\.[\w-]*)*/g, '…').replace(/\bsig=[^&\s]*/g, 'sig=…');
  const reason = `${code === '' ? '' : `: ${oneLine(code)}`}${words === '' ? '' : `${code === '' ? ':' : ','} ${words}`}`, more = { status, ...(words !== '' && { said: words }) };
  const fault = (kind: HttpFault['kind'], message: string, hint: string): HttpFault => new HttpFault(kind, `${message} (HTTP ${status}${reason}).`, hint, more);
  if (status === 403 || status === 401 || code === 'InvalidAuthenticationInfo') {
    if (code === 'KeyBasedAuthenticationNotPermitted') return fault('authorization', `${where} takes no account key`, `Sign in with Microsoft Entra instead. ${role}`);
    if (code === 'PublicAccessNotPermitted' || code === 'AuthorizationFailure' && !/failed to authenticate/i.test(said)) return fault('authorization', `${where} does not let this machine in`, `The firewall of the account may allow chosen networks only: ask from one of them${reads ? '' : ', or upload through the Livy of the cluster'}.`);
    if (code === 'AuthorizationPermissionMismatch' || code === 'InsufficientAccountPermissions') return fault('authorization', `${where} does not allow ${reads ? 'reading' : 'writing'}`, auth.kind === 'sas' ? `The shared access signature allows too little. ${signature}` : role);
    if (auth.kind === 'sas') return fault('authentication', /time frame|expired/i.test(said) ? `The shared access signature for ${where} is not valid now` : `${where} does not accept the shared access signature`, signature);
    if (auth.kind === 'key') return fault('authentication', `${where} does not accept the account key`, 'Copy a key of this very account again; it may have been renewed. A clock that is wrong by more than 15 minutes looks the same.');
    return status === 401 ? fault('authentication', `${where} does not accept the token`, 'Sign in to the tenant of the subscription that the account is in.') : fault('authorization', `${where} does not allow it`, role);
  }
  if (status === 404) return fault('not-found', /ContainerNotFound|FilesystemNotFound|ContainerBeingDeleted/i.test(code) ? `There is no such container: ${where}` : `${where} has no such place`, 'Check container and account; the default ones of a cluster are in its properties.');
  if (status === 409) return fault('refused', `${where} is in another state than ${reads ? 'reading' : 'an upload'} needs`, /BeingDeleted/i.test(code) ? 'Wait until the deleting is over.' : 'Look at what is there, then try again.');
  if (status === 429 || status === 503) return fault('busy', `${where} is asked too often`, 'Try again in a minute.');
  if (status >= 500) return fault('connection', `${where} failed`, 'Try again later.');
  return fault('refused', `${where} does not ${reads ? 'let it be read' : 'take the upload'}`, '');
}

export const tooMany = (folder: string, most: number): HttpFault => new HttpFault('too-large', `There are more than ${most} files in ${oneLine(folder)}.`, 'Is it the folder of a checkpoint? Spark keeps some hundred there.');
export const tooLarge = (path: string, most: number): HttpFault => new HttpFault('too-large', `${oneLine(path)} is larger than ${most / 2 ** 20} MB.`, 'Spark writes no such file.');

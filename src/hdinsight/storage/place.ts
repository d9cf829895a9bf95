/** Where files are on a cluster: addresses with a scheme, as Hadoop reads them. */
import { HttpFault } from '../../http/fault.ts';

/** In a storage account. `path` begins with a slash, ends with none, and is empty for the top. */
export interface AccountPlace { kind: 'blob' | 'adls2'; scheme: string; container: string; host: string; account: string; path: string }
export type Place =
  | AccountPlace
  | { kind: 'local'; path: string }
  | { kind: 'other'; scheme: string; authority: string; path: string };

const HOST = /^[a-z0-9]{3,24}(-secondary)?\.(blob|dfs)\.[a-z0-9.-]+$/i, CONTAINER = /^[a-z0-9$]([a-z0-9-]{1,61})[a-z0-9]$/;
const FORM = 'It is written as wasbs://container@account.blob.core.windows.net/folder, abfss://filesystem@account.dfs.core.windows.net/folder or file:///folder.';

/** @param what it is for, as messages call it. @throws HttpFault */
export function placeOf(text: string, what = 'folder for uploads'): Place {
  const [, scheme, authority = '', rest = ''] = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)$/i.exec(text.trim()) ?? [], wrong = (why: string): HttpFault => new HttpFault('unsupported', `The ${what} ${why}.`, FORM);
  if (scheme === undefined) throw wrong(/[?#]/.test(text) ? 'holds a question mark or a hash: a signature is given apart from it' : 'has no scheme');
  if (rest !== '' && !rest.startsWith('/')) throw wrong('has no path from the top');
  const path = rest.replace(/\/+$/, '');
  if (path.split('/').some((part) => part === '.' || part === '..')) throw wrong('goes up or stays where it is');
  if (/\p{C}/u.test(path)) throw wrong('has a control character in its path');
  const name = scheme.toLowerCase(), services: Record<string, 'blob' | 'adls2'> = { wasb: 'blob', wasbs: 'blob', abfs: 'adls2', abfss: 'adls2' }, kind = services[name];
  if (name === 'file') {
    if (authority !== '' && authority !== 'localhost') throw wrong('names a host with file:');
    return { kind: 'local', path };
  }
  if (kind === undefined) return { kind: 'other', scheme: name, authority, path };
  const [, container, host] = /^([^@]+)@([^@:]+)$/.exec(authority) ?? [];
  if (container === undefined || host === undefined) throw wrong(`says no ${kind === 'blob' ? 'container' : 'file system'} and account`);
  if (!CONTAINER.test(container) || !HOST.test(host)) throw wrong('names a container or an account that cannot be');
  return { kind, scheme: name, container, host: host.toLowerCase(), account: host.split('.')[0]!.toLowerCase(), path };
}

/** @throws HttpFault where it is none */
export function placeText(place: Place): string {
  if (place.kind === 'local') return `file://${place.path}`;
  return place.kind === 'other' ? `${place.scheme}://${place.authority}${place.path}` : `${place.scheme}://${place.container}@${place.host}${place.path}`;
}

export const below = <P extends Place>(place: P, ...names: string[]): P => ({ ...place, path: [place.path, ...names].join('/') });

/** What a name holds beside letters, digits, dot, hyphen and underscore is left out: Hadoop and Spark read some of it their own way. */
export const plainName = (name: string): string => {
  const plain = (name.split(/[\\/]/).at(-1) ?? '').replace(/[^\p{L}\p{N}._-]/gu, '_').slice(-200);
  return /^\.*$/.test(plain) ? `file${plain.replace(/\./g, '_')}` : plain;
};

/** The folder by the bytes, so that the same ones are there once: `root/weir/<sha256>/name`. @param root with its scheme. @throws HttpFault */
export const addressed = (root: string, sha256: string, name: string): string => placeText(below(placeOf(root), 'weir', sha256, plainName(name)));

/** Signs requests of storage with the key of the account (documentation: "Authorize with Shared Key", Blob and Data Lake since 2015-02-21). */
import { createHmac } from 'node:crypto';

export interface Signed {
  method: string;
  /** Percent-encoded, with its query. */
  path: string;
  /** In lower case; x-ms-date among them. */
  headers: Readonly<Record<string, string>>;
  length: number;
}

const STANDARD = ['content-encoding', 'content-language', 'content-length', 'content-md5', 'content-type', 'date', 'if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range'];

/** The value of `authorization`. @param key base64 */
export function sharedKey(account: string, key: string, { method, path, headers, length }: Signed): string {
  const [pathname = '', query = ''] = path.split('?'), parameters = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) parameters.set(name.toLowerCase(), [...parameters.get(name.toLowerCase()) ?? [], value]);
  const own = Object.keys(headers).filter((name) => name.startsWith('x-ms-')).sort().map((name) => `${name}:${headers[name]!.trim()}\n`).join('');
  const text = [
    method, ...STANDARD.map((name) => (name === 'content-length' ? (length === 0 ? '' : String(length)) : headers[name] ?? '')),
    `${own}/${account}${pathname}${[...parameters].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, values]) => `\n${name}:${values.sort().join(',')}`).join('')}`,
  ].join('\n');
  return `SharedKey ${account}:${createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64')}`;
}

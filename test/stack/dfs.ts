/** A server of our own that answers as the documentation of ADLS Gen2 (Path Create, Update, Get Properties, Read, List) says; Azurite has no such endpoint. */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Entry { directory: boolean; permissions: string; waiting: Buffer[]; bytes: Buffer }

export interface DfsServer {
  url: string;
  fileSystem: string;
  /** By path from the top of the file system. */
  entries: Map<string, Entry>;
  asked: { what: string; headers: IncomingHttpHeaders; length: number }[];
  /** Answers instead; false: it goes on as usual. */
  instead: ((what: string, answer: ServerResponse) => boolean) | undefined;
  /** How many paths stand on a page of a list. */
  page: number;
  stop(): Promise<void>;
}

export const dfsError = (answer: ServerResponse, status: number, code: string, message: string): void => { answer.writeHead(status, { 'x-ms-error-code': code, 'content-type': 'application/json' }).end(JSON.stringify({ error: { code, message: `${message}\nRequestId:1\nTime:2026-01-01T00:00:00Z` } })); };

export async function startDfs(): Promise<DfsServer> {
  const http = createServer((asked, answer) => { void serve(server, asked, answer); });
  await new Promise<void>((resolve) => { http.listen(0, '127.0.0.1', resolve); });
  const server: DfsServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, fileSystem: 'files', entries: new Map(), asked: [], instead: undefined, page: 5000,
    stop: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => { http.close(resolve); });
    },
  };
  return server;
}

async function serve(server: DfsServer, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of asked) parts.push(part as Buffer);
  const body = Buffer.concat(parts), url = new URL(asked.url!, server.url), what = `${asked.method} ${asked.url}`, { searchParams, pathname } = url, { headers } = asked;
  server.asked.push({ what, headers, length: body.length });
  if (server.instead?.(what, answer)) return;
  if (!headers['x-ms-version'] || !(headers.authorization ?? searchParams.get('sig'))) return dfsError(answer, 401, 'NoAuthenticationInformation', 'Server failed to authenticate the request.');
  const [, fileSystem, ...names] = pathname.split('/').map(decodeURIComponent), path = `/${names.join('/')}`, found = server.entries.get(path), parent = names.slice(0, -1);
  if (fileSystem !== server.fileSystem) return dfsError(answer, 404, 'FilesystemNotFound', 'The specified filesystem does not exist.');
  if (asked.method === 'HEAD') {
    if (!found) return void answer.writeHead(404, { 'x-ms-error-code': 'PathNotFound' }).end();
    return void answer.writeHead(200, { 'content-length': String(found.bytes.length), 'x-ms-resource-type': found.directory ? 'directory' : 'file' }).end();
  }
  if (asked.method === 'GET') {
    if (searchParams.get('resource') === 'filesystem') return list(server, searchParams, answer);
    if (!found) return dfsError(answer, 404, 'PathNotFound', 'The specified path does not exist.');
    return void answer.writeHead(200, { 'content-length': String(found.bytes.length), 'x-ms-resource-type': 'file' }).end(found.bytes);
  }
  if (asked.method === 'PUT') {
    if (body.length > 0) return dfsError(answer, 400, 'ContentLengthMustBeZero', 'The Content-Length request header must be zero.');
    if (found && headers['if-none-match'] === '*') return dfsError(answer, 409, 'PathAlreadyExists', 'The specified path already exists.');
    if (parent.length > 0 && server.entries.get(`/${parent.join('/')}`)?.directory === false) return dfsError(answer, 409, 'ParentNotFound', 'The parent is a file.');
    server.entries.set(path, { directory: searchParams.get('resource') === 'directory', permissions: String(headers['x-ms-permissions'] ?? ''), waiting: [], bytes: Buffer.alloc(0) });
    return void answer.writeHead(201).end();
  }
  if (!found || found.directory) return dfsError(answer, 404, 'PathNotFound', 'The specified path does not exist.');
  const position = Number(searchParams.get('position')), waiting = found.waiting.reduce((sum, each) => sum + each.length, 0);
  if (searchParams.get('action') === 'append') {
    if (position !== waiting) return dfsError(answer, 400, 'InvalidQueryParameterValue', 'position is not where the data go on');
    if (headers['content-md5'] !== undefined && headers['content-md5'] !== createHash('md5').update(body).digest('base64')) return dfsError(answer, 400, 'Md5Mismatch', 'The MD5 value does not match.');
    found.waiting.push(body);
    return void answer.writeHead(202).end();
  }
  if (position !== waiting) return dfsError(answer, 400, 'InvalidFlushPosition', 'The uploaded data is not contiguous.');
  found.bytes = Buffer.concat(found.waiting);
  answer.writeHead(200).end();
}

function list({ entries, page }: DfsServer, asked: URLSearchParams, answer: ServerResponse): void {
  const directory = `/${asked.get('directory') ?? ''}`, from = Number(asked.get('continuation') ?? 0);
  if (entries.get(directory)?.directory !== true) return dfsError(answer, 404, 'PathNotFound', 'The specified path does not exist.');
  const all = [...entries].filter(([path]) => path.startsWith(`${directory}/`) && !path.slice(directory.length + 1).includes('/')), paths = all.slice(from, from + page).map(([path, entry]) => ({ name: path.slice(1), ...(entry.directory && { isDirectory: 'true' }), contentLength: String(entry.bytes.length) }));
  answer.writeHead(200, { 'content-type': 'application/json;charset=utf-8', ...(from + page < all.length && { 'x-ms-continuation': String(from + page) }) }).end(JSON.stringify({ paths }));
}

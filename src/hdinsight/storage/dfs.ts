/** ADLS Gen2 by its own REST (Path Create, Update, Get Properties): directories and files with permissions that others can read by. */
import { createHash } from 'node:crypto';
import { HttpFault } from '../../http/fault.ts';
import type { StorageAuth } from '../../protocol/upload.ts';
import { listAt, textAt } from '../fields.ts';
import { HttpClient, type HttpAnswer } from '../http/client.ts';
import { parseJson } from '../http/json.ts';
import { httpSettings } from '../http/settings.ts';
import { storageFault, tooLarge, tooMany } from './faults.ts';
import type { AccountPlace } from './place.ts';
import { sharedKey } from './shared-key.ts';
import type { Source } from './source.ts';
import type { Shelf, Store, Writing } from './writing.ts';

const VERSION = '2021-08-06', PIECE = 4 << 20, TRIES = 4, TIMEOUT_MS = 120_000, MOST_PAGES = 100;
const DIRECTORY = { 'x-ms-permissions': '0755', 'x-ms-umask': '0022' }, FILE = { 'x-ms-permissions': '0644', 'x-ms-umask': '0022' };
const LATER: readonly number[] = [429, 500, 503];

interface Call {
  method: 'GET' | 'HEAD' | 'PUT' | 'PATCH';
  path: string;
  query?: string;
  headers?: Record<string, string>;
  body?: Uint8Array;
  /** Bytes of the answer. */
  most?: number;
  /** Statuses that are an answer here. */
  takes: readonly number[];
}

export class Dfs implements Store, Shelf {
  readonly #http: HttpClient;
  readonly #base: string;

  /** @param endpoint where the account is really spoken to. @throws HttpFault */
  constructor(private readonly place: AccountPlace, private readonly auth: StorageAuth, private readonly writing: Writing, endpoint: URL) {
    this.#http = new HttpClient(httpSettings({ url: endpoint.href, auth: 'none' }, { kind: 'none' }, { timeoutMs: TIMEOUT_MS }));
    this.#base = endpoint.pathname.replace(/\/$/, '');
  }

  close(): void {
    this.#http.close();
  }

  /** True: the same bytes were there. @throws HttpFault */
  async write(path: string, source: Source): Promise<boolean> {
    if (await this.#length(path) === source.bytes) return true;
    await this.#folders(path);
    for (let tried = 1; ; tried++) {
      try {
        await this.#fill(path, source);
        return false;
      } catch (error) {
        this.writing.signal?.throwIfAborted();
        // Somebody else writes the same: whose end it is does not matter.
        if (!(error instanceof HttpFault) || error.status !== 400 && error.status !== 409 && error.status !== 412 || tried === 2) throw error;
        if (await this.#length(path) === source.bytes) return true;
      }
    }
  }

  async names(folder: string, most: number): Promise<string[] | undefined> {
    const found: string[] = [], directory = folder.replace(/^\//, '');
    let next = '';
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const query = ['resource=filesystem', 'recursive=false', `directory=${encodeURIComponent(directory)}`, 'maxResults=5000', ...(next === '' ? [] : [`continuation=${encodeURIComponent(next)}`])].join('&');
      const answer = await this.#call({ method: 'GET', path: '', query, takes: [200, 404] });
      if (answer.status === 404) return this.#missing(answer);
      for (const path of listAt(jsonOf(answer.text), 'paths')) {
        const name = textAt(path, 'name');
        if (name !== undefined) found.push(name.split('/').at(-1)!);
      }
      if (found.length > most) throw tooMany(folder, most);
      const more = answer.header('x-ms-continuation') ?? '';
      if (more === '') return found;
      next = more;
    }
    throw tooMany(folder, most);
  }

  async read(path: string, most: number): Promise<Uint8Array | undefined> {
    const answer = await this.#call({ method: 'GET', path, takes: [200, 404], most }).catch((error: unknown) => { throw error instanceof HttpFault && error.kind === 'too-large' ? tooLarge(path, most) : error; });
    return answer.status === 404 ? this.#missing(answer) : answer.bytes;
  }

  /** A path that is not there is an answer; a file system that is not there is none. */
  #missing({ status, header, text }: HttpAnswer): undefined {
    const code = header('x-ms-error-code');
    if (code !== 'PathNotFound' && code !== 'BlobNotFound') throw storageFault({ status, code, said: saidIn(text) }, this.auth, `${this.place.host}/${this.place.container}`, this.writing.purpose);
    return undefined;
  }

  async #fill(path: string, source: Source): Promise<void> {
    await this.#call({ method: 'PUT', path, query: 'resource=file', headers: FILE, takes: [201] });
    for await (const { at, piece } of source.pieces(PIECE)) {
      await this.#call({ method: 'PATCH', path, query: `action=append&position=${at}`, headers: { 'content-md5': createHash('md5').update(piece).digest('base64') }, body: piece, takes: [202] });
      this.writing.progress({ name: source.name, sent: at + piece.length, total: source.bytes });
    }
    // Until here the file is empty for everybody.
    if (source.bytes > 0) await this.#call({ method: 'PATCH', path, query: `action=flush&position=${source.bytes}&close=true`, takes: [200] });
  }

  /** Those on the way, each as if it were the first to be there. */
  async #folders(path: string): Promise<void> {
    const names = path.split('/').slice(1, -1);
    for (let depth = 1; depth <= names.length; depth++) await this.#call({ method: 'PUT', path: `/${names.slice(0, depth).join('/')}`, query: 'resource=directory', headers: { ...DIRECTORY, 'if-none-match': '*' }, takes: [201, 409] });
  }

  async #length(path: string): Promise<number | undefined> {
    const { status, header } = await this.#call({ method: 'HEAD', path, takes: [200, 404, ...(this.auth.kind === 'sas' ? [403] : [])] }), length = header('content-length') ?? '';
    return status === 200 && /^\d{1,15}$/.test(length) && header('x-ms-resource-type') !== 'directory' ? Number(length) : undefined;
  }

  async #call({ method, path, query = '', headers = {}, body, most, takes }: Call): Promise<HttpAnswer> {
    const { signal } = this.writing, place = `/${this.place.container}${path.split('/').map(encodeURIComponent).join('/')}`;
    for (let tried = 1; ; tried++) {
      const { auth } = this, all = { 'x-ms-version': VERSION, 'x-ms-date': new Date().toUTCString(), ...headers }, full = withQuery(place, query, auth.kind === 'sas' ? auth.sas : '');
      const authorization = auth.kind === 'entra' ? `Bearer ${await this.writing.token('storage')}` : auth.kind === 'key' ? sharedKey(this.place.account, auth.key, { method, path: `${this.#base}${full}`, headers: all, length: body?.length ?? 0 }) : undefined;
      const answer = await this.#http.send({ method, path: full, headers: { ...all, ...(authorization !== undefined && { authorization }), ...(method !== 'HEAD' && method !== 'GET' && { 'content-length': String(body?.length ?? 0) }) }, ...(body && { body }), ...(most !== undefined && { most }), about: `${method} ${path}`, signal });
      if (takes.includes(answer.status)) return answer;
      if (tried >= TRIES || !LATER.includes(answer.status)) throw storageFault({ status: answer.status, code: answer.header('x-ms-error-code'), said: saidIn(answer.text) }, this.auth, `${this.place.host}/${this.place.container}`, this.writing.purpose);
      await this.writing.wait(500 * 2 ** (tried - 1));
      signal?.throwIfAborted();
    }
  }
}

const withQuery = (path: string, ...queries: string[]): string => [path, queries.filter((each) => each !== '').join('&')].filter((each) => each !== '').join('?');

/** A list that is none is empty to nobody. @throws HttpFault */
function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new HttpFault('protocol', 'The storage account answers a list with something that is no JSON.', 'Is it the address of a storage account?', { cause });
  }
}

function saidIn(text: string): string {
  try {
    return textAt(parseJson(text), 'error', 'message') ?? '';
  } catch {
    return /<Message>([^<]{0,2000})/.exec(text)?.[1] ?? '';
  }
}

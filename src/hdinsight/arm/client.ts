import { HttpFault } from '../../http/fault.ts';
import { at, textAt } from '../fields.ts';
import { HttpClient } from '../http/client.ts';
import { notJson } from '../http/faults.ts';
import { parseJson } from '../http/json.ts';
import { httpSettings } from '../http/settings.ts';
import { armFault, notDocumented, waitOf } from './faults.ts';

/** Answers of one list; more is an end that never comes. */
const MOST_PAGES = 1_000;
const TRIES = 4;

export interface ArmOptions {
  /** A token of the resource manager, of a tenant other than the account's own where one is named. Rejects with an `HttpFault`. */
  token(tenantId?: string): Promise<string>;
  /** PEM file of the authority to trust, where its certificate is not a public one's. */
  caFile?: string;
  timeoutMs?: number;
  /** Milliseconds until the next try. */
  wait?(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface ArmCall {
  tenantId?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** One Azure Resource Manager. What it answers with "later" is asked again when it said, what fails on its side a little later. */
export class ArmClient {
  readonly url: URL;
  readonly #clients = new Map<string | undefined, HttpClient>();

  /** @param url https://management.azure.com, or that of another cloud. @throws HttpFault */
  constructor(url: string, private readonly options: ArmOptions) {
    this.url = this.#client(undefined, url).settings.url;
    if (this.url.protocol !== 'https:' || this.url.pathname !== '/') throw new HttpFault('unsupported', 'The address of Azure Resource Manager is https:// and a host.', 'https://management.azure.com, or that of your cloud.');
  }

  /** @param path with its query. @throws HttpFault */
  async get(path: string, call: ArmCall = {}): Promise<unknown> {
    return this.#ask('GET', path, call);
  }

  /** For what only reads, though it is a POST: lists of keys. @throws HttpFault */
  async post(path: string, call: ArmCall = {}): Promise<unknown> {
    return this.#ask('POST', path, call);
  }

  /** All of `value` in a list, page by page. @throws HttpFault */
  async *list(path: string, call: ArmCall = {}): AsyncGenerator<unknown[]> {
    const seen = new Set<string>();
    for (let next: string | undefined = path; next !== undefined;) {
      if (seen.has(next) || seen.size >= MOST_PAGES) throw new HttpFault('protocol', `${this.url.host} gives a list that does not end.`, 'Try again later.');
      seen.add(next);
      const json = await this.#ask('GET', next, call), value = at(json, 'value'), link: string | undefined = textAt(json, 'nextLink');
      if (!Array.isArray(value)) throw notDocumented('a list has no value', this.url.host);
      yield value;
      next = link === undefined ? undefined : this.#linked(link);
    }
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }

  /** The token goes along: to this host and to no other. */
  #linked(link: string): string {
    const url = URL.canParse(link, this.url.href) ? new URL(link, this.url) : undefined;
    if (url?.origin !== this.url.origin || url.username !== '' || url.password !== '') throw new HttpFault('protocol', `${this.url.host} says that a list goes on at another host; nobody is asked there.`, 'Ask for one subscription.');
    return `${url.pathname}${url.search}`;
  }

  #client(tenantId: string | undefined, url: string = this.url.href): HttpClient {
    const { caFile, timeoutMs, token } = this.options;
    let client = this.#clients.get(tenantId);
    if (!client) this.#clients.set(tenantId, client = new HttpClient(httpSettings({ url, auth: 'bearer', ...(caFile !== undefined && { caFile }) }, { kind: 'bearer', token: () => token(tenantId) }, { ...(timeoutMs !== undefined && { timeoutMs }) })));
    return client;
  }

  async #ask(method: 'GET' | 'POST', path: string, { tenantId, signal }: ArmCall): Promise<unknown> {
    const { host, pathname } = new URL(path, this.url);
    for (let tried = 1; ; tried++) {
      const reply = await this.#client(tenantId).send({ method, path, accept: 'application/json', signal });
      if (reply.status === 200) {
        try {
          return parseJson(reply.text);
        } catch (cause) {
          throw notJson(reply.text, { method, path: pathname }, host, cause);
        }
      }
      const later = tried < TRIES ? waitOf(reply, tried, Date.now()) : undefined;
      if (later === undefined) throw armFault(reply, host, pathname);
      await (this.options.wait ?? pause)(later, signal);
      signal?.throwIfAborted();
    }
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => { clearTimeout(timer); signal?.removeEventListener('abort', done); resolve(); };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}

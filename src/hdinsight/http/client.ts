import { addressOf, agentFor, type HttpAgent } from '../../http/agent.ts';
import { exchange, headerOf, Oversize, pause, Reset, Silent, until, type Reply } from '../../http/exchange.ts';
import { HttpFault } from '../../http/fault.ts';
import { unreachable } from '../../http/reasons.ts';
import { retryAfterMs } from '../../http/words.ts';
import { notJson, statusFault } from './faults.ts';
import { parseJson } from './json.ts';
import { LongStrings } from './long-strings.ts';
import { Rate } from './rate.ts';
import type { HttpSettings } from './settings.ts';

const LARGEST = 32 * 2 ** 20, LONGEST_STRING = 256 * 2 ** 10;
/** An answer that keeps dripping ends after so many time limits. */
const PATIENCE = 6;
const REDIRECTS = 4;
/** Before a GET is sent again, where a gateway did not reach what is behind it. */
const WAITS = [300, 1000];
const LONGEST_WAIT = 5000;
const REACHES_NOTHING: readonly number[] = [502, 503, 504];

export interface HttpRequest {
  /** Default GET. Only a GET is ever sent twice. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** Below the client's address, percent-encoded, with its query. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** Bytes are sent as they are, anything else as JSON. */
  body?: unknown;
  accept?: string;
  signal?: AbortSignal | undefined;
  /** At most so long without a byte, if that is less than the client's own limit. */
  timeoutMs?: number | undefined;
  /** Bytes of the answer; more is a fault, or with `cut` left out. */
  most?: number;
  cut?: boolean;
  /** How often a GET is sent again; default twice. */
  retries?: number;
  /** What messages call what is asked for: `batch 7`. */
  about?: string;
}

export interface HttpAnswer {
  status: number;
  /** Of the reply's headers; undefined where it has none of the name. */
  header(name: string): string | undefined;
  bytes: Buffer;
  text: string;
  /** The answer was longer; this is its beginning. */
  cut: boolean;
}

/**
 * One address of a cluster (its gateway, a Livy, a ResourceManager), asked over HTTP. Credentials go to this host alone: a redirect is
 * followed on it only. What comes back is bounded in size and time; long strings of JSON are cut, and say so.
 */
export class HttpClient {
  /** Requests that were sent. */
  readonly rate = new Rate();
  readonly #agent: HttpAgent;
  readonly #closing = new AbortController();
  readonly #wait: (ms: number, stops: readonly AbortSignal[]) => Promise<void>;

  /** @param turn what every request waits for, so that not too many are sent */
  constructor(readonly settings: HttpSettings, wait: (ms: number, stops: readonly AbortSignal[]) => Promise<void> = pause, private readonly turn?: (stops: readonly AbortSignal[]) => Promise<void>) {
    this.#agent = agentFor(settings);
    this.#wait = wait;
  }

  /** What messages call it. */
  get name(): string {
    return this.settings.url.host;
  }

  /** The answer, whatever its status; a redirect is not followed. @throws HttpFault where there is none */
  send(asked: HttpRequest): Promise<HttpAnswer> {
    return this.#send(asked, asked.path);
  }

  /** An answer with a status of 200 to 299. @throws HttpFault */
  async ask(asked: HttpRequest): Promise<HttpAnswer> {
    const { method = 'GET', retries = WAITS.length } = asked;
    let path = asked.path;
    for (let sent = 0, redirects = 0; ;) {
      const answer = await this.#send(asked, path), { status, text, header } = answer;
      if (status >= 200 && status < 300) return answer;
      const next = method === 'GET' && status > 300 && status < 400 && status !== 304 && redirects++ < REDIRECTS ? this.#sameHost(header('location'), path) : undefined;
      if (next !== undefined) {
        path = next;
        continue;
      }
      const wait = Math.max(WAITS[sent] ?? WAITS.at(-1)!, retryAfterMs(header('retry-after')) ?? 0);
      if (method !== 'GET' || !REACHES_NOTHING.includes(status) || sent++ >= retries || wait > LONGEST_WAIT) throw statusFault(status, text, header, { ...asked, method, path: bare(path) }, { name: this.name, auth: this.settings.auth.kind, secrets: await this.#secrets() });
      await this.#wait(wait, this.#stops(asked.signal)).catch((error: unknown) => { throw this.#ended(asked.signal) ?? error; });
    }
  }

  /** The JSON of an answer; integers past 2^53 are bigint. @throws HttpFault */
  async json(asked: HttpRequest): Promise<unknown> {
    const { text } = await this.ask({ accept: 'application/json', ...asked });
    try {
      return parseJson(text);
    } catch (cause) {
      throw notJson(text, { ...asked, method: asked.method ?? 'GET', path: bare(asked.path) }, this.name, cause);
    }
  }

  close(): void {
    this.#closing.abort();
    this.#agent.destroy();
  }

  async #send(asked: HttpRequest, path: string): Promise<HttpAnswer> {
    const { signal } = asked, method = asked.method ?? 'GET';
    const ended = this.#ended(signal);
    if (ended !== undefined) throw ended;
    await this.#turn(signal);
    // Signing in may wait for a person, so that the time limit is not for it.
    const authorization = await until(this.#authorization(), this.#stops(signal)).catch((error: unknown) => { throw this.#ended(signal) ?? error; });
    try {
      return answerOf(await this.#exchange(asked, method, path, authorization));
    } catch (error) {
      // A kept connection may have ended while it was idle. Only what changes nothing is sent again.
      if (method !== 'GET' || !(error instanceof Reset)) throw this.#fault(error, asked, method);
      await this.#turn(signal);
      return answerOf(await this.#exchange(asked, method, path, authorization).catch((again: unknown) => { throw this.#fault(again, asked, method); }));
    }
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    await this.turn?.(this.#stops(signal)).catch((error: unknown) => { throw this.#ended(signal) ?? error; });
  }

  #exchange({ headers = {}, body, accept, signal, timeoutMs, most, cut }: HttpRequest, method: string, path: string, authorization: string | undefined): Promise<Reply> {
    const { url } = this.settings, limit = Math.max(1, Math.min(timeoutMs ?? Infinity, this.settings.timeoutMs)), json = accept === 'application/json' ? new LongStrings(LONGEST_STRING) : undefined;
    const sent = body === undefined ? undefined : body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
    this.rate.note(performance.now());
    return exchange({
      agent: this.#agent, url, method, path: `${url.pathname.replace(/\/$/, '')}${path}`, body: sent, idleMs: limit, wholeMs: limit * PATIENCE, most: most ?? LARGEST, cut: cut ?? false, stops: this.#stops(signal), ...(json && { sieve: (part) => json.take(part) }),
      headers: {
        accept: accept ?? '*/*', ...(authorization !== undefined && { authorization }), ...(sent && !(body instanceof Uint8Array) && { 'content-type': 'application/json' }), ...(sent && { 'content-length': sent.length }),
        // Livy and Ambari want to know that no web page sent it (CSRF).
        ...(method !== 'GET' && method !== 'HEAD' && { 'x-requested-by': 'weir' }), ...headers,
      },
    });
  }

  #fault(error: unknown, { signal, path, about, most, timeoutMs }: HttpRequest, method: string): unknown {
    const ended = this.#ended(signal);
    if (ended !== undefined) return ended;
    const what = about ?? `${method} ${bare(path)}`;
    const fault = error instanceof Silent ? new HttpFault('timeout', `No answer in ${Math.min(timeoutMs ?? Infinity, this.settings.timeoutMs) / 1000} s: ${what} at ${this.name}.`, 'Check that the cluster is up and not overloaded, or give it more time.')
      : error instanceof Oversize ? new HttpFault('too-large', `The answer of ${this.name} to ${what} is larger than ${(most ?? LARGEST) / 2 ** 20} MB.`, 'Ask for less.')
        : unreachable(error instanceof Reset ? error.cause : error, addressOf(this.settings.url), { name: 'server', hint: 'Check the address, that the cluster is running, and that the network lets one reach it.', trust: 'Give the PEM file of its certificate authority, or the SHA-256 of the certificate where nobody vouches for it, and use the host name that is in it.' });
    if (method === 'GET' || method === 'HEAD' || !['connection', 'timeout', 'protocol'].includes(fault.kind)) return fault;
    return new HttpFault(fault.kind, `${fault.message} Whether the request was carried out is not known.`, 'Look first, before it is sent again.', { cause: error });
  }

  async #authorization(): Promise<string | undefined> {
    const { auth } = this.settings;
    if (auth.kind === 'none') return undefined;
    if (auth.kind === 'basic') return `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString('base64')}`;
    const token = await auth.token();
    if (!/^[A-Za-z0-9._~+/-]+=*$/.test(token)) throw new HttpFault('authentication', 'The token has characters that no token has.', 'Copy it without quotes and line breaks.');
    return `Bearer ${token}`;
  }

  async #secrets(): Promise<string[]> {
    const { auth } = this.settings, sent = await this.#authorization().catch(() => undefined);
    return [...(sent === undefined ? [] : [sent.replace(/^\w+ /, '')]), ...(auth.kind === 'basic' ? [auth.password] : [])];
  }

  /** The path of a redirect that stays on this host. */
  #sameHost(location: string | undefined, path: string): string | undefined {
    const { url } = this.settings, base = url.pathname.replace(/\/$/, '');
    const from = new URL(`${base}${path}`, url).href;
    if (location === undefined || !URL.canParse(location, from)) return undefined;
    const to = new URL(location, from);
    return to.origin === url.origin && to.pathname.startsWith(`${base}/`) ? `${to.pathname.slice(base.length)}${to.search}` : undefined;
  }

  #stops(signal: AbortSignal | undefined): readonly AbortSignal[] {
    return signal ? [this.#closing.signal, signal] : [this.#closing.signal];
  }

  /** Why nothing is to be asked any more. */
  #ended(signal: AbortSignal | undefined): unknown {
    if (signal?.aborted) return signal.reason;
    return this.#closing.signal.aborted ? new HttpFault('closed', `The connection to ${this.name} was closed.`) : undefined;
  }
}

const bare = (path: string): string => path.replace(/\?.*/s, '');

function answerOf(reply: Reply): HttpAnswer {
  const { status, body, cut } = reply;
  let text: string | undefined;
  return { status, bytes: body, cut, header: (name) => headerOf(reply, name), get text() { return text ??= body.toString('utf8'); } };
}

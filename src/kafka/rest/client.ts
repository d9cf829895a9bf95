import { addressOf, agentFor, type HttpAgent } from '../../http/agent.ts';
import { exchange, headerOf, Oversize, Reset, Silent, until, type Reply } from '../../http/exchange.ts';
import { KafkaFault } from '../fault.ts';
import { networkFault } from '../network-fault.ts';
import type { RestSettings } from './settings.ts';
import { closedFault, notJson, statusFault, type Asked } from './faults.ts';

/** Escapes make a JSON answer up to six times as long as the 6 MB of data that the proxy reads at once. */
const LARGEST = 64 * 2 ** 20;
/** An answer that keeps dripping ends after so many time limits. */
const PATIENCE = 12;

export interface RestAnswer {
  json: unknown;
  /** Of the reply's headers; undefined where it has none of the name. */
  header(name: string): string | undefined;
}

export interface RestRequest extends Asked {
  body?: unknown;
  /** The answer need not be JSON. */
  text?: boolean;
  signal?: AbortSignal | undefined;
  /** At most so long, if that is less than the client's own limit. */
  timeoutMs?: number | undefined;
}

interface Answer extends Pick<Reply, 'status' | 'headers'> { text: string }

/**
 * One REST proxy, asked over HTTPS. Redirects are not followed: the token is for this address alone. What comes back is bounded in size
 * and time; anything but an answer in JSON is a `KafkaFault`.
 */
export class RestClient {
  readonly #agent: HttpAgent;
  readonly #closing = new AbortController();

  constructor(readonly settings: RestSettings) {
    this.#agent = agentFor(settings);
  }

  /** What messages call it. */
  get name(): string {
    return this.settings.url.host;
  }

  async ask(asked: RestRequest): Promise<RestAnswer> {
    const { signal } = asked;
    signal?.throwIfAborted();
    if (this.#closing.signal.aborted) throw closedFault(this.name);
    // Signing in may wait for a person, so that the time limit is not for it.
    const token = await until(this.settings.token(), signal ? [signal] : []);
    if (!/^[A-Za-z0-9._~+/-]+=*$/.test(token)) throw new KafkaFault('authentication', 'The token has characters that no token has.', 'Copy it without quotes and line breaks.');
    const reply = await this.#send(asked, token);
    if (reply.status !== 200 && reply.status !== 201 && reply.status !== 204) throw statusFault(reply.status, reply.text, (name) => headerOf(reply, name), asked, this.name, token);
    const header = (name: string): string | undefined => headerOf(reply, name);
    try {
      return { json: JSON.parse(reply.text) as unknown, header };
    } catch (cause) {
      if (asked.text === true && !/^\s*</.test(reply.text)) return { json: reply.text, header };
      throw notJson(reply.text, asked, this.name, cause);
    }
  }

  close(): void {
    this.#closing.abort();
    this.#agent.destroy();
  }

  async #send(asked: RestRequest, token: string): Promise<Answer> {
    try {
      return await this.#exchange(asked, token);
    } catch (error) {
      asked.signal?.throwIfAborted();
      // A kept connection may have ended while it was idle. Only what changes nothing is sent again.
      if (asked.method === 'GET' && error instanceof Reset) return await this.#exchange(asked, token).catch((again: unknown) => { throw this.#fault(again, asked); });
      throw this.#fault(error, asked);
    }
  }

  #fault(error: unknown, asked: RestRequest): unknown {
    asked.signal?.throwIfAborted();
    if (this.#closing.signal.aborted) return closedFault(this.name);
    const { host, port } = addressOf(this.settings.url), cause = error instanceof Reset ? error.cause : error;
    const fault = networkFault(cause, { host, port, tls: true, sasl: false, words: 'connection', service: { name: 'REST proxy', hint: 'Check the address, and that the network lets port 443 through; in a virtual network of your own the proxy needs port 9400 open too.' } });
    if (asked.method === 'GET' || !(fault.kind === 'connection' || fault.kind === 'timeout')) return fault;
    return new KafkaFault(fault.kind, `${fault.message} Whether the request was carried out is not known.`, 'Look first, before it is sent again.', { cause });
  }

  async #exchange({ method, path, body, signal, timeoutMs }: RestRequest, token: string): Promise<Answer> {
    const { url } = this.settings, limit = Math.max(1, Math.min(timeoutMs ?? Infinity, this.settings.timeoutMs)), sent = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    try {
      const { status, headers, body: bytes } = await exchange({
        agent: this.#agent, url, method, path: `${url.pathname.replace(/\/$/, '')}${path}`, body: sent, idleMs: limit, wholeMs: limit * PATIENCE, most: LARGEST, stops: [this.#closing.signal, ...(signal ? [signal] : [])],
        headers: { accept: 'application/json', authorization: `Bearer ${token}`, ...(sent && { 'content-type': 'application/json', 'content-length': sent.length }) },
      });
      return { status, headers, text: bytes.toString('utf8') };
    } catch (error) {
      if (error instanceof Silent) throw new KafkaFault('timeout', `No answer in ${limit / 1000} s: ${method} ${path} at ${this.name}.`, 'Check that the cluster is up and not overloaded, or give it more time.');
      if (error instanceof Oversize) throw new KafkaFault('too-large', `The answer of ${this.name} to ${method} ${path} is larger than ${LARGEST / 2 ** 20} MB.`, 'Ask for fewer messages.');
      throw error;
    }
  }
}

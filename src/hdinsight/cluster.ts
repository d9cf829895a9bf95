/** One cluster: its Livy and its YARN, behind a gateway or each by itself. */
import { HttpFault } from '../http/fault.ts';
import type { ClusterDescription, ServerDescription } from '../protocol/hdinsight.ts';
import { HttpClient } from './http/client.ts';
import { httpSettings, serverUrl, type HttpAuth } from './http/settings.ts';
import { LivyClient } from './livy/client.ts';
import { YarnClient } from './yarn/client.ts';

const GATEWAY = /\.azurehdinsight\.(net|cn|us)$/i;

/** Where Livy and YARN are. At a gateway both are below one address, at `/livy` and `/yarnui`. @throws HttpFault */
export function placesOf({ url: text, auth }: Pick<ClusterDescription, 'url' | 'auth'>): { root: string; livy: string; yarn?: string } {
  const url = serverUrl(text, auth), path = url.pathname.replace(/\/+$/, '');
  const below = path.endsWith('/livy') ? path.slice(0, -'/livy'.length) : GATEWAY.test(url.hostname) ? path : undefined;
  url.pathname = below ?? path;
  return below === undefined ? { root: url.href, livy: '' } : { root: url.href, livy: '/livy', yarn: '/yarnui' };
}

/** The address of Livy, without a slash at its end. @throws HttpFault */
export function livyAt(description: Pick<ClusterDescription, 'url' | 'auth'>): string {
  const { root, livy } = placesOf(description);
  return `${root.replace(/\/+$/, '')}${livy}`;
}

export class Cluster {
  readonly http: HttpClient;
  readonly livy: LivyClient;
  /** Absent where nobody said where YARN is. */
  readonly yarn?: YarnClient;
  /** What every request to it waits for, so that not too many are sent. */
  turn: ((stops: readonly AbortSignal[]) => Promise<void>) | undefined;
  readonly #aside = new Map<string, HttpClient>();

  /** @throws HttpFault */
  constructor(description: ClusterDescription, auth: HttpAuth, options: { timeoutMs?: number; folder?: string } = {}) {
    const { root, livy, yarn } = placesOf(description), { yarnUrl } = description;
    this.http = this.#client({ ...description, url: root }, auth, options);
    this.livy = new LivyClient(this.http, livy);
    if (yarnUrl !== undefined) {
      // The credentials are for the first address.
      const client = this.#client({ url: yarnUrl, auth: 'none' }, { kind: 'none' }, options);
      this.#aside.set(yarnUrl, client);
      this.yarn = new YarnClient(client, '');
    } else if (yarn !== undefined) this.yarn = new YarnClient(this.http, yarn);
  }

  /** Asks another port of a host that was chosen, without credentials. */
  aside(url: string): HttpClient {
    const client = this.#aside.get(url) ?? this.#client({ url, auth: 'none' }, { kind: 'none' }, { timeoutMs: this.http.settings.timeoutMs });
    this.#aside.set(url, client);
    return client;
  }

  #client(description: ServerDescription, auth: HttpAuth, options: { timeoutMs?: number; folder?: string }): HttpClient {
    return new HttpClient(httpSettings(description, auth, options), undefined, (stops) => this.turn?.(stops) ?? Promise.resolve());
  }

  get name(): string {
    return this.http.name;
  }

  /** @throws HttpFault where it is not known where YARN is */
  needYarn(what: string): YarnClient {
    if (this.yarn === undefined) throw new HttpFault('unsupported', `${what} needs YARN, and it is not known where that is.`, 'Give the address of the ResourceManager (--yarn http://host:8088), or that of a gateway with /livy and /yarnui below it.');
    return this.yarn;
  }

  close(): void {
    for (const client of [this.http, ...this.#aside.values()]) client.close();
  }
}

/** Asks the gateway of a stack, for tests and recordings: nothing of the product's own client is in it. */
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { Gateway } from './gateway.ts';

export class GatewayClient {
  readonly #ca: Buffer;

  constructor(readonly gateway: Gateway) {
    this.#ca = readFileSync(gateway.caFile);
  }

  get(path: string, signal?: AbortSignal): Promise<{ status: number; text: string }> {
    return this.#ask('GET', path, undefined, signal);
  }

  /** Number of the batch that Livy makes of a body. */
  async submit(body: object): Promise<number> {
    const { status, text } = await this.#ask('POST', '/livy/batches', JSON.stringify(body));
    if (status !== 201) throw new Error(`Livy answered ${status}: ${text}`);
    return (JSON.parse(text) as { id: number }).id;
  }

  /** Kills a batch's job and lets Livy forget it. */
  async remove(batch: number): Promise<void> {
    await this.#ask('DELETE', `/livy/batches/${batch}`);
  }

  /** The YARN application that started last; `driverLogs` is the path of the folder of its driver's logs. */
  async newestApp(): Promise<{ id: string; state: string; driverLogs: string }> {
    const { apps } = JSON.parse((await this.get('/yarnui/ws/v1/cluster/apps')).text) as { apps: { app: { id: string; state: string; startedTime: number; amContainerLogs?: string }[] } | null };
    const app = apps?.app.sort((a, b) => b.startedTime - a.startedTime)[0];
    if (app === undefined) throw new Error('YARN has no application.');
    const { hostname, pathname } = new URL(app.amContainerLogs ?? 'http://nowhere/');
    return { id: app.id, state: app.state, driverLogs: `/yarnui/${hostname}${pathname}` };
  }

  /** `host:port` of the only node. */
  async node(): Promise<string> {
    const { nodes } = JSON.parse((await this.get('/yarnui/ws/v1/cluster/nodes')).text) as { nodes: { node: [{ id: string }] } };
    return nodes.node[0].id;
  }

  #ask(method: string, path: string, body?: string, signal?: AbortSignal): Promise<{ status: number; text: string }> {
    const { url, user, password, token, auth } = this.gateway;
    const authorization = auth === 'bearer' ? `Bearer ${token}` : `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    return new Promise((resolve, reject) => {
      request(`${url}${path}`, { method, ca: this.#ca, agent: false, signal, headers: { authorization, 'x-requested-by': 'weir', ...(body === undefined ? {} : { 'content-type': 'application/json' }) } }, (got) => {
        const parts: Buffer[] = [];
        got.on('data', (part: Buffer) => parts.push(part)).on('error', reject).on('end', () => resolve({ status: got.statusCode!, text: Buffer.concat(parts).toString() }));
      }).on('error', reject).end(body);
    });
  }
}

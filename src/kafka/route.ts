import { connect, type Socket } from 'node:net';
import { KafkaFault } from './fault.ts';

/** How a broker's socket is made, when that is not a plain connection to its name. */
export interface Route {
  /** A connected socket to whoever `host:port` stands for. Rejects with a fault, or with what the network said. */
  dial(host: string, port: number, timeoutMs: number): Promise<Socket>;
  /** What the far end has said about a connection that broke, if anything. */
  reason(): Promise<string | undefined>;
  close(): void;
}

/** Where a broker that the cluster names really is. Keys and values are host:port; what is not named stays. */
export type Advertised = Readonly<Record<string, string>>;

/** @throws KafkaFault when an entry is no host:port */
export function checkAdvertised(advertised: Advertised): void {
  for (const address of Object.entries(advertised).flat()) place(address);
}

export function mapped(advertised: Advertised, host: string, port: number): { host: string; port: number } {
  const to = advertised[`${host}:${port}`];
  return to === undefined ? { host, port } : place(to);
}

function place(address: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/[\]@]+)):(\d{1,5})$/.exec(address) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) < 1 || Number(port) > 65535) throw new KafkaFault('connection', `The map of advertised names has no valid host:port in '${address}'.`, 'Write both sides as host:port.');
  return { host, port: Number(port) };
}

/** Straight to the brokers, with some of their names replaced. */
export class MappedRoute implements Route {
  constructor(private readonly advertised: Advertised) {}

  dial(host: string, port: number, timeoutMs: number): Promise<Socket> {
    const to = mapped(this.advertised, host, port);
    return new Promise((resolve, reject) => {
      const socket = connect(to);
      const timer = setTimeout(() => { socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })); }, timeoutMs);
      socket.once('connect', () => { clearTimeout(timer); socket.removeListener('error', reject); resolve(socket); });
      socket.once('error', (error) => { clearTimeout(timer); reject(error); });
    });
  }

  reason(): Promise<undefined> { return Promise.resolve(undefined); }
  close(): void { /* its sockets are the connections' */ }
}

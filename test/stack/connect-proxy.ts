/** A proxy of the network on the loopback, as HTTPS goes through one: CONNECT, and bytes both ways. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ConnectProxy {
  url: string;
  /** host:port of each way that was opened, in order. */
  asked: string[];
  stop(): Promise<void>;
}

export async function startConnectProxy(): Promise<ConnectProxy> {
  const server = createServer((_, answer) => { answer.writeHead(405).end(); }), asked: string[] = [], sockets = new Set<Duplex>();
  server.on('connect', (request, socket, first: Buffer) => {
    const { hostname, port } = new URL(`http://${request.url ?? ''}`), far = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
    asked.push(request.url ?? '');
    for (const [one, other] of [[far, socket], [socket, far]] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => { sockets.delete(one); other.destroy(); });
    }
    far.once('connect', () => { socket.write('HTTP/1.1 200 Connection established\r\n\r\n'); far.write(first); far.pipe(socket); socket.pipe(far); });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The loopback gave no port.');
  return {
    url: `http://127.0.0.1:${address.port}`, asked,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
}

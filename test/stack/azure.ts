/**
 * A small Azure of our own: Entra, Azure Resource Manager, and the gateways of its clusters under their own names, each after what is
 * documented. The names are reached through a proxy of the network on the loopback, so that a program asks the addresses it would really ask.
 */
import { readFile } from 'node:fs/promises';
import { createServer as createProxy, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { ambari, type AmbariCluster } from './ambari.ts';
import { startArm, type Arm } from './arm.ts';
import { makeCertificate } from './certificates.ts';
import { startEntra, type Entra } from './entra.ts';

export interface OwnCluster {
  cluster: AmbariCluster;
  /** Of the cluster login. Absent: a token of Entra lets one in, and others are shown the way to its page. */
  password?: string;
  /** What Livy and YARN answer, by path without its query; others are not found. */
  answers: Record<string, unknown>;
}

export interface OwnAzure {
  arm: Arm;
  entra: Entra;
  /** By the name of the cluster. */
  clusters: Map<string, OwnCluster>;
  /** `METHOD https://host/path` of every request to a gateway, in order. */
  asked: string[];
  /** What a program needs to see it all: who signs in, whom to trust, which way to go. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** @param names of the clusters that have a gateway */
export async function startAzure(folder: string, names: readonly string[]): Promise<OwnAzure> {
  // One for all: OpenSSL tells authorities apart by their subject alone.
  const certificate = await makeCertificate(folder, names.map((name) => `${name}.azurehdinsight.net`)), { keystore, password, pem } = certificate;
  const arm = await startArm(folder, certificate), entra = await startEntra(folder, certificate);
  const gateway = createServer({ pfx: await readFile(keystore), passphrase: password }, (asked, answer) => { serve(azure, asked, answer); });
  await new Promise<void>((resolve) => { gateway.listen(0, '127.0.0.1', resolve); });
  const ways = new Set<Socket>(), proxy = createProxy((_, answer) => { answer.writeHead(405).end(); });
  proxy.on('connect', (asked: IncomingMessage, socket: Socket) => {
    const [host = '', port = ''] = (asked.url ?? '').split(':'), ours = names.some((name) => host === `${name}.azurehdinsight.net`) && port === '443';
    if (!ours) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const way = connect((gateway.address() as AddressInfo).port, '127.0.0.1', () => { socket.write('HTTP/1.1 200 Connection Established\r\n\r\n'); way.pipe(socket); socket.pipe(way); });
    for (const [one, other] of [[way, socket], [socket, way]] as const) one.on('error', () => other.destroy()).on('close', () => { other.destroy(); ways.delete(one); });
    ways.add(way).add(socket);
  });
  await new Promise<void>((resolve) => { proxy.listen(0, '127.0.0.1', resolve); });
  const azure: OwnAzure = {
    arm, entra, clusters: new Map(), asked: [],
    env: {
      NODE_EXTRA_CA_CERTS: pem, AZURE_AUTHORITY_HOST: entra.url, AZURE_TENANT_ID: entra.tenant, AZURE_CLIENT_ID: entra.client, AZURE_CLIENT_SECRET: entra.secret,
      HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, NO_PROXY: 'localhost,127.0.0.1',
    },
    stop: async () => {
      for (const way of ways) way.destroy();
      gateway.closeAllConnections();
      await Promise.all([arm.stop(), entra.stop(), ...[gateway, proxy].map((server) => new Promise((resolve) => { server.close(resolve); }))]);
    },
  };
  arm.tenants = [{ id: entra.tenant, token: entra.token }];
  return azure;
}

function serve({ clusters, asked, entra }: OwnAzure, request: IncomingMessage, answer: ServerResponse): void {
  const host = (request.headers.host ?? '').split(':')[0]!, { pathname } = new URL(request.url ?? '/', 'http://x'), own = clusters.get(host.split('.')[0]!);
  const say = (status: number, body: unknown): void => { answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)); };
  asked.push(`${request.method} https://${host}${pathname}`);
  request.resume();
  if (!own) return say(404, { message: 'no such cluster' });
  if (own.password === undefined) {
    if (request.headers.authorization !== `Bearer ${entra.token}`) return void answer.writeHead(302, { location: `https://login.microsoftonline.com/${entra.tenant}/oauth2/authorize` }).end();
  } else if (request.headers.authorization !== `Basic ${Buffer.from(`admin:${own.password}`).toString('base64')}`) return void answer.writeHead(401, { 'www-authenticate': 'Basic realm="cluster"' }).end();
  if (pathname.startsWith('/api/v1/')) {
    const { status, body } = ambari(own.cluster, pathname, `https://${host}`);
    return say(status, body);
  }
  const found = own.answers[pathname];
  say(found === undefined ? 404 : 200, found ?? { msg: `nothing at ${pathname}` });
}

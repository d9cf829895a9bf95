/**
 * A TLS gateway of our own with the paths of an HDInsight cluster's, before real servers; Ambari alone is answered here, after its
 * documentation. A test can have it refuse, answer slowly or with HTML, or lose an answer.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AmbariCluster } from './ambari.ts';
import { ambari } from './ambari.ts';
import { makeCertificate } from './certificates.ts';

/** `answer`: instead of the server's. `slow`: passed on after a while. `dropped`: the server never hears of it. `lost`: the server does it, the client hears nothing. `cut`: the answer breaks off. */
export type Trouble =
  | { kind: 'answer'; status: number; body?: string; type?: string; headers?: Record<string, string> }
  | { kind: 'slow'; ms: number }
  | { kind: 'dropped' }
  | { kind: 'lost' }
  | { kind: 'cut'; bytes: number };

export interface Asked { method: string; path: string; headers: IncomingHttpHeaders; body: string; status?: number }

/** Where requests go: `http://127.0.0.1:port` each; absent ones are answered with 503. */
export interface Behind { livy?: string; resourceManager?: string; nodeManager?: string; jobHistory?: string; sparkHistory?: string; cluster: AmbariCluster }

export interface Gateway {
  /** `https://localhost:port`. */
  url: string;
  /** PEM file to trust. */
  caFile: string;
  /** `none` lets everyone in; `basic` is the cluster login; `bearer` wants `token` and sends others to a sign-in page, as Entra's clusters do. */
  auth: 'basic' | 'bearer' | 'none';
  user: string;
  password: string;
  token: string;
  /** Whether Livy's addresses of a job are the gateway's own, as HDInsight's Livy writes them, or those inside the cluster. */
  appInfo: 'gateway' | 'inside';
  behind: Behind;
  /** What happens to a request; undefined: nothing special. */
  trouble: ((asked: Asked) => Trouble | undefined) | undefined;
  /** Every request since the last `asked.length = 0`, without its credentials. */
  asked: Asked[];
  /** Ends all connections, as a gateway that is replaced does. */
  hangUp(): void;
  stop(): Promise<void>;
}

const HTML_502 = '<!DOCTYPE html><html><head><title>502 - Web server received an invalid response while acting as a gateway or proxy server.</title></head><body><h1>Server Error</h1></body></html>';
/** Ready-made troubles of a gateway. */
export const BAD_GATEWAY: Trouble = { kind: 'answer', status: 502, body: HTML_502, type: 'text/html' };
export const UNAVAILABLE: Trouble = { kind: 'answer', status: 503, body: '<html><body><h2>Our services aren\'t available right now</h2></body></html>', type: 'text/html' };
export const SIGN_IN_PAGE: Trouble = { kind: 'answer', status: 200, body: '<!DOCTYPE html><html><head><title>Sign in</title></head><body></body></html>', type: 'text/html; charset=utf-8' };

export async function startGateway(folder: string, behind: Behind): Promise<Gateway> {
  const { keystore, password, pem } = await makeCertificate(folder);
  const server = createServer({ pfx: await readFile(keystore), passphrase: password }, (asked, answer) => {
    serve(gateway, asked, answer).catch(() => answer.destroy());
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The loopback gave no port.');
  const gateway: Gateway = {
    url: `https://localhost:${address.port}`, caFile: pem, auth: 'basic', user: 'admin', password: randomBytes(12).toString('base64url'), token: randomBytes(24).toString('base64url'),
    appInfo: 'gateway', behind, trouble: undefined, asked: [],
    hangUp: () => { server.closeAllConnections(); },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
  return gateway;
}

async function serve(gateway: Gateway, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of asked) parts.push(part as Buffer);
  const body = Buffer.concat(parts), { authorization, ...headers } = asked.headers;
  const entry: Asked = { method: asked.method!, path: asked.url!, headers, body: body.toString() };
  gateway.asked.push(entry);
  answer.on('finish', () => { entry.status = answer.statusCode; });
  const trouble = gateway.trouble?.(entry);
  if (trouble?.kind === 'dropped') return void answer.destroy();
  if (trouble?.kind === 'answer') return void answer.writeHead(trouble.status, { 'content-type': trouble.type ?? 'application/json', ...trouble.headers }).end(trouble.body ?? '');
  if (trouble?.kind === 'slow') await new Promise((resolve) => { setTimeout(resolve, trouble.ms).unref(); });
  if (!allowed(gateway, authorization)) return refuse(gateway, answer);
  const url = new URL(entry.path, gateway.url);
  if (url.pathname.startsWith('/api/v1/clusters')) {
    const { status, body: found } = ambari(gateway.behind.cluster, url.pathname, gateway.url);
    return finish(answer, trouble, status, { 'content-type': 'text/plain;charset=utf-8' }, Buffer.from(JSON.stringify(found)));
  }
  const target = route(gateway.behind, url.pathname);
  if (target === undefined) return finish(answer, trouble, 404, { 'content-type': 'text/html' }, Buffer.from('<html><body><h1>404 Not Found</h1></body></html>'));
  if (target.server === undefined) return finish(answer, trouble, 503, { 'content-type': 'text/html' }, Buffer.from('<html><body><h2>Service unavailable</h2></body></html>'));
  const { host: _, connection: __, ...passed } = headers;
  const got = await pass(target.server, { method: entry.method, path: target.path + url.search, headers: { ...passed, 'x-forwarded-proto': 'https' }, body }).catch(() => undefined);
  // A server that is away is the gateway's 502.
  if (got === undefined) return finish(answer, trouble, 502, { 'content-type': 'text/html' }, Buffer.from(HTML_502));
  finish(answer, trouble, got.status, outward(gateway, got.headers), target.livy && gateway.appInfo === 'gateway' ? Buffer.from(outwardText(gateway, got.body.toString())) : got.body);
}

function finish(answer: ServerResponse, trouble: Trouble | undefined, status: number, headers: Record<string, string | string[]>, body: Buffer): void {
  if (trouble?.kind === 'lost') return void answer.destroy();
  answer.writeHead(status, { ...headers, 'content-length': body.length });
  if (trouble?.kind !== 'cut') return void answer.end(body);
  answer.write(body.subarray(0, trouble.bytes), () => { answer.destroy(); });
}

function allowed(gateway: Gateway, authorization: string | undefined): boolean {
  if (gateway.auth === 'none') return true;
  const wanted = Buffer.from(gateway.auth === 'bearer' ? `Bearer ${gateway.token}` : `Basic ${Buffer.from(`${gateway.user}:${gateway.password}`).toString('base64')}`), given = Buffer.from(authorization ?? '');
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

function refuse(gateway: Gateway, answer: ServerResponse): void {
  if (gateway.auth === 'bearer') answer.writeHead(302, { location: 'https://login.microsoftonline.com/common/oauth2/authorize?client_id=00000000-0000-0000-0000-000000000000&response_type=code' }).end();
  else answer.writeHead(401, { 'www-authenticate': 'Basic realm="Ambari"', 'content-type': 'text/html' }).end('<html><body><h1>401 Unauthorized</h1></body></html>');
}

/** The server behind a path and the path there. `<host>` of a node is not looked at: there is one node. */
function route(behind: Behind, path: string): { server: string | undefined; path: string; livy?: true } | undefined {
  const rules: [RegExp, string | undefined, (rest: string) => string][] = [
    [/^\/livy(\/.*)?$/, behind.livy, (rest) => rest || '/'],
    [/^\/sparkhistory(\/.*)?$/, behind.sparkHistory, (rest) => rest || '/'],
    [/^\/yarnui(\/jobhistory\/logs\/.*)$/, behind.jobHistory, (rest) => rest.replace(/\/port\/(\d+)\//, ':$1/')],
    [/^\/yarnui\/hn(\/.*)$/, behind.resourceManager, (rest) => rest],
    [/^\/yarnui(\/(?:ws\/v1\/cluster|proxy|cluster)(?:\/.*)?)$/, behind.resourceManager, (rest) => rest],
    [/^\/yarnui\/[^/]+(?:\/port\/\d+)?(\/(?:node|ws\/v1\/node)\/.*)$/, behind.nodeManager, (rest) => rest],
  ];
  for (const [pattern, server, there] of rules) {
    const found = pattern.exec(path);
    if (found) return { server, path: there(found[1] ?? ''), ...(server !== undefined && server === behind.livy ? { livy: true } : {}) };
  }
  return undefined;
}

function pass(server: string, { body, ...asked }: { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer }): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server);
    request({ hostname, port, ...asked, agent: false }, (got) => {
      const parts: Buffer[] = [];
      got.on('data', (part: Buffer) => parts.push(part)).on('error', reject).on('end', () => resolve({ status: got.statusCode!, headers: got.headers, body: Buffer.concat(parts) }));
    }).on('error', reject).end(body);
  });
}

/** Addresses inside the cluster, as the gateway's. */
function outwardText({ url, behind }: Gateway, text: string): string {
  // The servers call themselves by either name of the loopback.
  return text.replace(/http:\/\/(localhost|127\.0\.0\.1):(\d+)\//g, (whole, host: string, port: string) => {
    const is = (server: string | undefined): boolean => server !== undefined && new URL(server).port === port;
    return is(behind.resourceManager) ? `${url}/yarnui/hn/` : is(behind.nodeManager) ? `${url}/yarnui/${host}/port/${port}/` : is(behind.jobHistory) ? `${url}/yarnui/` : whole;
  });
}

function outward(gateway: Gateway, headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(([name]) => !['connection', 'transfer-encoding', 'content-length', 'keep-alive'].includes(name)).map(([name, value]) => [name, value!] as const);
  const out: Record<string, string | string[]> = Object.fromEntries(kept);
  if (typeof out['location'] === 'string') out['location'] = outwardText(gateway, out['location']);
  return out;
}

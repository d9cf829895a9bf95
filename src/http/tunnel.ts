/** HTTPS where it goes out only through a proxy of the network, as HTTPS_PROXY and NO_PROXY say it to other programs too. */
import { request as plainRequest } from 'node:http';
import type { Socket } from 'node:net';
import { request as secureRequest } from 'node:https';
import { HttpFault } from './fault.ts';
import { unreachable } from './reasons.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const HINT = 'HTTPS_PROXY names it, in VS Code its setting http.proxy too; NO_PROXY (http.noProxy) names hosts that are reached without it.';

/** The proxy to go through; undefined: there is none, or not for this host. @throws HttpFault */
export function tunnelFor({ hostname }: URL, env: Environment): URL | undefined {
  const text = env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '', host = hostname.toLowerCase();
  if (text.trim() === '') return undefined;
  const without = (env['no_proxy'] ?? env['NO_PROXY'] ?? '').toLowerCase().split(/[\s,]+/).map((each) => each.replace(/:\d+$/, '').replace(/^\*?\./, ''));
  if (without.some((each) => each !== '' && (each === '*' || host === each || host.endsWith(`.${each}`)))) return undefined;
  let proxy: URL;
  try {
    proxy = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text.trim()) ? text.trim() : `http://${text.trim()}`);
  } catch {
    throw new HttpFault('connection', 'HTTPS_PROXY, or http.proxy of VS Code, holds no address of a proxy.', 'It is written as http://host:port.');
  }
  // Its user and password are in it, so that it is not repeated.
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') throw new HttpFault('unsupported', `HTTPS_PROXY, or http.proxy of VS Code, names a proxy for ${proxy.protocol.replace(':', '')}, which is not spoken here.`, 'It is written as http://host:port.');
  return proxy;
}

/** A socket that ends at host:port. Rejects with a `HttpFault`. */
export function throughTunnel(proxy: URL, to: { host: string; port: number }, timeoutMs: number): Promise<Socket> {
  const secure = proxy.protocol === 'https:', host = proxy.hostname.replace(/^\[|\]$/g, ''), port = Number(proxy.port === '' ? (secure ? 443 : 80) : proxy.port), at = `${proxy.hostname}:${port}`;
  const place = `${to.host.includes(':') ? `[${to.host}]` : to.host}:${to.port}`;
  const sign = proxy.username === '' && proxy.password === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString('base64')}` };
  return new Promise((resolve, reject) => {
    const asking = (secure ? secureRequest : plainRequest)({ host, port, method: 'CONNECT', path: place, headers: { host: place, ...sign }, agent: false });
    const timer = setTimeout(() => { asking.destroy(new HttpFault('timeout', `The proxy of the network at ${at} does not answer in ${timeoutMs / 1000} s.`, HINT)); }, timeoutMs);
    asking.once('connect', ({ statusCode = 0 }, socket, first) => {
      clearTimeout(timer);
      if (statusCode === 200 && first.length === 0) { resolve(socket); return; }
      socket.destroy();
      reject(statusCode === 407 ? new HttpFault('authentication', `The proxy of the network at ${at} wants a user and a password (HTTP 407).`, HINT)
        : new HttpFault('connection', `The proxy of the network at ${at} does not let one through to ${place} (HTTP ${statusCode}).`, HINT));
    });
    asking.once('response', (answer) => {
      clearTimeout(timer);
      answer.destroy();
      reject(new HttpFault('connection', `The proxy of the network at ${at} opens no way to ${place} (HTTP ${answer.statusCode ?? 0}).`, HINT));
    });
    asking.once('error', (error) => {
      clearTimeout(timer);
      reject(unreachable(error, { host, port }, { name: 'proxy of the network', hint: HINT, trust: HINT }));
    });
    asking.end();
  });
}

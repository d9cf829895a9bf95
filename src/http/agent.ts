import { Agent as PlainAgent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { HttpFault } from './fault.ts';
import { throughTunnel } from './tunnel.ts';

export type HttpAgent = PlainAgent | SecureAgent;

export interface AgentOptions {
  url: URL;
  /** PEM of the authority to trust; default Node's own ones. */
  ca?: string | undefined;
  /** SHA-256 of the one certificate that is trusted, whoever signed it. */
  pinned?: string | undefined;
  /** The network's own proxy to go through. May hold a password. */
  tunnel?: URL | undefined;
  timeoutMs: number;
}

const SOCKETS = 6;

/** As sockets take it: without the brackets of IPv6. */
export const addressOf = ({ hostname, port, protocol }: URL): { host: string; port: number } => ({ host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port) });

/** Keeps connections to one address. */
export function agentFor({ url, ca, pinned, tunnel, timeoutMs }: AgentOptions): HttpAgent {
  const secure = url.protocol !== 'http:', to = addressOf(url), trusted = ca === undefined ? {} : { ca };
  const agent = secure ? new SecureAgent({ keepAlive: true, maxSockets: SOCKETS, ...trusted }) : new PlainAgent({ keepAlive: true, maxSockets: SOCKETS });
  if (!tunnel && pinned === undefined) return agent;
  const dial = async (): Promise<Socket> => {
    const socket = tunnel ? await throughTunnel(tunnel, to, timeoutMs) : undefined;
    if (!secure) return socket!;
    const tls = connectTls({ ...(socket ? { socket } : to), host: to.host, ...(isIP(to.host) ? {} : { servername: to.host }), ...trusted, ...(pinned === undefined ? {} : { rejectUnauthorized: false }) });
    return pinned === undefined ? tls : checked(tls, pinned);
  };
  if (!secure && !tunnel) return agent;
  Object.assign(agent, { createConnection: (_: unknown, made: (error: Error | null, socket?: Socket) => void) => {
    dial().then((socket) => { made(null, socket); }, made);
  } });
  return agent;
}

/** Nothing is sent before the certificate is known to be the one that was chosen. */
function checked(socket: TLSSocket, pinned: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const seen = socket.getPeerX509Certificate()?.fingerprint256;
      if (seen !== undefined && digits(seen) === digits(pinned)) {
        socket.off('error', reject);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new HttpFault('tls', `The certificate there has the SHA-256 ${seen ?? 'of none'}, not the one that was chosen to be trusted.`, 'It was renewed, or somebody stands in between. Compare it with the one of the server before it is trusted.'));
    });
  });
}

const digits = (fingerprint: string): string => fingerprint.replace(/[^0-9a-f]/gi, '').toLowerCase();

/** A SHA-256 with or without colons. */
export const isFingerprint = (text: string): boolean => /^[0-9a-f]{64}$/.test(digits(text)) && /^[0-9a-f:\s]+$/i.test(text);

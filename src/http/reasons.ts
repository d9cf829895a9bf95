/** What the network's error codes mean, in words. */
import { HttpFault } from './fault.ts';

export const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name does not resolve at the moment',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
};

/** Codes of a TLS handshake. */
export const TLS_CODES = /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME_MISMATCH|INVALID_CA)/;

/** Of OpenSSL's own line (`…:SSL routines:function:reason:file:…`) the reason. */
export const opensslReason = (message: string): string => /:(?:SSL|[A-Z0-9 ]+) routines:[^:]*:([^:]+):/.exec(message)?.[1] ?? message.trim();

export function field(error: unknown, name: 'code' | 'name' | 'message' | 'type'): string {
  if (typeof error !== 'object' || error === null) return '';
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
}

/** What an address is for, and what to look at where it does not answer. `trust`: what helps where its certificate is not trusted. */
export interface Service { name: string; hint: string; trust?: string }

/** What Node says of a request that failed, as a fault that names host and port. */
export function unreachable(error: unknown, { host, port }: { host: string; port: number }, { name, hint, trust = '' }: Service): HttpFault {
  if (error instanceof HttpFault) return error;
  const at = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`, code = field(error, 'code'), message = field(error, 'message');
  if (TLS_CODES.test(code)) {
    const plain = code === 'EPROTO' || code.startsWith('ERR_SSL');
    return new HttpFault('tls', `The TLS handshake with ${at} failed: ${opensslReason(message)} (${code}).`, plain ? 'Is TLS spoken there? Otherwise the address begins with http://.' : trust, { cause: error });
  }
  if (code in REASONS) return new HttpFault('connection', `No ${name} at ${at}: ${REASONS[code]!}.`, hint, { cause: error });
  return new HttpFault('protocol', `${at} answered in an unexpected way: ${message}`, hint, { cause: error });
}

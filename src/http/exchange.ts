/** One request and its answer, bounded in size and time. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { addressOf, type HttpAgent } from './agent.ts';

export interface Exchange {
  agent: HttpAgent;
  /** Scheme, host and port; its path is not looked at. */
  url: URL;
  method: string;
  path: string;
  headers: OutgoingHttpHeaders;
  body?: Uint8Array | undefined;
  /** Milliseconds without a byte, and in all. */
  idleMs: number;
  wholeMs: number;
  /** Bytes of the body, after the sieve. */
  most: number;
  /** Ends the body at `most` bytes instead of failing. */
  cut?: boolean;
  /** Takes away of the body what is not wanted, as it comes. */
  sieve?: (part: Buffer) => Buffer;
  /** Any of them ends it. */
  stops: readonly AbortSignal[];
}

export interface Reply { status: number; headers: IncomingHttpHeaders; body: Buffer; /** More was there. */ cut: boolean }

/** A connection that was kept from an earlier request was closed before this one was answered. */
export class Reset extends Error {}
/** No byte of an answer came in time. */
export class Silent extends Error {}
/** The answer is larger than `most`. */
export class Oversize extends Error {}

/** Redirects are not followed. Rejects with one of the errors above, the signal's reason, or Node's own error. */
export function exchange({ agent, url, method, path, headers, body, idleMs, wholeMs, most, cut = false, sieve, stops }: Exchange): Promise<Reply> {
  return new Promise((resolve, reject) => {
    for (const stop of stops) stop.throwIfAborted();
    const outgoing = (url.protocol === 'http:' ? plainRequest : secureRequest)({ agent, protocol: url.protocol, ...addressOf(url), path, method, headers });
    const silent = (): void => { fail(new Silent('no answer')); };
    const whole = setTimeout(silent, wholeMs);
    let idle = setTimeout(silent, idleMs);
    const forget = onAbort(stops, (reason) => { fail(reason); });
    const done = (): void => { clearTimeout(whole); clearTimeout(idle); forget(); };
    const fail = (error: Error): void => { done(); reject(error); outgoing.destroy(); };
    outgoing.on('error', (error: Error) => { fail(outgoing.reusedSocket ? new Reset('the kept connection ended', { cause: error }) : error); });
    outgoing.on('response', (incoming) => {
      const parts: Buffer[] = [];
      let size = 0;
      const finish = (more: boolean): void => { done(); resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(parts), cut: more }); };
      incoming.on('data', (raw: Buffer) => {
        clearTimeout(idle);
        idle = setTimeout(silent, idleMs);
        const part = sieve ? sieve(raw) : raw;
        if (size + part.length <= most) {
          size += part.length;
          parts.push(part);
          return;
        }
        if (!cut) return fail(new Oversize('too large'));
        parts.push(part.subarray(0, most - size));
        finish(true);
        outgoing.destroy();
      });
      incoming.on('error', fail);
      incoming.on('end', () => { finish(false); });
    });
    outgoing.end(body);
  });
}

/**
 * Calls `act` at the first of them that is aborted; gives what takes the wish back. `AbortSignal.any` would leave something behind with a
 * signal that lives as long as its client.
 */
export function onAbort(stops: readonly AbortSignal[], act: (reason: Error) => void): () => void {
  const forgets = stops.map((stop) => {
    const listener = (): void => { act(stop.reason as Error); };
    stop.addEventListener('abort', listener, { once: true });
    return () => { stop.removeEventListener('abort', listener); };
  });
  return () => { for (const forget of forgets) forget(); };
}

/** `work`'s result, unless it is abandoned first. */
export async function until<T>(work: Promise<T>, stops: readonly AbortSignal[]): Promise<T> {
  work.catch(() => undefined);
  for (const stop of stops) stop.throwIfAborted();
  return new Promise((resolve, reject) => {
    const forget = onAbort(stops, reject);
    work.then(resolve, reject).finally(forget);
  });
}

/** @param ms at least */
export async function pause(ms: number, stops: readonly AbortSignal[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await until(new Promise<void>((resolve) => { timer = setTimeout(resolve, ms); }), stops);
  } finally {
    clearTimeout(timer);
  }
}

export function headerOf({ headers }: Pick<Reply, 'headers'>, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value[0] : value;
}

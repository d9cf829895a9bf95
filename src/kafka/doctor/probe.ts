/** One listener, asked the little that any client may ask before it signs in. */
import { lookup } from 'node:dns/promises';
import type { Socket } from 'node:net';
import { connect, type Socket as NetSocket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type PeerCertificate, type TLSSocket } from 'node:tls';
import { isIP } from 'node:net';
import { WireReader, WireWriter } from '../wire.ts';

const API_VERSIONS = 18, SASL_HANDSHAKE = 17, FETCH = 1, PRODUCE = 0;
const UNSUPPORTED_MECHANISM = 33;
const LARGEST = 1_000_000;

export interface Address { host: string; port: number }

/** IP addresses of a name. Rejects with Node's error. */
export const addresses = async (host: string): Promise<string[]> => (await lookup(host, { all: true })).map(({ address }) => address);

export function dial({ host, port }: Address, timeoutMs: number): Promise<NetSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => { socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })); }, timeoutMs);
    socket.once('connect', () => { clearTimeout(timer); socket.off('error', reject); resolve(socket); });
    socket.once('error', (error) => { clearTimeout(timer); reject(error); });
  });
}

/** TLS over a connected socket; rejects with the handshake's error. */
export function secure(socket: Socket, host: string, options: ConnectionOptions, timeoutMs: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = connectTls({ ...options, socket, ...(isIP(host) ? {} : { servername: host }), host });
    const timer = setTimeout(() => { secured.destroy(Object.assign(new Error('it does not answer the handshake'), { code: 'ETIMEDOUT' })); }, timeoutMs);
    secured.once('secureConnect', () => { clearTimeout(timer); secured.off('error', reject); resolve(secured); });
    secured.once('error', (error: Error) => { clearTimeout(timer); reject(error); });
  });
}

/** Whom a certificate is for, and until when. */
export function certificateWords(secured: TLSSocket): string {
  const { subject, subjectaltname, valid_to: until } = secured.getPeerCertificate() as Partial<PeerCertificate>;
  const names = subjectaltname?.split(', ').slice(0, 4).join(', ') ?? '';
  return `${secured.getProtocol() ?? 'TLS'}, certificate of ${String(subject?.CN ?? 'no name')}${names === '' ? '' : ` (${names})`}${until === undefined ? '' : `, valid until ${until}`}`;
}

/** Whether TLS is spoken there at all, whatever its certificate. */
export async function speaksTls(reach: () => Promise<Socket>, host: string, timeoutMs: number): Promise<boolean> {
  try {
    const secured = await secure(await reach(), host, { rejectUnauthorized: false }, timeoutMs);
    secured.destroy();
    return true;
  } catch (error) {
    // A listener that wants a client certificate has spoken TLS until then.
    return error instanceof Error && 'code' in error && /ALERT/.test(String(error.code));
  }
}

export interface Versions { count: number; fetch: number; produce: number }

/** ApiVersions v0, which every broker since 0.10 answers. */
export async function askVersions(socket: Socket, timeoutMs: number): Promise<Versions> {
  const reader = await exchange(socket, API_VERSIONS, 0, () => undefined, timeoutMs);
  reader.int16();
  const versions = new Map(reader.array(() => [reader.int16(), (reader.int16(), reader.int16())] as const));
  return { count: versions.size, fetch: versions.get(FETCH) ?? 0, produce: versions.get(PRODUCE) ?? 0 };
}

/** Mechanisms that the listener offers; undefined when it signs nobody in. */
export async function askMechanisms(socket: Socket, timeoutMs: number): Promise<string[] | undefined> {
  const reader = await exchange(socket, SASL_HANDSHAKE, 1, (writer) => { writer.string('?'); }, timeoutMs);
  const error = reader.int16();
  return error === UNSUPPORTED_MECHANISM ? reader.array(() => reader.string()) : undefined;
}

/** One request and its answer, behind the correlation id. */
function exchange(socket: Socket, api: number, version: number, body: (writer: WireWriter) => void, timeoutMs: number): Promise<WireReader> {
  const writer = new WireWriter();
  writer.int16(api);
  writer.int16(version);
  writer.int32(1);
  writer.string('weir');
  body(writer);
  const request = writer.bytes(), frame = Buffer.alloc(4 + request.length);
  frame.writeInt32BE(request.length);
  frame.set(request, 4);
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0);
    const end = (error: Error): void => { done(); reject(error); };
    const timer = setTimeout(() => { end(Object.assign(new Error('it does not answer'), { code: 'ETIMEDOUT' })); }, timeoutMs);
    const onData = (chunk: Buffer): void => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < 4) return;
      const length = answer.readInt32BE();
      if (length < 4 || length > LARGEST) end(Object.assign(new Error('what it answers is no Kafka'), { code: 'PROTOCOL' }));
      else if (answer.length >= 4 + length) {
        done();
        resolve(new WireReader(answer.subarray(8, 4 + length)));
      }
    };
    const onClose = (): void => { end(Object.assign(new Error('it closed the connection'), { code: 'ECONNRESET' })); };
    const done = (): void => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('close', onClose);
      socket.off('error', end);
    };
    socket.on('data', onData);
    socket.once('close', onClose);
    socket.once('error', end);
    socket.write(frame);
  });
}

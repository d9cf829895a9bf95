import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import loggers from 'kafkajs/src/loggers/index.js';
import Connection from 'kafkajs/src/network/connection.js';
import createSocketFactory, { type SocketFactory } from 'kafkajs/src/network/socketFactory.js';
import { framedSockets } from './framed-socket.ts';
import type { Deadline } from './deadline.ts';
import { BrokerFault, KafkaFault } from './fault.ts';
import type { Target } from './network-fault.ts';
import { networkFault } from './network-fault.ts';
import type { ConnectionSettings } from './options.ts';
import type { Exchange } from './protocol.ts';
import { apiVersions } from './protocol.ts';
import { WireReader, WireWriter } from './wire.ts';

const SASL_AUTHENTICATE = 36;
const silent = loggers.createLogger({ level: loggers.LEVELS.NOTHING, logCreator: () => () => undefined });
const straight = createSocketFactory();

/**
 * One connection to one broker. kafkajs makes it: socket, TLS, SASL, matching answers to requests. What is asked and how
 * the answer is read is {@link Exchange}'s, so answers stay raw bytes until our own decoder takes them.
 */
export class BrokerConnection {
  private connection: Connection | undefined;
  private connecting: Promise<Connection> | undefined;
  private versions = new Map<number, { min: number; max: number }>();

  constructor(readonly target: Target, private readonly settings: ConnectionSettings) {}

  get isOpen(): boolean {
    return this.connection?.isConnected() ?? false;
  }

  /** The highest version of an API that the broker speaks; known once connected. */
  maxVersion(api: number): number {
    return this.versions.get(api)?.max ?? 0;
  }

  /** Whether the broker has an API at all; known once connected. */
  speaks(api: number): boolean {
    return this.versions.has(api);
  }

  /** Connects and signs in; at once when that is done already. */
  async open(deadline: Deadline, timeoutMs = deadline.remainingMs): Promise<void> {
    if (this.isOpen && !this.connecting) return;
    this.connecting ??= this.connect(Math.max(1, Math.min(timeoutMs, deadline.remainingMs))).finally(() => (this.connecting = undefined));
    await deadline.race(this.connecting, () => `connecting to ${this.target.host}:${this.target.port}`);
  }

  private async connect(timeoutMs: number): Promise<Connection> {
    const { host, port } = this.target;
    const connection: Connection = new Connection({
      host, port, logger: silent, socketFactory: await this.sockets(timeoutMs, () => { forgetRest(connection); }), clientId: this.settings.clientId,
      requestTimeout: timeoutMs, connectionTimeout: timeoutMs,
      ssl: this.settings.tls ? { ...this.settings.tls } : null,
      sasl: this.settings.sasl ? { ...this.settings.sasl } : null,
    });
    // kafkajs would look every millisecond, for as long as the connection stands, whether a throttled request may go out. None is held back here.
    connection.requestQueue.scheduleCheckPendingRequests = () => undefined;
    try {
      await connection.connect();
      // Without this, a connection that breaks before its first answer would wait for the time limit.
      connection.socket?.once('close', () => drop(connection, brokenBy(this.target, 'ECONNRESET')));
      const { error, versions } = await exchange(connection, apiVersions(), timeoutMs);
      if (error !== 0) throw new BrokerFault(error, `${host}:${port} does not say what it speaks`);
      this.versions = new Map(versions.map(({ api, min, max }) => [api, { min, max }]));
      connection.setVersions(Object.fromEntries(versions.map(({ api, min, max }) => [api, { minVersion: min, maxVersion: max }])));
      connection.setSupportAuthenticationProtocol(this.versions.has(SASL_AUTHENTICATE));
      await connection.authenticate();
    } catch (error) {
      const fault = await this.explained(networkFault(error, this.target));
      drop(connection, fault);
      throw fault;
    }
    this.connection = connection;
    return connection;
  }

  /** What makes the socket; over a route it stands already when kafkajs asks for it. */
  private async sockets(timeoutMs: number, before: () => void): Promise<SocketFactory> {
    const { route } = this.settings, { host, port } = this.target;
    if (!route) return this.settings.tls ? straight : framedSockets(before, this.settings.room);
    try {
      return over(await route.dial(host, port, timeoutMs));
    } catch (error) {
      throw networkFault(error, this.target);
    }
  }

  /** A connection that breaks at once may have been refused at the far end of the route, which says why. */
  private async explained(fault: KafkaFault): Promise<KafkaFault> {
    const reason = fault.kind === 'connection' || fault.kind === 'protocol' ? await this.settings.route?.reason() : undefined;
    if (reason === undefined) return fault;
    const { host, port } = this.target;
    return new KafkaFault('connection', `${host}:${port} cannot be reached at the far end: ${reason}.`, 'The name is resolved and the connection made there: try it there.', { cause: fault });
  }

  /** Sends a request and reads its answer. An answer that does not come breaks the connection, since later ones would wait behind it. */
  async send<T>(request: Exchange<T>, deadline: Deadline): Promise<T> {
    await this.open(deadline);
    const connection = this.connection!;
    const version = this.versions.get(request.api);
    if (!version || request.version < version.min || request.version > version.max) {
      throw new KafkaFault('protocol', `The broker ${this.target.host}:${this.target.port} does not speak ${request.name} version ${request.version}.`, 'Weir works with Kafka 0.11 and later.');
    }
    try {
      return await deadline.race(exchange(connection, request, deadline.remainingMs + 1000), () => `${request.name} from ${this.target.host}:${this.target.port}`);
    } catch (error) {
      if (deadline.abandoned) throw error;
      const fault = networkFault(error, this.target);
      if (fault.kind === 'timeout' || fault.kind === 'connection' || fault.kind === 'protocol') {
        if (this.connection === connection) this.connection = undefined;
        drop(connection, brokenBy(this.target, 'ECONNRESET'));
      }
      throw fault;
    }
  }

  close(): void {
    const { connection } = this;
    const fault = new KafkaFault('closed', 'The connection to Kafka was closed.');
    this.connection = undefined;
    if (connection) drop(connection, fault);
    // One that is still being made is closed as soon as it stands.
    this.connecting?.then((late) => drop(late, fault), () => undefined);
  }
}

/** TLS is spoken with the broker's own name, wherever the socket leads. */
function over(socket: Socket): SocketFactory {
  return ({ host, ssl, onConnect }) => {
    socket.setKeepAlive(true, 60_000);
    if (ssl) return connectTls({ host, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl, socket }, onConnect);
    process.nextTick(onConnect);
    return socket;
  };
}

/** kafkajs joins each answer to what is left of the one before; where nothing is left that would copy the answer. */
function forgetRest(connection: Connection): void {
  if (connection.bytesBuffered === 0) connection.chunks = [];
}

function brokenBy(target: Target, code: string): KafkaFault {
  return networkFault(Object.assign(new Error(code), { code }), target);
}

/** Ends a connection for good; what still waits for an answer fails with `fault`. */
function drop(connection: Connection, fault: KafkaFault): void {
  connection.rejectRequests(fault);
  connection.disconnect().catch(() => undefined);
  connection.socket?.destroy();
}

async function exchange<T>(connection: Connection, request: Exchange<T>, timeoutMs: number): Promise<T> {
  return connection.send<T>({
    request: {
      apiKey: request.api, apiVersion: request.version, apiName: request.name,
      encode: async () => {
        const writer = new WireWriter();
        request.write(writer);
        const bytes = writer.bytes();
        return { buf: bytes, buffer: bytes };
      },
    },
    response: {
      decode: async (payload) => ({ data: request.read(new WireReader(payload)), clientSideThrottleTime: 0 }),
      parse: async ({ data }) => data,
    },
    requestTimeout: timeoutMs + (request.extraWaitMs ?? 0),
    logResponseError: false,
  });
}

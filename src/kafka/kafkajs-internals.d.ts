// The parts of kafkajs 2.2.4 that are used as the connection layer; the package declares no types for them.

declare module 'kafkajs/src/network/connection.js' {
  import type { Logger } from 'kafkajs/src/loggers/index.js';
  import type { SocketFactory } from 'kafkajs/src/network/socketFactory.js';

  export interface ApiVersions {
    [apiKey: number]: { minVersion: number; maxVersion: number };
  }

  /** Anything with these two is taken for kafkajs's own Encoder. */
  export interface Encoded {
    buf: Buffer;
    buffer: Buffer;
  }

  export default class Connection {
    constructor(options: {
      host: string;
      port: number;
      logger: Logger;
      socketFactory: SocketFactory;
      clientId: string;
      requestTimeout: number;
      connectionTimeout: number;
      ssl: object | null;
      sasl: object | null;
    });
    readonly socket?: import('node:net').Socket;
    readonly requestQueue: { scheduleCheckPendingRequests(): void };
    /** What was read and is not taken yet. */
    chunks: Buffer[];
    readonly bytesBuffered: number;
    isConnected(): boolean;
    connect(): Promise<boolean>;
    authenticate(): Promise<void>;
    disconnect(): Promise<boolean>;
    rejectRequests(error: Error): void;
    setVersions(versions: ApiVersions): void;
    setSupportAuthenticationProtocol(supported: boolean): void;
    send<T>(exchange: {
      request: { apiKey: number; apiVersion: number; apiName: string; encode(): Promise<Encoded> };
      response: { decode(payload: Buffer): Promise<{ data: T; clientSideThrottleTime: number }>; parse(decoded: { data: T }): Promise<T> };
      requestTimeout?: number;
      logResponseError?: boolean;
    }): Promise<T>;
  }
}

declare module 'kafkajs/src/network/socketFactory.js' {
  export type SocketFactory = (target: { host: string; port: number; ssl: object | null; onConnect: () => void }) => import('node:net').Socket;
  export default function createSocketFactory(): SocketFactory;
}

declare module 'kafkajs/src/loggers/index.js' {
  export interface Logger {
    namespace(name: string): Logger;
  }
  const loggers: {
    LEVELS: { NOTHING: number };
    createLogger(options: { level: number; logCreator: () => (entry: object) => void }): Logger;
  };
  export default loggers;
}

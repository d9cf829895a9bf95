/** What went wrong with a server that is asked over HTTP, as something a program can decide on. */
export type HttpFaultKind =
  | 'connection' // nobody answers there, the name does not resolve, the connection broke, or a gateway does not reach what is behind it
  | 'timeout' // the time limit passed
  | 'tls' // certificates or the handshake
  | 'authentication' // the credentials are turned down, or there are none
  | 'authorization' // signed in, but not allowed
  | 'not-found'
  | 'busy' // asked too often
  | 'refused' // it understood, and does not do it
  | 'protocol' // something answers, but not as such a server does
  | 'too-large'
  | 'unsupported' // an option that this client does not have
  | 'closed'; // the client was closed

export interface HttpFaultMore {
  cause?: unknown;
  /** Of the answer, where there was one. */
  status?: number;
  /** What the server asked to wait. */
  retryAfterMs?: number;
  /** The server's own words, in one line; absent where it had none. */
  said?: string;
}

/** One sentence that says what is wrong, one that says what to do. Never carries a secret. */
export class HttpFault extends Error {
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly said: string | undefined;

  constructor(readonly kind: HttpFaultKind, message: string, /** May be empty. */ readonly hint: string = '', { cause, status, retryAfterMs, said }: HttpFaultMore = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'HttpFault';
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.said = said;
  }
}

import { spanOf } from '../http/claims.ts';
import { KafkaFault } from './fault.ts';

/** Sends one message of the SASL exchange; with a `response` resolves to what its `parse` makes of the answer. */
type SaslAuthenticate = (exchange: { request: { encode(): Promise<Buffer> }; response: { decode(bytes: Buffer): Promise<Buffer>; parse(bytes: Buffer): Promise<Buffer> } }) => Promise<Buffer | undefined>;

/** A mechanism of our own, as kafkajs takes one. */
export type AuthenticationProvider = (with_: { host: string; port: number; saslAuthenticate: SaslAuthenticate }) => { authenticate(): Promise<void> };

/**
 * SASL OAUTHBEARER (RFC 7628). A broker that turns a token down answers with a challenge instead of an error; kafkajs's own mechanism takes that
 * for success, so the answer is read here. The token reaches no message.
 */
export function bearer(token: string): AuthenticationProvider {
  return ({ host, port, saslAuthenticate }) => ({
    authenticate: async () => {
      if (!/^[A-Za-z0-9._~+/-]+=*$/.test(token)) throw new KafkaFault('authentication', 'The OAuth token has characters that no token has.', 'Copy it without quotes and line breaks.');
      const message = Buffer.from(`n,,\u0001auth=Bearer ${token}\u0001\u0001`), size = Buffer.alloc(4);
      size.writeInt32BE(message.length);
      const answer = await saslAuthenticate({
        request: { encode: () => Promise.resolve(Buffer.concat([size, message])) },
        response: { decode: (bytes) => Promise.resolve(bytes), parse: (bytes) => Promise.resolve(bytes) },
      });
      // kafkajs leaves the length before the bytes.
      const said = Buffer.isBuffer(answer) ? answer.subarray(4).toString('utf8').replace(/\p{C}/gu, '') : '';
      if (said !== '') throw new KafkaFault('authentication', `${host}:${port} does not accept the token: ${said.slice(0, 300)}`, `Get a fresh token. ${spanOf(token)}`.trim());
    },
  });
}

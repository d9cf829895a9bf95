/**
 * An authority of our own that speaks what Microsoft Entra documents of OAuth 2.0 (client credentials, device code), over TLS on the
 * loopback: the real one gives no tokens here.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { ServerResponse } from 'node:http';
import type { ServerCertificate } from './certificates.ts';
import { makeCertificate } from './certificates.ts';

export interface Entra {
  url: string;
  /** PEM file to trust. */
  caFile: string;
  tenant: string;
  client: string;
  secret: string;
  /** What it gives out next, and for how many seconds. */
  token: string;
  seconds: number;
  /** The forms that were posted for tokens, in order. */
  asked: URLSearchParams[];
  /** The code was typed into the page. */
  typed: boolean;
  stop(): Promise<void>;
}

/** @param own its certificate; default one that is made in the folder */
export async function startEntra(folder: string, own?: ServerCertificate): Promise<Entra> {
  const { keystore, password, pem } = own ?? await makeCertificate(folder);
  const json = (answer: ServerResponse, status: number, value: object): void => { answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value)); };
  const refuse = (answer: ServerResponse, error: string, words: string): void => { json(answer, 400, { error, error_description: `${words}\r\nTrace ID: 1\r\nCorrelation ID: 2`, error_codes: [1], timestamp: '2026-01-01 00:00:00Z', trace_id: '1', correlation_id: '2' }); };
  const server = createServer({ pfx: await readFile(keystore), passphrase: password }, (asked, answer) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of asked) parts.push(part as Buffer);
      const form = new URLSearchParams(Buffer.concat(parts).toString()), { pathname } = new URL(asked.url!, entra.url), base = `${entra.url}/${pathname.split('/')[1]}`;
      if (pathname.endsWith('/.well-known/openid-configuration')) {
        return json(answer, 200, { issuer: `${base}/v2.0`, token_endpoint: `${base}/oauth2/v2.0/token`, authorization_endpoint: `${base}/oauth2/v2.0/authorize`, device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`, jwks_uri: `${base}/keys` });
      }
      if (pathname.endsWith('/devicecode')) return json(answer, 200, { user_code: 'ABC-DEF', device_code: 'device', verification_uri: 'https://login.example/device', expires_in: 900, interval: 1, message: 'type it' });
      if (!pathname.endsWith('/token')) return json(answer, 404, {});
      entra.asked.push(form);
      const given = { token_type: 'Bearer', expires_in: entra.seconds, ext_expires_in: entra.seconds, access_token: entra.token };
      if (form.get('grant_type') === 'client_credentials') {
        if (!pathname.startsWith(`/${entra.tenant}/`) || form.get('client_id') !== entra.client) return refuse(answer, 'unauthorized_client', 'AADSTS700016: Application was not found in the directory.');
        return form.get('client_secret') === entra.secret ? json(answer, 200, given) : refuse(answer, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.');
      }
      if (!entra.typed) return refuse(answer, 'authorization_pending', 'AADSTS70016: The user has not typed the code yet.');
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      return json(answer, 200, { ...given, scope: form.get('scope'), refresh_token: 'refresh', client_info: part({ uid: 'user', utid: entra.tenant }), id_token: `${part({ alg: 'none' })}.${part({ aud: form.get('client_id'), iss: `${base}/v2.0`, oid: 'user', tid: entra.tenant, preferred_username: 'me@example.org', exp: Math.floor(Date.now() / 1000) + 3600 })}.` });
    })();
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The loopback gave no port.');
  const entra: Entra = {
    url: `https://localhost:${address.port}`, caFile: pem, tenant: '11111111-2222-3333-4444-555555555555', client: '66666666-7777-8888-9999-000000000000', secret: 'the~secret', token: 'entra.token', seconds: 3600, asked: [], typed: false,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
  return entra;
}

import { createHash } from 'node:crypto';
import { DeviceCodeCredential } from '@azure/identity';
import type { AccessToken, TokenCredential } from '@azure/identity';
import type { AzureToken, DeviceCode, TokenRequest } from '../protocol/azure.ts';
import type { Answered } from '../protocol/explorer.ts';
import { clientProblem, scopeOf, scopeProblem, tenantProblem } from './cluster-scope.ts';
import { credentialFor } from './credentials.ts';
import { problemOf } from './problem.ts';

/** A token that is valid for less, or for half of its time, is replaced: what it is for may take a while. */
const SPARE_MS = 5 * 60_000;

interface Known {
  credential: TokenCredential;
  token?: AzureToken;
  /** Until when the token is given out. */
  until: number;
  /** Signing in that is under way: whoever asks meanwhile gets what it comes to. */
  running?: Promise<Answered<AzureToken>>;
  /** A person is asked in it. */
  asks?: boolean;
  shows: Set<(code: DeviceCode) => void>;
  code?: DeviceCode;
}

/** Tokens, kept in memory until shortly before they end. Nothing is written down. */
export class SignIns {
  readonly #known = new Map<string, Known>();

  constructor(private readonly clock: () => number = Date.now, private readonly make: typeof credentialFor = credentialFor) {}

  /** Never rejects. `show` is called when a person has to type a code. */
  async token(request: TokenRequest, show: (code: DeviceCode) => void = () => undefined, signal?: AbortSignal): Promise<Answered<AzureToken>> {
    const wrong = mistakeIn(request);
    if (wrong !== undefined) return { problem: { kind: 'authentication', message: wrong, hint: 'Edit the connection.' } };
    const key = keyOf(request), scope = scopeOf(request.signIn, request.url);
    let known = this.#known.get(key);
    if (!known) {
      const shows: Known['shows'] = new Set();
      let made: ReturnType<typeof credentialFor>;
      try {
        made = this.make(request, (code) => {
          const now = this.#known.get(key);
          if (now) now.code = code;
          for (const each of shows) each(code);
        });
      } catch (error) {
        return { problem: problemOf(error, request.signIn) };
      }
      if ('missing' in made) return { problem: { kind: 'authentication', message: `Signing in needs ${made.missing}.`, hint: 'Edit the connection.' } };
      known = { credential: made, shows, until: 0 };
      this.#known.set(key, known);
    }
    if (known.token && this.clock() < known.until) return { value: known.token };
    const { credential, shows } = known;
    shows.add(show);
    if (known.running && known.code) show(known.code);
    try {
      // What asks nobody is no answer to whoever may be asked.
      if (request.interactive && known.running && known.asks !== true) {
        const quiet = await known.running;
        if ('value' in quiet) return quiet;
      }
      known.asks ||= request.interactive;
      return await (known.running ??= this.#signIn(known, credential, request, scope, signal));
    } finally {
      shows.delete(show);
    }
  }

  async #signIn(known: Known, credential: TokenCredential, { signIn, interactive }: TokenRequest, scope: string, signal: AbortSignal | undefined): Promise<Answered<AzureToken>> {
    const more = signal ? { abortSignal: signal } : {};
    try {
      const found = await credential.getToken(scope, more).catch(async (error: unknown): Promise<AccessToken | null> => {
        if (!interactive || !(credential instanceof DeviceCodeCredential) || !(error instanceof Error) || error.name !== 'AuthenticationRequiredError') throw error;
        await credential.authenticate(scope, more);
        return credential.getToken(scope, more);
      });
      if (!found) return { problem: { kind: 'authentication', message: 'Signing in gave no token.', hint: 'Try another way to sign in.' } };
      known.token = { token: found.token, expires: found.expiresOnTimestamp };
      known.until = known.token.expires - Math.min(SPARE_MS, (known.token.expires - this.clock()) / 2);
      return { value: known.token };
    } catch (error) {
      return { problem: problemOf(error, signIn) };
    } finally {
      delete known.running;
      delete known.code;
      delete known.asks;
    }
  }
}

/** What must not reach a URL or a command. */
function mistakeIn({ signIn: { tenantId, clientId, scope } }: TokenRequest): string | undefined {
  return (tenantId !== undefined && tenantProblem(tenantId)) || (clientId !== undefined && clientProblem(clientId)) || (scope !== undefined && scopeProblem(scope)) || undefined;
}

/** The secret is in it only as a digest: another one makes another credential. */
function keyOf({ signIn, url, clientSecret = '' }: TokenRequest): string {
  const { way, tenantId = '', clientId = '', cloud = '' } = signIn;
  return JSON.stringify([way, tenantId, clientId, cloud, scopeOf(signIn, url), createHash('sha256').update(clientSecret).digest('hex')]);
}

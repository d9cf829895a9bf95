import { createHash } from 'node:crypto';
import { DeviceCodeCredential } from '@azure/identity';
import type { AccessToken, TokenCredential } from '@azure/identity';
import type { AzureToken, DeviceCode, TokenRequest } from '../protocol/azure.ts';
import type { Answered } from '../protocol/explorer.ts';
import type { KafkaProblem } from '../protocol/kafka-connection.ts';
import { clientProblem, cloudOf, scopeOf, scopeProblem, tenantProblem } from './cluster-scope.ts';
import { credentialFor } from './credentials.ts';
import { problemOf } from './problem.ts';

/** A token that is valid for less, or for half of its time, is replaced: what it is for may take a while. */
const SPARE_MS = 5 * 60_000;

/** Who signs in: what a credential has learned, a refresh token say, is good for every scope, so that a person types one code for all. */
interface Who {
  credential: TokenCredential;
  tokens: Map<string, Known>;
  shows: Set<(code: DeviceCode) => void>;
  /** A person is asked; settles when that is over. */
  asking?: Promise<unknown>;
  code?: DeviceCode;
}

interface Known {
  token?: AzureToken;
  /** Until when the token is given out. */
  until: number;
  /** Signing in that is under way: whoever asks meanwhile gets what it comes to. */
  running?: Promise<Answered<AzureToken>>;
  /** A person is asked in it. */
  asks?: boolean;
}

/** Tokens, kept in memory until shortly before they end. Nothing is written down. */
export class SignIns {
  readonly #who = new Map<string, Who>();

  constructor(private readonly clock: () => number = Date.now, private readonly make: typeof credentialFor = credentialFor) {}

  /** Never rejects. `show` is called when a person has to type a code. */
  async token(request: TokenRequest, show: (code: DeviceCode) => void = () => undefined, signal?: AbortSignal): Promise<Answered<AzureToken>> {
    const wrong = mistakeIn(request);
    if (wrong !== undefined) return { problem: { kind: 'authentication', message: wrong, hint: 'Edit the connection.' } };
    const scope = scopeOf(request.signIn, request.url), who = this.#whoOf(request);
    if ('problem' in who) return who;
    const known: Known = who.tokens.get(scope) ?? { until: 0 };
    who.tokens.set(scope, known);
    if (known.token && this.clock() < known.until) return { value: known.token };
    who.shows.add(show);
    if (who.code && (known.running || request.interactive)) show(who.code);
    try {
      // What asks nobody is no answer to whoever may be asked.
      if (request.interactive && known.running && known.asks !== true) {
        const quiet = await known.running;
        if ('value' in quiet) return quiet;
      }
      known.asks ||= request.interactive;
      return await (known.running ??= this.#signIn(who, known, request, scope, signal));
    } finally {
      who.shows.delete(show);
    }
  }

  #whoOf(request: TokenRequest): Who | { problem: KafkaProblem } {
    const key = keyOf(request), there = this.#who.get(key);
    if (there) return there;
    const shows: Who['shows'] = new Set();
    try {
      const made = this.make(request, (code) => {
        const now = this.#who.get(key);
        if (now) now.code = code;
        for (const each of shows) each(code);
      });
      if ('missing' in made) return { problem: { kind: 'authentication', message: `Signing in needs ${made.missing}.`, hint: 'Edit the connection.' } };
      const who: Who = { credential: made, tokens: new Map(), shows };
      this.#who.set(key, who);
      return who;
    } catch (error) {
      return { problem: problemOf(error, request.signIn) };
    }
  }

  async #signIn(who: Who, known: Known, { signIn, interactive }: TokenRequest, scope: string, signal: AbortSignal | undefined): Promise<Answered<AzureToken>> {
    const more = signal ? { abortSignal: signal } : {};
    try {
      const found = await who.credential.getToken(scope, more).catch((error: unknown) => this.#ask(who, scope, error, interactive, signal));
      if (!found) return { problem: { kind: 'authentication', message: 'Signing in gave no token.', hint: 'Try another way to sign in.' } };
      known.token = { token: found.token, expires: found.expiresOnTimestamp };
      known.until = known.token.expires - Math.min(SPARE_MS, (known.token.expires - this.clock()) / 2);
      return { value: known.token };
    } catch (error) {
      return { problem: problemOf(error, signIn) };
    } finally {
      delete known.running;
      delete known.asks;
    }
  }

  /** A person types a code, one for all that wait for it. @throws `error` where nobody may be asked */
  async #ask(who: Who, scope: string, error: unknown, interactive: boolean, signal: AbortSignal | undefined): Promise<AccessToken | null> {
    const { credential } = who, more = signal ? { abortSignal: signal } : {};
    const wants = (thrown: unknown): boolean => interactive && credential instanceof DeviceCodeCredential && thrown instanceof Error && thrown.name === 'AuthenticationRequiredError';
    if (!wants(error) || !(credential instanceof DeviceCodeCredential)) throw error;
    while (who.asking) {
      await who.asking;
      signal?.throwIfAborted();
      const found = await credential.getToken(scope, more).catch((again: unknown) => { if (wants(again)) return null; throw again; });
      if (found) return found;
    }
    const asking = credential.authenticate(scope, more);
    who.asking = asking.then(() => undefined, () => undefined);
    try {
      await asking;
    } finally {
      delete who.asking;
      delete who.code;
    }
    return credential.getToken(scope, more);
  }
}

/** What must not reach a URL or a command. */
function mistakeIn({ signIn: { tenantId, clientId, scope } }: TokenRequest): string | undefined {
  return (tenantId !== undefined && tenantProblem(tenantId)) || (clientId !== undefined && clientProblem(clientId)) || (scope !== undefined && scopeProblem(scope)) || undefined;
}

/** Of who signs in where, whatever for. The secret is in it only as a digest: another one makes another credential. */
function keyOf({ signIn, url, clientSecret = '' }: TokenRequest): string {
  const { way, tenantId = '', clientId = '' } = signIn;
  return JSON.stringify([way, tenantId, clientId, cloudOf(signIn, url), createHash('sha256').update(clientSecret).digest('hex')]);
}

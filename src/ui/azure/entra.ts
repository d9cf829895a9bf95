import * as vscode from 'vscode';
import { cloudOf, scopeOf } from '../../azure/cluster-scope';
import type { AzureToken, DeviceCode, SignIn, TokenGiver } from '../../protocol/azure';
import type { Answered } from '../../protocol/explorer';

/** Where a session says no end, it is asked for again after so long; VS Code renews it then. */
const UNKNOWN_MS = 10 * 60_000;

/** Tokens for REST proxies. What VS Code itself can sign in needs no other code; the rest is loaded with the first token that is wanted. */
export class Entra implements vscode.Disposable {
  #giver: Promise<TokenGiver> | undefined;

  constructor(private readonly load: () => Promise<TokenGiver>) {}

  /** Never rejects. Only where it is `interactive` may a person be asked: a view that opens by itself must not bring up a sign-in. */
  async token(signIn: SignIn, url: string, clientSecret: string | undefined, interactive: boolean): Promise<Answered<AzureToken>> {
    if (signIn.way === 'account') return accountToken(signIn, url, interactive);
    const giver = await (this.#giver ??= this.load());
    return giver.token({ signIn, url, interactive, ...(clientSecret !== undefined && { clientSecret }) }, (code) => { void showCode(code); });
  }

  dispose(): void { void this.#giver?.then((giver) => { giver.dispose(); }); }
}

async function accountToken(signIn: SignIn, url: string, interactive: boolean): Promise<Answered<AzureToken>> {
  const provider = cloudOf(signIn, url) === 'public' ? 'microsoft' : 'microsoft-sovereign-cloud';
  const scopes = [scopeOf(signIn, url), ...(signIn.tenantId === undefined ? [] : [`VSCODE_TENANT:${signIn.tenantId}`])];
  try {
    const session = await vscode.authentication.getSession(provider, scopes, interactive ? { createIfNone: true } : { silent: true });
    if (session) return { value: { token: session.accessToken, expires: endOf(session.accessToken) ?? Date.now() + UNKNOWN_MS } };
    return { problem: { kind: 'authentication', message: vscode.l10n.t('Nobody has signed in yet.'), hint: vscode.l10n.t('Sign in at its row in the Weir sidebar.') } };
  } catch (error) {
    // VS Code's own words; a sign-in that was closed is among them.
    return { problem: { kind: 'authentication', message: vscode.l10n.t('Signing in with the Microsoft account failed: {0}', (error instanceof Error ? error.message : String(error)).slice(0, 300)), hint: vscode.l10n.t('Sign in again, or choose another way to sign in for the connection.') } };
  }
}

/** Epoch ms at which a token says that it ends. */
function endOf(token: string): number | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const seconds: unknown = typeof claims === 'object' && claims !== null ? Reflect.get(claims, 'exp') : undefined;
    return typeof seconds === 'number' && Number.isSafeInteger(seconds) ? seconds * 1000 : undefined;
  } catch {
    return undefined;
  }
}

async function showCode({ code, url }: DeviceCode): Promise<void> {
  const open = vscode.l10n.t('Copy Code and Open Page');
  if (await vscode.window.showInformationMessage(vscode.l10n.t('To sign in, type {0} into {1}', code, url), open) !== open) return;
  await vscode.env.clipboard.writeText(code);
  await vscode.env.openExternal(vscode.Uri.parse(url));
}

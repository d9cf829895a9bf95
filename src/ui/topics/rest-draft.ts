/** A REST proxy as it is typed into the connection form. No VS Code here. */
import { cloudOf, scopeOf } from '../../azure/cluster-scope';
import type { SignIn, SignInWay } from '../../protocol/azure';
import type { ConnectionSecrets, RestDescription } from '../../protocol/kafka';

export interface RestDraft {
  url: string;
  /** `token`: one that is typed in. */
  way: SignInWay | 'token';
  tenant: string;
  client: string;
  scope: string;
  caFile?: string;
  /** Not asked for by the form, and kept by it. */
  cloud?: SignIn['cloud'];
  clientSecret?: string;
  token?: string;
}

export const emptyRest = (): RestDraft => ({ url: '', way: 'account', tenant: '', client: '', scope: '' });

export function restDraftOf({ url, caFile, signIn }: RestDescription): RestDraft {
  const { way, tenantId = '', clientId = '', scope = '', cloud } = signIn ?? { way: 'token' as const };
  return { url, way, tenant: tenantId, client: clientId, scope, ...(caFile !== undefined && { caFile }), ...(cloud && { cloud }) };
}

/** What is asked for each way, beside the address. */
export const asksTenant = ({ way }: RestDraft): boolean => way === 'account' || way === 'cli' || way === 'app' || way === 'device';
export const asksClient = ({ way }: RestDraft): boolean => way === 'app';
/** That of the public cloud alone is documented. */
export const asksScope = ({ url, way, cloud }: RestDraft): boolean => way !== 'token' && cloudOf({ cloud }, url) !== 'public';
export const usualScope = ({ url, cloud }: RestDraft): string => scopeOf({ cloud }, url);

/** Without what the user has not chosen after all. */
export function restDescribedBy(draft: RestDraft): RestDescription {
  const { way, url, caFile, cloud } = draft, tenant = draft.tenant.trim(), client = draft.client.trim(), scope = draft.scope.trim();
  const signIn = way !== 'token' && {
    way, ...(tenant !== '' && asksTenant(draft) && { tenantId: tenant }), ...(client !== '' && (way === 'app' || way === 'device') && { clientId: client }), ...(scope !== '' && scope !== usualScope(draft) && { scope }), ...(cloud && { cloud }),
  };
  return { kind: 'rest', url: url.trim(), ...(caFile !== undefined && { caFile }), ...(signIn && { signIn }) };
}

export function restSecretsIn({ way, clientSecret, token }: RestDraft): ConnectionSecrets {
  return { ...(way === 'app' && clientSecret !== undefined && { clientSecret }), ...(way === 'token' && token !== undefined && { token }) };
}

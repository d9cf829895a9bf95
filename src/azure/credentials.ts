import { AzureAuthorityHosts, AzureCliCredential, ClientSecretCredential, DeviceCodeCredential, EnvironmentCredential } from '@azure/identity';
import type { TokenCredential } from '@azure/identity';
import type { AzureCloud, DeviceCode, TokenRequest } from '../protocol/azure.ts';
import { cloudOf } from './cluster-scope.ts';

const HOSTS: Record<AzureCloud, string> = { public: AzureAuthorityHosts.AzurePublicCloud, china: AzureAuthorityHosts.AzureChina, government: AzureAuthorityHosts.AzureGovernment };
/** `az` is Python, and slow to start. */
const CLI_MS = 60_000;
const OWN_AUTHORITY = 'AZURE_AUTHORITY_HOST';

/** Where one signs in. Azure's own tools read the variable too; a host that Microsoft does not list cannot be looked up there. */
function authority(cloud: AzureCloud, env: NodeJS.ProcessEnv): { authorityHost: string; disableInstanceDiscovery: boolean } {
  const own = env[OWN_AUTHORITY], authorityHost = own === undefined || own === '' ? HOSTS[cloud] : own;
  return { authorityHost, disableInstanceDiscovery: !Object.values(HOSTS).some((known) => authorityHost.replace(/\/$/, '') === known) };
}

/** What signs in as asked. Which request it is for is in the caller's hands: one credential keeps what it has learned, a refresh token say. */
export function credentialFor({ signIn, url, clientSecret }: TokenRequest, show: (code: DeviceCode) => void, env: NodeJS.ProcessEnv = process.env): TokenCredential | { missing: string } {
  const { way, tenantId, clientId } = signIn, host = authority(cloudOf(signIn, url), env), tenant = tenantId === undefined ? {} : { tenantId };
  switch (way) {
    case 'account': return { missing: 'a VS Code' };
    case 'cli': return new AzureCliCredential({ ...tenant, processTimeoutInMs: CLI_MS });
    case 'environment': return new EnvironmentCredential({ ...host });
    case 'app':
      if (tenantId === undefined || clientId === undefined) return { missing: tenantId === undefined ? 'a tenant' : 'the id of the application' };
      if (clientSecret === undefined || clientSecret === '') return { missing: 'the secret of the application' };
      return new ClientSecretCredential(tenantId, clientId, clientSecret, host);
    case 'device': return new DeviceCodeCredential({
      ...host, ...tenant, ...(clientId === undefined ? {} : { clientId }), disableAutomaticAuthentication: true,
      userPromptCallback: ({ userCode, verificationUri }) => { show({ code: userCode, url: verificationUri }); },
    });
  }
}

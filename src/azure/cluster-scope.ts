/** For what a token is asked, by the address of an HDInsight cluster. No Node and no package here: the form sees this file too. */
import type { AzureCloud, SignIn } from '../protocol/azure.ts';

const DOMAINS: readonly (readonly [suffix: string, cloud: AzureCloud])[] = [['.azurehdinsight.cn', 'china'], ['.azurehdinsight.us', 'government']];
/** Of the public cloud documented; of the others made alike. */
const SCOPES: Record<AzureCloud, string> = { public: 'https://hib.azurehdinsight.net/.default', china: 'https://hib.azurehdinsight.cn/.default', government: 'https://hib.azurehdinsight.us/.default' };

export function cloudOf({ cloud }: Pick<SignIn, 'cloud'>, url: string): AzureCloud {
  if (cloud !== undefined) return cloud;
  const host = /^https?:\/\/([^/:?#]+)/i.exec(url.trim())?.[1]?.toLowerCase() ?? '';
  return DOMAINS.find(([suffix]) => host.endsWith(suffix))?.[1] ?? 'public';
}

export const scopeOf = (signIn: Pick<SignIn, 'cloud' | 'scope'>, url: string): string => signIn.scope ?? SCOPES[cloudOf(signIn, url)];

/** Ids of tenants are GUIDs or domain names. Undefined: it is right. */
export const tenantProblem = (text: string): string | undefined => (/^[A-Za-z0-9.-]{1,253}$/.test(text.trim()) ? undefined : 'A tenant is a GUID, or a domain such as contoso.onmicrosoft.com.');
export const clientProblem = (text: string): string | undefined => (/^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/.test(text.trim()) ? undefined : 'The id of an application is a GUID.');
export const scopeProblem = (text: string): string | undefined => (/^(https|api):\/\/[A-Za-z0-9._~/-]+\/[A-Za-z0-9._-]+$/.test(text.trim()) ? undefined : 'A scope is written as https://hib.azurehdinsight.net/.default.');

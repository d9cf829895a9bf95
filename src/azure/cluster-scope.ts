/** Where an Azure cloud's services are, and for what a token is asked there. No Node and no package here: forms see this file too. */
import type { AzureCloud, SignIn } from '../protocol/azure.ts';

export interface CloudHosts {
  /** Azure Resource Manager. */
  management: string;
  /** Of storage accounts: `<account>.blob.` and `<account>.dfs.` stand before it. */
  storage: string;
  /** Of HDInsight: `<cluster>.` stands before it. */
  hdinsight: string;
}

export const CLOUDS: Record<AzureCloud, CloudHosts> = {
  public: { management: 'management.azure.com', storage: 'core.windows.net', hdinsight: 'azurehdinsight.net' },
  china: { management: 'management.chinacloudapi.cn', storage: 'core.chinacloudapi.cn', hdinsight: 'azurehdinsight.cn' },
  government: { management: 'management.usgovcloudapi.net', storage: 'core.usgovcloudapi.net', hdinsight: 'azurehdinsight.us' },
};

/** Of the public cloud documented; of the others made alike. */
const SCOPES: Record<AzureCloud, string> = { public: 'https://hib.azurehdinsight.net/.default', china: 'https://hib.azurehdinsight.cn/.default', government: 'https://hib.azurehdinsight.us/.default' };

export function cloudOf({ cloud }: Pick<SignIn, 'cloud'>, url: string): AzureCloud {
  if (cloud !== undefined) return cloud;
  const host = /^https?:\/\/([^/:?#]+)/i.exec(url.trim())?.[1]?.toLowerCase() ?? '';
  return (Object.keys(CLOUDS) as AzureCloud[]).find((each) => Object.values(CLOUDS[each]).some((known: string) => host === known || host.endsWith(`.${known}`))) ?? 'public';
}

export const scopeOf = (signIn: Pick<SignIn, 'cloud' | 'scope'>, url: string): string => signIn.scope ?? SCOPES[cloudOf(signIn, url)];

/** Of every cloud the same. */
const STORAGE_SCOPE = 'https://storage.azure.com/.default';

/** For a token of a resource manager: its own host alone takes what is asked for here. */
export const managementSignIn = (signIn: SignIn, arm: URL, cloud: AzureCloud): SignIn => ({ ...signIn, cloud, scope: `https://${arm.hostname}/.default` });

/** For a token of storage accounts. */
export const storageSignIn = (signIn: SignIn, cloud: AzureCloud): SignIn => ({ ...signIn, cloud, scope: STORAGE_SCOPE });

/** For a token of the gateway of a cluster where persons and applications of Entra are let in instead of a login. */
export const gatewaySignIn = (signIn: SignIn, cluster: string, cloud: AzureCloud): SignIn => ({ ...signIn, cloud, scope: signIn.scope ?? `https://${cluster}.clusteraccess.${CLOUDS[cloud].hdinsight}/.default` });

/** Ids of tenants are GUIDs or domain names. Undefined: it is right. */
export const tenantProblem = (text: string): string | undefined => (/^[A-Za-z0-9.-]{1,253}$/.test(text.trim()) ? undefined : 'A tenant is a GUID, or a domain such as contoso.onmicrosoft.com.');
export const clientProblem = (text: string): string | undefined => (/^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/.test(text.trim()) ? undefined : 'The id of an application is a GUID.');
export const scopeProblem = (text: string): string | undefined => (/^(https|api):\/\/[A-Za-z0-9._~/-]+\/[A-Za-z0-9._-]+$/.test(text.trim()) ? undefined : 'A scope is written as https://hib.azurehdinsight.net/.default.');

/** What the Clusters view asks Azure Resource Manager, in the thread that speaks to clusters. Plain data only; an opening holds a secret: never log it. */
import type { Cluster, ClusterListing, Tenant } from './clusters.ts';
import type { ServerProblem } from './hdinsight.ts';

export interface AzureOpening {
  /** Of the account that asks. */
  id: string;
  /** https://management.azure.com, or that of another cloud. */
  arm: string;
  token?: string;
  /** Why there is none. */
  tokenProblem?: ServerProblem;
}

export type AzureQuestion =
  | { ask: 'listing' }
  /** Where the account is a member or a guest. */
  | { ask: 'tenants' }
  /** The login of a cluster, for those who may read it. */
  | { ask: 'login'; cluster: Pick<Cluster, 'id' | 'name'> };

/** Holds a secret: never log it. `entra`: there is no login, a token lets one in. `ask`: why a person has to give the login. */
export type ClusterLogin = { user: string; password: string } | { entra: true } | { ask: string };

export interface AzureAnswers {
  listing: ClusterListing;
  tenants: Tenant[];
  login: ClusterLogin;
}

export type AzureAnswer<Q extends AzureQuestion> = { value: AzureAnswers[Q['ask']] } | { problem: ServerProblem };

export interface AzureExplorer {
  /** Never rejects. */
  azure<Q extends AzureQuestion>(opening: AzureOpening, question: Q): Promise<AzureAnswer<Q>>;
}

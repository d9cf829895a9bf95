/** Clusters of HDInsight, as Azure Resource Manager and Ambari tell of them. Plain data only; nothing here is a secret. */
import type { KafkaProblem } from './kafka-connection.ts';

export interface Subscription {
  id: string;
  name: string;
  tenantId?: string;
  /** Whose token it is looked at with, where that is not the account's own tenant. */
  through?: string;
  /** Azure's word: Enabled, Disabled, Warned, PastDue, Deleted. */
  state?: string;
}

/** A tenant of Entra in which an account is a member or a guest. */
export interface Tenant {
  id: string;
  name?: string;
  domain?: string;
  /** The account's own. */
  home: boolean;
}

export interface ClusterStorage {
  /** The account's own host, `<account>.blob.core.windows.net` or `<account>.dfs.core.windows.net`. */
  host: string;
  account: string;
  /** `blob`: wasbs. `adls2`: abfss. `other`: neither, ADLS Gen1 say. */
  kind: 'blob' | 'adls2' | 'other';
  /** Container or file system. */
  container?: string;
  isDefault: boolean;
  /** Of the account in Azure Resource Manager. */
  resourceId?: string;
}

export interface ClusterNodes {
  /** headnode, workernode, zookeepernode, kafkamanagementnode, idbrokernode. */
  role: string;
  count?: number;
  size?: string;
}

/**
 * `own`: in a virtual network of the user's, all roles in one. `managed`: in one that nobody else can join. `mixed`: its roles are said to be
 * in several. `unknown`: nothing was said of it.
 */
export type ClusterNetwork = { kind: 'own'; vnet: string; subnet?: string } | { kind: 'managed' | 'mixed' | 'unknown' };

export interface Cluster {
  /** In Azure Resource Manager: /subscriptions/…/clusters/<name>. */
  id: string;
  name: string;
  subscriptionId: string;
  resourceGroup: string;
  location?: string;
  /** In lower case: spark, kafka, hadoop, hbase, interactivehive, …; empty where it is not told. */
  kind: string;
  /** 5.1.3000.0 */
  version?: string;
  /** By name, `Spark` to `3.3`. */
  components: Record<string, string>;
  /** Azure's word: Running, Accepted, Deleting, Error, … */
  state?: string;
  provisioning?: string;
  /** Of the gateway, https://<name>.azurehdinsight.net */
  endpoint?: string;
  network: ClusterNetwork;
  /** Only its private address answers. */
  privateLink: boolean;
  /** Enterprise Security Package: domain users sign in. */
  esp: boolean;
  /** With an ID broker, which takes Entra tokens of domain users. */
  idBroker: boolean;
  /** The gateway takes Entra tokens instead of a login. Absent: not told; then the gateway is asked. */
  entra?: boolean;
  kafkaRest?: { url?: string; group?: string };
  storage: ClusterStorage[];
  nodes: ClusterNodes[];
}

/** What was found, and what of it could not be looked at. */
export interface ClusterListing {
  subscriptions: Subscription[];
  clusters: Cluster[];
  problems: (KafkaProblem & { subscription?: string })[];
}

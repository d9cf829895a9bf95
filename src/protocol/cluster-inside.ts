/** What Ambari tells of one cluster, and how its gateway lets one in. Plain data only; nothing here is a secret. */
import type { ServerProblem } from './hdinsight.ts';

export interface ClusterHost {
  /** Its full name, which resolves inside the virtual network only. */
  host: string;
  ip?: string;
}

export interface ClusterBrokers {
  brokers: ClusterHost[];
  zookeepers: ClusterHost[];
  port: number;
  /** As `security.protocol` says it; absent: not told. */
  protocol?: string;
  /** host:port of each broker, as a job names them. */
  bootstrap: string;
  /** What was not told, in a sentence; absent: nothing. */
  note?: string;
}

export type AlertState = 'CRITICAL' | 'WARNING' | 'UNKNOWN';

export interface ClusterAlert {
  state: AlertState;
  label: string;
  /** One line. */
  text: string;
  service?: string;
  host?: string;
  /** Epoch ms. */
  since?: number;
}

export interface ClusterHealth {
  /** Hosts by what Ambari says of them. */
  hosts: { total: number; healthy?: number; unhealthy?: number; lost?: number };
  services: { name: string; state: string }[];
  /** Of alerts. */
  counts: { critical: number; warning: number; unknown: number };
  /** The worst first, at most a hundred, without those in maintenance; empty where this user may not see them. */
  alerts: ClusterAlert[];
}

/** What could be had; what could not is named among the problems. */
export interface ClusterInside {
  health?: ClusterHealth;
  /** fs.defaultFS */
  fileSystem?: string;
  problems: ServerProblem[];
}

/** `basic`: a cluster login, or a domain user. `entra`: a token. `none`: everybody. `unknown`: a person has to say. */
export type AuthMode = 'none' | 'basic' | 'entra' | 'unknown';

export interface AuthEvidence {
  mode: AuthMode;
  /** Who told: Azure Resource Manager, or the gateway itself by what it answered. */
  by: 'arm' | 'gateway';
  /** One sentence. */
  evidence: string;
  /** Of `basic`: user@domain is asked for. */
  domainUser?: boolean;
}

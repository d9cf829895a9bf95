/** How the servers of a cluster are reached. Plain data only; no description holds a secret. */

/** One address that is asked over HTTP: a cluster's gateway (https://<cluster>.azurehdinsight.net), or a Livy. */
export interface ServerDescription {
  url: string;
  /** The password travels apart. `bearer`: an Entra token. */
  auth: 'none' | 'basic' | 'bearer';
  /** Of `basic`: the cluster login, with ESP user@domain. */
  user?: string;
  /** PEM file of the authority to trust beside Node's own; relative paths count from the caller's folder. */
  caFile?: string;
  /** SHA-256 of the one certificate that is trusted although nobody vouches for it. Nothing else is checked then, and nothing less. */
  certificate?: string;
}

/** What went wrong: one sentence, and one that says what to do (may be empty). `kind` is HttpFaultKind. */
export interface ServerProblem {
  kind: string;
  message: string;
  hint: string;
}

/** A cluster's gateway, below which Livy and YARN are; or a Livy by itself. */
export interface ClusterDescription extends ServerDescription {
  /** Of a Livy by itself: http://host:8088, the address of its ResourceManager. It is asked without credentials. */
  yarnUrl?: string;
}

/** What a job is doing, from Livy's states and YARN's. `unknown`: neither says, or says something that is not known here. */
export type JobState = 'starting' | 'running' | 'succeeded' | 'failed' | 'killed' | 'unknown';

/** A Livy batch and its YARN application as one. Ids are digits as they came. */
export interface ClusterJob {
  /** Batch and application: a Livy that was restarted without recovery gives the ids of its batches again. */
  key: string;
  /** Livy's id. Absent where Livy never had it. */
  batch?: string;
  /** Livy does not know the batch any more; YARN or what was seen before says the rest. */
  forgotten?: true;
  /** YARN's `application_…`. Absent until there is one. */
  app?: string;
  name?: string;
  user?: string;
  queue?: string;
  state: JobState;
  /** As they came. */
  livyState?: string;
  yarnState?: string;
  finalStatus?: string;
  /** Epoch ms. */
  started?: number;
  finished?: number;
  /** Of YARN, from 1. */
  attempt?: number;
  memoryMb?: number;
  cores?: number;
  tags?: string[];
  /** What YARN says of its end. */
  diagnostics?: string;
}

/** Jobs, newest first, and what did not answer. */
export interface JobList {
  jobs: ClusterJob[];
  /** Batches that Livy has, of which `jobs` holds the newest. */
  batches: number;
  problems: ServerProblem[];
}

/** Why a job failed, as far as its log or its diagnostics say. */
export interface JobFailure {
  kind: 'python' | 'java' | 'yarn';
  /** `ValueError`, `org.apache.spark.sql.AnalysisException`; of YARN its own sentence is the message. */
  exception?: string;
  message: string;
  /** The user's own line nearest to it. */
  at?: { file: string; line: number; function?: string };
  /** The lines it was read from, at most 60. */
  trace: string[];
  from: 'stderr' | 'stdout' | 'diagnostics' | 'livy';
}

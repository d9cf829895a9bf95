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

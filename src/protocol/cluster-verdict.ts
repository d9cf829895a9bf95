/** What is said of clusters before a job goes to one. Plain data only. */

/**
 * `same`: one virtual network. `different`: two, which may be joined. `unreachable`: one of them is in a network that nobody else can join.
 * `unknown`: Azure does not say.
 */
export interface NetworkVerdict {
  verdict: 'same' | 'different' | 'unreachable' | 'unknown';
  reason: string;
  /** May be empty. */
  hint: string;
  /** There is something to mend all the same. */
  warning?: true;
}

/** `instead`: ids of clusters that take the job. */
export type TargetVerdict = { takes: true; reason: string } | { takes: false; reason: string; hint: string; instead: string[] };

/** `named`: the cluster's own list of brokers has one of the job's. `letters`: a broker's name begins as nodes of that cluster are called. */
export type BrokersVerdict =
  | { found: 'one'; cluster: string; how: 'named' | 'letters'; reason: string }
  | { found: 'several'; clusters: string[]; reason: string; hint: string }
  | { found: 'none'; reason: string; hint: string };

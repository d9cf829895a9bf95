/** What a look at a connection, step by step, finds. Plain data only. */

/** In the order in which a client meets them. */
export type DoctorStepName = 'description' | 'folder' | 'ssh' | 'dns' | 'tcp' | 'tls' | 'api-versions' | 'sasl' | 'token' | 'proxy' | 'sign-in' | 'metadata' | 'advertised' | 'topics' | 'groups' | 'messages';

export interface DoctorStep {
  step: DoctorStepName;
  /** host:port, a folder, a topic: what was tried. */
  target: string;
  /** `warning`: it works, and something about it is worth knowing. `skipped`: a step before it failed. */
  state: 'ok' | 'warning' | 'failed' | 'skipped';
  /** What was seen, in one sentence; it may repeat text of another machine. */
  seen: string;
  /** What to do; empty where there is nothing to be done. */
  hint: string;
  /** KafkaFaultKind of a failure. */
  kind?: string;
  /** Milliseconds. */
  took: number;
}

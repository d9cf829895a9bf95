import type { AttemptFailure, QuerySample, Verdict } from '../../protocol/cluster-run.ts';
import type { ClusterJob } from '../../protocol/hdinsight.ts';

export interface JobNow { job: ClusterJob; failures: readonly AttemptFailure[]; now: number; over: boolean }

export class Health {
  triggerMs: number | undefined;

  add(_queryId: string, _sample: QuerySample): void {}

  verdicts(_job: JobNow): Verdict[] {
    return [];
  }
}

import type { FollowEvent, FollowStatus } from '../../protocol/cluster-run.ts';
import type { ClusterJob } from '../../protocol/hdinsight.ts';

/** The status of a followed job, told whole whenever something of it changed. */
export class Told {
  #status: FollowStatus;
  #said = '';

  constructor(job: ClusterJob, readonly tell: (event: FollowEvent) => void) {
    this.#status = { job, progress: { lacks: [], better: [], doubts: [] }, verdicts: [], failures: [], requestsPerMinute: 0, everyMs: 0 };
  }

  get status(): FollowStatus {
    return this.#status;
  }

  /** `problem: undefined` takes the problem away. */
  change(fields: Partial<Omit<FollowStatus, 'problem'>> & { problem?: FollowStatus['problem'] | undefined }): void {
    const { problem, ...others } = fields, { problem: before, ...rest } = this.#status, now = 'problem' in fields ? problem : before;
    this.#status = { ...rest, ...others, ...(now && { problem: now }) };
    const said = JSON.stringify(Object.entries(this.#status).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (said === this.#said) return;
    this.#said = said;
    this.tell({ event: 'status', status: this.#status });
  }
}

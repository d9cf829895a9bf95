import * as vscode from 'vscode';
import type { ClusterTarget } from '../../contract';
import type { ClusterExplorer } from '../../protocol/cluster-questions';
import type { FollowEvent } from '../../protocol/cluster-run';
import type { Clusters } from '../clusters/clusters';
import type { SubmittedHere } from '../submit/feature';
import { isGateway, yarnPages } from '../clusters/described';
import type { JobsSeen } from '../clusters/tree';
import { JobRun } from './job-run';

/** Jobs that are followed in this window: one for each panel. */
export class JobRuns implements vscode.Disposable {
  readonly list: JobRun[] = [];
  readonly #changed = new vscode.EventEmitter<{ run: JobRun; event: FollowEvent }>();
  /** Something was told of a job. */
  readonly onEvent = this.#changed.event;
  readonly #listed = new vscode.EventEmitter<void>();
  readonly onList = this.#listed.event;

  constructor(private readonly clusters: Clusters, private readonly explorer: () => Promise<ClusterExplorer>, private readonly submitted: SubmittedHere) {}

  /** A batch's id alone means no job of which Livy has forgotten that it had it. */
  find({ cluster, batch, app, fresh }: ClusterTarget): JobRun | undefined {
    if (fresh) return undefined;
    return this.list.find(({ its: { target, start, status } }) => cluster === target.cluster && (app !== undefined ? app === target.app : batch !== undefined && status?.job.forgotten !== true && (batch === target.batch || batch === start.at.batch)));
  }

  /** Followed from now on; undefined: there is no such cluster. */
  open(target: ClusterTarget): JobRun | undefined {
    const known = this.find(target);
    if (known) return known;
    const cluster = this.clusters.byId(target.cluster), id = target.app ?? target.batch;
    if (!cluster || id === undefined) return undefined;
    const submitted = this.submitted.find(target);
    const { fresh: _, attempt: __, ...at } = target, start = { at, key: `job ${target.cluster} ${id} ${Date.now()}`, file: submitted?.file ?? '', title: target.app ?? vscode.l10n.t('Batch {0}', id), target: 'livy' as const, startedAt: Date.now(), cluster: cluster.name, hasPages: yarnPages(cluster) !== undefined, hasHistory: isGateway(cluster.description.url), ...(submitted && { submitted }) };
    let learned = false;
    const run: JobRun = new JobRun(start, id, {
      explorer: this.explorer,
      opening: async () => this.clusters.opening(this.clusters.byId(target.cluster) ?? cluster),
    }, (event: FollowEvent) => {
      this.#changed.fire({ run, event });
      if (event.event === 'status' || event.event === 'run') this.#listed.fire();
      const { batch, app } = run.its.target;
      if (app !== undefined && batch !== undefined && !learned) { learned = true; this.submitted.learn({ cluster: target.cluster, batch, app }); }
    });
    this.list.unshift(run);
    this.#listed.fire();
    void run.follow();
    return run;
  }

  /** Its panel is gone. */
  close(run: JobRun): void {
    const at = this.list.indexOf(run);
    if (at >= 0) this.list.splice(at, 1);
    run.dispose();
    this.#listed.fire();
  }

  /** The description or the password of a cluster changed. */
  renew(cluster: string): void {
    for (const run of this.list) if (run.start.at.cluster === cluster) void run.renew();
  }

  /** The Clusters view saw them: what is another state there is looked at here at once. */
  seen({ cluster, jobs }: JobsSeen): void {
    for (const job of jobs) {
      const run = this.find({ cluster, ...(job.batch !== undefined && { batch: job.batch }), ...(job.app !== undefined && { app: job.app }) }), status = run?.its.status;
      if (status && status.over === undefined && status.job.state !== job.state) run.look();
    }
  }

  dispose(): void {
    for (const run of this.list) run.dispose();
    this.#changed.dispose();
    this.#listed.dispose();
  }
}

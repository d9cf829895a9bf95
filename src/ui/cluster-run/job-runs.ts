import * as vscode from 'vscode';
import type { ClusterTarget } from '../../contract';
import type { ClusterExplorer } from '../../protocol/cluster-questions';
import type { FollowEvent } from '../../protocol/cluster-run';
import type { SubmittedAs } from '../../protocol/panel';
import type { Clusters } from '../clusters/clusters';
import { yarnPages } from '../clusters/described';
import { JobRun } from './job-run';

/** What was sent from here, if it was. */
export type FindSubmitted = (target: ClusterTarget) => SubmittedAs | undefined;

/** Jobs that are followed in this window: one for each panel. */
export class JobRuns implements vscode.Disposable {
  readonly list: JobRun[] = [];
  readonly #changed = new vscode.EventEmitter<{ run: JobRun; event: FollowEvent }>();
  /** Something was told of a job. */
  readonly onEvent = this.#changed.event;
  readonly #listed = new vscode.EventEmitter<void>();
  readonly onList = this.#listed.event;

  constructor(private readonly clusters: Clusters, private readonly explorer: () => Promise<ClusterExplorer>, private readonly submitted: FindSubmitted) {}

  find({ cluster, batch, app }: ClusterTarget): JobRun | undefined {
    return this.list.find(({ its: { target, start } }) => cluster === target.cluster && (app !== undefined ? app === target.app : batch !== undefined && (batch === target.batch || batch === start.at.batch)));
  }

  /** Followed from now on; undefined: there is no such cluster. */
  open(target: ClusterTarget): JobRun | undefined {
    const known = this.find(target);
    if (known) return known;
    const cluster = this.clusters.byId(target.cluster), id = target.app ?? target.batch;
    if (!cluster || id === undefined) return undefined;
    const submitted = this.submitted(target);
    const start = { at: target, key: `job ${target.cluster} ${id} ${Date.now()}`, file: submitted?.file ?? '', title: target.app ?? vscode.l10n.t('Batch {0}', id), target: 'livy' as const, startedAt: Date.now(), cluster: cluster.name, hasPages: yarnPages(cluster) !== undefined, ...(submitted && { submitted }) };
    const run: JobRun = new JobRun(start, id, {
      explorer: this.explorer,
      opening: async () => this.clusters.opening(this.clusters.byId(target.cluster) ?? cluster),
    }, (event: FollowEvent) => {
      this.#changed.fire({ run, event });
      if (event.event === 'status' || event.event === 'run') this.#listed.fire();
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

  dispose(): void {
    for (const run of this.list) run.dispose();
    this.#changed.dispose();
    this.#listed.dispose();
  }
}

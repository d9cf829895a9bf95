import type { FollowEvent, FollowStatus } from '../../../protocol/cluster-run';
import type { ClusterView, FigureSeries, RunView, SubmittedAs } from '../../../protocol/panel';
import type { SourceSpan } from '../../../protocol/run';
import { RunModel, type RunStart } from '../../run/model/run-model';
import { Figures } from './figures';

export interface JobStart extends RunStart {
  /** As it was opened. */
  at: ClusterView['target'];
  /** What the cluster is called. */
  cluster: string;
  hasPages: boolean;
  hasHistory: boolean;
  submitted?: SubmittedAs;
}

/** Characters of a server's text that go to the view with every change. */
const shortText = 4000;

/** What was told of a job on a cluster: the extension host's copy. */
export class JobModel {
  readonly run: RunModel;
  readonly #figures = new Map<string, Figures>();
  status: FollowStatus | undefined;
  statistics = false;

  constructor(readonly start: JobStart, now?: () => number) {
    this.run = new RunModel(start, now);
  }

  apply(event: FollowEvent): void {
    switch (event.event) {
      case 'run': this.run.apply(event.run); return;
      case 'status': this.status = event.status; return;
      case 'sample': {
        const figures = this.#figures.get(event.queryId) ?? new Figures();
        this.#figures.set(event.queryId, figures);
        figures.add(event.sample);
      }
    }
  }

  series(queryId: string, most: number): FigureSeries { return (this.#figures.get(queryId) ?? new Figures()).series(most); }

  /** What its panel and the Runs view call it: as the job says, where that is known. */
  get title(): string { return this.status?.job.name ?? this.start.title; }

  /** The same, with Livy's batch beside the name. */
  get longTitle(): string {
    const { name, batch } = this.status?.job ?? {};
    return name === undefined || batch === undefined ? this.title : `${name} (batch ${batch})`;
  }

  /** With what is known of it by now: an application outlives what Livy remembers. */
  get target(): ClusterView['target'] {
    const { app, batch } = this.status?.job ?? {};
    return { ...this.start.at, ...(batch !== undefined && { batch }), ...(app !== undefined && { app }) };
  }

  view(): RunView {
    const view = this.run.view({ simulateOnSave: false, canContinue: false }), { status, target, start: { cluster: name, hasPages, hasHistory, submitted }, statistics } = this;
    const cluster: ClusterView = {
      target, name, hasPages, hasHistory, statistics, ...(status && { status: shortened(status) }), ...(submitted && { submitted }),
      figures: [...this.#figures].flatMap(([queryId, { newest, count }]) => (newest ? [{ queryId, newest, count }] : [])),
    };
    return { ...view, title: this.title, ...(status?.job.started !== undefined && { startedAt: status.job.started }), ...(status?.job.finished !== undefined && { endedAt: status.job.finished }), cluster };
  }
}

function shortened(status: FollowStatus): FollowStatus {
  const { diagnostics } = status.job;
  return diagnostics === undefined || diagnostics.length <= shortText ? status : { ...status, job: { ...status.job, diagnostics: `${diagnostics.slice(0, shortText)}…` } };
}

/** The whole of a line of the user's file: a trace names no columns. */
export const lineSpan = (file: string, line: number): SourceSpan => ({ file, line, column: 0, endLine: line, endColumn: 10_000 });

/** Whether a file that a trace names is this one: an upload keeps the name, in a folder of its own. */
export function isFileOf(traced: string, file: string): boolean {
  const base = (path: string): string => path.split(/[\\/]/).at(-1) ?? '';
  return base(traced) === base(file);
}

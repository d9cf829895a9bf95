/** What the Clusters view asks of the thread that speaks to clusters. Plain data only; an opening holds a secret: never log it. */
import type { ClusterDescription, JobList, ServerProblem } from './hdinsight.ts';

export interface ClusterOpening {
  id: string;
  description: ClusterDescription;
  /** Of `basic`. */
  password?: string;
  /** Of `bearer`; or why there is none. */
  token?: string;
  tokenProblem?: ServerProblem;
}

export type ClusterQuestion =
  | { ask: 'jobs' }
  /** Ends a job: the id of its application, or of a batch that has none yet. */
  | { ask: 'kill'; job: string };

export interface ClusterAnswers {
  jobs: JobList;
  kill: { yarn: string; livy: string };
}

export type ClusterAnswer<Q extends ClusterQuestion> = { value: ClusterAnswers[Q['ask']] } | { problem: ServerProblem };

export interface ClusterExplorer {
  /** Never rejects. */
  ask<Q extends ClusterQuestion>(opening: ClusterOpening, question: Q): Promise<ClusterAnswer<Q>>;
  /** A cluster that is not asked any more. */
  close(id: string): void;
  dispose(): void;
}

export type ToClusters = { type: 'ask'; id: number; opening: ClusterOpening; question: ClusterQuestion } | { type: 'close'; id: string } | { type: 'end' };
export interface FromClusters { id: number; answer: ClusterAnswer<ClusterQuestion> }

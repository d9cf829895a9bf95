/** What the Clusters view asks of the thread that speaks to clusters. Plain data only; an opening holds a secret: never log it. */
import type { FollowEvent, FollowOptions, LogAnswer, LogRequest } from './cluster-run.ts';
import type { AzureAnswer, AzureExplorer, AzureOpening, AzureQuestion } from './azure-questions.ts';
import type { AuthEvidence, ClusterBrokers, ClusterInside } from './cluster-inside.ts';
import type { Cluster } from './clusters.ts';
import type { ClusterDescription, JobList, ServerProblem } from './hdinsight.ts';
import type { RunAnswers, RunQuestion } from './run.ts';
import type { SubmitNeeds, Submitter } from './submit-thread.ts';

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
  | { ask: 'kill'; job: string }
  /** How its gateway lets one in. The opening is without credentials. */
  | { ask: 'auth'; its: Cluster }
  /** What Ambari tells. */
  | { ask: 'inside' }
  | { ask: 'brokers' };

export interface ClusterAnswers {
  jobs: JobList;
  kill: { yarn: string; livy: string };
  auth: AuthEvidence;
  inside: ClusterInside;
  brokers: ClusterBrokers;
}

export type ClusterAnswer<Q extends ClusterQuestion> = { value: ClusterAnswers[Q['ask']] } | { problem: ServerProblem };

export interface ClusterExplorer extends AzureExplorer {
  /** Never rejects. */
  ask<Q extends ClusterQuestion>(opening: ClusterOpening, question: Q): Promise<ClusterAnswer<Q>>;
  /** Follows a job until it is over or `dispose` is called. */
  follow(opening: ClusterOpening, options: FollowOptions, onEvent: (event: FollowEvent) => void): FollowHandle;
  /** For one form of a submit: its questions and what it is told have a way of their own. */
  submitter(needs: SubmitNeeds): Submitter;
  /** A cluster that is not asked any more. */
  close(id: string): void;
  dispose(): void;
}

/** A job that is followed, as the extension host holds it. */
export interface FollowHandle {
  /** What the job did, as far as its progress tells. Rejects with the reason in words. */
  ask<Q extends RunQuestion>(question: Q): Promise<RunAnswers[Q['ask']]>;
  log(request: LogRequest): Promise<LogAnswer>;
  /** Nobody looks: it is asked about at most 4 times a minute. */
  hidden(hidden: boolean): void;
  every(ms: number): void;
  /** Looks now. */
  look(): void;
  /** Who asks from now on: a token that was renewed, a password that was changed. */
  renew(opening: ClusterOpening): void;
  dispose(): void;
}

/** What is done with a job that is followed. */
export type FollowAct = { do: 'hidden'; hidden: boolean } | { do: 'every'; ms: number } | { do: 'look' } | { do: 'renew'; opening: ClusterOpening } | { do: 'dispose' };

export type ToClusters =
  | { type: 'ask'; id: number; opening: ClusterOpening; question: ClusterQuestion }
  | { type: 'ask'; id: number; azure: AzureOpening; question: AzureQuestion }
  /** `follow`: its number, given by who follows. */
  | { type: 'ask'; id: number; follow: number; question: FollowQuestion }
  | { type: 'follow'; follow: number; opening: ClusterOpening; options: FollowOptions }
  | { type: 'followed'; follow: number; act: FollowAct }
  | { type: 'close'; id: string } | { type: 'end' };

export type FollowQuestion = RunQuestion | LogRequest;
export type FollowAnswer = { value: RunAnswers[RunQuestion['ask']] | LogAnswer } | { problem: ServerProblem };

export type FromClusters = { id: number; answer: ClusterAnswer<ClusterQuestion> | AzureAnswer<AzureQuestion> | FollowAnswer } | FollowedEvent;
/** Not asked for: it comes when it happens. */
export interface FollowedEvent { follow: number; event: FollowEvent }

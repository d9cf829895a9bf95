/** What Spark accepts and is seldom meant, found in plans: one module a trap, each a pure function of what a query is. */
import type { Finding } from '../../protocol/language.ts';
import type { SourceSpan } from '../../protocol/run.ts';
import type { OutputMode } from '../analysis/unsupported.ts';
import type { Plan } from '../plan/plan.ts';

/** A started query. */
export interface StartedQuery {
  /** As the job wrote it. */
  plan: Plan;
  mode: OutputMode;
  trigger: 'processingTime' | 'once' | 'availableNow' | 'continuous';
  /** What is written to, lower case. */
  format: string;
  /** Lower-case names. */
  options: Readonly<Record<string, string>>;
  checkpoint: string | null;
  /** What its foreachBatch function did with a batch without rows; absent: there is none. */
  trial?: BatchTrial;
  /** Of the call of start. */
  span?: SourceSpan;
}

export interface BatchTrial {
  /** It asked for rows, or wrote them. */
  acted: boolean;
  /** Temporary views that it made of the batch. */
  views: readonly { name: string; span?: SourceSpan }[];
  /** What it raised: without rows that may say nothing. */
  failed?: { errorClass: string; message: string; span?: SourceSpan };
}

export type Trap = (query: StartedQuery) => Finding[];
export const spanned = (span: SourceSpan | undefined): { span?: SourceSpan } => (span ? { span } : {});

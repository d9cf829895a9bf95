/** What is looked at: one statement of a job. */
import type { Statement } from '../../../syntax/outline.ts';
import type { JobProblem } from '../problem.ts';

export interface Place {
  statement: Statement;
  /** Of the whole job. */
  text: string;
  /** The Spark that the job goes to. */
  sparkVersion: string;
  /** The job imports pandas. */
  pandas: boolean;
}

/** `newer`: what is newer than that Spark; of each name the first is told. */
export type OwnProblem = JobProblem & { newer?: string };
export type Check = (place: Place) => OwnProblem[];

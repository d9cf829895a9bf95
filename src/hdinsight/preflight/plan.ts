/** What a plan-only run of the job told: handed in, since this folder knows no simulator. */
import type { Problem, QueryInfo } from '../../protocol/run.ts';
import type { PlanJob, PlanRun } from '../../protocol/submit-thread.ts';

export interface PlanReport {
  queries: QueryInfo[];
  problems: Problem[];
  exitCode: number;
  /** The run did not come to its end in the time that it had. */
  timedOut: boolean;
}

/** Runs the uploaded copy of a Python job, plan only. Never rejects for what the job does. */
export type PlanPort = (job: PlanJob) => Promise<PlanReport>;

/** A job may sleep or loop before its first query; what it would do on the cluster then is not seen. */
export const LONGEST_PLAN_SECONDS = 30;

export function reportOf({ events, exitCode }: PlanRun): PlanReport {
  const problems = events.flatMap((event) => (event.kind === 'problem' ? [event.problem] : []));
  return { queries: events.flatMap((event) => (event.kind === 'query' ? [event.query] : [])), problems: problems.filter(({ code }) => code !== 'timed-out'), exitCode, timedOut: problems.some(({ code }) => code === 'timed-out') };
}

export const checkpointsOf = ({ queries }: PlanReport): string[] => queries.flatMap(({ asked }) => (asked?.checkpoint === null || asked === undefined ? [] : [asked.checkpoint]));

export const kafkaIn = ({ queries }: PlanReport): boolean => queries.some(({ asked }) => asked !== undefined && (asked.sink.format === 'kafka' || asked.sources.some(({ format }) => format === 'kafka')));

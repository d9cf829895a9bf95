/** What a plan-only run of the job told: handed in, since this folder knows no simulator. */
import type { Problem, QueryInfo } from '../../protocol/run.ts';

export interface PlanReport {
  queries: QueryInfo[];
  problems: Problem[];
  exitCode: number;
  /** The run did not come to its end in the time that it had. */
  timedOut: boolean;
}

/** Runs the uploaded copy of a Python job, plan only. Never rejects for what the job does. */
export type PlanPort = (job: { file: string; source: string; args: string[]; env: Readonly<Record<string, string>> }) => Promise<PlanReport>;

export const checkpointsOf = ({ queries }: PlanReport): string[] => queries.flatMap(({ asked }) => (asked?.checkpoint === null || asked === undefined ? [] : [asked.checkpoint]));

export const kafkaIn = ({ queries }: PlanReport): boolean => queries.some(({ asked }) => asked !== undefined && (asked.sink.format === 'kafka' || asked.sources.some(({ format }) => format === 'kafka')));

/** Problems that a plan-only run shows. */
import type { Job } from '../world.ts';
import type { JobProblem } from './problem.ts';

type Check = (job: Job) => JobProblem[];

const CHECKS: readonly Check[] = [];

/** Empty without facts. */
export const plannedProblems = (job: Job): JobProblem[] => (job.facts ? CHECKS.flatMap((check) => check(job)) : []);

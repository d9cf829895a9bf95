/** Problems that a plan-only run shows. */
import type { Job } from '../world.ts';
import { checkpointProblems } from './checkpoints.ts';
import { findingProblems } from './findings.ts';
import type { JobProblem } from './problem.ts';
import { toldProblems } from './told.ts';

type Check = (job: Job) => JobProblem[];

const CHECKS: readonly Check[] = [toldProblems, findingProblems, checkpointProblems];

/** Empty without facts. */
export const plannedProblems = (job: Job): JobProblem[] => (job.facts ? CHECKS.flatMap((check) => check(job)) : []);

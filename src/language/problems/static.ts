/** Problems that the text alone shows. */
import type { Job } from '../world.ts';
import type { JobProblem } from './problem.ts';

type Check = (job: Job) => JobProblem[];

const CHECKS: readonly Check[] = [];

export const staticProblems = (job: Job): JobProblem[] => CHECKS.flatMap((check) => check(job));

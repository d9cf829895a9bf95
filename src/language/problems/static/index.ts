/** Problems that the text alone shows. */
import type { Job } from '../../world.ts';
import type { JobProblem } from '../problem.ts';
import { clusterProblems } from './cluster.ts';
import { optionProblems } from './options.ts';
import { sqlProblems } from './sql.ts';
import { versionProblems } from './version.ts';

type Check = (job: Job) => JobProblem[];

const CHECKS: readonly Check[] = [sqlProblems, optionProblems, versionProblems, clusterProblems];

export const staticProblems = (job: Job): JobProblem[] => CHECKS.flatMap((check) => check(job));

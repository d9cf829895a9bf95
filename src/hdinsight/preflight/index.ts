/** Everything that can be known before a submit, each with its evidence and a way out. */
import type { PreflightCheck } from '../../protocol/submit.ts';
import { brokersCheck } from './brokers.ts';
import type { Check, PreflightInput } from './input.ts';
import { modulesCheck, planCheck, substitutionsCheck, versionCheck } from './job.ts';
import { checkpointCheck, localPathsCheck } from './places.ts';
import { parallelismCheck, resourcesCheck } from './resources.ts';
import { runningCheck } from './running.ts';
import { attemptsCheck, bodyCheck, connectorCheck, secretsCheck, storageCheck } from './settings.ts';

const CHECKS: readonly Check[] = [
  planCheck, versionCheck, modulesCheck, substitutionsCheck, connectorCheck, brokersCheck, checkpointCheck, localPathsCheck, bodyCheck, storageCheck, secretsCheck, attemptsCheck, resourcesCheck, parallelismCheck, runningCheck,
];

export const preflight = (input: PreflightInput): PreflightCheck[] => CHECKS.flatMap((check) => check(input));

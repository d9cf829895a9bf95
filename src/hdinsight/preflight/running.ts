/** What runs on the cluster already. */
import { checkpointTag } from '../submit/body.ts';
import { check, type Check } from './input.ts';
import { checkpointsOf } from './plan.ts';

export const runningCheck: Check = ({ prepared, running, plan }) => {
  if (!running) return [check('running', 'unknown', 'What the cluster runs already was not asked.')];
  const { name } = prepared.body, checkpoints = plan ? checkpointsOf(plan) : [];
  const checks = checkpoints.flatMap((location) => running.filter(({ active, tags }) => active && tags.includes(checkpointTag(location)))
    .map((job) => check('running', 'error', `${job.label}${job.name === undefined ? '' : ` (${job.name})`} runs with the checkpoint ${location}: two queries on one checkpoint damage it.`, 'End that job first, or give this one a checkpoint of its own.')));
  for (const job of running.filter((each) => name !== undefined && each.name === name)) {
    checks.push(job.active ? check('running', 'error', `${job.label} runs under the name ${name} already.`, 'End it first, or give this job another name with --name.')
      : check('running', 'warning', `${job.label} had the name ${name}, and Livy holds it until it forgets that batch (ten minutes after its end).`, 'Give this job another name with --name, or delete the finished batch.'));
  }
  return checks.length > 0 ? checks : [check('running', 'ok', `No job with this name or checkpoint runs there.`)];
};

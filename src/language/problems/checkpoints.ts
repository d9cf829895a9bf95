/** Where queries keep their checkpoints. */
import type { Job } from '../world.ts';
import { argument, chainAt, startOf } from './places.ts';
import type { JobProblem } from './problem.ts';
import type { Range } from '../../syntax/line-index.ts';

/** Two queries of a job with one folder, and folders in Blob storage. */
export function checkpointProblems(job: Job): JobProblem[] {
  const problems: JobProblem[] = [], seen = new Map<string, { label: string; range: Range }>();
  for (const { label, asked, span } of job.facts!.facts.queries) {
    const call = span && job.facts!.rangeOf(span), checkpoint = asked?.checkpoint;
    if (!call || checkpoint === null || checkpoint === undefined) continue;
    const range = optionAt(job, call) ?? startOf(job, call), folder = checkpoint.replace(/\/+$/, ''), before = seen.get(folder);
    if (before && before.range.from !== range.from) {
      problems.push({ ...range, code: 'checkpoint-shared', severity: 'error', message: `This query shares the checkpoint ${checkpoint} with ${before.label}: each needs one of its own, or both are damaged.`, related: [{ ...before.range, message: `The checkpoint of ${before.label}` }] });
    }
    seen.set(folder, before ?? { label, range });
    if (/^wasbs?:/i.test(checkpoint)) problems.push({ ...range, code: 'checkpoint-wasb', severity: 'warning', message: `The checkpoint ${checkpoint} is in Blob storage, where listing and renaming are slow: each micro-batch waits for it. Use abfss:// (Data Lake Storage Gen2), or hdfs:// where it may end with the cluster.` });
  }
  return problems;
}

/** The value of option("checkpointLocation", …) in the chain of a start. */
function optionAt(job: Job, call: Range): Range | undefined {
  const { strings } = job.document.outline;
  const option = chainAt(job, call)?.calls.findLast(({ name, args }) => name === 'option' && args[0]?.string !== undefined && strings[args[0].string]!.text?.value.toLowerCase() === 'checkpointlocation');
  const value = option && argument(option, 1);
  return value && { from: value.from, to: value.to };
}

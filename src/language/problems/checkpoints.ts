/** Where queries keep their checkpoints. */
import { basename, dirname, resolve } from 'node:path';
import type { PlanFacts } from '../../protocol/language.ts';
import type { Job, OtherCheckpoint } from '../world.ts';
import { argument, chainAt, startOf } from './places.ts';
import type { JobProblem } from './problem.ts';
import type { Range } from '../../syntax/line-index.ts';

/** A checkpoint's folder, by which two are compared: an address as it is, a path from the job's own folder on. */
export function placeOf(checkpoint: string, file: string): string {
  const folder = checkpoint.replace(/\/+$/, '');
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(folder)) return folder;
  return resolve(dirname(file), folder.replace(/^file:(?=\/)/, ''));
}

/** What other jobs are compared with. */
export function checkpointsOf({ file, queries }: PlanFacts): OtherCheckpoint[] {
  return queries.flatMap(({ label, asked, span }) => (span && span.file === file && typeof asked?.checkpoint === 'string' ? [{ file, label, place: placeOf(asked.checkpoint, file), span }] : []));
}

/** Two queries with one folder, in a job or in two, and folders in Blob storage. */
export function checkpointProblems(job: Job): JobProblem[] {
  const problems: JobProblem[] = [], seen = new Map<string, { label: string; range: Range }>();
  for (const { label, asked, span } of job.facts!.facts.queries) {
    const call = span && job.facts!.rangeOf(span), checkpoint = asked?.checkpoint;
    if (!call || checkpoint === null || checkpoint === undefined) continue;
    const range = optionAt(job, call) ?? startOf(job, call), folder = placeOf(checkpoint, job.document.file), before = seen.get(folder);
    if (before && before.range.from !== range.from) {
      problems.push({ ...range, code: 'checkpoint-shared', severity: 'error', message: `This query shares the checkpoint ${checkpoint} with ${before.label}: each needs one of its own, or both are damaged.`, related: [{ ...before.range, message: `The checkpoint of ${before.label}` }] });
    }
    const others = before ? [] : job.around.checkpoints?.(job.document.file, folder) ?? [], [other] = others;
    if (other) {
      problems.push({
        ...range, code: 'checkpoint-shared', severity: 'warning', message: `The checkpoint ${checkpoint} is that of ${other.label} in ${basename(other.file)} too: started by both, one stops the other or goes on where that one was. Give each a folder of its own.`,
        elsewhere: others.map((each) => ({ span: each.span, message: `The checkpoint of ${each.label}` })),
      });
    }
    seen.set(folder, before ?? { label, range });
    if (/^wasbs?:/i.test(checkpoint)) problems.push({ ...range, code: 'checkpoint-wasb', severity: 'warning', message: `The checkpoint ${checkpoint} is in Blob storage, where listing and renaming are slow: each micro-batch waits for it. Use abfss:// (Data Lake Storage Gen2), or hdfs:// where it may end with the cluster.` });
  }
  return problems;
}

/** The value of option("checkpointLocation", …) in the chain of a start. */
function optionAt(job: Job, call: Range): Range | undefined {
  const option = chainAt(job, call)?.calls.findLast(({ name, args }) => name === 'option' && args[0]?.string?.text?.value.toLowerCase() === 'checkpointlocation');
  const value = option && argument(option, 1);
  return value && { from: value.from, to: value.to };
}

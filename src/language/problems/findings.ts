/** What the plan-only run found in plans, in words: one entry a trap. */
import type { Finding } from '../../protocol/language.ts';
import type { SourceSpan } from '../../protocol/run.ts';
import type { Range } from '../../syntax/line-index.ts';
import type { Job } from '../world.ts';
import { PROBLEM_CODES, type ProblemCode } from './codes.ts';
import { fixesFor } from './fixes.ts';
import type { JobProblem, Severity } from './problem.ts';
import { toldProblem } from './told.ts';
import { argumentOf, startOf } from './places.ts';

interface Words {
  severity: Severity;
  message(data: Readonly<Record<string, string>>): string;
  /** The place that is meant inside the call that is told: the trigger of a query's start. */
  place?(job: Job, range: Range): Range | undefined;
}

const TRAPS: Readonly<Partial<Record<ProblemCode, Words>>> = {
  'watermark-lost': { severity: 'warning', message: ({ column, expression }) => `${expression} is no longer the column that has the watermark: '${column}' hands it on only as it is, or inside window(). The groups are never closed: append mode is refused, and in update mode the state grows for ever.` },
  'watermark-on-window': { severity: 'error', message: ({ column }) => `'${column}' is a window, and Spark reads its bytes as a time: the watermark would be nonsense. Put withWatermark on the timestamp, before the window.` },
  'once-append': { severity: 'warning', message: () => 'trigger(once=True) runs one batch and no other: windows that this batch closes come out only in a later run that reads new data. availableNow=True runs the batch that closes them as well.', place: (job, range) => argumentOf(job, range, 'trigger', 'once') },
  'complete-keeps-all': { severity: 'warning', message: ({ column }) => (column === undefined ? 'Complete mode keeps every window that ever was, and writes all of them with each batch.' : `Complete mode keeps every group that ever was: the watermark on '${column}' evicts nothing and drops no late row.`), place: (job, range) => argumentOf(job, range, 'outputMode', 0) },
  'unbounded-windows': { severity: 'warning', message: () => 'No watermark: each window stays in the state for ever. withWatermark on the event time, before the window, lets Spark forget those that are over.' },
  'unbounded-duplicates': { severity: 'warning', message: ({ keys, column }) => `Each value of ${keys} is kept for ever: dropDuplicates forgets only by a column with a watermark among its keys.${column === undefined ? '' : ` '${column}' has one.`}` },
  'unbounded-join': { severity: 'warning', message: ({ sides }) => `Rows of ${sides === 'left, right' ? 'both sides' : `the ${sides} side`} are kept for ever: the join has neither a watermark among its keys nor a condition that bounds how far apart in time two rows may be.` },
  'session-window-alone': { severity: 'error', message: () => 'Global aggregation with session window in streaming query is not supported. Spark says so with the first batch: group by another column too.' },
  'foreach-batch-no-action': { severity: 'warning', message: () => 'The foreachBatch function asks for no row of its batch: the query then reads nothing, moves no watermark and keeps no state. Write the batch, or count it.', place: (job, range) => argumentOf(job, range, 'foreachBatch', 0) },
  'foreach-batch-view': { severity: 'error', message: ({ view }) => `Table or view not found: ${view}. A view of a batch belongs to the query's own session, and this SQL asks the job's: PySpark 3.3 has no way to it. Use the DataFrame's own methods (selectExpr, filter, groupBy) in its place.` },
  'kafka-sink-columns': { severity: 'error', message: ({ message, columns }) => `${message}. Spark says so with the first batch. The query has: ${columns}.` },
  'kafka-sink-option': { severity: 'error', message: ({ option }) => `Kafka option '${option}' is not supported by the sink: keys and values are written as they are. Spark says so with the first batch.` },
  'watermark-too-small': { severity: 'warning', message: ({ share, late, delay, needed, capture }) => `${share} of the rows in ${capture} (${late}) come later than the ${delay} that this watermark waits, and may be dropped. The latest is ${needed} late.`, place: (job, range) => argumentOf(job, range, 'withWatermark', 1) },
  'watermark-too-large': { severity: 'info', message: ({ delay, needed, capture }) => `The latest row in ${capture} is ${needed} late, and this watermark waits ${delay}: results come that much later, and the state is that much larger.`, place: (job, range) => argumentOf(job, range, 'withWatermark', 1) },
};

export function findingProblems(job: Job): JobProblem[] {
  return job.facts!.facts.findings.flatMap((finding) => (finding.code === 'spark-analysis' ? inBatch(job, finding) : found(job, finding)));
}

function found(job: Job, { code, span, data, related }: Finding): JobProblem[] {
  const words = isCode(code) ? TRAPS[code] : undefined, range = span && job.facts!.rangeOf(span);
  if (!words || !range || !isCode(code)) return [];
  const place = words.place?.(job, range) ?? startOf(job, range);
  const others = (related ?? []).flatMap(({ what, span: other }) => relatedTo(job, what, other));
  const fixes = fixesFor(code, job, range, data);
  return [{ ...place, code, severity: words.severity, message: words.message(data), ...(others.length > 0 && { related: others }), ...(fixes.length > 0 && { fixes }) }];
}

const isCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEM_CODES, code);

const WHAT: Readonly<Record<string, string>> = { watermark: 'The watermark', view: 'The view', aggregate: 'What waits for the watermark', join: 'What waits for the watermark' };

function relatedTo(job: Job, what: string, span: SourceSpan): { from: number; to: number; message: string }[] {
  const range = job.facts!.rangeOf(span);
  return range ? [{ ...range, message: WHAT[what] ?? what }] : [];
}

/** What Spark's analysis refused while the foreachBatch function was tried. */
const inBatch = (job: Job, { data, span }: Finding): JobProblem[] => toldProblem(job, { severity: 'error', code: 'spark-analysis', message: data['message'] ?? '', errorClass: data['errorClass'], ...(span && { span }) });

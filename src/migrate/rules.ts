/** What Spark refuses of a streaming plan (UnsupportedOperationChecker, 3.3.1), and the way out of each. */
import type { MigrateRefusal } from '../protocol/migrate.ts';
import type { Problem } from '../protocol/run.ts';

const WAYS_OUT: readonly (readonly [RegExp, string])[] = [
  [/Multiple streaming aggregations/, 'Let the stream do one aggregation (a pivot is two): write its result to a topic or a folder, and aggregate that by another job, or in foreachBatch.'],
  [/Append output mode not supported/, 'Choose complete or update as output mode, or put a watermark on the event time and group by a window on that very column.'],
  [/Update output mode not supported for session window/, 'Choose append as output mode, with a watermark.'],
  [/Complete output mode not supported/, 'Choose append as output mode: nothing is aggregated.'],
  [/Distinct aggregations/, 'Use approx_count_distinct in the batch job too, so that both count alike.'],
  [/dropDuplicates is not supported after aggregation/, 'Drop the duplicates before the aggregation.'],
  [/Join between two streaming.*Append output mode/, 'Make one side of the join a batch read (--stream names the one that becomes a stream), or choose append as output mode.'],
  [/without a watermark in the join keys/, 'Keep one side of the join a batch read (--stream), or put withWatermark on both sides and a range of time into the condition.'],
  [/FullOuter joins? |LeftAnti joins? |(?:LeftOuter|LeftSemi) join |RightOuter join /, 'The stream has to be the side whose rows are all kept: choose the other read as the stream (--stream), or turn the join round.'],
  [/Stream-stream join without equality/, 'Join by an equal key.'],
  [/Union between streaming and batch/, 'Let all inputs of the union become streams (--stream for each), or read them as one.'],
  [/Except on a streaming|Intersect of streaming/, 'Use a left anti or left semi join with a batch read on the right.'],
  [/Limits are not supported/, 'Choose append or complete as output mode.'],
  [/Sorting is not supported/, 'Take the sort out of the job: rows of a stream come in the order of their messages. Only aggregated results in complete mode can be sorted.'],
  [/Sampling is not supported/, 'Take sample out, or filter by a hash of the key: where("pmod(hash(key), 10) = 0").'],
  [/Non-time-based windows/, 'Use groupBy with a time window, or do this in foreachBatch, where each micro-batch is a batch DataFrame.'],
  [/monotonically_increasing_id/, 'Take an identifier from the message: its partition and offset are one.'],
  [/correctness' issue due to global watermark/, 'Split the job: write the result of the first stateful step to a topic, and read it by another query.'],
  [/must be executed with writeStream\.start/, 'This asks for rows at once, and a stream has none yet: take it out, or do it in foreachBatch.'],
  [/must be set to.*streaming|'write' can not be called/, 'Give it a line of its own as df.write…, so that it can become a query.'],
  [/'writeStream' can be called only on streaming/, 'What is written here does not follow from the read that becomes a stream: choose another one with --stream.'],
  [/Cannot start query with name/, 'Show or write each result once.'],
];

/** Spark's own sentence of the job after the migration, at the line that it names. `line`: of the text before. */
export function refusalOf(problem: Problem, line: number, column: number): MigrateRefusal {
  const said = problem.message.split(';\n')[0]!.trim(), way = WAYS_OUT.find(([pattern]) => pattern.test(said))?.[1];
  const named = problem.errorClass === undefined || problem.errorClass === 'AnalysisException' ? '' : `${problem.errorClass}: `;
  return { line, column, reason: `Spark would refuse the streaming job: ${named}${said}`, wayOut: way ?? problem.hint ?? 'Change this in the job, and try again.' };
}

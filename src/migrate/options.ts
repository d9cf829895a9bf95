/** What is taken where nobody says it, and what can be seen to be wrong before a job is looked at. */
import type { MigrateOptions } from '../protocol/migrate.ts';
import { topicProblem } from './topic-name.ts';

export const DEFAULTS = { brokers: 'localhost:9092', startingOffsets: 'earliest', endingOffsets: 'latest', checkpoint: 'checkpoints' } as const;

/** An interval as Spark's withWatermark and processingTime take it: a number and a unit, or several. */
export const durationProblem = (text: string): string | undefined => (/^\s*(?:interval\s+)?(?:\d+\s*(?:microseconds?|milliseconds?|seconds?|minutes?|hours?|days?|weeks?)\s*)+$/i.test(text) ? undefined : `${JSON.stringify(text)} is no duration: write 10 seconds, 2 hours or 1 day.`);

/** The first that is wrong, as a sentence. */
export function optionsProblem({ to, topics, brokers, startingOffsets, endingOffsets, checkpoint, watermark, trigger, value, outputMode, streams }: MigrateOptions): string | undefined {
  for (const topic of Object.values(topics)) {
    const problem = topicProblem(topic);
    if (problem !== undefined) return problem;
  }
  if (!/^[^\s,:]+:\d{1,5}(?:,[^\s,:]+:\d{1,5})*$/.test(brokers.replace(/\[[0-9a-f:]+\]/gi, 'v6'))) return `${JSON.stringify(brokers)} is no list of brokers: write host:9092,host:9092.`;
  if (checkpoint.trim() === '') return 'The folder of the checkpoints is empty.';
  if (/[\n\r\0]/.test(checkpoint)) return 'The folder of the checkpoints holds the end of a line.';
  const startProblem = offsetsProblem(startingOffsets, 'earliest', 'latest');
  if (startProblem !== undefined) return startProblem;
  if (to === 'batch' && startingOffsets === 'latest') return 'A batch cannot begin at the latest offset (KafkaSourceProvider): there would be nothing to read.';
  const endProblem = offsetsProblem(endingOffsets, 'latest');
  if (endProblem !== undefined) return endProblem;
  if (watermark && durationProblem(watermark.delay) !== undefined) return durationProblem(watermark.delay);
  if (watermark && watermark.column.trim() === '') return 'The column of the watermark is empty.';
  if (trigger !== undefined && durationProblem(trigger) !== undefined) return durationProblem(trigger);
  if (to === 'batch' && (value !== undefined || outputMode !== undefined || watermark || trigger !== undefined || streams.length > 0 || Object.keys(topics).length > 0)) return 'Topics, the format of values, output modes, watermarks, triggers and streams are of a streaming job: a batch job has none.';
  return undefined;
}

/** Spark's JSON of topics and partitions: {"topic":{"0":23,"1":-2}}. */
function offsetsProblem(text: string, ...words: string[]): string | undefined {
  if (words.includes(text)) return undefined;
  try {
    const read: unknown = JSON.parse(text), whole = (each: unknown): boolean => Number.isSafeInteger(each) && (each as number) >= -2;
    if (isMap(read) && Object.values(read).length > 0 && Object.values(read).every((parts) => isMap(parts) && Object.entries(parts).every(([partition, offset]) => /^\d+$/.test(partition) && whole(offset)))) return undefined;
  } catch {
    // Said below.
  }
  return `${JSON.stringify(text)} says no offsets: write ${words.join(' or ')}, or Spark's JSON, {"topic":{"0":23}}.`;
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

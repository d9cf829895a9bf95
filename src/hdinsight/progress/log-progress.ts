/** Finds progress in the text of a driver's log, as it comes: Spark's own lines, and those of our helper. */
import type { StreamingQueryProgress } from '../../protocol/run.ts';
import { parseProgress } from './progress-json.ts';

/** What Spark's MicroBatchExecution (before 3.0: StreamExecution) writes at INFO, before JSON of several lines that ends with a single brace. */
const BEGIN = /Streaming query made progress: \{\s*$/;
/** What Spark's ProcessingTimeExecutor warns of. */
const BEHIND = /Current batch is falling behind\. The trigger interval is (\d{1,12}) (?:milliseconds|ms)\b/;
/** What the helper writes: the version of the line, and the JSON on one line. */
export const HELPER_LINE = 'weir-progress 1 ';
/** A progress is some kilobytes; one that does not end is none. */
const MOST_LINES = 5000, MOST_CHARS = 1 << 20;

export interface FoundProgress { progress: StreamingQueryProgress; by: 'helper' | 'driver log' }

export class ProgressInLog {
  /** Milliseconds of each trigger interval that was named; whoever reads them takes them away. */
  readonly triggers: number[] = [];
  #rest = '';
  #open: string[] | undefined;
  #size = 0;

  /** Progress that ends in this piece of the log; a line may be cut between two pieces. `doubt` hears what was no progress. */
  feed(text: string, doubt: (why: string) => void = () => undefined): FoundProgress[] {
    const lines = (this.#rest + text).split('\n'), found: FoundProgress[] = [];
    this.#rest = lines.pop()!;
    if (this.#rest.length > MOST_CHARS) this.#rest = '';
    const take = (json: string, by: FoundProgress['by']): void => {
      const progress = parseProgress(json);
      if (typeof progress === 'string') doubt(progress);
      else found.push({ progress, by });
    };
    for (const each of lines) {
      const line = each.endsWith('\r') ? each.slice(0, -1) : each;
      const trigger = Number(BEHIND.exec(line)?.[1] ?? 0);
      if (trigger > 0 && this.triggers.length < 10 && !this.triggers.includes(trigger)) this.triggers.push(trigger);
      if (line.startsWith(HELPER_LINE)) take(line.slice(HELPER_LINE.length), 'helper');
      else if (BEGIN.test(line)) {
        if (this.#open !== undefined) doubt('a progress in the log does not end');
        this.#open = ['{'];
        this.#size = 0;
      } else if (this.#open !== undefined) {
        this.#open.push(line);
        this.#size += line.length;
        if (line === '}') {
          take(this.#open.join('\n'), 'driver log');
          this.#open = undefined;
        } else if (this.#open.length > MOST_LINES || this.#size > MOST_CHARS) {
          doubt('a progress in the log does not end');
          this.#open = undefined;
        }
      }
    }
    return found;
  }

  /** The text that comes next does not follow the last. */
  reset(): void {
    this.#rest = '';
    this.#open = undefined;
  }
}

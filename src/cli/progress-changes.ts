/** What changed from one status of a followed job to the next, in lines. */
import type { FollowStatus, Verdict } from '../protocol/cluster-run.ts';
import { failureText, verdictText, type QueryNow } from './progress-text.ts';

const keyOf = ({ id, queryId }: Verdict): string => `${id} ${queryId ?? ''}`;

export class StatusChanges {
  #state = '';
  #reader: string | undefined;
  #failed: string | undefined;
  #problem: string | undefined;
  #verdicts = new Map<string, Verdict>();
  #failures = 0;

  /** @param all with what is read, and what is wrong with it; else only how the job is */
  constructor(private readonly all: boolean) {}

  next({ job, progress, problem, verdicts, failures, maxAttempts }: FollowStatus, queries: readonly QueryNow[]): string[] {
    const lines: string[] = [], attempt = job.attempt === undefined || job.attempt < 2 || (job.state !== 'running' && job.state !== 'starting') ? '' : `, attempt ${job.attempt}${maxAttempts === undefined ? '' : ` of ${maxAttempts}`}`;
    const state = `${job.batch === undefined ? '' : `batch ${job.batch}, `}${job.app ?? 'no application yet'}: ${job.state}${attempt}`;
    if (state !== this.#state && job.state !== 'unknown') lines.push(state);
    this.#state = state;
    if (problem && problem.message !== this.#problem) lines.push(`${problem.message} The job goes on; asking again.`);
    if (!problem && this.#problem !== undefined) lines.push('It answers again.');
    this.#problem = problem?.message;
    for (const failure of failures.slice(this.#failures)) lines.push(`${failure.attempt === undefined ? 'It' : `Attempt ${failure.attempt}`} failed: ${failureText(failure)}`);
    this.#failures = failures.length;
    return this.all ? [...lines, ...this.#read(progress), ...this.#wrong(verdicts, queries)] : lines;
  }

  #read({ reader, failed, better }: FollowStatus['progress']): string[] {
    const lines: string[] = [];
    if (reader !== undefined && reader !== this.#reader) lines.push(`read from ${reader}${better.map((each) => `; not from ${each.reader}: ${each.reason}`).join('')}`);
    else if (failed !== undefined && failed !== this.#failed) lines.push(`nothing new could be read: ${failed}`);
    [this.#reader, this.#failed] = [reader, failed];
    return lines;
  }

  /** A verdict is said when it comes and when it goes, not with each figure. */
  #wrong(verdicts: readonly Verdict[], queries: readonly QueryNow[]): string[] {
    const now = new Map(verdicts.map((verdict) => [keyOf(verdict), verdict])), before = this.#verdicts;
    this.#verdicts = now;
    return [
      ...[...now].flatMap(([key, verdict]) => (before.has(key) ? [] : [`${verdictText(verdict, queries)} ${verdict.hint}`])),
      ...[...before].flatMap(([key, verdict]) => (now.has(key) ? [] : [`no longer: ${verdictText(verdict, queries)}`])),
    ];
  }
}

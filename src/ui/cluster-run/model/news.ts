import type { AttemptFailure, FollowStatus } from '../../../protocol/cluster-run';

/** What is worth telling a person who does not look at a job. */
export interface News {
  what: 'failed' | 'killed' | 'ended' | 'restarted' | 'restart-loop';
  /** Why, in the cluster's own words or the verdict's; absent: not known. */
  why?: string;
  /** The line of the user's file that a trace names. */
  at?: { file: string; line: number };
}

/**
 * The news of one followed job, each once: it failed, it was killed, it ended, YARN started it again, it fails again and again. What was so
 * when it was opened is none, and neither is what came while somebody looked. Other verdicts stand in its panel only: they come and go.
 */
export class JobNews {
  #lived = false;
  #over = false;
  #loop = false;
  /** The attempt that was under way when it was first seen. */
  #first: number | undefined;
  /** Failures of attempts since then that were told or seen. */
  #failures = 0;

  next({ job: { state, attempt }, failures, verdicts, over }: FollowStatus, looked: boolean): News | undefined {
    const active = state === 'starting' || state === 'running', lived = this.#lived;
    this.#first ??= attempt;
    // An earlier attempt's failure is read some time after the job was opened.
    const since = failures.filter((each) => each.attempt === undefined || each.attempt >= (this.#first ?? 1));
    const restarted = since.length > this.#failures, ended = over === 'ended' && !this.#over, loop = verdicts.find(({ id }) => id === 'restart-loop'), looping = loop !== undefined && !this.#loop;
    this.#lived ||= active;
    this.#over ||= over !== undefined;
    this.#loop = loop !== undefined;
    this.#failures = since.length;
    if (!lived || looked) return undefined;
    // Why it failed is read before it is said to be over.
    if (ended) return state === 'failed' ? { what: 'failed', ...causeOf(since.at(-1)) } : { what: state === 'killed' ? 'killed' : 'ended' };
    if (!active) return undefined;
    if (looping) return { what: 'restart-loop', why: loop.text, ...placeOf(since.at(-1)) };
    return restarted ? { what: 'restarted', ...causeOf(since.at(-1)) } : undefined;
  }
}

const placeOf = (failure: AttemptFailure | undefined): Pick<News, 'at'> => (failure?.failure.at ? { at: { file: failure.failure.at.file, line: failure.failure.at.line } } : {});
const causeOf = (failure: AttemptFailure | undefined): Omit<News, 'what'> => (failure ? { why: failure.failure.message, ...placeOf(failure) } : {});

/** Takes the best reader that answers, says which, and why the better ones do not; another one takes over when it fails. */
import type { ProgressReader, ReaderName, Reading } from './status.ts';
import { Unreadable } from './status.ts';

export interface Choice {
  /** What is known; absent as long as no reader ever knew something. Kept from before where `failed` is set. */
  reading?: Reading;
  /** Milliseconds since the epoch at which `reading` was read. */
  at?: number;
  /** What the reader in use cannot know. */
  lacks: readonly string[];
  /** Readers that would know more, best first, each with why it is not used. */
  better: readonly { reader: ReaderName; reason: string }[];
  /** Why nothing new could be read this time. */
  failed?: string;
  /** A reader was asked and got no page at all. */
  away?: true;
}

export interface ChooserOptions {
  now?: () => number;
  /** Milliseconds until a reader that had nothing is tried again, doubled each time up to `most`. */
  first?: number;
  most?: number;
}

interface Entry { reader: ProgressReader; reason: string; retryAt: number; wait: number; noAnswers: number; away: boolean }

export class ProgressChooser {
  readonly #entries: Entry[];
  readonly #now: () => number;
  readonly #first: number;
  readonly #most: number;
  #last: Entry | undefined;
  #choice: Choice = { lacks: [], better: [] };

  /** Readers best first. */
  constructor(readers: readonly ProgressReader[], { now = Date.now, first = 15_000, most = 240_000 }: ChooserOptions = {}) {
    this.#now = now;
    this.#first = first;
    this.#most = most;
    this.#entries = readers.map((reader) => ({ reader, reason: '', retryAt: 0, wait: first, noAnswers: 0, away: false }));
  }

  /** Reads once. @throws the signal's reason once it is aborted; nothing else */
  async read(signal: AbortSignal): Promise<Choice> {
    let unanswered: string | undefined;
    for (const entry of this.#entries) {
      if (entry.retryAt > this.#now()) continue;
      try {
        const reading = await entry.reader.read(signal);
        Object.assign(entry, { reason: '', wait: this.#first, noAnswers: 0, away: false });
        this.#last = entry;
        return this.#choice = { reading, at: this.#now(), lacks: entry.reader.lacks, better: this.#better(entry) };
      } catch (error) {
        signal.throwIfAborted();
        entry.reason = error instanceof Error ? error.message : String(error);
        entry.away = !(error instanceof Unreadable);
        if (!(error instanceof Unreadable) && ++entry.noAnswers < 2) {
          // No page came at all: the way is shared, and the others would only ask a gateway again that does not answer.
          unanswered = entry.reason;
          break;
        }
        if (!(error instanceof Unreadable)) unanswered ??= entry.reason;
        entry.retryAt = this.#now() + entry.wait;
        entry.wait = Math.min(this.#most, entry.wait * 2);
      }
    }
    const { reading, at, lacks } = this.#choice, last = this.#last;
    const failed = unanswered ?? this.#entries.find(({ away }) => away)?.reason ?? 'no reader has anything to say yet';
    return { ...(reading === undefined ? {} : { reading, at }), lacks, better: this.#better(last), failed, ...(unanswered !== undefined && { away: true }) };
  }

  #better(used: Entry | undefined): { reader: ReaderName; reason: string }[] {
    const before = used === undefined ? this.#entries : this.#entries.slice(0, this.#entries.indexOf(used));
    return before.filter(({ reason }) => reason !== '').map(({ reader, reason }) => ({ reader: reader.name, reason }));
  }
}

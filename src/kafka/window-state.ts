import type { KafkaFault } from './fault.ts';
import type { Window } from './gateway.ts';

/** What one partition's answer may take at first: a batch of a producer with default settings fits. */
const MIN_BYTES = 32 * 1024;
const MAX_BYTES = 4 * 1024 * 1024;
/** Where a single batch may need more than MAX_BYTES. */
export const HUGE_BYTES = 512 * 1024 * 1024;

/** How far a window is read, and how its next request is to be made. */
export class WindowState {
  readonly partition: number;
  readonly to: number;
  next: number;
  done = false;
  /** Has no leader that can be asked: the metadata must be looked at. */
  lost = false;
  /** Why it was lost; cleared by an answer. */
  lostBy: KafkaFault | undefined;
  /** A follower has said what it waits for. */
  complained = false;
  maxBytes: number;
  /** Answers in a row without anything, although the whole answer had room for it. */
  empty = 0;
  private lostSince = 0;
  private bytesPerOffset = 1024;

  constructor({ partition, from, to }: Window) {
    this.partition = partition;
    this.next = from;
    this.to = to;
    this.maxBytes = this.wanted();
  }

  lose(fault: KafkaFault): void {
    if (this.lostBy === undefined) this.lostSince = performance.now();
    this.lostBy = fault;
    this.lost = true;
  }

  get lostForMs(): number {
    return this.lostBy === undefined ? 0 : performance.now() - this.lostSince;
  }

  /** The leader answered. */
  answered(): void {
    this.lostBy = undefined;
    this.complained = false;
  }

  /** Offsets up to `next` came in `bytes`. */
  advance(next: number, bytes: number): void {
    this.bytesPerOffset = bytes / (next - this.next);
    this.next = next;
    this.empty = 0;
    this.maxBytes = this.wanted();
  }

  /** As much as the rest probably takes, so that a small window does not pull megabytes. */
  private wanted(): number {
    return Math.ceil(Math.min(MAX_BYTES, Math.max(MIN_BYTES, (this.to - this.next) * this.bytesPerOffset * 1.1)));
  }

  /** Not even one batch was whole: false when there is no asking for more. */
  enlarge(): boolean {
    if (this.maxBytes >= HUGE_BYTES) return false;
    this.maxBytes *= 4;
    return true;
  }
}

import { KafkaFault } from './fault.ts';

/** The time an operation may take, and the caller's wish to abandon it. */
export class Deadline {
  private readonly end: number;

  constructor(readonly limitMs: number, private readonly signal?: AbortSignal) {
    this.end = performance.now() + limitMs;
  }

  get remainingMs(): number {
    return Math.max(0, this.end - performance.now());
  }

  get abandoned(): boolean {
    return this.signal?.aborted ?? false;
  }

  /** Throws when the caller has abandoned the operation. */
  check(): void {
    this.signal?.throwIfAborted();
  }

  /** `work`'s result, unless the time runs out (fault `timeout`, named by `what`) or the caller abandons it first. */
  async race<T>(work: Promise<T>, what: () => string): Promise<T> {
    // When the race is lost, a later failure of the work is nobody's business any more.
    work.catch(() => undefined);
    this.check();
    const { promise, reject } = withReject();
    const timer = setTimeout(() => reject(timedOut(what(), this.limitMs)), this.remainingMs);
    const onAbort = (): void => reject(this.signal?.reason);
    this.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([work, promise]);
    } finally {
      clearTimeout(timer);
      this.signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Waits, but not past the end. */
  async pause(ms: number): Promise<void> {
    const wait = Math.min(ms, this.remainingMs);
    await this.race(new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, wait - 1))), () => 'the wait');
  }
}

function withReject(): { promise: Promise<never>; reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_, onReject) => (reject = onReject));
  return { promise, reject };
}

function timedOut(what: string, limitMs: number): KafkaFault {
  return new KafkaFault('timeout', `No answer in ${limitMs / 1000} s: ${what}.`, 'Check that the broker is up and not overloaded, and that the network lets its answers through.');
}

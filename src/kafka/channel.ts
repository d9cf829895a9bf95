/** A queue between several writers and one reader. A writer waits while more than `limit` is queued, by the weights it gives. */
export class Channel<T> implements AsyncIterable<T> {
  private readonly items: { item: T; weight: number }[] = [];
  private queued = 0;
  private ended = false;
  private failure: { error: unknown } | undefined;
  private onItem: (() => void) | undefined;
  private onSpace: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  async push(item: T, weight: number): Promise<void> {
    this.items.push({ item, weight });
    this.queued += weight;
    this.onItem?.();
    while (this.queued > this.limit && !this.ended) await new Promise<void>((resolve) => this.onSpace.push(resolve));
  }

  /** Nothing more comes; with an error, the reader gets it after what is queued. Writers that wait go on. */
  end(failure?: { error: unknown }): void {
    this.ended = true;
    this.failure ??= failure;
    this.onItem?.();
    this.release();
  }

  private release(): void {
    for (const resolve of this.onSpace.splice(0)) resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      const next = this.items.shift();
      if (next) {
        this.queued -= next.weight;
        if (this.queued <= this.limit) this.release();
        yield next.item;
      } else if (this.ended) {
        if (this.failure) throw this.failure.error;
        return;
      } else {
        await new Promise<void>((resolve) => (this.onItem = resolve));
        this.onItem = undefined;
      }
    }
  }
}

/** What `work` pushes, as it comes. A reader that leaves, or a signal that aborts, aborts the work; it has ended when this has. */
export async function* channelled<T>(limit: number, outer: AbortSignal | undefined, work: (channel: Channel<T>, signal: AbortSignal) => Promise<void>): AsyncGenerator<T, void> {
  const stop = new AbortController(), signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal, channel = new Channel<T>(limit);
  const ended = work(channel, signal).then(() => { channel.end(); }, (error: unknown) => { channel.end({ error }); });
  try {
    yield* channel;
  } finally {
    stop.abort();
    channel.end();
    await ended;
  }
}

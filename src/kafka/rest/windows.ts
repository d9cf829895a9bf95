import { setTimeout as wait } from 'node:timers/promises';
import { channelled } from '../channel.ts';
import { KafkaFault, outOfRange } from '../fault.ts';
import type { Window, WindowOptions, WindowStep } from '../gateway.ts';
import type { RestClient } from './client.ts';
import { boundsAmong, readRange, topicPartitions } from './read.ts';

/** Requests of one reader that are under way at once: the proxy is a service that others use too. */
const AT_ONCE = 4;
const QUEUED_BYTES = 32 * 1024 * 1024;
const POLL_MS = 1000;
const LONGEST_POLL_MS = 10_000;

/** Reads several windows side by side, a few partitions at once. A follower asks once a second where the partitions end. */
export async function* restWindows(client: RestClient, topic: string, windows: readonly Window[], options: WindowOptions): AsyncGenerator<WindowStep> {
  yield* channelled<WindowStep>(QUEUED_BYTES, options.signal, (channel, signal) => {
    const push = (step: WindowStep): Promise<void> => channel.push(step, step.records.reduce((sum, { values }) => sum + values.data.length, 64));
    return options.follow === true ? follow(client, topic, windows, signal, push) : readAll(client, topic, windows, { ...options, signal }, push);
  });
}

type Push = (step: WindowStep) => Promise<void>;

async function readAll(client: RestClient, topic: string, windows: readonly Window[], { signal, timeoutMs }: WindowOptions, push: Push): Promise<void> {
  const until = performance.now() + timeoutMs;
  const left = (): number => {
    const ms = until - performance.now();
    if (ms <= 0) throw new KafkaFault('timeout', `Not all of ${topic} was read in ${timeoutMs / 1000} s.`, 'Ask for less, or give it more time.');
    return ms;
  };
  await sideBySide(windows, async ({ partition, from, to }) => {
    let next = from;
    try {
      if (from < to) for await (const { records, damage, next: read } of readRange(client, { topic, partition, start: from, end: to }, { signal, timeoutMs: left })) {
        next = read;
        await push({ partition, next, records, damage, done: false });
      }
      await push({ partition, next: Math.max(from, to), records: [], damage: [], done: true });
    } catch (error) {
      if (!(error instanceof KafkaFault)) throw error;
      await push({ partition, next, records: [], damage: [], fault: error, done: true });
    }
  });
}

/** One request a second says where all partitions end; only those that have grown are read. */
async function follow(client: RestClient, topic: string, windows: readonly Window[], signal: AbortSignal, push: Push): Promise<void> {
  const open = new Map(windows.map(({ partition, from }) => [partition, { next: from, said: '' }]));
  const tell = async (partition: number, fault: KafkaFault, done = false): Promise<void> => {
    const state = open.get(partition)!;
    if (done) open.delete(partition);
    else if (state.said === fault.message) return;
    state.said = fault.message;
    await push({ partition, next: state.next, records: [], damage: [], fault, done });
  };
  for (let pause = POLL_MS; open.size > 0;) {
    signal.throwIfAborted();
    try {
      const partitions = await topicPartitions(client, topic, { signal });
      await sideBySide([...open], async ([partition, state]) => {
        const bounds = boundsAmong(partitions, { topic, partition }, client.name);
        if (bounds instanceof KafkaFault) return tell(partition, bounds);
        // Behind it: the topic was made anew, or retention was faster.
        if (state.next > bounds.end || state.next < bounds.low) return tell(partition, outOfRange({ topic, partition }, state.next, bounds.low, bounds.end), true);
        const complained = state.said !== '';
        state.said = '';
        if (complained && state.next === bounds.end) await push({ partition, next: state.next, records: [], damage: [], done: false });
        if (state.next < bounds.end) try {
          for await (const { records, damage, next } of readRange(client, { topic, partition, start: state.next, end: bounds.end }, { signal })) {
            state.next = next;
            await push({ partition, next, records, damage, done: false });
          }
          state.next = bounds.end;
        } catch (error) {
          if (!(error instanceof KafkaFault)) throw error;
          await tell(partition, error, !passes(error));
        }
      });
      pause = POLL_MS;
    } catch (error) {
      if (!(error instanceof KafkaFault)) throw error;
      for (const partition of [...open.keys()]) await tell(partition, error, !passes(error));
      pause = Math.min(LONGEST_POLL_MS, pause * 2);
    }
    await wait(pause, undefined, { signal }).catch(() => { signal.throwIfAborted(); });
  }
}

/** A follower goes on hoping: a token is renewed, a cluster comes back. */
const passes = ({ kind }: KafkaFault): boolean => kind !== 'unknown-topic' && kind !== 'authorization' && kind !== 'offset-out-of-range' && kind !== 'closed';

/** Works on all, a few at once. The first that rejects ends it once the others that run have ended. */
export async function sideBySide<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next).catch((error: unknown) => { waiting.length = 0; throw error; });
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, all.length) }, worker)), failed = ended.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}

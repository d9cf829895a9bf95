import { channelled, type Channel } from './channel.ts';
import type { Cluster } from './cluster.ts';
import { Deadline } from './deadline.ts';
import { KafkaFault } from './fault.ts';
import type { Window, WindowOptions, WindowStep } from './gateway.ts';
import { LeaderReader } from './leader-reader.ts';
import { leadersOf, passes } from './offsets.ts';
import { WindowState } from './window-state.ts';

/** Bytes of decoded records that may wait for the reader. */
const QUEUED_BYTES = 32 * 1024 * 1024;
const PAUSE_MS = 100;
/** So long a partition without a leader is waited for. */
const PATIENCE_MS = 3000;
/** Lanes that short reads share; a follower takes one of its own, since it lets its requests wait. */
const LANES = 3;
let lanes = LANES;
/** So few offsets come on the connection that is there already: a new one takes longer than the answer. */
const SHORT = 100_000;

/**
 * Reads windows of a topic with few requests: one to each leader for all of its partitions, again and again. A leader that moves is
 * found again; a partition that stays out of reach ends with its own fault.
 */
export async function* fetchWindows(cluster: Cluster, topic: string, windows: readonly Window[], options: WindowOptions): AsyncGenerator<WindowStep> {
  const long = windows.reduce((sum, { from, to }) => sum + to - from, 0) > SHORT;
  const lane = options.follow === true ? ++lanes : long ? 1 + (lanes % LANES) : 0;
  try {
    yield* channelled<WindowStep>(QUEUED_BYTES, options.signal, (channel, signal) => new WindowRun(cluster, topic, windows, { ...options, signal }, lane, channel).run());
  } finally {
    if (options.follow === true) cluster.closeLane(lane);
  }
}

class WindowRun {
  private readonly states: WindowState[];
  private readonly deadline: Deadline;

  constructor(
    private readonly cluster: Cluster, private readonly topic: string, windows: readonly Window[],
    private readonly options: WindowOptions & { signal: AbortSignal }, private readonly lane: number, private readonly channel: Channel<WindowStep>,
  ) {
    this.states = windows.map((window) => new WindowState(window));
    this.deadline = new Deadline(options.follow === true ? Number.MAX_SAFE_INTEGER : options.timeoutMs, options.signal);
  }

  async run(): Promise<void> {
    for (const state of this.states) if (state.next >= state.to) await this.step(state, { done: true });
    for (;;) {
      const open = this.states.filter(({ done }) => !done);
      if (open.length === 0) return;
      this.deadline.check();
      const ready = await this.byLeader(open);
      if (ready.size > 0) await Promise.all([...ready].map(([leader, states]) => this.readAt(leader, states)));
      const lost = this.states.filter((state) => !state.done && state.lost);
      for (const state of lost) await this.giveUpLate(state);
      if (lost.length === 0) continue;
      this.cluster.forgetTopics([this.topic]);
      await this.pause();
    }
  }

  private async byLeader(states: readonly WindowState[]): Promise<Map<number, WindowState[]>> {
    const groups = new Map<number, WindowState[]>();
    let leaders: (number | KafkaFault)[];
    try {
      leaders = await leadersOf(this.cluster, states.map(({ partition }) => ({ topic: this.topic, partition })), this.requestDeadline());
    } catch (error) {
      if (!(error instanceof KafkaFault)) throw error;
      leaders = states.map(() => error);
    }
    for (const [i, state] of states.entries()) {
      const leader = leaders[i]!;
      if (typeof leader === 'number') {
        state.lost = false;
        const group = groups.get(leader);
        if (group) group.push(state);
        else groups.set(leader, [state]);
      } else if (passes(leader)) {
        state.lose(leader);
      } else {
        await this.step(state, { done: true, fault: leader });
      }
    }
    return groups;
  }

  /** Until the leader has given all, or some partition anywhere has lost its leader and needs a look at the metadata. */
  private async readAt(leader: number, states: readonly WindowState[]): Promise<void> {
    const reader = new LeaderReader(this.cluster, this.topic, leader, this.lane, this.options, (state, step) => this.step(state, step));
    try {
      do {
        const deadline = this.requestDeadline();
        if (deadline.remainingMs === 0) throw new KafkaFault('timeout', `Not all of ${this.topic} was read in ${this.options.timeoutMs / 1000} s.`, 'Ask for less, or give it more time.');
        await reader.round(states.filter(({ done, lost }) => !done && !lost), deadline);
      } while (states.some(({ done }) => !done) && !this.states.some(({ done, lost }) => !done && lost));
    } catch (error) {
      if (!(error instanceof KafkaFault)) throw error;
      for (const state of states.filter(({ done }) => !done)) {
        if (passes(error) || (this.options.follow === true && error.kind === 'timeout')) state.lose(error);
        else await this.step(state, { done: true, fault: error });
      }
    }
  }

  /** A follower goes on hoping, and says once what it waits for. */
  private async giveUpLate(state: WindowState): Promise<void> {
    if (state.lostForMs < PATIENCE_MS && this.deadline.remainingMs > PAUSE_MS) return;
    if (this.options.follow !== true) await this.step(state, { done: true, fault: state.lostBy! });
    else if (!state.complained) {
      state.complained = true;
      await this.step(state, { done: false, fault: state.lostBy! });
    }
  }

  /** A single answer has the gateway's time limit, or what is left for all. */
  private requestDeadline(): Deadline {
    return this.deadline.remainingMs > this.cluster.settings.timeoutMs ? this.cluster.deadline(this.options.signal) : this.deadline;
  }

  private async step(state: WindowState, what: Partial<WindowStep> & { done: boolean }): Promise<void> {
    state.done ||= what.done;
    const step: WindowStep = { partition: state.partition, next: state.next, records: [], damage: [], ...what };
    await this.channel.push(step, step.records.reduce((sum, { values }) => sum + values.data.length, 64));
  }

  private async pause(): Promise<void> {
    if (this.deadline.remainingMs > PAUSE_MS) await new Deadline(PAUSE_MS * 2, this.options.signal).pause(PAUSE_MS);
  }
}

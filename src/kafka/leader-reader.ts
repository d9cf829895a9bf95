import type { Cluster } from './cluster.ts';
import type { Deadline } from './deadline.ts';
import { decodeRecordSet, scanRecordSet, worthKeeping } from './decode/record-set.ts';
import { BrokerFault, KafkaFault } from './fault.ts';
import type { WindowOptions, WindowStep } from './gateway.ts';
import { boundsOf, isolationCode, passes } from './offsets.ts';
import type { FetchAnswer } from './protocol.ts';
import { Api, fetchPartitions } from './protocol.ts';
import type { WindowState } from './window-state.ts';

/** Bytes of one answer. */
const ANSWER_BYTES = 32 * 1024 * 1024;
/** Bytes of a partition in an answer that take some milliseconds to decode. */
const LARGE = 1024 * 1024;
const WAIT_MS = 100;
/** A follower lets its requests wait this long for something new. */
const FOLLOW_WAIT_MS = 500;
/** So often nothing is taken for chance, before it is taken for a hole that compaction left at the end. */
const EMPTY_ANSWERS = 3;
const OFFSET_OUT_OF_RANGE = 1;
const UNKNOWN_TOPIC = 3;
const TOPIC_FORBIDDEN = 29;

type Emit = (state: WindowState, step: Partial<WindowStep> & { done: boolean }) => Promise<void>;

/** Where a decode begins and what the answer was: kept apart from the state, which has gone on meanwhile. */
interface Work {
  state: WindowState;
  from: number;
  answer: FetchAnswer;
}

interface Sent {
  picked: WindowState[];
  answers: Promise<FetchAnswer[]>;
}

/** Reads windows whose partitions one broker leads. The next request is on its way while an answer is decoded. */
export class LeaderReader {
  private ahead: Sent | undefined;

  constructor(
    private readonly cluster: Cluster, private readonly topic: string, private readonly leader: number, private readonly lane: number,
    private readonly options: WindowOptions, private readonly emit: Emit,
  ) {}

  /** One answer: decoded, and the next request sent. */
  async round(open: readonly WindowState[], deadline: Deadline): Promise<void> {
    const { picked, answers } = this.ahead ?? this.send(open, deadline);
    this.ahead = undefined;
    const came = await answers, work = await this.take(picked, came, deadline);
    const more = open.filter(({ done, lost, next, to }) => !done && !lost && next < to);
    if (more.length > 0) this.ahead = this.send(more, deadline);
    const keep = worthKeeping(came.map(({ records }) => records));
    for (const item of work) {
      await this.decode(item, keep);
      // The next answer is under way: what has come of it is taken from the socket, so that the broker goes on sending meanwhile.
      if (this.ahead && item.answer.records.length >= LARGE) await new Promise((resolve) => { setImmediate(resolve); });
    }
  }

  private send(open: readonly WindowState[], deadline: Deadline): Sent {
    // Those that came back empty first: a broker fills its answer in this order.
    const inOrder = [...open].sort((a, b) => b.empty - a.empty);
    const picked: WindowState[] = [];
    let bytes = 0;
    for (const state of inOrder) {
      if (picked.length > 0 && bytes + state.maxBytes > ANSWER_BYTES) break;
      picked.push(state);
      bytes += state.maxBytes;
    }
    const positions = picked.map(({ partition, next, maxBytes }) => ({ topic: this.topic, partition, offset: next, maxBytes }));
    const answers = this.ask(positions, bytes, deadline);
    // Its failure is met when it is awaited, which never happens when the reader stops early.
    answers.catch(() => undefined);
    return { picked, answers };
  }

  private async ask(positions: { topic: string; partition: number; offset: number; maxBytes: number }[], maxBytes: number, deadline: Deadline): Promise<FetchAnswer[]> {
    const connection = this.cluster.connection(this.leader, this.lane);
    await connection.open(deadline);
    const version = connection.maxVersion(Api.fetch) >= 10 ? 10 : 4;
    const maxWaitMs = this.options.follow === true ? FOLLOW_WAIT_MS : WAIT_MS;
    return connection.send(fetchPartitions({ positions, maxBytes, maxWaitMs, isolation: isolationCode(this.options.isolation) }, version), deadline);
  }

  /** Moves the states on by what the answer's headers say, and says what is to be decoded. */
  private async take(picked: readonly WindowState[], answers: readonly FetchAnswer[], deadline: Deadline): Promise<Work[]> {
    const byPartition = new Map(answers.map((answer) => [answer.partition, answer]));
    const nothing = answers.every(({ records }) => records.length === 0);
    const work: Work[] = [];
    for (const state of picked) {
      // Its records before were damaged beyond reading on.
      if (state.done) continue;
      const answer = byPartition.get(state.partition);
      if (answer === undefined || answer.error !== 0) {
        await this.refused(state, answer?.error ?? -1, deadline);
        continue;
      }
      const back = state.complained;
      state.answered();
      if (back) await this.emit(state, { done: false });
      const from = state.next;
      const { next, bytes } = scanRecordSet(answer.records);
      if (next !== undefined && next > from) {
        state.advance(next, bytes);
        work.push({ state, from, answer });
      } else if (answer.records.length > 0 && next === undefined) {
        if (!state.enlarge()) await this.emit(state, { done: true, fault: new KafkaFault('corrupt', `The batch of ${this.topic}-${state.partition} at offset ${from} never comes whole.`) });
      } else if (this.options.follow !== true) {
        await this.nothingCame(state, answer, nothing);
      }
    }
    return work;
  }

  private async nothingCame(state: WindowState, answer: FetchAnswer, nothingAtAll: boolean): Promise<void> {
    state.empty++;
    // Others filled the answer.
    if (!nothingAtAll) state.enlarge();
    else if (state.empty >= EMPTY_ANSWERS) {
      const readable = this.options.isolation === 'read_committed' ? answer.lastStableOffset : answer.highWatermark;
      await this.emit(state, readable >= state.to ? { done: true, next: state.to } : {
        done: true, fault: new KafkaFault('offset-out-of-range', `${this.topic}-${state.partition} ends at offset ${readable} now; offsets up to ${state.to} were to be read.`, 'The topic was created anew, or its end was cut off when a leader failed.'),
      });
    }
  }

  private async refused(state: WindowState, error: number, deadline: Deadline): Promise<void> {
    if (error === OFFSET_OUT_OF_RANGE) return this.outOfRange(state, deadline);
    const needs = this.cluster.needs('Read', 'topic', this.topic);
    // What is forbidden is the topic, not this part of it.
    const fault = new BrokerFault(error, error === TOPIC_FORBIDDEN ? `Reading '${this.topic}' on ${this.cluster.name}` : `Reading ${this.topic}-${state.partition} at offset ${state.next}`, needs);
    // A broker can be the last to hear of a topic; whether it exists the metadata says.
    if (passes(fault) || error === UNKNOWN_TOPIC) state.lose(fault);
    else await this.emit(state, { done: true, fault });
  }

  /** Retention was faster, or the topic was created anew: goes on where there is something. */
  private async outOfRange(state: WindowState, deadline: Deadline): Promise<void> {
    const [bounds] = await boundsOf(this.cluster, [{ topic: this.topic, partition: state.partition }], this.options.isolation, deadline);
    if (bounds === undefined || bounds instanceof KafkaFault) {
      if (bounds && passes(bounds)) state.lose(bounds);
      else await this.emit(state, { done: true, ...(bounds ? { fault: bounds } : {}) });
      return;
    }
    const next = state.next > bounds.end ? bounds.low : Math.max(state.next, bounds.low);
    if (this.options.follow !== true && (state.next > bounds.end || next >= state.to)) await this.emit(state, { done: true, next: Math.min(next, state.to) });
    else state.next = next;
  }

  private async decode({ state, from, answer }: Work, keep: boolean): Promise<void> {
    const damage: WindowStep['damage'] = [];
    try {
      const records = decodeRecordSet(answer.records, {
        topic: this.topic, partition: state.partition, from, to: state.to, headers: this.options.headers, checkCrc: this.options.checkCrc, keep,
        ...(this.options.isolation === 'read_committed' ? { aborted: answer.aborted } : {}),
        onDamage: (fault, offset) => damage.push({ fault, offset }),
      });
      const reached = scanRecordSet(answer.records).next ?? from;
      await this.emit(state, { records, damage, next: Math.min(reached, state.to), done: reached >= state.to });
    } catch (error) {
      if (!(error instanceof KafkaFault)) throw error;
      await this.emit(state, { done: true, damage, next: from, fault: error });
    }
  }
}

import path from 'node:path';
import type { Arranged, Look, LookState, LookStatus, MessagesAnswers, MessagesQuestion } from '../protocol/messages.ts';
import type { KafkaProblem, PeekReport, PeekRequest } from '../protocol/kafka.ts';
import { problemOf } from '../kafka/fault.ts';
import type { ClusterGateway } from '../kafka/gateway.ts';
import { Peek } from '../kafka/peek/peek.ts';
import { answerAbout } from './answers.ts';
import { histogramOf } from './histogram.ts';
import type { Decoder, Readings } from './reader.ts';
import { MessageReader } from './reader.ts';
import { MessageStore, MOST_BYTES, MOST_MESSAGES } from './store.ts';
import { View } from './view.ts';

/** Rows that a person sees at first. */
const FIRST_PAGE = 200;
/** Messages that are asked for first where many are wanted, to see how large they are. */
const PROBE = 200;
const READING_MS = 120_000;
const TELL_MS = 60;
/** Between two looks at the files of a schema. */
const EDITS_MS = 1000;
/** Stands for all partitions that a range does not name. */
const everyPartition = -1;
/** A range that is read by then is shown whole, once. */
const FIRST_MS = 100;

/** One viewer's messages: read once, held, arranged, shown by the page. */
export class Viewer {
  readonly #stop = new AbortController();
  readonly store = new MessageStore();
  readonly reader: MessageReader;
  readonly view: View;
  #state: LookState = 'connecting';
  #problem: KafkaProblem | undefined;
  #report: PeekReport | undefined;
  #peek: Peek | undefined;
  #full = false;
  /** Fewer are asked for than wanted, since no more would fit. */
  #fits = Infinity;
  #letGo = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told = 0;
  #first: ReturnType<typeof setTimeout> | undefined;
  #edits: ReturnType<typeof setInterval> | undefined;
  #schema: LookStatus['schema'];

  constructor(private readonly gateway: ClusterGateway, private readonly look: Look, private readonly decoder: Decoder, private readonly tell: (status: LookStatus) => void) {
    this.reader = new MessageReader(this.store, decoder, { key: look.key, value: look.value });
    this.view = new View(this.store, this.reader, () => { this.#changed(); });
    this.#watch(look);
  }

  /** Reads until the range is read, or until it is stopped. Never rejects. */
  async read(): Promise<void> {
    this.#changed();
    try {
      const peek = this.#peek = new Peek(this.gateway, await this.#request(), this.#stop.signal);
      this.#state = 'reading';
      peek.told = () => { this.#changed(); };
      for await (const records of peek) {
        if (this.store.count === 0) this.store.expect(peek.coming);
        this.store.append(records);
        this.#arrived();
        if (this.store.full && this.#followsNow(peek)) this.#trim();
        else if (this.store.full) { this.#full = true; break; }
      }
      this.#state = this.#stop.signal.aborted ? 'stopped' : 'done';
    } catch (error) {
      this.#state = this.#stop.signal.aborted ? 'stopped' : 'failed';
      if (this.#state === 'failed') this.#problem = problemOf(error);
    }
    this.#full ||= this.store.count >= this.#fits;
    this.#report = this.#peek?.report();
    // Whoever looks at the whole is not made to press for what came last of a range.
    if (this.view.seen < this.store.end && this.#state !== 'stopped') await this.view.refresh(FIRST_PAGE);
    this.#changed();
  }

  stop(): void { this.#stop.abort(); }

  close(): void {
    this.stop();
    this.view.close();
    clearTimeout(this.#timer);
    clearTimeout(this.#first);
    clearInterval(this.#edits);
    this.#timer = undefined;
    this.#told = Infinity;
  }

  async answer(question: MessagesQuestion): Promise<MessagesAnswers[keyof MessagesAnswers]> {
    switch (question.ask) {
      case 'arrange':
        await this.view.arrange(question.arrangement, FIRST_PAGE);
        return this.#arranged();
      case 'refresh':
        await this.view.refresh(FIRST_PAGE);
        return this.#arranged();
      case 'read':
        this.reader.read({ key: question.key, value: question.value });
        this.#watch(question);
        await this.view.refresh(FIRST_PAGE);
        return null;
      case 'histogram': return histogramOf(this.store, this.view, Math.max(1, Math.min(1000, question.bins)));
      default: return answerAbout(this, question, this.look.topic);
    }
  }

  /** Schema files are looked at for as long as messages are read by one. */
  #watch({ key, value }: Readings): void {
    clearInterval(this.#edits);
    if ((key.schemaFile ?? value.schemaFile) === undefined) return;
    let looking = false;
    this.#edits = setInterval(() => {
      if (looking) return;
      looking = true;
      void this.#edited().finally(() => { looking = false; });
    }, EDITS_MS);
    this.#edits.unref();
  }

  async #edited(): Promise<void> {
    const [name] = await this.decoder.edited?.() ?? [];
    if (name === undefined || this.#told === Infinity) return;
    this.#schema = { name: path.basename(name), times: (this.#schema?.times ?? 0) + 1 };
    this.reader.forget();
    await this.view.refresh(FIRST_PAGE);
    this.#changed();
  }

  #arranged(): Arranged {
    const { matching, searched, version, kind, mistake } = this.view;
    return { matching, searched, version, kind, ...(mistake !== undefined && { mistake }) };
  }

  /** Many messages of unknown size are not asked for at once: how many fit is seen from some. */
  async #request(): Promise<PeekRequest> {
    const { topic, partitions, range, follow, uncommitted } = this.look;
    const request: PeekRequest = {
      topic, range, follow, limit: MOST_MESSAGES, byteLimit: MOST_BYTES * 1.25, timeoutMs: READING_MS, isolation: uncommitted ? 'read_uncommitted' : 'read_committed', ...(partitions && { partitions }),
    };
    if (range.mode === 'offsets') return { ...request, range: { ...range, ...await this.#everywhere(range) } };
    if ((range.mode !== 'newest' && range.mode !== 'oldest') || range.count <= 50 * PROBE) return request;
    let bytes = 0, count = 0;
    for await (const records of new Peek(this.gateway, { ...request, follow: false, range: { ...range, count: PROBE } }, this.#stop.signal)) {
      bytes += records.values.ends.reduce((sum, end, row) => sum + end - records.values.starts[row]! + records.keys.ends[row]! - records.keys.starts[row]!, 0);
      count += records.count;
    }
    const fits = count === 0 ? range.count : Math.floor(MOST_BYTES * 0.9 / Math.max(1, bytes / count));
    if (fits < range.count) this.#fits = Math.max(PROBE, fits);
    return { ...request, range: { ...range, count: Math.max(PROBE, Math.min(range.count, fits)) } };
  }

  /** Where the partitions that answered end. */
  ends(): { partition: number; end: number }[] {
    return (this.#report ?? this.#peek?.report())?.partitions.flatMap(({ partition, end }) => (end === undefined ? [] : [{ partition, end }])) ?? [];
  }

  /** An offset that is meant for all partitions, in each that is not named. */
  async #everywhere({ from, to }: Record<'from' | 'to', Record<number, number>>): Promise<Record<'from' | 'to', Record<number, number>>> {
    if (from[everyPartition] === undefined && to[everyPartition] === undefined) return { from, to };
    const all = this.look.partitions ?? (await this.gateway.partitions([this.look.topic])).map(({ partition }) => partition);
    const spread = ({ [everyPartition]: every, ...named }: Record<number, number>): Record<number, number> => (every === undefined ? named : { ...Object.fromEntries(all.map((partition) => [partition, every])), ...named });
    return { from: spread(from), to: spread(to) };
  }

  #followsNow(peek: Peek): boolean { return this.look.follow && peek.following; }

  #trim(): void {
    this.#letGo += this.store.trim();
    this.view.forget();
  }

  #arrived(): void {
    if (this.#peek?.following === true) this.#state = 'following';
    // The first messages are shown while others come; what comes later waits until it is asked for.
    if (this.view.seen === 0) this.#first ??= setTimeout(() => { if (this.view.seen === 0) void this.view.refresh(FIRST_PAGE); }, FIRST_MS);
    this.#changed();
  }

  #changed(): void {
    if (this.#timer !== undefined || this.#told === Infinity) return;
    const wait = Math.max(0, this.#told + TELL_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#told = performance.now();
      this.tell(this.#status());
    }, wait);
  }

  #status(): LookStatus {
    const { store, view, gateway } = this, report = this.#report ?? this.#peek?.report();
    if (this.#peek?.following === true && this.#state === 'reading') this.#state = 'following';
    return {
      state: this.#state, topic: this.look.topic, from: gateway.name, capabilities: gateway.capabilities, ...(report && { report }), held: store.count, bytes: store.bytes, letGo: this.#letGo, full: this.#full,
      waiting: store.end - Math.max(view.seen, store.base), matching: view.matching, searched: view.searched, version: view.version, ...(this.#problem && { problem: this.#problem }), ...(this.#schema && { schema: this.#schema }),
    };
  }
}

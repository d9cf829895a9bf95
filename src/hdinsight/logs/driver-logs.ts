/** The driver's logs of one job: each is read from its first request on, and as long as somebody asks for it. */
import type { LogAnswer, LogRequest } from '../../protocol/cluster-run.ts';
import type { ServerProblem } from '../../protocol/hdinsight.ts';
import { HeldLog } from './held.ts';
import type { LogStream } from './place.ts';
import type { Pieces } from './tail.ts';

/** Not asked for so long, a log is not read any more until it is, ms. */
const WATCHED = 15_000;
const LONGEST_PAUSE = 30_000;
/** Logs whose lines are held. */
const HELD = 3;

export interface DriverLogsOptions {
  /** Another application has other logs. */
  app?(): string | undefined;
  /** The log of an attempt, from 1; undefined: of the newest. */
  open(stream: LogStream, attempt: number | undefined): Pieces;
  /** YARN's number of the newest attempt, where it is known. */
  newest(): number | undefined;
  /** Pause between two looks at a log, ms. */
  everyMs(): number;
  problemOf(error: unknown): ServerProblem;
  /** A log was read while it was asked for. */
  changed?(): void;
  /** Monotonic, ms. */
  now?: () => number;
}

interface Watched { log: HeldLog; asked: number; read: number; first: Promise<void>; timer?: ReturnType<typeof setTimeout> }

export class DriverLogs {
  /** Least recently asked for first. */
  readonly #logs = new Map<string, Watched>();
  readonly #stopping = new AbortController();
  readonly #now: () => number;

  constructor(private readonly options: DriverLogsOptions) {
    this.#now = options.now ?? (() => performance.now());
  }

  /** The first answer of a log comes once its end was read. Never rejects: what went wrong is in the answer. */
  async answer({ stream, attempt = this.options.newest(), earlier, ...rest }: LogRequest): Promise<LogAnswer> {
    const key = [this.options.app?.(), stream, attempt].join(' '), known = this.#logs.get(key);
    const watched: Watched = known ?? { log: new HeldLog(this.options.open(stream, attempt), { problemOf: this.options.problemOf, now: this.#now }), asked: 0, read: -Infinity, first: Promise.resolve() };
    this.#logs.delete(key);
    this.#logs.set(key, watched);
    watched.asked = this.#now();
    if (known === undefined) {
      this.#letGo();
      watched.first = this.#read(watched);
    } else this.#goOn(watched);
    await watched.first;
    if (earlier) await watched.log.earlier(this.#stopping.signal);
    return watched.log.answer(rest);
  }

  close(): void {
    this.#stopping.abort();
    for (const { timer } of this.#logs.values()) clearTimeout(timer);
    this.#logs.clear();
  }

  /** Looks again after the pause, as long as it is asked for. */
  #goOn(watched: Watched): void {
    if (watched.timer !== undefined || watched.log.over || this.#stopping.signal.aborted) return;
    const every = this.options.everyMs(), pause = Math.max(every, Math.min(LONGEST_PAUSE, every * 2 ** watched.log.failures));
    watched.timer = setTimeout(() => {
      delete watched.timer;
      if (this.#now() - watched.asked < WATCHED) void this.#read(watched);
    }, Math.max(0, watched.read + pause - this.#now()));
    watched.timer.unref?.();
  }

  async #read(watched: Watched): Promise<void> {
    watched.read = this.#now();
    await watched.log.read(this.#stopping.signal);
    if (this.#stopping.signal.aborted) return;
    this.options.changed?.();
    this.#goOn(watched);
  }

  #letGo(): void {
    for (const [key, { timer }] of [...this.#logs].slice(0, -HELD)) {
      clearTimeout(timer);
      this.#logs.delete(key);
    }
  }
}

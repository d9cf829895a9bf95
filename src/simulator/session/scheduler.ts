import type { RunEvent } from '../../protocol/run.ts';
import { CrashSignal } from '../../engine/query/query.ts';
import type { SessionHost } from '../host-types.ts';
import { causeOf } from './failure.ts';
import type { Stream } from './stream.ts';

/**
 * Decides which query runs when, and lets the run's clock move. Every blocking call of Python ends up here, so batches run inside
 * whatever the job waits with.
 */
export class Scheduler {
  readonly streams: Stream[] = [];
  #paused: boolean;
  #stepping: string | null | undefined;
  /** The batch being run. */
  position: { queryId: string; batchId: number } | undefined;
  #toldExhausted = false;

  constructor(readonly host: SessionHost, readonly onRestart: (s: Stream, crash: CrashSignal) => Stream) { this.#paused = host.options.paused === true; }

  get active(): Stream[] { return this.streams.filter((s) => s.active); }
  #virtual(): boolean { return this.host.clock.virtual && this.host.options.keepRunning !== true; }
  #nowMs(): number { return this.host.clock.nowMicros() / 1000; }

  /**
   * Runs batches until `done()`, the time is up, or nothing will ever happen again. Returns why it ended.
   * `untilMicros` null: no limit.
   */
  advance(done: () => boolean, untilMicros: number | null): 'done' | 'time' | 'exhausted' | 'interrupted' {
    for (;;) {
      if (this.host.interrupted()) { this.stopAll(); return 'interrupted'; }
      this.#commands();
      if (done()) return 'done';
      const next = this.#next();
      const now = this.#nowMs();
      if (next && next.at <= now && (untilMicros === null || next.at * 1000 <= untilMicros)) { this.#runOne(next.stream); continue; }
      if (!next && this.#virtual()) {
        if (untilMicros !== null) { this.host.clock.waitUntilMicros(untilMicros); return this.host.interrupted() ? 'interrupted' : 'time'; }
        this.#exhausted();
        return done() ? 'done' : 'exhausted';
      }
      const wake = next ? next.at * 1000 : Infinity;
      const target = Math.min(wake, untilMicros ?? Infinity);
      if (!next && untilMicros === null && this.active.length === 0) return 'exhausted';
      this.host.clock.waitUntilMicros(Number.isFinite(target) ? target : this.host.clock.nowMicros() + 1_000_000);
      if (untilMicros !== null && this.host.clock.nowMicros() >= untilMicros && !(next && next.at * 1000 <= untilMicros)) return 'time';
    }
  }

  /** A call that looks at a query: due batches run; on the virtual clock time goes on to the next one, or a polling loop would never end. */
  observe(s: Stream): void {
    const before = s.batches;
    this.#commands();
    const now = this.host.clock.nowMicros();
    for (let n = this.#next(); n && n.at * 1000 <= now; n = this.#next()) { this.#runOne(n.stream); if (s.batches > before || !s.active || this.host.interrupted()) return; }
    if (s.batches > before || !s.active || !this.#virtual()) return;
    const n = this.#next();
    if (n) { this.host.clock.waitUntilMicros(n.at * 1000); this.#runOne(n.stream); } else this.#exhausted();
  }

  /** Everything that is there now is read and done (processAllAvailable): on the real clock a trigger after this call has to find nothing new. */
  drain(s: Stream): void {
    const before = s.triggers;
    const nothingNew = (at: Stream): boolean => {
      if (!this.#virtual()) return at !== s || at.triggers > before;
      return !at.query!.sources.some((src) => { const t = src.nextArrivalMs(this.#nowMs()); return t !== null && t <= this.#nowMs(); });
    };
    // A query that is killed on the way goes on as another stream under its number.
    const drained = (at: Stream): boolean => !at.active || (at.query !== null && at.idle && nothingNew(at));
    this.advance(() => drained(this.streams[s.number - 1] ?? s), null);
  }

  #next(): { stream: Stream; at: number } | null {
    let best: { stream: Stream; at: number } | null = null;
    for (const s of this.active) {
      const at = s.dueMs(this.#virtual());
      if (at !== null && (!best || at < best.at)) best = { stream: s, at };
    }
    return best;
  }

  #runOne(s: Stream): void {
    if (this.#paused && !this.#waitForStep(s)) return;
    this.position = { queryId: s.id, batchId: Math.max(0, s.query?.batchId ?? 0) };
    let result;
    try { result = s.run(); }
    catch (e) {
      if (!(e instanceof CrashSignal)) throw e;
      this.streams[this.streams.indexOf(s)] = this.onRestart(s, e);
      return;
    } finally { this.position = undefined; }
    if (result && s.record) {
      this.emit({ kind: 'batch', batch: s.record.add(result) });
      this.emit({ kind: 'progress', progress: result.progress });
      const max = this.host.options.maxBatches;
      if (this.#stepping === null || this.#stepping === s.id) { this.#stepping = undefined; this.#pause(); }
      if (max !== undefined && s.batches >= max && s.active) { s.stop(); this.ended(s, `stopped after ${max} batches (--batches)`); return; }
    }
    if (s.idleProgress) this.emit({ kind: 'progress', progress: s.idleProgress });
    if (!s.active) this.ended(s);
  }

  /** Blocks while paused; true when `s` may run now. */
  #waitForStep(s: Stream): boolean {
    while (this.#paused && this.#stepping === undefined) {
      const c = this.host.commands.waitForCommand();
      if (!c) return false;
      this.#apply(c);
    }
    return s.active;
  }
  #commands(): void { for (let c = this.host.commands.take(); c; c = this.host.commands.take()) this.#apply(c); }
  #apply(c: NonNullable<ReturnType<SessionHost['commands']['take']>>): void {
    switch (c.do) {
      case 'pause': this.#pause(); return;
      case 'resume': this.#paused = false; this.#stepping = undefined; this.emit({ kind: 'state', state: 'running' }); return;
      case 'step': this.#paused = true; this.#stepping = c.queryId ?? null; this.emit({ kind: 'state', state: 'running' }); return;
      case 'crash': this.crashAt = c.at; if (this.#paused) this.#stepping = null; return;
      case 'stop': this.stopAll(); return;
      // Job takes it in; nothing waits for it here.
      case 'shown':
    }
  }
  crashAt: CrashSignal['point'] | undefined;
  #pause(): void { if (!this.#paused || this.#stepping === undefined) this.emit({ kind: 'state', state: 'paused' }); this.#paused = true; }

  /** Every source is a read-out capture or folder: the queries end, and the job goes on. */
  #exhausted(): void {
    for (const s of this.active) { s.stop(); this.ended(s, 'all input was read'); }
    if (!this.#toldExhausted) { this.#toldExhausted = true; this.emit({ kind: 'note', text: 'All input was read and no batch is due any more: the queries ended.' }); }
  }
  stopAll(): void { for (const s of this.active) { s.stop(); this.ended(s, 'stopped'); } }
  ended(s: Stream, reason?: string): void {
    const cause = causeOf(s);
    if (cause) this.emit({ kind: 'problem', problem: cause });
    this.emit({ kind: 'queryEnd', queryId: s.id, ...(s.failure ? { error: s.failure.message } : {}), ...(reason ? { reason } : {}) });
  }
  emit(e: RunEvent): void { this.host.emit(e); }
}

import type { Attribute } from '../../spark/expression.ts';
import type { Batch } from '../../engine/columns/batch.ts';
import type { Offset, Source } from '../../engine/query/contracts.ts';
import { ioCall } from '../io-types.ts';
import type { World } from './world.ts';

/** TextSocketMicroBatchStream: lines of a TCP connection, kept from the start; offsets count lines, the first is -1. */
export class SocketSource implements Source {
  readonly api = 'v2';
  readonly description: string;
  readonly #lines: string[] = [];
  readonly #times: number[] = [];
  #socket: number | undefined;
  #ended = false;
  #frozen: number | null = null;
  constructor(readonly output: readonly Attribute[], readonly options: Readonly<Record<string, string>>, readonly w: World) {
    this.description = `TextSocketV2[host: ${options['host']}, port: ${options['port']}]`;
  }
  open(): void { this.#socket = ioCall(this.w.host.io, 'socket.open', { host: this.options['host']!, port: Number(this.options['port']) }).socket; }
  initialOffset(): Offset { return '-1'; }
  #poll(): number {
    if (this.#socket !== undefined && !this.#ended) {
      const got = ioCall(this.w.host.io, 'socket.lines', { socket: this.#socket });
      this.#lines.push(...got.lines);
      this.#times.push(...got.times);
      this.#ended = got.ended;
    }
    return this.#lines.length - 1;
  }
  freeze(): void { this.#frozen = this.#poll(); }
  latestOffset(): { end: Offset; latest: Offset | null } { return { end: String(this.#frozen ?? this.#poll()), latest: null }; }
  scan(start: Offset | null, end: Offset): Batch[] {
    const from = Number(start ?? -1) + 1, to = Number(end) + 1;
    const lines = this.#lines.slice(from, to);
    return [{ columns: this.output.length > 1 ? [lines, this.#times.slice(from, to).map((t) => t * 1000)] : [lines], length: lines.length }];
  }
  nextArrivalMs(nowMs: number): number | null { return this.#frozen !== null || this.#ended ? null : nowMs; }
  close(): void { if (this.#socket !== undefined) ioCall(this.w.host.io, 'socket.close', { socket: this.#socket }); this.#socket = undefined; }
}

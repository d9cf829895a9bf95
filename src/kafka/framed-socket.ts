/** A socket whose answers are read into the memory in which they stay. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { SocketFactory } from 'kafkajs/src/network/socketFactory.js';

const SIZE = 4;
/** Bytes that are read at a time where nothing is known of what comes. */
const SCRATCH = 64 * 1024;
/** No broker sends more at once than it was asked for; a larger size is that of another protocol, or of an answer that is better taken as it comes. */
const MOST = 256 * 1024 * 1024;
const KEEP_ALIVE_MS = 60_000;

/**
 * Plain TCP. Kafka says the size of each answer in its first four bytes: the rest is read into one array of that size, and `data` is told of whole
 * answers only, each an array of its own. @param before called before each `data`
 * @param room where answers that do not come at once are put
 */
export const framedSockets = (before: () => void, room?: FrameRoom): SocketFactory => ({ host, port, onConnect }) => {
  const frames = new Frames((bytes) => { before(); socket.emit('data', bytes); }, room);
  const socket: Socket = connect({ host, port, onread: { buffer: () => frames.room(), callback: (read) => { frames.take(read); return true; } } }, onConnect);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  return socket;
};

/** Bytes for an answer of a size, that nobody else has. */
export type FrameRoom = (size: number) => Buffer;

/** Cuts what is read into answers. */
export class Frames {
  readonly #scratch = Buffer.allocUnsafeSlow(SCRATCH);
  /** Bytes of the scratch that belong to an answer of which the size is not known yet. */
  #held = 0;
  #frame: Buffer | undefined;
  #filled = 0;
  #raw = false;

  constructor(private readonly whole: (bytes: Buffer) => void, private readonly fresh: FrameRoom = (size) => Buffer.allocUnsafeSlow(size)) {}

  /** Where the next bytes go. */
  room(): Buffer {
    return this.#frame ? this.#frame.subarray(this.#filled) : this.#scratch.subarray(this.#held);
  }

  /** So many bytes were read into `room`. */
  take(read: number): void {
    if (this.#frame) {
      this.#filled += read;
      if (this.#filled < this.#frame.length) return;
      const frame = this.#frame;
      this.#frame = undefined;
      this.whole(frame);
      return;
    }
    const end = this.#held + read;
    let at = 0;
    this.#held = 0;
    while (end - at >= SIZE && !this.#raw) {
      const length = SIZE + this.#scratch.readInt32BE(at);
      if (length < SIZE || length > MOST) this.#raw = true;
      else if (end - at >= length) this.whole(Buffer.from(this.#scratch.subarray(at, at += length)));
      else {
        this.#frame = this.fresh(length);
        this.#filled = this.#scratch.copy(this.#frame, 0, at, end);
        return;
      }
    }
    if (this.#raw) this.whole(Buffer.from(this.#scratch.subarray(at, end)));
    else this.#held = this.#scratch.copy(this.#scratch, 0, at, end);
  }
}

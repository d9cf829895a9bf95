import { HttpFault } from '../../http/fault.ts';
import type { LogPiece } from './source.ts';

/** What a tail reads from; see LogSource. */
export interface Pieces { piece(start: number, signal?: AbortSignal): Promise<LogPiece> }

export interface NewLines {
  lines: string[];
  /** Lines are missing in front of these: the log was cut short, or is another one. */
  gap: boolean;
  /** Nothing more comes. */
  ended: boolean;
}

/** Far behind any end. */
const BEYOND = Number.MAX_SAFE_INTEGER;
const UNCLEAR = '\ufffd';

/**
 * Follows a log from near its end. Offsets are bytes of the file; a line is given once it has its end, or once the log has. The text of a
 * page says nothing of bytes where one of them was no UTF-8, so that the place is counted by what the page says of itself.
 */
export class LogTail {
  /** Where the next piece begins: the byte behind what was asked for so far, or the first of a line some of whose bytes are still to come. */
  #next = 0;
  /** Lines from `next` on that were given already. */
  #skip = 0;
  /** The beginning of a line whose end has not come. */
  #rest = '';

  constructor(private readonly log: Pieces, /** Bytes that are read from the end at first. */ private readonly window = 64 * 2 ** 10) {}

  /** The last lines. @throws HttpFault */
  async open(signal?: AbortSignal): Promise<NewLines> {
    const { total } = await this.log.piece(BEYOND, signal);
    if (total === undefined) throw new HttpFault('protocol', 'The page of the log does not say how long it is.', 'Open it in a browser.');
    this.#next = Math.max(0, total - this.window);
    const cutAt = this.#next;
    const { lines, ended } = await this.more(signal);
    // Most likely the first line is none.
    return { lines: cutAt > 0 ? lines.slice(1) : lines, gap: cutAt > 0, ended };
  }

  /** What has come since. @throws HttpFault */
  async more(signal?: AbortSignal): Promise<NewLines> {
    const start = this.#next, { text, bytes, total, cut, ended } = await this.#piece(start, signal);
    if (total !== undefined && total < start) {
      [this.#next, this.#skip, this.#rest] = [0, 0, ''];
      return { ...await this.more(signal), gap: true };
    }
    const whole = this.#rest + text, at = whole.lastIndexOf('\n') + 1, rest = whole.slice(at), lines = at === 0 ? [] : whole.slice(0, at - 1).split('\n'), given = lines.slice(this.#skip);
    // A character whose bytes have not all come: the piece is read again from where it began, and what was given of it is left out.
    if (!ended && !cut && rest.endsWith(UNCLEAR)) this.#skip = lines.length;
    else {
      this.#skip = 0;
      // A page that was cut ends anywhere, in the name of a character too.
      this.#next = start + (cut ? Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)) : bytes ?? Buffer.byteLength(text));
      this.#rest = cut ? '' : rest;
    }
    if (ended && !cut && rest !== '') {
      given.push(rest);
      this.#rest = '';
    }
    return { lines: given.map(withoutReturn), gap: false, ended: ended && !cut };
  }

  /** A page with the whole of a log does not say how many bytes it is, which matters where one of them was no UTF-8. */
  async #piece(start: number, signal: AbortSignal | undefined): Promise<LogPiece> {
    const piece = await this.log.piece(start, signal);
    if (start > 0 || piece.bytes !== undefined || piece.cut || !piece.text.includes(UNCLEAR) || piece.text.startsWith(UNCLEAR)) return piece;
    const behind = await this.log.piece(1, signal);
    return behind.bytes === undefined ? piece : { ...behind, text: piece.text[0]! + behind.text, bytes: behind.bytes + 1 };
  }
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

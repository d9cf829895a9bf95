import { HttpFault } from '../../http/fault.ts';
import type { LogPiece } from './source.ts';

/** What a tail reads from; see LogSource. */
export interface Pieces { piece(start: number, signal?: AbortSignal, end?: number): Promise<LogPiece> }

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
/** A character of which the other half did not fit into the page. */
const HALF = /[\ud800-\udbff]$/;

/**
 * Follows a log from near its end. Offsets are bytes of the file; a line is given once it has its end, or once the log has. YARN reads as many
 * characters as there were bytes, so that a page of a log that grew meanwhile holds more than it says; where a byte was no UTF-8 the text says
 * nothing of bytes, and the place is counted by what the page says of itself.
 */
export class LogTail {
  /** Where the next piece begins: the byte behind what was asked for so far, or the first of a line some of whose bytes are still to come. */
  #next = 0;
  /** Lines from `next` on that were given already. */
  #skip = 0;
  /** The beginning of a line whose end has not come. */
  #rest = '';
  /** The next line is the end of one. */
  #partial = false;
  /** Bytes that were no UTF-8 were in a page that was cut, so that the next piece begins anywhere. */
  #astray = false;
  /** The byte with which the first line begins that `open` gave, counted from the log's begin; `sure`: exactly. */
  begins = { byte: 0, sure: true };
  /** There was more than is read at once: the next piece is there already. */
  cut = false;

  /** @param longest UTF-16 units after which a line without an end is given in parts */
  constructor(private readonly log: Pieces, /** Bytes that are read from the end at first. */ private readonly window = 64 * 2 ** 10, private readonly longest = Infinity) {}

  /** The last lines. @throws HttpFault */
  async open(signal?: AbortSignal): Promise<NewLines> {
    this.#next = Math.max(0, await this.#length(signal) - this.window);
    this.begins = { byte: this.#next, sure: this.#next === 0 };
    // Most likely the first line is none.
    this.#partial = this.#next > 0;
    const { lines, ended } = await this.more(signal);
    return { lines, gap: this.begins.byte > 0, ended };
  }

  /** Bytes of the log that were not read yet. @throws HttpFault */
  async behind(signal?: AbortSignal): Promise<number> {
    return Math.max(0, await this.#length(signal) - this.#next);
  }

  async #length(signal: AbortSignal | undefined): Promise<number> {
    const { total } = await this.log.piece(BEYOND, signal);
    if (total === undefined) throw new HttpFault('protocol', 'The page of the log does not say how long it is.', 'Open it in a browser.');
    return total;
  }

  /** What has come since. @throws HttpFault */
  async more(signal?: AbortSignal): Promise<NewLines> {
    const start = this.#next, { text, bytes, total, cut, ended } = await this.#piece(start, signal);
    if (total !== undefined && total < start) {
      [this.#next, this.#skip, this.#rest, this.#partial] = [0, 0, '', false];
      return { ...await this.more(signal), gap: true };
    }
    // Where the next line begins is not known: the first one is left out.
    const astray = this.#astray;
    this.#astray = false;
    if (astray) [this.#rest, this.#partial] = ['', true];
    const whole = this.#rest + text, at = whole.lastIndexOf('\n') + 1, rest = whole.slice(at), lines = at === 0 ? [] : whole.slice(0, at - 1).split('\n'), given = lines.slice(this.#skip);
    // A character whose bytes have not all come: the piece is read again from where it began, and what was given of it is left out.
    if (!ended && !cut && rest.endsWith(UNCLEAR)) this.#skip = lines.length;
    else {
      this.#skip = 0;
      const taken = cut ? text.slice(0, wholeUpTo(text)) : text, [own, sure] = this.#partial ? bytesOf(taken) : [Buffer.byteLength(taken), !taken.includes(UNCLEAR)];
      this.#next = start + (cut || (sure && !HALF.test(text)) ? own : bytes ?? own);
      this.#rest = !cut ? rest : taken.endsWith('\n') ? '' : this.#rest + taken;
      this.#astray = cut && !sure;
    }
    this.cut = cut;
    if (this.#partial && given.length > 0) {
      this.#partial = false;
      const [byte, sure] = bytesOf(given.shift()!);
      this.begins = { byte: this.begins.byte + byte + 1, sure };
    }
    if (this.#rest !== '' && ((ended && !cut) || this.#rest.length > this.longest)) {
      given.push(this.#rest);
      this.#rest = '';
    }
    return { lines: given.map(withoutReturn), gap: astray, ended: ended && !cut };
  }

  /** A page with the whole of a log does not say how many bytes it is, which matters where one of them was no UTF-8. */
  async #piece(start: number, signal: AbortSignal | undefined): Promise<LogPiece> {
    const piece = await this.log.piece(start, signal);
    if (start > 0 || piece.bytes !== undefined || piece.cut || !piece.text.includes(UNCLEAR) || piece.text.startsWith(UNCLEAR)) return piece;
    const behind = await this.log.piece(1, signal);
    return behind.bytes === undefined ? piece : { ...behind, text: piece.text[0]! + behind.text, bytes: behind.bytes + 1 };
  }
}

/** How much of a page that was cut is sure: it may end in the name of a character. */
function wholeUpTo(text: string): number {
  const line = text.lastIndexOf('\n') + 1, sure = Math.max(0, text.length - 16);
  return line > 0 ? line : HALF.test(text.slice(0, sure)) ? sure - 1 : sure;
}

/** Bytes of what is behind any place; at most three of them ended a character. Whether that is exact. */
function bytesOf(text: string): [number, boolean] {
  const [cut] = /^\ufffd{0,3}/.exec(text)!, rest = text.slice(cut.length);
  return [cut.length + Buffer.byteLength(rest), !rest.includes(UNCLEAR)];
}

/**
 * The whole lines between two bytes, of which the second begins a line.
 * @param text of at least the bytes between them
 * @returns `begins`: the byte of the first line; undefined: not known exactly. `gap`: lines are missing in front of `end`
 */
export function linesBetween(start: number, end: number, text: string): { lines: string[]; begins: number | undefined; gap: boolean } {
  const [lead] = start > 0 ? /^\ufffd{0,3}/.exec(text)! : [''], wanted = end - start - lead.length, bytes = Buffer.from(text.slice(lead.length)).subarray(0, wanted);
  // Bytes that were no UTF-8 were shorter in the log, so that less of it is here.
  const whole = bytes.toString('utf8'), exact = bytes.length === wanted && !whole.includes(UNCLEAR) && whole.endsWith('\n'), lines = whole.slice(0, whole.lastIndexOf('\n')).split('\n').map(withoutReturn);
  if (start === 0 || lines.length === 1) return { lines, begins: exact && start === 0 ? 0 : undefined, gap: !exact };
  const [first, sure] = bytesOf(whole.slice(0, whole.indexOf('\n')));
  return { lines: lines.slice(1), begins: exact && sure ? start + lead.length + first + 1 : undefined, gap: !exact };
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { KafkaFault } from './fault.ts';
import { formatCaptureLine, parseCaptureLine, type CaptureMessage } from './capture-line.ts';

export type { CaptureMessage };

const NEWLINE = 0x0a;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** The topic that `orders.capture.jsonl` stands for when its lines do not name one. */
export function topicOfCaptureFile(path: string): string {
  return basename(path).replace(/(\.capture)?\.jsonl$/i, '');
}

/** The offsets that one partition has had so far. */
interface Claimed {
  next: number;
  offsets: number[];
  lines: number[];
  /** Offset to line; made only when offsets do not ascend, since only then one can come twice. */
  byOffset: Map<number, number> | undefined;
}

/** Gives numbers to messages that a hand-written capture leaves without offset: the next one of their partition. */
class OffsetCounter {
  private readonly partitions = new Map<string, Claimed[]>();

  /** The offset to use; the number of the earlier line when this offset is taken already. */
  claim(topic: string, partition: number, given: number | undefined, line: number): { offset: number; takenBy: number | undefined } {
    let topicPartitions = this.partitions.get(topic);
    if (topicPartitions === undefined) this.partitions.set(topic, topicPartitions = []);
    const claimed = topicPartitions[partition] ??= { next: 0, offsets: [], lines: [], byOffset: undefined };
    const offset = given ?? claimed.next;
    let takenBy: number | undefined;
    if (offset < claimed.next) {
      claimed.byOffset ??= new Map(claimed.offsets.map((earlier, i) => [earlier, claimed.lines[i]!]));
      takenBy = claimed.byOffset.get(offset);
    } else {
      claimed.next = offset + 1;
    }
    if (claimed.byOffset) {
      claimed.byOffset.set(offset, line);
    } else {
      claimed.offsets.push(offset);
      claimed.lines.push(line);
    }
    return { offset, takenBy };
  }
}

/** Reads line after line of a capture; `name` is what errors call it. */
export class CaptureParser {
  private line = 0;
  private readonly offsets = new OffsetCounter();
  private readonly defaultTopic: string;

  constructor(private readonly name: string) {
    this.defaultTopic = topicOfCaptureFile(name);
  }

  /** One line without its line end, as bytes; undefined for an empty line. Throws a `capture` fault that names file and line. */
  parseBytes(bytes: Uint8Array): CaptureMessage | undefined {
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch (cause) {
      this.line++;
      throw this.fault('it is not valid UTF-8', cause);
    }
    return this.parse(text);
  }

  parse(text: string): CaptureMessage | undefined {
    this.line++;
    if (text.trim() === '') return undefined;
    const parsed = parseCaptureLine(text);
    if (typeof parsed === 'string') throw this.fault(parsed);
    const topic = parsed.topic ?? this.defaultTopic;
    const { offset, takenBy } = this.offsets.claim(topic, parsed.partition, parsed.offset, this.line);
    if (takenBy !== undefined) throw this.fault(`offset ${offset} of ${topic}-${parsed.partition} was already given in line ${takenBy}`);
    const message: CaptureMessage = { topic, partition: parsed.partition, offset, timestamp: parsed.timestamp, key: parsed.key, value: parsed.value, headers: parsed.headers };
    if (parsed.at !== undefined) message.at = parsed.at;
    return message;
  }

  private fault(problem: string, cause?: unknown): KafkaFault {
    return new KafkaFault('capture', `${this.name}, line ${this.line}: ${problem}.`,
      'A capture has one JSON object a line: {"topic","partition","offset","timestamp","key","value","headers"}.', cause === undefined ? undefined : { cause });
  }
}

/** Parses a whole capture that is in memory already. Line ends may be LF or CRLF. */
export function parseCapture(text: string, name: string): CaptureMessage[] {
  const parser = new CaptureParser(name);
  const messages: CaptureMessage[] = [];
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    const message = parser.parse(line);
    if (message) messages.push(message);
  }
  return messages;
}

/**
 * Streams the messages of a capture file. A missing file is a `capture` fault too; a broken line throws when it is reached.
 * `name` is what errors call the file, by default its path.
 */
export async function* readCapture(path: string, name = path): AsyncGenerator<CaptureMessage> {
  const parser = new CaptureParser(name);
  let rest: Uint8Array = new Uint8Array(0);
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      let bytes: Uint8Array = chunk;
      if (rest.length > 0) bytes = Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        const message = parser.parseBytes(bytes.subarray(start, end));
        if (message) yield message;
        start = end + 1;
      }
      rest = bytes.subarray(start);
    }
  } catch (error) {
    throw error instanceof KafkaFault ? error : unreadable(name, error);
  }
  const last = parser.parseBytes(rest);
  if (last) yield last;
}

/** The same without waiting, for a thread that may block; the file is in memory meanwhile. */
export function* readCaptureSync(path: string, name = path): Generator<CaptureMessage> {
  const parser = new CaptureParser(name);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw unreadable(name, error);
  }
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    const message = parser.parseBytes(bytes.subarray(start, end));
    if (message) yield message;
    start = end + 1;
  }
}

function unreadable(name: string, cause: unknown): KafkaFault {
  return new KafkaFault('capture', `The capture ${name} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, 'Check the path given to --input.', { cause });
}

/** Writes a capture message by message, waiting when the disk is behind. */
export class CaptureWriter {
  private readonly stream;
  private readonly done: Promise<void>;

  /** Creates or replaces `path`. */
  constructor(path: string) {
    this.stream = createWriteStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 });
    this.done = finished(this.stream);
    // The failure is reported by write() or close(); here it only must not count as unhandled.
    this.done.catch(() => undefined);
  }

  async write(message: CaptureMessage): Promise<void> {
    if (this.stream.errored) throw this.stream.errored;
    if (!this.stream.write(formatCaptureLine(message))) await Promise.race([once(this.stream, 'drain'), this.done]);
  }

  async close(): Promise<void> {
    this.stream.end();
    await this.done;
  }
}

import type { DecodedPayload, PayloadReading } from '../protocol/payload.ts';
import { findValue, rawText, stringOf, type Found, type JsonPath } from './query/json-path.ts';
import type { Fields, Value } from './query/predicate.ts';
import { textAt, type ByteSearch } from './query/search.ts';
import type { MessageStore } from './store.ts';
import { factsOf, looksWritten } from './sweep/facts.ts';

/** Bytes as they are shown; a promise only while a schema is fetched. Never throws for what bytes hold. */
export interface Decoder {
  decode(bytes: Uint8Array | null, reading: PayloadReading): DecodedPayload | Promise<DecodedPayload>;
  /** Schema files that were edited since; `decode` reads by what they say now. */
  edited?(): Promise<readonly string[]>;
}

export interface Readings {
  key: PayloadReading;
  value: PayloadReading;
}

interface JsonBytes {
  data: Uint8Array;
  start: number;
  end: number;
}

/** Formats whose bytes are the text that is shown. */
const asWritten = (reading: PayloadReading): boolean => reading.format === 'text' || reading.format === 'json';

/** Reads held messages for filters, columns and cells. What has to be decoded is decoded once for a message. */
export class MessageReader {
  #last: { id: number; value: DecodedPayload; json?: JsonBytes | null } | undefined;
  #key: { id: number; text: string | null } | undefined;
  readonly #fields: RowFields;

  constructor(readonly store: MessageStore, private readonly decoder: Decoder, private readings: Readings) { this.#fields = new RowFields(store, this); }

  /** How keys and values are read from now on. */
  read(readings: Readings): void {
    this.readings = readings;
    this.forget();
  }

  /** What was decoded is not what is to be shown any more. */
  forget(): void { this.#last = this.#key = undefined; }

  decodeKey(id: number, reading = this.readings.key): DecodedPayload | Promise<DecodedPayload> { return this.decoder.decode(this.store.key(id), reading); }
  decodeValue(id: number, reading = this.readings.value): DecodedPayload | Promise<DecodedPayload> { return this.decoder.decode(this.store.value(id), reading); }

  /** Bytes of which nothing is known, a header's value say. */
  decode(bytes: Uint8Array | null): DecodedPayload | Promise<DecodedPayload> { return this.decoder.decode(bytes, { format: 'auto' }); }

  /** To be waited for, if it is anything, before a message's value is looked into. */
  ready(id: number): Promise<void> | undefined {
    if (this.#last?.id === id || this.#plain(id)) return undefined;
    const decoded = this.decodeValue(id);
    if (!(decoded instanceof Promise)) {
      this.#last = { id, value: decoded };
      return undefined;
    }
    return decoded.then((value) => { this.#last = { id, value }; });
  }

  /** Whether key, value, or a header's name or value, as they are shown, pass the search. */
  some(id: number, search: ByteSearch): boolean {
    const { store } = this, { columns } = store, row = id - store.base, start = columns.valueStarts[row]!;
    if (start >= 0) {
      if (this.#plain(id)) {
        if (search(store.segment(columns.segments[row]!), start, columns.valueEnds[row]!)) return true;
      } else if (inText(this.#decoded(id).text, search)) return true;
    }
    const keyStart = columns.keyStarts[row]!;
    if (keyStart >= 0) {
      if (this.#plainKey(id)) {
        if (search(store.segment(columns.segments[row]!), keyStart, columns.keyEnds[row]!)) return true;
      } else {
        const key = this.keyText(id);
        if (key !== null && inText(key, search)) return true;
      }
    }
    return columns.headerSegments[row]! >= 0 && store.headers(id).some(({ key, value }) => inText(key, search) || (value !== null && search(value, 0, value.length)));
  }

  /** The fields of a message, until those of another one are asked for. */
  fields(id: number): Fields {
    this.#fields.id = id;
    return this.#fields;
  }

  /** No key (value) is shown as its bytes are. */
  never(part: keyof Readings): boolean { return this.readings[part].format !== 'auto' && !asWritten(this.readings[part]); }

  /** Calls `found` for each row, of those that stand in `data`, whose key (value) is shown otherwise than its bytes are. */
  unlike(part: keyof Readings, { first, last, data }: { first: number; last: number; data: Uint8Array | undefined }, found: (row: number) => void): void {
    if (!data || asWritten(this.readings[part])) return;
    const never = this.never(part);
    if (!never && factsOf({ reader: this, first, last }, data)[part === 'key' ? 'textKeys' : 'textValues']) return;
    const { columns } = this.store, starts = columns[`${part}Starts`], ends = columns[`${part}Ends`];
    for (let row = first; row <= last; row++) {
      const start = starts[row]!;
      if (never || (start >= 0 && ends[row] !== start && !looksWritten(data[start]!))) found(row);
    }
  }

  /** The value at a path of the message's value; undefined where the value is no JSON or has none there. Wait for `ready` first. */
  field(id: number, path: JsonPath): Value | undefined {
    const json = this.#json(id), found = json && findValue(json.data, json.start, json.end, path);
    return found ? valueOf(json.data, found) : undefined;
  }

  /** As it is shown; null for null. A key whose schema is still to be fetched is shown as bytes until it is there. */
  keyText(id: number): string | null {
    if (this.#key?.id === id) return this.#key.text;
    const bytes = this.store.key(id);
    if (bytes === null) return null;
    const decoded = this.#plainKey(id) ? textAt(bytes, 0, bytes.length) : this.decodeKey(id);
    const text = typeof decoded === 'string' ? decoded : decoded instanceof Promise ? Buffer.from(bytes).toString('hex') : decoded.text;
    this.#key = { id, text };
    return text;
  }

  valueText(id: number): string | null {
    const bytes = this.store.value(id);
    return bytes === null ? null : this.#plain(id) ? textAt(bytes, 0, bytes.length) : this.#decoded(id).text;
  }

  #decoded(id: number): DecodedPayload {
    if (this.#last?.id !== id) {
      const value = this.decodeValue(id);
      if (value instanceof Promise) throw new Error('A message was looked into before its schema was there.');
      this.#last = { id, value };
    }
    return this.#last.value;
  }

  #json(id: number): JsonBytes | null {
    const { store } = this, { columns } = store, row = id - store.base, start = columns.valueStarts[row]!;
    if (start < 0) return null;
    if (this.#plain(id)) return { data: store.segment(columns.segments[row]!), start, end: columns.valueEnds[row]! };
    const decoded = this.#decoded(id), last = this.#last!;
    if (last.json === undefined) {
      const data = Buffer.from(decoded.text);
      last.json = decoded.kind === 'json' ? { data, start: 0, end: data.length } : null;
    }
    return last.json;
  }

  /** The bytes of the value are what is shown; seen by the first one where the format is guessed. */
  #plain(id: number): boolean { return this.#written(id, this.readings.value, this.store.columns.valueStarts, this.store.columns.valueEnds); }
  #plainKey(id: number): boolean { return this.#written(id, this.readings.key, this.store.columns.keyStarts, this.store.columns.keyEnds); }

  #written(id: number, reading: PayloadReading, starts: Int32Array, ends: Int32Array): boolean {
    if (asWritten(reading)) return true;
    if (reading.format !== 'auto') return false;
    const { store } = this, row = id - store.base, start = starts[row]!;
    if (start < 0 || ends[row] === start) return true;
    return looksWritten(store.segment(store.columns.segments[row]!)[start]!);
  }
}

/** One object for all rows: a million of them are looked at in one search. */
class RowFields implements Fields {
  id = 0;
  constructor(private readonly store: MessageStore, private readonly reader: MessageReader) {}
  get partition(): number { return this.store.columns.partitions[this.id - this.store.base]!; }
  get offset(): number { return this.store.columns.offsets[this.id - this.store.base]!; }
  get timestamp(): number { return this.store.columns.timestamps[this.id - this.store.base]!; }
  get size(): number { return this.store.columns.sizes[this.id - this.store.base]!; }
  key(): string | null { return this.reader.keyText(this.id); }
  value(): string | null { return this.reader.valueText(this.id); }
  json(path: JsonPath): Value | undefined { return this.reader.field(this.id, path); }

  header(name: string): string | null | undefined {
    const found = this.store.headers(this.id).find(({ key }) => key === name);
    return found && (found.value === null ? null : textAt(found.value, 0, found.value.length));
  }
}

function valueOf(data: Uint8Array, found: Found): Value {
  const written = rawText(data, found);
  switch (found.type) {
    case 'number': return { is: 'number', text: written };
    case 'string': return { is: 'string', text: stringOf(data, found) ?? written };
    case 'boolean': return written === 'true' || written === 'false' ? { is: 'boolean', text: written } : { is: 'other', text: written };
    case 'null': return { is: 'null' };
    default: return { is: 'other', text: written };
  }
}

function inText(text: string, search: ByteSearch): boolean {
  const bytes = Buffer.from(text);
  return search(bytes, 0, bytes.length);
}

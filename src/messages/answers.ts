/** Answers about messages that are held: a page, one of them, a span of them. */
import type { DecodedSide, MessageDetail, MessageRow, MessagesAnswers, MessagesQuestion, RowSpan } from '../protocol/messages.ts';
import type { DecodedPayload } from '../protocol/payload.ts';
import { KafkaFault } from '../kafka/fault.ts';
import { TimestampType } from '../kafka/records.ts';
import { batchOffsets, stretchesOf } from '../kafka/spark-offsets.ts';
import { cellOf, cellText } from './cells.ts';
import { captureLineOf, exportMessages } from './export.ts';
import type { MessageReader } from './reader.ts';
import type { MessageStore } from './store.ts';
import type { View } from './view.ts';

/** What one viewer holds. */
export interface Held {
  store: MessageStore;
  reader: MessageReader;
  view: View;
  /** Where the partitions that answered end. */
  ends(): { partition: number; end: number }[];
}

type Question = Exclude<MessagesQuestion, { ask: 'arrange' | 'refresh' | 'read' | 'histogram' }>;

/** Rows of one page at most. */
const MOST_ROWS = 1000;
/** Characters of a text in the detail pane, and bytes of its hex view, unless the whole is asked for. */
const DETAIL_CHARACTERS = 200_000;
const HEAD = 16_384;
/** Larger payloads are not decoded for a cell. */
const CELL_BYTES = 262_144;

export async function answerAbout(held: Held, question: Question, topic: string): Promise<MessagesAnswers[keyof MessagesAnswers]> {
  const { store, view } = held;
  switch (question.ask) {
    case 'rows': {
      await view.until(question.from + question.count);
      const { version } = view, rows = [...view.ids(question.from, Math.min(MOST_ROWS, question.count))];
      return { rows: await Promise.all(rows.map((id) => rowOf(held, id))), total: view.matching, version };
    }
    case 'detail': return question.id < store.base || question.id >= store.end ? null : detailOf(held, question);
    case 'place': return view.place(question.id);
    case 'find': {
      const { partitions, offsets } = store.columns;
      for (let row = 0; row < store.count; row++) if (partitions[row] === question.partition && offsets[row] === question.offset) return store.base + row;
      return -1;
    }
    case 'export': {
      await view.until(Infinity);
      return { messages: await exportMessages(held, topic, idsOf(view, question.span), question) };
    }
    case 'captureLine': return question.id < store.base || question.id >= store.end ? null : captureLineOf(store, topic, question.id);
    case 'captureLines': return [...idsOf(view, question.span)].slice(0, question.most).map((id) => captureLineOf(store, topic, id));
    case 'offsets': {
      await view.until(question.span ? question.span.to + 1 : Infinity);
      return offsetsOf(held, topic, idsOf(view, question.span), question.which);
    }
  }
}

const idsOf = (view: View, span: RowSpan | undefined): Uint32Array => (span ? view.ids(span.from, span.to - span.from + 1) : view.ids(0, view.matching));

async function rowOf({ store, reader, view }: Held, id: number): Promise<MessageRow> {
  const { columns } = store, row = id - store.base;
  const [key, value] = await Promise.all([decoded(store.key(id), () => reader.decodeKey(id)), decoded(store.value(id), () => reader.decodeValue(id))]);
  const result: MessageRow = {
    id, partition: columns.partitions[row]!, offset: columns.offsets[row]!, timestamp: columns.timestamps[row]!, size: columns.sizes[row]!,
    key: cellOf(key), value: cellOf(value), headers: store.headers(id).length, fields: [],
  };
  if (view.paths.length === 0) return result;
  await reader.ready(id);
  result.fields = view.paths.map((path) => {
    const found = path && reader.field(id, path);
    if (!found) return null;
    return found.is === 'null' ? { text: 'null', kind: 'null' } : cellText(found.text, found.is === 'other' ? 'json' : 'text');
  });
  return result;
}

/** Of a very large payload only the beginning is read for a cell. */
function decoded(bytes: Uint8Array | null, decode: () => DecodedPayload | Promise<DecodedPayload>): DecodedPayload | Promise<DecodedPayload> {
  if (bytes === null || bytes.length <= CELL_BYTES) return decode();
  const start = new TextDecoder('utf-8').decode(bytes.subarray(0, 4096), { stream: true });
  return { format: 'text', kind: /^\s*[[{]/.test(start) ? 'json' : 'text', text: `${start}…`, why: 'large: only its beginning was read' };
}

async function detailOf({ store, reader }: Held, { id, key, value, whole }: Extract<Question, { ask: 'detail' }>): Promise<MessageDetail> {
  const { columns } = store, row = id - store.base, type = columns.timestampTypes[row];
  const side = (bytes: Uint8Array | null, read: DecodedPayload): DecodedSide => {
    const most = whole === true ? Infinity : DETAIL_CHARACTERS, text = read.text.length > most ? read.text.slice(0, most) : read.text;
    return { ...read, text, leftOut: read.text.length - text.length, size: bytes?.length ?? -1, head: Buffer.from(bytes?.subarray(0, HEAD) ?? []).toString('base64') };
  };
  const [readKey, readValue] = await Promise.all([reader.decodeKey(id, key), reader.decodeValue(id, value)]);
  return {
    id, partition: columns.partitions[row]!, offset: columns.offsets[row]!, timestamp: columns.timestamps[row]!,
    timestampType: type === TimestampType.createTime ? 'create' : type === TimestampType.logAppendTime ? 'append' : 'none',
    key: side(store.key(id), readKey), value: side(store.value(id), readValue),
    headers: await Promise.all(store.headers(id).map(async (header) => ({ key: header.key, value: cellOf(await reader.decode(header.value)) }))),
  };
}

function offsetsOf(held: Held, topic: string, ids: Uint32Array, which: 'startingOffsets' | 'endingOffsets'): string {
  if (ids.length === 0) throw new KafkaFault('unsupported', 'No message is shown, so there are no offsets.', 'Take away the filter, or read other messages.');
  const { store } = held, { offsets, partitions } = store.columns;
  const places = function* (): Generator<{ partition: number; offset: number }> {
    for (const id of ids) yield { partition: partitions[id - store.base]!, offset: offsets[id - store.base]! };
  };
  return batchOffsets(topic, stretchesOf(topic, places(), held.ends()))[which];
}

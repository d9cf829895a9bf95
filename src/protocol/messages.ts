/**
 * Between the message viewer and the thread that holds its messages. That thread keeps them; the extension host only passes on what is
 * asked and answered, and the view gets the rows on screen. Plain data only. Offsets and epoch milliseconds are numbers, exact up to 2^53.
 */
import type { Answered, Opening } from './explorer.ts';
import type { KafkaCapabilities, PeekRange, PeekReport } from './kafka.ts';
import type { KafkaProblem } from './kafka-connection.ts';
import type { DecodedPayload, PayloadReading } from './payload.ts';

/** What is read from a topic, and how its bytes are. */
export interface Look {
  topic: string;
  /** An offset of partition -1 is meant for all that are not named. */
  range: PeekRange;
  /** Default all. */
  partitions?: number[];
  /** Afterwards also what arrives from then on. */
  follow: boolean;
  uncommitted: boolean;
  key: PayloadReading;
  value: PayloadReading;
}

export type SortBy = 'timestamp' | 'offset' | 'size';

/** Which of the messages that are held are shown, and in which order. */
export interface Arrangement {
  /** Text (any case), `/regex/`, or a predicate such as `$.amount > 100 and partition = 2`. Empty: all. */
  filter: string;
  /** Messages with since <= timestamp < until (epoch ms): what was brushed. */
  brush?: { since: number; until: number };
  /** Only of this partition. */
  partition?: number;
  /** `offset` is by partition, then offset. Equal ones are in the order of partition and offset. */
  sort: SortBy;
  descending: boolean;
  /** JSON paths into the value that are columns of their own. */
  paths: string[];
}

export type LookState = 'connecting' | 'reading' | 'following' | 'done' | 'stopped' | 'failed';

/** How the filter was understood; `none` when it is empty. */
export type FilterKind = 'none' | 'text' | 'regex' | 'predicate';

/** Pushed whenever it changes, at most some times a second. Small. */
export interface LookStatus {
  state: LookState;
  topic: string;
  /** What messages call the connection. */
  from: string;
  capabilities?: KafkaCapabilities;
  /** Absent before the partitions answered. */
  report?: PeekReport;
  /** Messages held, the bytes of their keys, values and headers, and how many were let go to stay within the bound. */
  held: number;
  bytes: number;
  letGo: number;
  /** Reading ended because no more may be held. */
  full: boolean;
  /** Messages that are held and not looked through for the arrangement yet: what a refresh brings. */
  waiting: number;
  /** Messages that the arrangement shows, so far; `searched` of `held - waiting` were looked at. */
  matching: number;
  searched: number;
  /** Increases when rows may stand at other places than before. */
  version: number;
  problem?: KafkaProblem;
  /** The schema file that was edited last, and how often one was: messages are read by what it says now. */
  schema?: { name: string; times: number };
}

/** A cell: one line, cut. Hostile text, to be shown as text. */
export interface CellText {
  text: string;
  kind: DecodedPayload['kind'];
  /** The rest was left out. */
  cut?: true;
  /** Why it could not be read as asked. */
  problem?: string;
}

export interface MessageRow {
  /** Stays the message's own for as long as it is held. */
  id: number;
  partition: number;
  offset: number;
  /** -1: the message has none. */
  timestamp: number;
  key: CellText;
  value: CellText;
  /** Bytes of key, value and headers. */
  size: number;
  headers: number;
  /** One for each path of the arrangement; null: the message has no such field. */
  fields: (CellText | null)[];
}

export interface MessageDetail {
  id: number;
  partition: number;
  offset: number;
  timestamp: number;
  timestampType: 'create' | 'append' | 'none';
  key: DecodedSide;
  value: DecodedSide;
  headers: { key: string; value: CellText }[];
}

/** A key or value for the detail pane. */
export interface DecodedSide extends DecodedPayload {
  /** Of the bytes; -1 for null. */
  size: number;
  /** `text` is this many characters shorter than the whole. */
  leftOut: number;
  /** The first bytes in base64, for a hex view. */
  head: string;
}

export interface Histogram {
  /** Epoch ms of the first bin's start and of the last one's end. Both 0 when no message has a timestamp. */
  from: number;
  to: number;
  /** Messages in each bin: held, and shown. Brush and partition do not narrow what is held. */
  all: number[];
  matching: number[];
  /** By partition, in ascending order. */
  partitions: { partition: number; all: number; matching: number }[];
  /** Messages without a timestamp. */
  untimed: number;
}

export type ExportFormat = 'capture' | 'json' | 'csv';

/** Of what is shown: rows `from` up to and including `to`. */
export interface RowSpan { from: number; to: number }

export type MessagesQuestion =
  /** Answered once the first page is known, or all has been looked through. */
  | { ask: 'arrange'; arrangement: Arrangement }
  /** Takes what arrived since into the arrangement. */
  | { ask: 'refresh' }
  | { ask: 'rows'; from: number; count: number }
  /** A message, decoded whole. `as` reads it another way for once. */
  | { ask: 'detail'; id: number; key?: PayloadReading; value?: PayloadReading; whole?: boolean }
  /** Where a message stands in the arrangement; -1: it is not shown, or not found yet. */
  | { ask: 'place'; id: number }
  | { ask: 'histogram'; bins: number }
  /** The id of a message that is held; -1: it is not. */
  | { ask: 'find'; partition: number; offset: number }
  /** How keys and values are read from now on. */
  | { ask: 'read'; key: PayloadReading; value: PayloadReading }
  /** Writes what is shown (or a span of it) to a file, native and absolute path. */
  | { ask: 'export'; format: ExportFormat; file: string; span?: RowSpan }
  /** One message as a line of a capture. */
  | { ask: 'captureLine'; id: number }
  /** The messages as lines of a capture, at most `most` of them. */
  | { ask: 'captureLines'; span: RowSpan; most: number }
  /** `startingOffsets` or `endingOffsets` of a Spark job that reads what is shown, or a span of it, as JSON. */
  | { ask: 'offsets'; which: 'startingOffsets' | 'endingOffsets'; span?: RowSpan };

export interface Arranged {
  matching: number;
  searched: number;
  version: number;
  kind: FilterKind;
  /** The filter is no regular expression or predicate, in words; it shows nothing then. */
  mistake?: string;
}

export interface MessagesAnswers {
  arrange: Arranged;
  refresh: Arranged;
  rows: { rows: MessageRow[]; total: number; version: number };
  detail: MessageDetail | null;
  place: number;
  find: number;
  histogram: Histogram;
  read: null;
  export: { messages: number };
  captureLine: string | null;
  captureLines: string[];
  offsets: string;
}

export type AnswerToMessages<Q extends MessagesQuestion> = Answered<MessagesAnswers[Q['ask']]>;

/** The thread that holds messages, as viewers see it. `viewer` is the caller's own number for a viewer. */
export interface MessageThread {
  /** Begins to read; what was held for this viewer is let go. */
  look(viewer: number, opening: Opening, look: Look): void;
  /** Goes on with the opening's token: the one before runs out. */
  renew(viewer: number, opening: Opening): void;
  /** Stops reading; what is held stays. */
  stop(viewer: number): void;
  /** Never rejects. */
  ask<Q extends MessagesQuestion>(viewer: number, question: Q): Promise<AnswerToMessages<Q>>;
  /** Lets everything of a viewer go. */
  close(viewer: number): void;
  onStatus(viewer: number, told: (status: LookStatus) => void): void;
  dispose(): void;
}

export type ToMessages =
  | { type: 'look'; viewer: number; opening: Opening; look: Look }
  | { type: 'renew'; viewer: number; opening: Opening }
  | { type: 'stop'; viewer: number }
  | { type: 'ask'; viewer: number; id: number; question: MessagesQuestion }
  | { type: 'close'; viewer: number }
  | { type: 'end' };

export type FromMessages =
  | { type: 'status'; viewer: number; status: LookStatus }
  | { type: 'answer'; id: number; answer: Answered<MessagesAnswers[keyof MessagesAnswers]> };

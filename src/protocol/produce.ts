/** Messages to be written, and how a replay goes. Plain data only. */
import type { MessageHeader } from './kafka-peek.ts';

export interface NewMessage {
  key: Uint8Array | null;
  /** null: a tombstone. */
  value: Uint8Array | null;
  headers: MessageHeader[];
  /** Default: the key decides. */
  partition?: number;
  /** Epoch ms. Default: the time of writing. */
  timestamp?: number;
}

/** Where a message went; the offset is -1 when the broker did not say. */
export interface WrittenMessage {
  partition: number;
  offset: number;
}

/** A capture written to a topic. `run` is a name of the asker's choice, to ask how far it is and to stop it. */
export interface ReplayRequest {
  run: string;
  topic: string;
  /** Native and absolute. */
  file: string;
  /** Messages a second; without it and without `original` as fast as the broker takes them. */
  rate?: number;
  /** With the gaps between the messages that the capture has. */
  original?: boolean;
}

/** `written` of `total` messages; less than all when it was stopped. */
export interface ReplayState {
  written: number;
  total: number;
}

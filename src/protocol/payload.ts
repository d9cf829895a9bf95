/** How the bytes of a message's key and value are read. Plain data only. */
import type { KafkaProblem } from './kafka-connection.ts';

/**
 * What bytes are read as. `auto`: guessed from the bytes (and the registry, where the connection has one), never from other messages.
 * Numbers are big-endian, as Kafka's own serializers write them. `avro` and `protobuf`: by registry (magic byte 0, then the schema's id)
 * or by a schema file.
 */
export type PayloadFormat = 'auto' | 'text' | 'json' | 'int32' | 'int64' | 'float32' | 'float64' | 'uuid' | 'hex' | 'base64' | 'msgpack' | 'avro' | 'protobuf';

/** How one side is to be read. */
export interface PayloadReading {
  format: PayloadFormat;
  /** A `.avsc` or `.proto` file, native and absolute, instead of a registry. */
  schemaFile?: string;
  /** The message type in a `.proto` file: needed where it has more than one. */
  messageType?: string;
}

/** Where schemas are kept: a server that speaks the Confluent schema registry's API. User and password are secrets and travel apart. */
export interface RegistryDescription {
  url: string;
  user?: string;
  caFile?: string;
}

/** A key or value as it is shown. `text` comes from a message: it is hostile, and can be as long as the message is. */
export interface DecodedPayload {
  /** What it was read as; `null` is a null key, or a tombstone. */
  format: Exclude<PayloadFormat, 'auto'> | 'null';
  /** `json`: `text` is one JSON text, numbers as exact as they were written. `bytes`: hex or base64. */
  kind: 'null' | 'text' | 'json' | 'bytes';
  text: string;
  /** Why it was read so, in a few words. */
  why: string;
  schema?: { id?: number; name?: string };
  /** It could not be read as asked: `text` is the bytes in hex, or the text where they are UTF-8. */
  problem?: KafkaProblem;
}

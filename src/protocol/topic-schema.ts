/** What the messages of a topic look like to Spark. Plain data only. Names and texts come from messages: hostile. */
import type { KafkaProblem } from './kafka-connection.ts';

/** Where a message is, to look at it. */
export interface MessagePlace {
  partition: number;
  offset: number;
}

/** A field, after the one that it is in. */
export interface SchemaField {
  /** As Spark resolves it: names with dots between, `[]` for the elements of an array. */
  path: string;
  /** Its type in DDL. */
  type: string;
  /** Objects that could hold it (for `[]`: elements that there are), and those in which it is missing or null. */
  of: number;
  missing: number;
  nulls: number;
  /** What Spark's types do not say: other kinds of values with a place, formats of times, what to do about them. Sentences. */
  notes: string[];
}

/** Statements of Python, and the imports that they need, one a line. */
export interface PythonCode {
  imports: string[];
  text: string;
}

export interface SchemaCode {
  /** Fields as `StructType.fromDDL` and from_json take them, in one line. */
  ddl: string;
  /** The same as it stands between quotes of Python, single or double. */
  ddlEscaped: string;
  /** The same as `NAME = """…"""`. */
  ddlStatement: PythonCode;
  struct: PythonCode;
  /** What `schema.json()` prints. */
  json: string;
  /** A stream of the topic with its fields as columns. */
  fromJson: PythonCode;
}

export interface TopicSchema {
  topic: string;
  /** Messages that were looked at; of them JSON objects, and tombstones. */
  messages: number;
  objects: number;
  tombstones: number;
  /** Messages that are no JSON objects, by reason, with the first of each. */
  others: (MessagePlace & { reason: string; count: number })[];
  fields: SchemaField[];
  /** About the schema as a whole. Sentences. */
  remarks: string[];
  /** null: no message has a field that Spark could read. */
  code: SchemaCode | null;
  /** Partitions that did not answer: their messages are not in it. */
  problems: KafkaProblem[];
}

/** Every option that Spark 3.3's own formats have. Formats of other projects are not here: nothing is said about theirs. */
import { FILE_FORMATS } from './files.ts';
import { KAFKA, KAFKA_CLIENT } from './kafka.ts';
import { boolean, number, option, text, type OptionInfo, type Way } from './option.ts';

export type { OptionInfo, ValueKind, Way } from './option.ts';

const READ_STREAM = ['readStream'] as const, WRITE_STREAM = ['writeStream'] as const;

/** Of every query. */
const QUERY: readonly OptionInfo[] = [
  option(WRITE_STREAM, 'checkpointLocation', { kind: 'path' }, undefined, 'Where the query keeps what it has read and its state: a folder of its own, in storage that outlives the cluster.'),
  option(WRITE_STREAM, 'queryName', text, undefined, 'As queryName().'),
  option(WRITE_STREAM, 'path', { kind: 'path' }, undefined, 'As the path of start().'),
];

const FORMATS: Readonly<Record<string, readonly OptionInfo[]>> = {
  ...FILE_FORMATS,
  kafka: KAFKA,
  rate: [
    option(READ_STREAM, 'rowsPerSecond', number(1), '1', 'Rows that a second gives.'), option(READ_STREAM, 'rampUpTime', { kind: 'duration' }, '0s', 'How long it takes to reach them.'),
    option(READ_STREAM, 'numPartitions', number(1), undefined, "Partitions of a batch. Spark's default parallelism where it is not said."),
  ],
  'rate-micro-batch': [
    option(READ_STREAM, 'rowsPerBatch', number(1), undefined, 'Rows that each batch has.', '3.3.0'), option(READ_STREAM, 'numPartitions', number(1), undefined, 'Partitions of a batch.', '3.3.0'),
    option(READ_STREAM, 'startTimestamp', number(0), '0', 'Milliseconds since 1970 of the first batch.', '3.3.0'), option(READ_STREAM, 'advanceMillisPerBatch', number(0), '1000', 'Milliseconds by which each batch is later.', '3.3.0'),
  ],
  socket: [
    option(READ_STREAM, 'host', text, undefined, 'Where to connect to.'), option(READ_STREAM, 'port', number(1), undefined, 'The port there.'), option(READ_STREAM, 'includeTimestamp', boolean, 'false', 'Adds the column timestamp, when a line came.'),
    option(READ_STREAM, 'numPartitions', number(1), undefined, 'Partitions of a batch.'),
  ],
  console: [option(WRITE_STREAM, 'numRows', number(0), '20', 'Rows that are shown of a batch.'), option(WRITE_STREAM, 'truncate', { kind: 'text' }, 'true', 'Cuts long values: true (20 characters), false, or a number of characters.')],
  memory: [], noop: [],
  /** What is written by a function takes none of its own. */
  foreach: [], foreachbatch: [],
};

/** Options of a format in one way; undefined: not a format of Spark's own. */
export function optionsOf(format: string, way: Way): readonly OptionInfo[] | undefined {
  const own = Object.hasOwn(FORMATS, format.toLowerCase()) ? FORMATS[format.toLowerCase()] : undefined;
  return own && [...own, ...(way === 'writeStream' ? QUERY.filter(({ name }) => !own.some((each) => each.name === name)) : [])].filter(({ ways }) => ways.includes(way));
}

/** Settings that `kafka.` hands to Kafka's clients. */
export const kafkaClientOptions = (): readonly OptionInfo[] => KAFKA_CLIENT;

/** By name in any case, settings of Kafka's clients too. */
export function optionOf(format: string, way: Way, name: string): OptionInfo | undefined {
  const wanted = name.toLowerCase(), found = optionsOf(format, way)?.find((each) => each.name.toLowerCase() === wanted);
  return found ?? (format.toLowerCase() === 'kafka' ? KAFKA_CLIENT.find((each) => each.name.toLowerCase() === wanted) : undefined);
}

/** Formats that can be named in a way. */
export function formatsOf(way: Way): string[] {
  const streams = ['kafka', 'json', 'csv', 'text', 'parquet', 'orc'];
  switch (way) {
    case 'read': return [...streams, 'jdbc'];
    case 'readStream': return [...streams, 'rate', 'rate-micro-batch', 'socket'];
    case 'write': return [...streams, 'jdbc', 'noop'];
    case 'writeStream': return [...streams, 'console', 'memory', 'noop'];
  }
}

/** Options of files: those of every format, and those of each. */
import { ALL, boolean, choice, duration, number, option, READS, text, WRITES, type OptionInfo, type ValueKind } from './option.ts';

const STREAM = ['readStream'] as const, BATCH = ['read'] as const;
const pattern: ValueKind = { kind: 'pattern' }, char: ValueKind = { kind: 'char' }, charset: ValueKind = { kind: 'charset' };
const mode = choice('PERMISSIVE', 'DROPMALFORMED', 'FAILFAST');
const compression = (...more: string[]): ValueKind => choice('none', 'uncompressed', ...more);

const COMMON: readonly OptionInfo[] = [
  option(ALL, 'path', { kind: 'path' }, undefined, 'The folder or file. Not beside a path that load or start is given.'),
  option(READS, 'pathGlobFilter', text, undefined, 'Only files whose name this pattern matches.', '3.0.0'),
  option(READS, 'recursiveFileLookup', boolean, 'false', 'Reads folders inside too, and takes no column from their names.', '3.0.0'),
  option(BATCH, 'modifiedBefore', { kind: 'timestamp' }, undefined, 'Only files changed before: 2024-01-31T12:00:00. Not for streams.', '3.1.0'),
  option(BATCH, 'modifiedAfter', { kind: 'timestamp' }, undefined, 'Only files changed after: 2024-01-31T12:00:00. Not for streams.', '3.1.0'),
  option(READS, 'ignoreCorruptFiles', boolean, 'false', 'Goes on where a file cannot be read.'),
  option(READS, 'ignoreMissingFiles', boolean, 'false', 'Goes on where a file is gone.'),
  option(READS, 'basePath', { kind: 'path' }, undefined, 'The folder from which on names like day=1 are columns.'),
  option(STREAM, 'maxFilesPerTrigger', number(1), undefined, 'New files that a batch reads at most.'),
  option(STREAM, 'latestFirst', boolean, 'false', 'Newest files first.'),
  option(STREAM, 'maxFileAge', duration, '7d', 'Files older than the newest by more than this are left out. Without effect with latestFirst and maxFilesPerTrigger.'),
  option(STREAM, 'fileNameOnly', boolean, 'false', 'A file is known again by its name, not by its path.'),
  option(STREAM, 'cleanSource', choice('archive', 'delete', 'off'), 'off', 'What happens to files that were read.', '3.0.0'),
  option(STREAM, 'sourceArchiveDir', { kind: 'path' }, undefined, 'Where cleanSource=archive puts them.', '3.0.0'),
  option(['writeStream'], 'retention', duration, undefined, "How long the sink's log remembers files, before a reader may miss them.", '3.1.0'),
  option(['write'], 'maxRecordsPerFile', number(), '0', 'Rows that a file holds at most; 0: any number.'),
  option(['write'], 'partitionOverwriteMode', choice('static', 'dynamic'), 'static', 'Whether overwrite takes all partitions away, or those that are written.'),
];

const TIMES: readonly OptionInfo[] = [
  option(ALL, 'timeZone', { kind: 'zone' }, undefined, "The zone of times without one. The session's own where it is not said."),
  option(ALL, 'dateFormat', pattern, 'yyyy-MM-dd', 'How dates are written.'),
  option(ALL, 'timestampFormat', pattern, "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]", 'How timestamps are written.'),
  option(ALL, 'timestampNTZFormat', pattern, "yyyy-MM-dd'T'HH:mm:ss[.SSS]", 'How timestamps without a zone are written.', '3.3.0'),
  option(READS, 'locale', { kind: 'locale' }, 'en-US', 'The language of names of months and days.'),
];

const TEXTS: readonly OptionInfo[] = [
  option(READS, 'mode', mode, 'PERMISSIVE', 'What happens to a record that cannot be read: kept with nulls, left out, or the end of the query.'),
  option(READS, 'columnNameOfCorruptRecord', text, undefined, 'The column of the schema that gets the text of such a record.'),
  option(READS, 'samplingRatio', text, '1.0', 'The share of the records from which a schema is inferred.'),
  option(ALL, 'encoding', charset, 'UTF-8', 'The encoding of the files.'),
  option(ALL, 'charset', charset, undefined, 'Another name of encoding.'),
  option(ALL, 'lineSep', text, undefined, 'What ends a line. Absent: \\n, \\r\\n or \\r when read, \\n when written.'),
];

const JSON_OPTIONS: readonly OptionInfo[] = [
  ...TIMES, ...TEXTS,
  option(READS, 'multiLine', boolean, 'false', 'A record may go over several lines: a file is one record, or an array of them.'),
  option(READS, 'primitivesAsString', boolean, 'false', 'Infers strings for all numbers and booleans.'),
  option(READS, 'prefersDecimal', boolean, 'false', 'Infers decimals for numbers with a point.'),
  option(READS, 'allowComments', boolean, 'false', 'Allows comments as in Java.'),
  option(READS, 'allowUnquotedFieldNames', boolean, 'false', 'Allows names without quotes.'),
  option(READS, 'allowSingleQuotes', boolean, 'true', 'Allows single quotes.'),
  option(READS, 'allowNumericLeadingZeros', boolean, 'false', 'Allows 007.'),
  option(READS, 'allowNonNumericNumbers', boolean, 'true', 'Allows NaN and Infinity.'),
  option(READS, 'allowBackslashEscapingAnyCharacter', boolean, 'false', 'Allows a backslash before any character.'),
  option(READS, 'allowUnquotedControlChars', boolean, 'false', 'Allows control characters in strings.'),
  option(READS, 'dropFieldIfAllNull', boolean, 'false', 'Infers no column that has no value.'),
  option(READS, 'enableDateTimeParsingFallback', boolean, undefined, 'Reads times that do not fit the format as older Sparks did.', '3.3.0'),
  option(WRITES, 'ignoreNullFields', boolean, 'true', 'Writes no fields without a value.', '3.0.0'),
  option(WRITES, 'compression', compression('bzip2', 'gzip', 'lz4', 'snappy', 'deflate'), 'none', 'How files are compressed.'),
];

const CSV_OPTIONS: readonly OptionInfo[] = [
  ...TIMES, ...TEXTS,
  option(ALL, 'sep', text, ',', 'What stands between columns.'),
  option(ALL, 'delimiter', text, undefined, 'Another name of sep.'),
  option(ALL, 'header', boolean, 'false', "The first line has the columns' names."),
  option(READS, 'inferSchema', boolean, 'false', 'Infers types, which reads the files once more. Not for streams, which need a schema.'),
  option(ALL, 'quote', char, '"', 'What stands around a value that holds a separator.'),
  option(ALL, 'escape', char, '\\', 'What stands before a quote inside of one.'),
  option(ALL, 'charToEscapeQuoteEscaping', char, undefined, 'What stands before the escape itself.'),
  option(READS, 'comment', char, undefined, 'Lines that begin with it are left out.'),
  option(READS, 'enforceSchema', boolean, 'true', 'Takes the schema without comparing it to the header.'),
  option(ALL, 'ignoreLeadingWhiteSpace', boolean, undefined, 'Leaves out spaces before a value: false when read, true when written.'),
  option(ALL, 'ignoreTrailingWhiteSpace', boolean, undefined, 'Leaves out spaces after a value: false when read, true when written.'),
  option(ALL, 'nullValue', text, '', 'The text of a value that is not there.'),
  option(ALL, 'emptyValue', text, undefined, 'The text of a value that is empty.'),
  option(READS, 'nanValue', text, 'NaN', 'The text of a number that is none.'),
  option(READS, 'positiveInf', text, 'Inf', 'The text of positive infinity.'),
  option(READS, 'negativeInf', text, '-Inf', 'The text of negative infinity.'),
  option(READS, 'multiLine', boolean, 'false', 'A quoted value may go over several lines.'),
  option(READS, 'maxColumns', number(1), '20480', 'Columns that a record may have.'),
  option(READS, 'maxCharsPerColumn', number(), '-1', 'Characters that a value may have; -1: any number.'),
  option(READS, 'unescapedQuoteHandling', choice('STOP_AT_CLOSING_QUOTE', 'BACK_TO_DELIMITER', 'STOP_AT_DELIMITER', 'SKIP_VALUE', 'RAISE_ERROR'), 'STOP_AT_DELIMITER', 'What a quote inside an unquoted value means.'),
  option(READS, 'enableDateTimeParsingFallback', boolean, undefined, 'Reads times that do not fit the format as older Sparks did.', '3.3.0'),
  option(WRITES, 'quoteAll', boolean, 'false', 'Quotes every value.'),
  option(WRITES, 'escapeQuotes', boolean, 'true', 'Quotes values that hold a quote.'),
  option(WRITES, 'compression', compression('bzip2', 'gzip', 'lz4', 'snappy', 'deflate'), 'none', 'How files are compressed.'),
];

const rebase = choice('EXCEPTION', 'CORRECTED', 'LEGACY');

export const FILE_FORMATS: Readonly<Record<string, readonly OptionInfo[]>> = {
  json: [...COMMON, ...JSON_OPTIONS],
  csv: [...COMMON, ...CSV_OPTIONS],
  text: [
    ...COMMON, option(READS, 'wholetext', boolean, 'false', 'A file is one row.'), option(ALL, 'lineSep', text, undefined, 'What ends a line.'), option(ALL, 'encoding', charset, 'UTF-8', 'The encoding of the files.'),
    option(WRITES, 'compression', compression('bzip2', 'gzip', 'lz4', 'snappy', 'deflate'), 'none', 'How files are compressed.'),
  ],
  parquet: [
    ...COMMON, option(READS, 'mergeSchema', boolean, 'false', 'The schema is that of all files together.'), option(READS, 'datetimeRebaseMode', rebase, undefined, 'How dates before 1582 are read.', '3.2.0'),
    option(READS, 'int96RebaseMode', rebase, undefined, 'How INT96 timestamps before 1582 are read.', '3.2.0'), option(WRITES, 'compression', compression('snappy', 'gzip', 'lzo', 'brotli', 'lz4', 'zstd'), 'snappy', 'How files are compressed.'),
  ],
  orc: [...COMMON, option(READS, 'mergeSchema', boolean, 'false', 'The schema is that of all files together.', '3.0.0'), option(WRITES, 'compression', compression('snappy', 'zlib', 'lzo', 'zstd', 'lz4'), 'snappy', 'How files are compressed.')],
};

import * as T from '../types.ts';
import type { Cursor } from './cursor.ts';
import { identifierText, unescape } from './literals.ts';
import { plainIdentifier, identifier } from './names.ts';
import type { TextRange } from './tree.ts';

const simpleTypes: Readonly<Record<string, T.DataType>> = {
  boolean: T.BooleanType, tinyint: T.ByteType, byte: T.ByteType, smallint: T.ShortType, short: T.ShortType, int: T.IntegerType, integer: T.IntegerType,
  bigint: T.LongType, long: T.LongType, float: T.FloatType, real: T.FloatType, double: T.DoubleType, date: T.DateType, timestamp: T.TimestampType,
  string: T.StringType, binary: T.BinaryType, void: T.NullType, interval: T.CalendarIntervalType,
};
const yearUnits = ['YEAR', 'MONTH'], dayUnits = ['DAY', 'HOUR', 'MINUTE', 'SECOND'];
const isType = (c: Cursor) => (type: string): boolean => c.isIdentifier(type);

/** What to do with CHAR(n) and VARCHAR(n), which Spark keeps only in a table's schema. */
export type CharTypes = 'string' | 'refuse';

/** The dataType rule of the grammar. */
export function dataType(c: Cursor, chars: CharTypes): T.DataType {
  const from = c.index;
  if (c.peek(1) === '<' && c.is('ARRAY', 'MAP', 'STRUCT')) return nestedType(c, chars);
  if (c.is('STRUCT') && c.peek(1) === '<>') {
    c.next();
    c.next();
    return T.struct([]);
  }
  if (c.is('INTERVAL') && [...yearUnits, ...dayUnits].includes(c.peek(1))) return intervalType(c);
  if (!c.isIdentifier()) throw c.unexpected(isType(c));
  const name = identifierText(c.next().text).toLowerCase();
  const params: string[] = [];
  if (c.is('(')) {
    c.next();
    do {
      if (c.is('int')) params.push(c.next().text);
      else if (c.is(')') && params.length === 0) throw c.fail(': missing INTEGER_VALUE');
      else throw c.fail();
    } while (c.accept(','));
    if (!c.is(')')) throw c.fail();
    c.next();
  }
  return primitive(c, name, params, c.range(from), chars);
}

function primitive(c: Cursor, name: string, params: readonly string[], range: TextRange, chars: CharTypes): T.DataType {
  const simple = Object.hasOwn(simpleTypes, name) ? simpleTypes[name] : undefined;
  if (simple && params.length === 0) return simple;
  if (name === 'decimal' || name === 'dec' || name === 'numeric') {
    if (params.length <= 2) return decimalType(c, Number(params[0] ?? 10), Number(params[1] ?? 0), range);
  }
  if (name === 'char' || name === 'character' || name === 'varchar') {
    if (params.length === 0) {
      c.refuse(`DataType ${name} requires a length parameter, for example ${name}(10). Please specify the length.`, range);
      return T.StringType;
    }
    if (params.length === 1) {
      if (chars === 'refuse') {
        c.refusals.push({ errorClass: 'AnalysisException', range, summary: charText, message: charText });
      }
      return T.StringType;
    }
  }
  c.refuse(`DataType ${params.length > 0 ? `${name}(${params.join(',')})` : name} is not supported.`, range);
  return T.NullType;
}

/** QueryCompilationErrors.charOrVarcharTypeAsStringUnsupportedError. */
const charText = 'char/varchar type can only be used in the table schema. You can set spark.sql.legacy.charVarcharAsString to true, so that Spark treat them as string type as same as Spark 3.0 and earlier';

function decimalType(c: Cursor, precision: number, scale: number, range: TextRange): T.DataType {
  if (scale > precision) c.refuseWithoutPosition(`Decimal scale (${scale}) cannot be greater than precision (${precision}).`, range);
  else if (precision > 38) c.refuseWithoutPosition('decimal can only support precision up to 38', range);
  return T.decimal(precision, scale);
}

function intervalType(c: Cursor): T.DataType {
  const from = c.index;
  c.next();
  const first = c.next(), units = yearUnits.includes(first.type) ? yearUnits : dayUnits;
  const start = units.indexOf(first.type);
  const make = units === yearUnits ? T.yearMonthInterval : T.dayTimeInterval;
  if (!c.accept('TO')) return make(start, start);
  const ends = units.slice(1);
  if (!ends.includes(c.type)) {
    const missing = c.is('eof', ')', '>', ',', 'NOT', 'COMMENT');
    throw c.fail(missing ? `: missing ${ends.length > 1 ? `{${ends.map((e) => `'${e}'`).join(', ')}}` : `'${ends[0]!}'`}` : '');
  }
  const last = c.next(), end = units.indexOf(last.type);
  if (end <= start) c.refuse(`Intervals FROM ${first.text.toLowerCase()} TO ${last.text.toLowerCase()} are not supported.`, c.range(from));
  return make(start, end);
}

/** After a type something else of a column, an argument list or a bigger type may stand; nothing else is "missing" before them. */
const afterType = (type: string): boolean => ['eof', ')', '>', ',', 'NOT', 'COMMENT'].includes(type);

function nestedType(c: Cursor, chars: CharTypes): T.DataType {
  const kind = c.next().type;
  c.next();
  if (kind === 'STRUCT') {
    const fields: T.StructField[] = [];
    if (!c.is('>')) {
      do fields.push(complexColumn(c, chars)); while (c.accept(','));
    }
    if (!c.is('>') && !afterType(c.type)) throw c.fail();
    c.expect('>', afterType);
    return T.struct(fields);
  }
  const first = dataType(c, chars);
  if (kind === 'ARRAY') {
    c.expect('>', afterType);
    return T.array(first);
  }
  c.expect(',');
  const value = dataType(c, chars);
  c.expect('>', afterType);
  return T.map(first, value);
}

/** A field of STRUCT<…>: `name[:] type [NOT NULL] [COMMENT '…']`. */
function complexColumn(c: Cursor, chars: CharTypes): T.StructField {
  if (!c.isIdentifier()) throw c.fail();
  const name = plainIdentifier(c);
  c.accept(':');
  if (!c.isIdentifier()) throw c.fail();
  return column(c, name, chars);
}

function column(c: Cursor, name: string, chars: CharTypes): T.StructField {
  const type = dataType(c, chars);
  let nullable = true, comment: string | undefined;
  if (c.accept('NOT')) {
    c.expect('NULL', afterType);
    nullable = false;
  }
  if (c.accept('COMMENT')) comment = unescape(c.expect('string', afterType).text);
  return T.field(name, type, nullable, comment === undefined ? undefined : { comment });
}

/** colTypeList: `a INT NOT NULL COMMENT 'c', b STRING`. */
export function columnList(c: Cursor, chars: CharTypes): T.StructField[] {
  const fields: T.StructField[] = [];
  do {
    if (!c.isIdentifier()) throw c.unexpected(isType(c));
    const name = identifier(c);
    if (!c.isIdentifier()) throw c.unexpected(isType(c));
    fields.push(column(c, name, chars));
  } while (c.accept(','));
  return fields;
}

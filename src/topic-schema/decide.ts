/** From what Spark infers and what was seen: the types that are proposed, and in words what they do not say. */
import type { SchemaField } from '../protocol/topic-schema.ts';
import type { DataType, StructField } from '../spark/types.ts';
import * as T from '../spark/types.ts';
import { columnName, ddlType, inText } from './names.ts';
import type { Kind, Seen } from './seen.ts';

export interface Decided {
  type: DataType;
  fields: SchemaField[];
}

/** Fields that one object may have before it looks like a map. */
const MANY = 100;

/** The type of an object's fields: Spark's, in the order in which the fields first came. */
export function decideStruct(type: T.StructType, seen: Seen, path = ''): { type: T.StructType; fields: SchemaField[] } {
  const byName = new Map(type.fields.map((field) => [field.name, field]));
  const objects = seen.count('object'), fields: StructField[] = [], rows: SchemaField[] = [];
  for (const [name, at] of seen.fields) {
    const field = byName.get(name);
    if (!field) continue;
    const here = path === '' ? columnName(name) : `${path}.${columnName(name)}`;
    const below = decide(field.type, at, here);
    fields.push(T.field(name, below.type));
    rows.push({ path: inText(here), type: inText(ddlType(below.type)), of: objects, missing: objects - at.total, nulls: at.count('null'), notes: notesOf(name, at, below.type) }, ...below.fields);
  }
  return { type: T.struct(fields), fields: rows };
}

function decide(type: DataType, seen: Seen, path: string): Decided {
  if (type.kind === 'struct') return decideStruct(type, seen, path);
  if (type.kind === 'array' && seen.element) {
    const { element } = seen, here = `${path}[]`;
    const below = decide(type.element, element, here);
    const row = { path: inText(here), type: inText(ddlType(below.type)), of: element.total, missing: 0, nulls: element.count('null'), notes: notesOf('', element, below.type) };
    return { type: T.array(below.type), fields: [row, ...below.fields] };
  }
  return { type: type.kind === 'string' ? typeOfTexts(seen) ?? type : type, fields: [] };
}

/** TIMESTAMP or DATE, where every text is one as Spark reads them without being told a format, and nothing else came. */
function typeOfTexts(seen: Seen): DataType | undefined {
  if (seen.count('text') + seen.count('empty', 'null') !== seen.total) return undefined;
  const all = seen.texts.all();
  return all?.kind === 'timestamp' ? T.TimestampType : all?.kind === 'date' ? T.DateType : undefined;
}

const WORDS: Readonly<Record<Kind, string>> = { text: 'text', empty: 'text', 'whole number': 'number', number: 'number', boolean: 'true or false', object: 'object', array: 'array', null: 'null' };

function notesOf(name: string, seen: Seen, type: DataType): string[] {
  const notes: string[] = [];
  const kinds = new Map<string, { count: number; partition: number; offset: number }>();
  for (const [kind, at] of seen.kinds) {
    if (kind === 'null' || (kind === 'empty' && seen.count('text') === 0 && kindsBesides(seen))) continue;
    const known = kinds.get(WORDS[kind]);
    if (known) known.count += at.count;
    else kinds.set(WORDS[kind], { ...at });
  }
  const mixed = kinds.size > 1;
  if (mixed) {
    const each = [...kinds].sort((a, b) => b[1].count - a[1].count).map(([word, { count, partition, offset }]) => `${word} ${count} × (partition ${partition}, offset ${offset})`);
    notes.push(`Mixed: ${each.join(', ')}. Spark reads all of them as ${type.kind === 'string' ? 'STRING, objects and arrays as their JSON' : ddlType(type)}.`);
  }
  if (!mixed && seen.count('text') > 0) notes.push(...notesOfTexts(seen, type));
  const empty = seen.count('empty');
  if (empty > 0 && type.kind !== 'string') notes.push(`The text is empty in ${empty}: these come out as null.`);
  if (seen.count('whole number') > 0 && seen.count('number') > 0 && seen.beyondDouble) notes.push('Holds fractions and whole numbers beyond 2^53: a DOUBLE does not keep their last digits.');
  if (seen.count('whole number') > 0 && seen.count('number') === 0 && !mixed) notes.push(...notesOfWhole(name, seen));
  if (seen.repeated > 0) notes.push(`${seen.repeated} × a name comes twice in one object: Spark keeps the last.`);
  if (seen.total > 0 && seen.count('null') === seen.total) notes.push('Always null: Spark takes it for STRING.');
  if (type.kind === 'struct') notes.push(...notesOfObject(seen, type));
  return notes;
}

const kindsBesides = (seen: Seen): boolean => [...seen.kinds.keys()].some((kind) => kind !== 'null' && kind !== 'empty');

function notesOfTexts(seen: Seen, type: DataType): string[] {
  const all = seen.texts.all();
  switch (all?.kind) {
    case 'timestamp': {
      if (type.kind !== 'timestamp') return [];
      if (all.zone === 'all') return ['ISO-8601 times with their zone: Spark reads them without a format.'];
      return [`${all.zone === 'none' ? 'ISO-8601 times without a zone' : 'ISO-8601 times, some without a zone'}: Spark reads them without a format, in the zone of the session (spark.sql.session.timeZone).`];
    }
    case 'date': return ['ISO-8601 dates: Spark reads them without a format.'];
    case 'dates and times': return ['Dates and times are mixed: as TIMESTAMP the dates would become midnight, so it stays STRING.'];
    case 'formatted': {
      const [first = '', ...more] = all.formats;
      const unsure = more.length > 0 ? ` or as ${more.join(' or ')}` : '';
      return [`All are times written as ${first}${unsure}, which Spark reads only when told: keep STRING and F.to_timestamp(column, "${first}"), or TIMESTAMP with the option {"timestampFormat": "${first}"} of from_json, which then holds for all times of the schema.`];
    }
    case 'number': return ['All are numbers in quotes: Spark reads them as STRING only; cast them afterwards.'];
    case undefined: return [];
  }
}

/** 2001 to 2100, in seconds. */
const FROM = 978_307_200n, TO = 4_102_444_800n;
const TIME_NAME = /time|date|stamp|epoch|when|created|updated|^ts|_ts|Ts$|_at$|At$/;

/** A remark only: whole numbers stay what they are. */
function notesOfWhole(name: string, { least, most }: Seen): string[] {
  if (least === undefined || most === undefined) return [];
  const units = [['seconds', 1n, 'timestamp_seconds'], ['milliseconds', 1000n, 'timestamp_millis'], ['microseconds', 1_000_000n, 'timestamp_micros']] as const;
  const unit = units.find(([, scale]) => least >= FROM * scale && most <= TO * scale);
  // A number of ten digits is an id as often as a time.
  if (!unit || (unit[0] === 'seconds' && !TIME_NAME.test(name))) return [];
  return [`Could be a time in epoch ${unit[0]} (${iso(least, unit[1])} to ${iso(most, unit[1])}): F.expr("${unit[2]}(…)") makes it one.`];
}

const iso = (value: bigint, scale: bigint): string => `${new Date(Number(value / scale) * 1000).toISOString().slice(0, 19)}Z`;

function notesOfObject(seen: Seen, type: T.StructType): string[] {
  const notes = [...caseNotes(seen), ...leftOut(type, seen)];
  const objects = seen.count('object');
  let held = 0;
  for (const at of seen.fields.values()) held += at.total;
  if (type.fields.length > MANY && held < objects * type.fields.length / 10) notes.push(`${type.fields.length} different names in ${objects} objects: its names look like data. MAP<STRING, …> reads any of them.`);
  return notes;
}

/** Names that Spark does not tell apart. */
export function caseNotes(seen: Seen): string[] {
  const groups = new Map<string, string[]>();
  for (const name of seen.fields.keys()) groups.set(name.toLowerCase(), [...groups.get(name.toLowerCase()) ?? [], name]);
  return [...groups.values()].filter((names) => names.length > 1)
    .map((names) => `${names.map((name) => inText(columnName(name))).join(' and ')} differ in case only: Spark finds such a name ambiguous unless spark.sql.caseSensitive is true.`);
}

/** Fields that have no type in Spark: objects that are always empty, and the name "". */
export function leftOut(type: T.StructType, seen: Seen): string[] {
  const known = new Set(type.fields.map(({ name }) => name));
  return [...seen.fields.keys()].filter((name) => !known.has(name))
    .map((name) => (name === '' ? 'A field has the empty name: it is left out, as in Spark\'s inference.' : `${inText(columnName(name))} is always an empty object or an array of such: it is left out, as in Spark's inference.`));
}

/** Messages that have a form of their own in Protobuf's JSON mapping, and Confluent's Decimal. */
import type { Field, Namespace, Type } from 'protobufjs';
import { decimalText, LONGEST_DECIMAL } from './json-text.ts';

/** What is there of a message: the JSON text of each field that came, by its number; and how the bytes of another message are read. */
export interface KnownParts {
  text(field: number): string | undefined;
  /** Of a scalar that may be left out. */
  scalar(field: number): string;
  /** The message's fields with what they hold, in braces; undefined where the bytes are none of that type. */
  other(type: Type, bytes: Uint8Array): string | undefined;
  /** To be called before text is made that is not in the bytes. */
  spend(characters: number): void;
}

/** The text of a message in the form that the mapping gives it; undefined where it has none, for the type or for what it holds: then it is shown field by field. */
export const knownText = (type: Type, parts: KnownParts): string | undefined => formOf(type)?.text(parts, type);

/** The enum whose only value stands for JSON's null. */
export const NULL_VALUE = '.google.protobuf.NullValue';

/** Types of the fields by their numbers, without their packages. */
interface Form { fields: Readonly<Record<number, string>>; text(parts: KnownParts, type: Type): string | undefined }

/** A full name is made anew each time that it is asked for. */
const found = new WeakMap<Type, Form | { fields?: never; text?: never }>();

function formOf(type: Type): Form | undefined {
  let form = found.get(type);
  if (!form) {
    const named = forms[type.fullName];
    // A schema can bring a type of its own by such a name.
    found.set(type, form = named && Object.entries(named.fields).every(([id, kind]) => kindOf(type.fieldsById[Number(id)]) === kind) ? named : {});
  }
  return form.text && form;
}

const kindOf = (field: Field | undefined): string | undefined => field && `${field.map ? 'map ' : field.repeated ? 'list ' : ''}${field.type.replace(/^.*\./, '')}`;

const wrapped = (kind: string): Form => ({ fields: { 1: kind }, text: ({ scalar }) => scalar(1) });

const forms: Readonly<Record<string, Form | undefined>> = {
  '.google.protobuf.DoubleValue': wrapped('double'), '.google.protobuf.FloatValue': wrapped('float'), '.google.protobuf.Int64Value': wrapped('int64'), '.google.protobuf.UInt64Value': wrapped('uint64'), '.google.protobuf.Int32Value': wrapped('int32'),
  '.google.protobuf.UInt32Value': wrapped('uint32'), '.google.protobuf.BoolValue': wrapped('bool'), '.google.protobuf.StringValue': wrapped('string'), '.google.protobuf.BytesValue': wrapped('bytes'),
  '.google.protobuf.Timestamp': { fields: { 1: 'int64', 2: 'int32' }, text: ({ scalar }) => timestamp(BigInt(scalar(1)), Number(scalar(2))) },
  '.google.protobuf.Duration': { fields: { 1: 'int64', 2: 'int32' }, text: ({ scalar }) => duration(BigInt(scalar(1)), Number(scalar(2))) },
  '.google.protobuf.FieldMask': { fields: { 1: 'list string' }, text: ({ text }) => mask(JSON.parse(text(1) ?? '[]') as string[]) },
  '.google.protobuf.Struct': { fields: { 1: 'map Value' }, text: ({ text }) => text(1) ?? '{}' },
  '.google.protobuf.ListValue': { fields: { 1: 'list Value' }, text: ({ text }) => text(1) ?? '[]' },
  '.google.protobuf.Value': { fields: { 1: 'NullValue', 2: 'double', 3: 'string', 4: 'bool', 5: 'Struct', 6: 'ListValue' }, text: value },
  '.google.protobuf.Any': { fields: { 1: 'string', 2: 'bytes' }, text: any },
  '.confluent.type.Decimal': { fields: { 1: 'bytes', 2: 'uint32', 3: 'int32' }, text: decimal },
};

/** Seconds of 0001-01-01T00:00:00Z and of 9999-12-31T23:59:59Z. */
const FIRST = -62_135_596_800n, LAST = 253_402_300_799n;

function timestamp(seconds: bigint, nanos: number): string | undefined {
  if (seconds < FIRST || seconds > LAST || nanos < 0 || nanos > 999_999_999) return undefined;
  return `"${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}${fraction(nanos)}Z"`;
}

/** Seconds of ten thousand years. */
const LONGEST = 315_576_000_000n;

function duration(seconds: bigint, nanos: number): string | undefined {
  const negative = seconds < 0n || nanos < 0, most = negative ? -seconds : seconds;
  if (most > LONGEST || most < 0n || (negative && nanos > 0) || Math.abs(nanos) > 999_999_999) return undefined;
  return `"${negative ? '-' : ''}${most}${fraction(Math.abs(nanos))}s"`;
}

/** Three digits, six or nine, or none. */
function fraction(nanos: number): string {
  if (nanos === 0) return '';
  const digits = String(nanos).padStart(9, '0');
  return `.${digits.endsWith('000000') ? digits.slice(0, 3) : digits.endsWith('000') ? digits.slice(0, 6) : digits}`;
}

/** Only names that can be turned back: `_` before a small letter, and no capital. */
function mask(paths: readonly string[]): string | undefined {
  if (!paths.every((path) => /^(?:[^A-Z_,]|_[a-z])+$/.test(path))) return undefined;
  return JSON.stringify(paths.map((path) => path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())).join(','));
}

function value({ text }: KnownParts): string | undefined {
  const number = text(2);
  // JSON has no such number, and as a string it would be another value.
  if (number?.startsWith('"')) return undefined;
  return number ?? text(3) ?? text(4) ?? text(5) ?? text(6) ?? 'null';
}

function any({ scalar, text, other }: KnownParts, { root }: Type): string | undefined {
  const url = JSON.parse(scalar(1)) as string, slash = url.lastIndexOf('/');
  if (url === '' && text(2) === undefined) return '{}';
  const type = slash < 0 ? undefined : typeNamed(root, url.slice(slash + 1)), held = type && other(type, bytesOf(scalar(2)));
  if (!type || held === undefined) return undefined;
  const head = `{"@type":${JSON.stringify(url)}`;
  return formOf(type) ? `${head},"value":${held}}` : held === '{}' ? `${head}}` : `${head},${held.slice(1)}`;
}

function typeNamed(root: Namespace, name: string): Type | undefined {
  let place: Namespace | undefined = root;
  for (const part of name.split('.')) {
    const next: unknown = place?.nestedArray.find((each) => each.name === part);
    place = next && typeof next === 'object' && 'nestedArray' in next ? next as Namespace : undefined;
  }
  return place && 'fieldsById' in place ? place as Type : undefined;
}

/** The scale is the payload's own word. */
function decimal({ scalar, spend }: KnownParts): string | undefined {
  const bytes = bytesOf(scalar(1)), scale = Number(scalar(3));
  if (scale < 0 || bytes.length > LONGEST_DECIMAL) return undefined;
  spend(scale);
  return decimalText(bytes, scale);
}

const bytesOf = (text: string): Uint8Array => Buffer.from((JSON.parse(text) as { base64: string }).base64, 'base64');

/**
 * Protobuf's wire format as JSON text. protobufjs reads the schema (proto-schema.ts); the bytes are read here, so that 64-bit numbers keep
 * their digits, a field that the schema does not have is said, and a length is held against the bytes that are left.
 */
import type { Enum, Field, Type } from 'protobufjs';
import { Cursor } from './cursor.ts';
import { DEEPEST, PayloadFault } from './fault.ts';
import { bytesText, floatText, listText, numberText, objectText, textText } from './json-text.ts';
import { knownText, NULL_VALUE } from './proto-known.ts';
import { utf8Text } from './text.ts';

/** How the bytes of a field are laid out, by the low three bits of its tag. */
const Wire = { Varint: 0, Fixed64: 1, Bytes: 2, GroupStart: 3, GroupEnd: 4, Fixed32: 5 } as const;

/** What is there of a field so far: values of a list, or the one that counts; entries of a map; pieces of one message, which are one behind the other. */
interface Slot { texts: string[]; entries: Map<string, string>; pieces: Cursor[] }

/** Google's well-known types come in the form that Protobuf's JSON mapping has for them. @param unknown takes the numbers of fields that the schema does not have; what they hold is not in the text */
export function messageText(type: Type, cursor: Cursor, unknown: Set<number>, depth = 0): string {
  if (depth > DEEPEST) throw new PayloadFault(`messages are nested more than ${DEEPEST} deep at ${cursor.at}`);
  const slots = new Map<Field, Slot>();
  while (cursor.left > 0) {
    const at = cursor.at, tag = cursor.varint(), number = Number(tag >> 3n), wire = Number(tag & 7n), field = type.fieldsById[number];
    if (number === 0) throw new PayloadFault(`the tag at ${at} names field 0`);
    if (!field) {
      unknown.add(number);
      skip(cursor, wire, depth);
      continue;
    }
    // Of a oneof only the last counts.
    for (const other of field.partOf?.fieldsArray ?? []) if (other !== field) slots.delete(other);
    let slot = slots.get(field);
    if (!slot) slots.set(field, slot = { texts: [], entries: new Map(), pieces: [] });
    add(slot, field, cursor, wire, unknown, depth);
  }
  const text = (field: Field): string | undefined => {
    const slot = slots.get(field);
    return slot && slotText(field, slot, cursor, unknown, depth);
  };
  return knownText(type, {
    text: (id) => text(type.fieldsById[id]!),
    scalar: (id) => text(type.fieldsById[id]!) ?? nothing(type.fieldsById[id]!, cursor, depth),
    spend: (characters) => { cursor.spend(characters); },
    other: (other, bytes) => otherText(other, cursor.joined([new Cursor(bytes)]), unknown, depth),
  }) ?? objectText([...slots].sort(([a], [b]) => a.id - b.id).map(([field, slot]) => [field.name, slotText(field, slot, cursor, unknown, depth)] as const));
}

/** Undefined where the bytes are none of that type: the message around them is still one. */
function otherText(type: Type, cursor: Cursor, unknown: Set<number>, depth: number): string | undefined {
  const left = new Set<number>();
  try {
    const text = messageText(type, cursor, left, depth + 1);
    for (const number of left) unknown.add(number);
    return text;
  } catch (error) {
    if (error instanceof PayloadFault) return undefined;
    throw error;
  }
}

function add(slot: Slot, field: Field, cursor: Cursor, wire: number, unknown: Set<number>, depth: number): void {
  if (isMap(field)) slot.entries.set(...entry(field, cursor, wire, unknown, depth));
  else if (field.repeated && wire === Wire.Bytes && wireOf(field.type, field) !== Wire.Bytes) {
    const inside = within(cursor);
    while (inside.left > 0) slot.texts.push(scalar(field.type, inside, wireOf(field.type, field), field, unknown, depth));
    cursor.at = inside.end;
  } else if (!field.repeated && field.resolvedType && 'fieldsById' in field.resolvedType) {
    check(field.type, wire, field, cursor);
    const inside = within(cursor);
    slot.pieces.push(inside);
    cursor.at = inside.end;
  } else {
    const text = scalar(field.type, cursor, wire, field, unknown, depth);
    if (field.repeated) slot.texts.push(text);
    else slot.texts = [text];
  }
}

function slotText(field: Field, { texts, entries, pieces: [piece, ...more] }: Slot, cursor: Cursor, unknown: Set<number>, depth: number): string {
  cursor.spend(field.name.length);
  if (isMap(field)) return `{${[...entries].map(([key, value]) => `${key}:${value}`).join(',')}}`;
  if (!piece) return field.repeated ? listText(texts) : texts.at(-1)!;
  const whole = more.length === 0 ? piece : cursor.joined([piece, ...more]);
  return messageText(field.resolvedType as Type, whole, unknown, depth + 1);
}

/** The bytes whose length stands here. */
function within(cursor: Cursor): Cursor {
  const length = cursor.length(cursor.varint());
  return cursor.part(length);
}

type MapField = Field & { keyType: string };
const isMap = (field: Field): field is MapField => field.map;

function wireOf(kind: string, field: Field): number {
  switch (kind) {
    case 'double': case 'fixed64': case 'sfixed64': return Wire.Fixed64;
    case 'float': case 'fixed32': case 'sfixed32': return Wire.Fixed32;
    case 'string': case 'bytes': return Wire.Bytes;
    case 'int32': case 'uint32': case 'sint32': case 'int64': case 'uint64': case 'sint64': case 'bool': return Wire.Varint;
    default: return field.resolvedType && 'valuesById' in field.resolvedType ? Wire.Varint : Wire.Bytes;
  }
}

function check(kind: string, wire: number, field: Field, cursor: Cursor): void {
  if (wire === Wire.GroupStart) throw new PayloadFault(`field ${field.id} (${field.name}) is a group, which is not read`);
  if (wire !== wireOf(kind, field)) throw new PayloadFault(`field ${field.id} (${field.name}) at ${cursor.at} is written as another type than ${kind}: it was written with another schema`);
}

function scalar(kind: string, cursor: Cursor, wire: number, field: Field, unknown: Set<number>, depth: number): string {
  check(kind, wire, field, cursor);
  switch (kind) {
    case 'double': return numberText(cursor.double(true));
    case 'float': return floatText(cursor.float(true));
    case 'int32': return String(BigInt.asIntN(32, cursor.varint()));
    case 'uint32': return String(BigInt.asUintN(32, cursor.varint()));
    case 'sint32': return String(BigInt.asIntN(32, cursor.zigzag()));
    case 'int64': return String(BigInt.asIntN(64, cursor.varint()));
    case 'uint64': return String(cursor.varint());
    case 'sint64': return String(cursor.zigzag());
    case 'fixed32': return String(cursor.uint32(true));
    case 'sfixed32': return String(cursor.int32(true));
    case 'fixed64': return String(cursor.uint64(true));
    case 'sfixed64': return String(cursor.int64(true));
    case 'bool': return cursor.varint() === 0n ? 'false' : 'true';
    case 'string': {
      const { at } = cursor, text = utf8Text(cursor.take(cursor.length(cursor.varint())));
      if (text === undefined) throw new PayloadFault(`the string at ${at} (${field.name}) is not UTF-8`);
      return textText(text);
    }
    case 'bytes': return bytesText(cursor.take(cursor.length(cursor.varint())));
  }
  return resolved(field.resolvedType, cursor, field, unknown, depth);
}

function resolved(type: Type | Enum | null, cursor: Cursor, field: Field, unknown: Set<number>, depth: number): string {
  if (type && 'valuesById' in type) {
    const value = Number(BigInt.asIntN(32, cursor.varint()));
    if (value === 0 && type.fullName === NULL_VALUE) return 'null';
    return type.valuesById[value] === undefined ? String(value) : textText(type.valuesById[value]);
  }
  if (!type) throw new PayloadFault(`the type of field ${field.name} is not known`);
  const inside = within(cursor), text = messageText(type, inside, unknown, depth + 1);
  cursor.at = inside.end;
  return text;
}

/** One entry of a map: a message of key (1) and value (2), either of which may be left out. */
function entry(field: MapField, cursor: Cursor, wire: number, unknown: Set<number>, depth: number): [key: string, value: string] {
  if (wire !== Wire.Bytes) throw new PayloadFault(`field ${field.id} (${field.name}) at ${cursor.at} is no map`);
  const inside = within(cursor);
  let key = field.keyType === 'string' ? '""' : field.keyType === 'bool' ? 'false' : '0', value: string | undefined;
  while (inside.left > 0) {
    const tag = inside.varint(), number = Number(tag >> 3n), kind = Number(tag & 7n);
    if (number === 1) key = scalar(field.keyType, inside, kind, field, unknown, depth);
    else if (number === 2) value = scalar(field.type, inside, kind, field, unknown, depth);
    else skip(inside, kind, depth);
  }
  cursor.at = inside.end;
  return [key.startsWith('"') ? key : `"${key}"`, value ?? nothing(field, cursor, depth)];
}

function nothing(field: Field, cursor: Cursor, depth: number): string {
  const type = field.resolvedType;
  if (type && 'fieldsById' in type) return messageText(type, cursor.part(0), new Set(), depth + 1);
  if (type) return type.fullName === NULL_VALUE ? 'null' : textText(type.valuesById[0] ?? '0');
  return field.type === 'string' ? '""' : field.type === 'bytes' ? bytesText(new Uint8Array()) : field.type === 'bool' ? 'false' : '0';
}

function skip(cursor: Cursor, wire: number, depth: number): void {
  if (depth > DEEPEST) throw new PayloadFault(`groups are nested more than ${DEEPEST} deep at ${cursor.at}`);
  switch (wire) {
    case Wire.Varint: cursor.varint(); return;
    case Wire.Fixed64: cursor.take(8); return;
    case Wire.Bytes: cursor.take(cursor.length(cursor.varint())); return;
    case Wire.Fixed32: cursor.take(4); return;
    case Wire.GroupStart:
      for (;;) {
        const inner = Number(cursor.varint() & 7n);
        if (inner === Wire.GroupEnd) return;
        skip(cursor, inner, depth + 1);
      }
    default: throw new PayloadFault(`the tag before ${cursor.at} has wire type ${wire}, which there is not`);
  }
}

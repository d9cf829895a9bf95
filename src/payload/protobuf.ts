/**
 * Protobuf's wire format as JSON text. protobufjs reads the schema; the bytes are read here, so that 64-bit numbers keep their digits, a field
 * that the schema does not have is said, and a length is held against the bytes that are left.
 */
import type { Enum, Field, Namespace, Root, Type } from 'protobufjs';
import { Cursor } from './cursor.ts';
import { DEEPEST, PayloadFault } from './fault.ts';
import { bytesText, floatText, listText, numberText, objectText, textText } from './json-text.ts';
import { utf8Text } from './text.ts';

export interface ProtobufText {
  text: string;
  /** Numbers of fields that the schema does not have; what they hold is not in the text. */
  unknown: number[];
}

export type ProtobufReader = (bytes: Uint8Array, from: number, indexes: readonly number[] | undefined) => ProtobufText;

/** A `.proto` file by the name under which it is imported. */
export interface ProtoFile {
  name: string;
  text: string;
}

/**
 * @param files the schema last, what it imports before; google/protobuf/* is there by itself.
 * @param messageType the message's full or last name; needed where the schema has more than one and the message does not say which.
 * Throws the parser's words.
 */
export async function protobufReader(files: readonly ProtoFile[], messageType?: string): Promise<ProtobufReader> {
  const { default: protobuf } = await import('protobufjs');
  const root = new protobuf.Root();
  let own: { package: string | undefined } | undefined;
  const known = new Set(files.map(({ name }) => name)), added = new Set<string>();
  for (const { name, text } of files) {
    const parsed = protobuf.parse(text, root, { keepCase: true });
    for (const file of [...parsed.imports ?? [], ...parsed.weakImports ?? []]) {
      if (known.has(file) || added.has(file)) continue;
      added.add(file);
      const common = protobuf.common.get(file);
      if (common) root.addJSON(common.nested ?? {});
      else throw new PayloadFault(`${name} imports ${file}, which is not there`);
    }
    own = parsed;
  }
  root.resolveAll();
  const home = own?.package === undefined ? root : root.lookup(own.package) as Namespace | null ?? root;
  const types = topTypes(home, protobuf.Type);
  const named = messageType === undefined ? undefined : find(root, home, messageType, protobuf.Type);
  return (bytes, from, indexes) => {
    const type = named ?? (indexes ? byIndexes(types, indexes, protobuf.Type) : types.length === 1 ? types[0]! : undefined);
    if (!type) throw new PayloadFault(`the schema has ${types.length} messages and the payload does not say which it is: ${types.slice(0, 8).map(({ name }) => name).join(', ')}`);
    const unknown = new Set<number>(), text = message(type, new Cursor(bytes, from), unknown, 0);
    return { text, unknown: [...unknown].sort((a, b) => a - b) };
  };
}

/** The files that a schema imports, as it names them. */
export async function importsOf(text: string): Promise<string[]> {
  const { default: protobuf } = await import('protobufjs'), { imports = [], weakImports = [] } = protobuf.parse(text, new protobuf.Root());
  return [...imports, ...weakImports];
}

/** In the order of the file, as indexes count. */
const topTypes = (home: Namespace, kind: typeof Type): Type[] => home.nestedArray.filter((each): each is Type => each instanceof kind);

function find(root: Root, home: Namespace, name: string, kind: typeof Type): Type {
  const found = root.lookup(name) ?? home.lookup(name);
  if (found instanceof kind) return found;
  throw new PayloadFault(`the schema has no message ${name}`);
}

function byIndexes(types: readonly Type[], [first = 0, ...rest]: readonly number[], kind: typeof Type): Type {
  let type = types[first];
  for (const index of rest) type = type && topTypes(type, kind)[index];
  if (!type) throw new PayloadFault(`the schema has no message ${[first, ...rest].join('.')}`);
  return type;
}

/** How the bytes of a field are laid out, by the low three bits of its tag. */
const Wire = { Varint: 0, Fixed64: 1, Bytes: 2, GroupStart: 3, GroupEnd: 4, Fixed32: 5 } as const;

function message(type: Type, cursor: Cursor, unknown: Set<number>, depth: number): string {
  if (depth > DEEPEST) throw new PayloadFault(`messages are nested more than ${DEEPEST} deep at ${cursor.at}`);
  const values = new Map<Field, string[]>();
  while (cursor.left > 0) {
    const at = cursor.at, tag = cursor.varint(), number = Number(tag >> 3n), wire = Number(tag & 7n), field = type.fieldsById[number];
    if (number === 0) throw new PayloadFault(`the tag at ${at} names field 0`);
    if (!field) {
      unknown.add(number);
      skip(cursor, wire, depth);
      continue;
    }
    let list = values.get(field);
    if (!list) values.set(field, list = []);
    if (wire === Wire.Bytes && isPackable(field)) {
      const inside = within(cursor);
      while (inside.left > 0) list.push(scalar(field.type, inside, wireOf(field), field, unknown, depth));
      cursor.at = inside.end;
    } else list.push(isMap(field) ? entry(field, cursor, wire, unknown, depth) : scalar(field.type, cursor, wire, field, unknown, depth));
  }
  return objectText([...values].sort(([a], [b]) => a.id - b.id).map(([field, list]) => [field.name, isMap(field) ? `{${list.join(',')}}` : field.repeated ? listText(list) : list.at(-1)!] as const));
}

/** The bytes whose length stands here. */
function within(cursor: Cursor): Cursor {
  const length = cursor.length(cursor.varint());
  return new Cursor(cursor.bytes, cursor.at, cursor.at + length);
}

type MapField = Field & { keyType: string };
const isMap = (field: Field): field is MapField => field.map;
const isPackable = (field: Field): boolean => field.repeated && wireOf(field) !== Wire.Bytes;

function wireOf(field: Field): number {
  switch (field.type) {
    case 'double': case 'fixed64': case 'sfixed64': return Wire.Fixed64;
    case 'float': case 'fixed32': case 'sfixed32': return Wire.Fixed32;
    case 'string': case 'bytes': return Wire.Bytes;
    case 'int32': case 'uint32': case 'sint32': case 'int64': case 'uint64': case 'sint64': case 'bool': return Wire.Varint;
    default: return field.resolvedType && 'valuesById' in field.resolvedType ? Wire.Varint : Wire.Bytes;
  }
}

function scalar(kind: string, cursor: Cursor, wire: number, field: Field, unknown: Set<number>, depth: number): string {
  if (wire === Wire.GroupStart) throw new PayloadFault(`field ${field.id} (${field.name}) is a group, which is not read`);
  if (!field.map && wire !== wireOf(field)) throw new PayloadFault(`field ${field.id} (${field.name}) at ${cursor.at} is written as another type than ${kind}: it was written with another schema`);
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
    return type.valuesById[value] === undefined ? String(value) : textText(type.valuesById[value]);
  }
  if (!type) throw new PayloadFault(`the type of field ${field.name} is not known`);
  const inside = within(cursor), text = message(type, inside, unknown, depth + 1);
  cursor.at = inside.end;
  return text;
}

/** One entry of a map: a message of key (1) and value (2), either of which may be left out. */
function entry(field: MapField, cursor: Cursor, wire: number, unknown: Set<number>, depth: number): string {
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
  return `${key.startsWith('"') ? key : `"${key}"`}:${value ?? nothing(field)}`;
}

function nothing(field: Field): string {
  if (field.resolvedType) return 'valuesById' in field.resolvedType ? textText(field.resolvedType.valuesById[0] ?? '0') : '{}';
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

/**
 * Avro's binary encoding (specification 1.11) as JSON text. avsc reads the schema; the bytes are read here, since a length in a message is to
 * be held against the bytes that are left before anything of that length is made.
 */
import type { Schema, Type } from 'avsc';
import { Cursor } from './cursor.ts';
import { DEEPEST, PayloadFault } from './fault.ts';
import { bytesText, decimalText, floatText, listText, LONGEST_DECIMAL, numberText, objectText, textText } from './json-text.ts';
import { isJson, utf8Text } from './text.ts';

export type AvroReader = (bytes: Uint8Array, from: number) => string;

/** @param json the schema; @param named the schemas that it refers to, those that need no other first. Throws the parser's words. */
export async function avroReader(json: string, named: readonly string[] = []): Promise<AvroReader> {
  const { default: avro } = await import('avsc');
  /** The one logical type that is not shown as what it is written as: its digits say more than its bytes. */
  class Decimal extends avro.types.LogicalType {
    readonly scale: number;
    constructor(schema: Schema, given?: unknown) {
      super(schema, given);
      const { scale = 0 } = schema as { scale?: unknown };
      if (typeof scale !== 'number' || !Number.isInteger(scale) || scale < 0) throw new Error('the scale of a decimal is no whole number');
      this.scale = scale;
    }
  }
  const options = { registry: {} as Record<string, Type>, wrapUnions: true, logicalTypes: { decimal: Decimal } };
  for (const schema of named) avro.Type.forSchema(parsed(schema), options);
  const type = avro.Type.forSchema(parsed(json), options);
  return (bytes, from) => {
    const cursor = new Cursor(bytes, from), text = read(shapeOf(type), cursor, 0);
    if (cursor.left > 0) throw new PayloadFault(`${cursor.left} bytes are left behind the value, at ${cursor.at}: it was written with another schema`);
    return text;
  };
}

function parsed(json: string): Schema {
  const mistake = isJson(json);
  if (mistake !== undefined) throw new PayloadFault(`no JSON: ${mistake}`);
  return JSON.parse(json) as Schema;
}

/** What avsc's types have, as its own documentation names it. */
type Shape = Type & { typeName: string; fields?: { name: string; type: Shape }[]; types?: Shape[]; symbols?: string[]; size?: number; itemsType?: Shape; valuesType?: Shape; underlyingType?: Shape; scale?: number };
const shapeOf = (type: Type): Shape => type;

function read(type: Shape, cursor: Cursor, depth: number): string {
  if (depth > DEEPEST) throw new PayloadFault(`values are nested more than ${DEEPEST} deep at ${cursor.at}`);
  cursor.value();
  switch (type.typeName) {
    case 'null': return 'null';
    case 'boolean': {
      const byte = cursor.byte();
      if (byte > 1) throw new PayloadFault(`byte ${byte} at ${cursor.at - 1} is no boolean`);
      return byte === 1 ? 'true' : 'false';
    }
    case 'int': {
      const value = cursor.zigzag();
      if (BigInt.asIntN(32, value) !== value) throw new PayloadFault(`the int at ${cursor.at} has more than 32 bits`);
      return String(value);
    }
    case 'long': return String(cursor.zigzag());
    case 'float': return floatText(cursor.float(true));
    case 'double': return numberText(cursor.double(true));
    case 'string': return textText(string(cursor));
    case 'bytes': case 'fixed': return bytesText(bytes(type, cursor));
    case 'logical:decimal': {
      cursor.spend(type.scale ?? 0);
      const { at } = cursor, value = bytes(type.underlyingType!, cursor);
      if (value.length > LONGEST_DECIMAL) throw new PayloadFault(`the decimal at ${at} has ${value.length} bytes, more than ${LONGEST_DECIMAL}`);
      return decimalText(value, type.scale ?? 0);
    }
    case 'enum': {
      const place = Number(cursor.zigzag()), symbol = type.symbols![place];
      if (symbol === undefined) throw new PayloadFault(`the enum at ${cursor.at} has no symbol ${place}`);
      return textText(symbol);
    }
    case 'record': case 'error': return objectText(type.fields!.map((field) => {
      cursor.spend(field.name.length);
      return [field.name, read(field.type, cursor, depth + 1)] as const;
    }));
    case 'array': return listText(blocks(cursor, () => read(type.itemsType!, cursor, depth + 1)));
    case 'map': return `{${blocks(cursor, () => `${textText(string(cursor))}:${read(type.valuesType!, cursor, depth + 1)}`).join(',')}}`;
    case 'union:wrapped': case 'union:unwrapped': {
      const place = Number(cursor.zigzag()), branch = type.types![place];
      if (!branch) throw new PayloadFault(`the union at ${cursor.at} has no type ${place}`);
      return read(branch, cursor, depth + 1);
    }
    default: throw new PayloadFault(`its schema has the type ${type.typeName}, which is not read`);
  }
}

function string(cursor: Cursor): string {
  const at = cursor.at, text = utf8Text(cursor.take(cursor.length(cursor.zigzag())));
  if (text === undefined) throw new PayloadFault(`the string at ${at} is not UTF-8`);
  return text;
}

/** Arrays and maps come in blocks; a count below zero is followed by the block's size. */
function blocks(cursor: Cursor, item: () => string): string[] {
  const items: string[] = [];
  for (let count = cursor.zigzag(); count !== 0n; count = cursor.zigzag()) {
    if (count < 0n) {
      count = -count;
      cursor.length(cursor.zigzag());
    }
    for (let n = 0n; n < count; n++) items.push(item());
  }
  return items;
}

const bytes = (type: Shape, cursor: Cursor): Uint8Array => cursor.take(type.size ?? cursor.length(cursor.zigzag()));

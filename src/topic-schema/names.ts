/** Names of fields and topics in DDL, in Python and in text. They come from messages: nothing in them may become code or steer what shows them. */
import type { DataType } from '../spark/types.ts';
import { catalogString } from '../spark/types.ts';
import { strictNonReserved } from '../spark/sql/keywords.ts';

/** Reserved in Spark 3.3.1 with spark.sql.ansi.enforceReservedKeywords; otherwise any keyword may be a name. */
const RESERVED = new Set(`ALL AND ANY AS AUTHORIZATION BOTH CASE CAST CHECK COLLATE COLUMN CONSTRAINT CREATE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER
DISTINCT ELSE END ESCAPE FALSE FETCH FILTER FOR FOREIGN FROM GRANT GROUP HAVING IN INTO IS LEADING NOT NULL ONLY OR ORDER OUTER OVERLAPS PERCENTILE_CONT
PERCENTILE_DISC PRIMARY REFERENCES SELECT SESSION_USER SOME TABLE THEN TIME TO TRAILING TRUE UNIQUE UNKNOWN USER WHEN WHERE WITH WITHIN`.split(/\s+/));

/** A name as DDL takes it in every mode of Spark, reserved words included. */
export function ddlName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.has(name.toUpperCase()) && !strictNonReserved.has(name.toUpperCase()) ? name : `\`${name.replaceAll('`', '``')}\``;
}

/** DataType.sql, with names quoted as `ddlName` does. */
export function ddlType(type: DataType): string {
  switch (type.kind) {
    case 'array': return `ARRAY<${ddlType(type.element)}>`;
    case 'map': return `MAP<${ddlType(type.key)}, ${ddlType(type.value)}>`;
    case 'struct': return `STRUCT<${type.fields.map((field) => `${ddlName(field.name)}: ${ddlType(field.type)}`).join(', ')}>`;
    default: return catalogString(type).toUpperCase();
  }
}

const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

export const printable = (text: string): string => text.replace(UNPRINTABLE, '·');

/** A name or type as it stands in a sentence: one line, not too long. */
export const inText = (text: string): string => {
  const line = printable(text);
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
};

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The inside of a Python literal between double quotes, one or three. */
export function pythonEscaped(text: string): string {
  return text.replace(/[\\"]/g, '\\$&').replace(UNPRINTABLE, (char) => {
    const code = char.codePointAt(0)!;
    return ESCAPES[char] ?? (code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`);
  });
}

export const pythonString = (text: string): string => `"${pythonEscaped(text)}"`;

const PYTHON = new Set(`and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or
pass raise return try while with yield spark`.split(/\s+/));

/** A variable of Python for a topic: `card-transactions` is card_transactions. */
export function variableFor(topic: string): string {
  const name = topic.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '').toLowerCase();
  if (name === '') return 'messages';
  return /^\d/.test(name) ? `topic_${name}` : PYTHON.has(name) ? `${name}_` : name;
}

/** How a field is called in a select: with backticks where its name needs them. */
export const columnName = (name: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``);

/** Fields inside columns: `event.user.id`. */
import type { ColumnFact } from '../../../protocol/language.ts';
import { parseDataType } from '../../../spark/sql/index.ts';
import { catalogString, simpleString, type DataType } from '../../../spark/types.ts';

export interface Field { name: string; type: string; nullable: boolean }

const parsed = new Map<string, DataType | undefined>();
/** Texts of types that are kept parsed: a job has few. */
const KEPT = 500;

export function typeOf(text: string): DataType | undefined {
  if (!parsed.has(text)) {
    if (parsed.size > KEPT) parsed.clear();
    parsed.set(text, parseDataType(text).tree);
  }
  return parsed.get(text);
}

/** Characters of a type that are shown in one line. */
const SHOWN = 240;

/** A type as it is shown: of a struct with many fields the first ones and how many more there are, as Spark's simpleString has it. */
export function shownType(text: string): string {
  const type = text.length > SHOWN ? typeOf(text) : undefined, short = type ? simpleString(type) : text;
  return short.length > SHOWN ? `${short.slice(0, SHOWN)} …` : short;
}

/** Fields of a struct, or of the structs in an array, which Spark reads the same way. */
export function fieldsOf(type: DataType | undefined): Field[] {
  if (type?.kind === 'array') return fieldsOf(type.element);
  return type?.kind === 'struct' ? type.fields.map((field) => ({ name: field.name, type: catalogString(field.type), nullable: field.nullable })) : [];
}

/** A path as Spark reads it: `a.b`, with backquotes around what has dots. Names are compared without case. */
export function splitPath(path: string): string[] {
  return [...path.matchAll(/`((?:[^`]|``)*)`|([^.`]+)|(?<=\.|^)(?=\.|$)/g)].map(([, quoted, plain]) => (quoted !== undefined ? quoted.replaceAll('``', '`') : plain ?? ''));
}

export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** What a path of names leads to, from columns on; `column` is where it begins. */
export function follow(columns: readonly ColumnFact[], path: readonly string[]): { column: ColumnFact; field: Field } | undefined {
  const column = columns.find(({ name }) => sameName(name, path[0] ?? ''));
  if (!column) return undefined;
  let field: Field = column;
  for (const name of path.slice(1)) {
    const next = fieldsOf(typeOf(field.type)).find((each) => sameName(each.name, name));
    if (!next) return undefined;
    field = next;
  }
  return { column, field };
}

/** A name as a string that names a column has it. */
export const quoted = (name: string): string => (/[.`]/.test(name) ? `\`${name.replaceAll('`', '``')}\`` : name);

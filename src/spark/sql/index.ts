import type { Expr } from '../expression.ts';
import { fromJsonValue, struct, type DataType, type StructType } from '../types.ts';
import { firstJson } from '../formats/json/jackson.ts';
import { parseAll, type SqlOptions } from './cursor.ts';
import { columnList, dataType } from './dataType.ts';
import { multipart } from './names.ts';
import { namedExpression } from './operators.ts';
import { singleStatement } from './statement.ts';
import type { Parsed, SqlProblem, SqlStatement } from './tree.ts';

export { sameOrigin, sqlOrigin, type SqlOptions } from './cursor.ts';
export { prettyName, sqlText } from './exprSql.ts';
export type * from './tree.ts';

/** `expr`, `selectExpr` and filter strings (ParserInterface.parseExpression). */
export const parseExpression = (text: string, options: SqlOptions = {}): Parsed<Expr> => parseAll(text, options, (c) => {
  const tree = namedExpression(c);
  c.expect('eof');
  return tree;
});

/** One SQL statement (ParserInterface.parsePlan). */
export const parseStatement = (text: string, options: SqlOptions = {}): Parsed<SqlStatement> =>
  parseAll(text, options, singleStatement, (tree) => tree.kind === 'set');

/** A type by its name: `INT`, `array<string>` (ParserInterface.parseDataType). */
export const parseDataType = (text: string): Parsed<DataType> => parseAll(text, {}, (c) => {
  const tree = dataType(c, 'refuse');
  c.expect('eof');
  return tree;
});

/** A table's columns: `a INT NOT NULL, b STRING` (ParserInterface.parseTableSchema). */
export const parseTableSchema = (text: string): Parsed<StructType> => parseAll(text, {}, (c) => {
  const tree = struct(columnList(c, 'refuse'));
  c.expect('eof');
  return tree;
});

/** A table's or view's name: `db.t` (ParserInterface.parseMultipartIdentifier). */
export const parseTableName = (text: string): Parsed<string[]> => parseAll(text, {}, (c) => {
  const tree = multipart(c);
  c.expect('eof');
  return tree;
});

/** DataType.fromDDL: a type, or the columns of a struct; the second reading's error is told. */
export function parseSchema(text: string): Parsed<DataType> {
  const type = parseDataType(text);
  if (type.tree) return type;
  return parseTableSchema(text);
}

/** DataType.fromDDL as functions read their schemas: both readings' errors are told. */
export function parseFunctionSchema(text: string): Parsed<DataType> {
  const type = parseDataType(text);
  if (type.tree) return type;
  const table = parseTableSchema(text);
  return table.tree ? table : failedTwice('Cannot parse the data type: ', type.problems[0]!, table.problems[0]!);
}

/** Schema strings of functions.from_json: JSON as `schema.json()` prints it, else DDL. */
export function parseJsonOrDdlSchema(text: string): Parsed<DataType> {
  const json = firstJson(text);
  let why = json.problem;
  if (why === undefined) {
    const unknown = unknownTypeName(json.value);
    try {
      if (unknown === undefined) return { tree: fromJsonValue(json.value), problems: [] };
    } catch { /* told below */ }
    why = `Failed to convert the JSON string '${unknown ?? JSON.stringify(json.value)}' to a data type.`;
  }
  const ddl = parseFunctionSchema(text);
  return ddl.tree ? ddl : failedTwice('Cannot parse the schema in JSON format: ', { message: why }, ddl.problems[0]!);
}

/** DataType.nameToType: a name of SQL (`int`) is none of the names that `schema.json()` prints. */
function unknownTypeName(json: unknown): string | undefined {
  if (typeof json === 'string') return jsonTypeName.test(json) ? undefined : json;
  if (json === null || typeof json !== 'object') return undefined;
  const { elementType, keyType, valueType, fields } = json as { elementType?: unknown; keyType?: unknown; valueType?: unknown; fields?: unknown };
  const parts = [elementType, keyType, valueType, ...(Array.isArray(fields) ? (fields as unknown[]).map((f) => (f !== null && typeof f === 'object' ? (f as { type?: unknown }).type : undefined)) : [])];
  return parts.map(unknownTypeName).find((name) => name !== undefined);
}
const jsonTypeName = /^(?:void|string|binary|boolean|timestamp|timestamp_ntz|date|decimal|decimal\(\s*\d+\s*,\s*-?\d+\s*\)|byte|short|integer|long|float|double|interval(?: (?:day|hour|minute|second|year|month)(?: to (?:hour|minute|second|month))?)?|(?:var)?char\(\s*\d+\s*\))$/;

/** QueryCompilationErrors.failedFallbackParsingError. */
function failedTwice(what: string, first: { readonly message: string }, second: SqlProblem): Parsed<DataType> {
  if (second.refusal) return { problems: [second] };
  const message = `${what}${first.message}\nFailed fallback parsing: ${second.message}`;
  return { problems: [{ errorClass: 'AnalysisException', summary: second.summary, message, range: second.range }] };
}

/**
 * pyspark's _parse_datatype_string: the columns of a struct, else a type, else the fields of a STRUCT<…> (`a: int`); where
 * nothing fits, the first reading's error is told.
 */
export function parsePythonType(text: string): Parsed<DataType> {
  const columns = parseTableSchema(text);
  if (columns.tree || columns.problems[0]?.summary.startsWith('char/varchar')) return columns;
  const type = parseDataType(text);
  if (type.tree) return type;
  const fields = parseDataType(`struct<${text.trim()}>`);
  return fields.tree ? fields : columns;
}

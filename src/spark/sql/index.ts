import type { Expr } from '../expression.ts';
import { fromJsonValue, struct, type DataType, type StructType } from '../types.ts';
import { parseAll, type SqlOptions } from './cursor.ts';
import { columnList, dataType } from './dataType.ts';
import { multipart } from './names.ts';
import { namedExpression } from './operators.ts';
import { singleStatement } from './statement.ts';
import type { Parsed, SqlStatement } from './tree.ts';

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

/** Schema strings of from_json and from_csv (functions.from_json): JSON as `schema.json()` prints it, else DDL. */
export function parseJsonOrDdlSchema(text: string): Parsed<DataType> {
  try {
    return { tree: fromJsonValue(JSON.parse(text)), problems: [] };
  } catch {
    return parseSchema(text);
  }
}

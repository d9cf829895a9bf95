import { analysisError, Refusal } from '../errors.ts';
import type { Resolved } from '../expression.ts';
import { parseFunctionSchema, parseJsonOrDdlSchema } from '../sql/index.ts';
import { catalogString, sameType, struct, type DataType } from '../types.ts';
import type { MapValue } from '../values.ts';
import type { BindContext } from './def.ts';
import { typeOf } from './nodes.ts';

/** ExprUtils.convertToMapData: the options of from_json and its kin. */
export function optionsOf(e: Resolved | undefined, context: BindContext): ReadonlyMap<string, string> {
  if (e === undefined) return new Map();
  const t = typeOf(e);
  if (t.kind !== 'map') throw analysisError('Must use a map() function for options');
  if (t.key.kind === 'null' && t.value.kind === 'null') return new Map();
  if (t.key.kind !== 'string' || t.value.kind !== 'string') throw analysisError(`A type of keys and values in map() must be string, but got ${catalogString(t)}`);
  const m = context.fold(e) as MapValue;
  return new Map(m.keys.map((k, i) => [String(k), String(m.values[i])]));
}

/** ExprUtils.evalTypeExpr: a DDL or JSON schema in a foldable string. */
export function schemaOf(e: Resolved, context: BindContext): DataType {
  if (!context.isFoldable(e)) {
    throw analysisError(`Schema should be specified in DDL format as a string literal or output of the schema_of_json/schema_of_csv functions instead of ${context.sql(e)}`);
  }
  const value = typeOf(e).kind === 'string' ? context.fold(e) : null;
  if (typeof value !== 'string') throw analysisError(`The expression '${context.sql(e)}' is not a valid schema string.`);
  const { tree, problems } = value.trimStart().startsWith('{') || value.startsWith('"') ? parseJsonOrDdlSchema(value) : parseFunctionSchema(value);
  const problem = problems[0];
  if (problem?.refusal) throw new Refusal(problem.refusal);
  if (!tree) throw analysisError(problem?.message ?? `The expression '${context.sql(e)}' is not a valid schema string.`);
  return tree;
}

/** DataType.asNullable. */
export function asNullable(t: DataType): DataType {
  switch (t.kind) {
    case 'array': return { ...t, element: asNullable(t.element), containsNull: true };
    case 'map': return { ...t, key: asNullable(t.key), value: asNullable(t.value), valueContainsNull: true };
    case 'struct': return struct(t.fields.map((f) => ({ ...f, type: asNullable(f.type), nullable: true })));
    default: return t;
  }
}

/** A map whose keys are no strings cannot be read from JSON (ExprUtils.checkJsonSchema). */
export function hasOtherKeys(t: DataType): boolean {
  switch (t.kind) {
    case 'array': return hasOtherKeys(t.element);
    case 'map': return !sameType(t.key, { kind: 'string' }) || hasOtherKeys(t.value);
    case 'struct': return t.fields.some((f) => hasOtherKeys(f.type));
    default: return false;
  }
}

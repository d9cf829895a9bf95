import { analysisError } from '../errors.ts';
import type { Call, Resolved } from '../expression.ts';
import { fromJson } from '../formats/json/decoder.ts';
import { jsonArrayLength, jsonObjectKeys, jsonTuple } from '../formats/json/extract.ts';
import { JsonInference } from '../formats/json/infer.ts';
import { checkCorruptColumn, jsonOptions, type JsonOptions } from '../formats/json/options.ts';
import { getJsonObject, parsePath } from '../formats/json/path.ts';
import { toJson } from '../formats/json/writer.ts';
import * as T from '../types.ts';
import { implicitCast } from './coercion.ts';
import type { BindContext, Binding, EvalEnv, FunctionDef } from './def.ts';
import { arity, checkTypes, define, mismatch } from './define.ts';
import { Str } from './expected.ts';
import { asNullable, hasOtherKeys, optionsOf, schemaOf } from './format-options.ts';
import { castTo, typeOf } from './nodes.ts';

/** What a bound from_json or to_json keeps. */
export interface JsonCall { readonly options: ReadonlyMap<string, string>; readonly corruptRecord: string }

const optionsFor = (call: Call, env: EvalEnv): JsonOptions => {
  const { options, corruptRecord } = call.data as JsonCall;
  return jsonOptions(options, env, corruptRecord);
};
const envOf = (context: BindContext): { timeZone: string; now(): number } => ({ timeZone: context.timeZone, now: () => { throw analysisError('A schema cannot be inferred from the clock.'); } });
const corruptName = (context: BindContext): string => context.conf('spark.sql.columnNameOfCorruptRecord') || '_corrupt_record';

function bindFromJson(args: readonly Resolved[], context: BindContext): Binding {
  if (args.length < 2 || args.length > 3) throw arity(context.calledAs, [2, 3], args.length);
  const child = typeOf(args[0]!).kind === 'null' ? castTo(args[0]!, T.StringType) : args[0]!;
  const type = asNullable(schemaOf(args[1]!, context));
  const options = optionsOf(args[2], context);
  const text = (): string => (type.kind === 'map' ? 'entries' : `from_json(${context.sql(child)})`);
  if (type.kind !== 'struct' && type.kind !== 'array' && type.kind !== 'map') throw mismatch(text(), `Input schema ${T.catalogString(type)} must be a struct, an array or a map.`);
  if (hasOtherKeys(type)) throw mismatch(text(), `Input schema "${T.sqlType(type)}" can only contain STRING as a key type for a MAP.`);
  const wrong = checkTypes([child], [Str], context);
  if (wrong) throw mismatch(text(), wrong);
  const data: JsonCall = { options, corruptRecord: corruptName(context) };
  const parsed = jsonOptions(options, envOf(context), data.corruptRecord);
  if (type.kind === 'struct') checkCorruptColumn(type, parsed.columnNameOfCorruptRecord);
  return { args: [child], type, nullable: true, data };
}

const unwritable = (t: T.DataType): boolean => t.kind === 'struct' ? t.fields.some((f) => unwritable(f.type)) : t.kind === 'array' ? unwritable(t.element) : t.kind === 'map' && unwritable(t.value);

function bindToJson(args: readonly Resolved[], context: BindContext): Binding {
  if (args.length < 1 || args.length > 2) throw arity(context.calledAs, [1, 2], args.length);
  const child = args[0]!, t = typeOf(child);
  if ((t.kind !== 'struct' && t.kind !== 'array' && t.kind !== 'map') || unwritable(t)) {
    throw mismatch(`to_json(${context.sql(child)})`, `Input type ${T.catalogString(t)} must be a struct, array of structs or a map or array of map.`);
  }
  const data: JsonCall = { options: optionsOf(args[1], context), corruptRecord: '' };
  jsonOptions(data.options, envOf(context), '');
  return { args: [child], type: T.StringType, nullable: true, data };
}

function bindSchemaOfJson(args: readonly Resolved[], context: BindContext): Binding {
  if (args.length < 1 || args.length > 2) throw arity(context.calledAs, [1, 2], args.length);
  const child = args[0]!;
  const json = context.isFoldable(child) && typeOf(child).kind === 'string' ? context.fold(child) : null;
  if (typeof json !== 'string') {
    throw mismatch(`schema_of_json(${context.sql(child)})`, `The input json should be a foldable string expression and not null; however, got ${context.sql(child)}.`);
  }
  const options = jsonOptions(optionsOf(args[1], context), { ...envOf(context), timeZone: 'UTC' }, '');
  return { args: [child], type: T.StringType, nullable: false, data: schemaText(json, options) };
}

function schemaText(json: string, options: JsonOptions): string {
  const inference = new JsonInference(options);
  const t = inference.typeOf(json);
  if (t.kind === 'struct') return T.sqlType(inference.canonical(t) ?? T.struct([]));
  if (t.kind === 'array' && t.element.kind === 'struct') return T.sqlType(T.array(inference.canonical(t.element) ?? T.struct([]), t.containsNull));
  return T.sqlType(inference.canonical(t) ?? T.StringType);
}

function bindJsonTuple(args: readonly Resolved[], context: BindContext): Binding {
  const text = (): string => `json_tuple(${args.map((a) => context.sql(a)).join(', ')})`;
  if (args.length < 2) throw mismatch(text(), 'json_tuple requires at least two arguments');
  if (args.some((a) => typeOf(a).kind !== 'string')) throw mismatch(text(), 'json_tuple requires that all arguments are strings');
  const names = args.slice(1).map((_, i) => `c${i}`);
  return { args, type: T.struct(names.map((n) => T.field(n, T.StringType))), nullable: false, outputNames: names };
}

function bindPath(args: readonly Resolved[], context: BindContext): Binding {
  if (args.length !== 2) throw arity(context.calledAs, [2], args.length);
  const given = args.map((a) => implicitCast(a, Str));
  const wrong = checkTypes(given, [Str, Str], context);
  if (wrong) throw mismatch(`get_json_object(${given.map((a) => context.sql(a)).join(', ')})`, wrong);
  return { args: given, type: T.StringType, nullable: true };
}

export const jsonFunctions: readonly FunctionDef[] = [
  {
    name: 'from_json', kind: 'scalar', args: 'jsonStr, schema[, options]', doc: 'A struct, array or map read from JSON text.', since: '2.2.0',
    python: ['from_json(col col, = schema, = options?None)'],
    bind: bindFromJson,
    sql: (args, call) => (call.type.kind === 'map' ? 'entries' : `from_json(${args[0]!})`),
    strict: (call, env) => {
      const options = optionsFor(call, env);
      // Spark makes the parser, which refuses the mode, when the first row comes.
      if (options.mode === 'DROPMALFORMED') return () => { throw analysisError("from_json() doesn't support the DROPMALFORMED mode. Acceptable modes are PERMISSIVE and FAILFAST."); };
      const read = fromJson(call.type, options);
      return (json: string) => read(json);
    },
  },
  {
    name: 'to_json', kind: 'scalar', args: 'expr[, options]', doc: 'JSON text of a struct, array or map.', since: '2.2.0', python: ['to_json(col col, = options?None)'],
    bind: bindToJson,
    sql: (args) => `to_json(${args[0]!})`,
    strict: (call, env) => toJson(typeOf(call.args[0]!), optionsFor(call, env)),
  },
  {
    name: 'schema_of_json', kind: 'scalar', args: 'json[, options]', doc: 'The schema of a JSON text in DDL form.', since: '2.4.0', nulls: 'An error: the text has to be a constant.', python: ['schema_of_json(col json, = options?None)'],
    bind: bindSchemaOfJson,
    sql: (args) => `schema_of_json(${args[0]!})`,
    strict: (call) => () => call.data as string,
  },
  {
    name: 'get_json_object', kind: 'scalar', args: 'json_txt, path', doc: 'The part of a JSON text that a JSONPath names.', since: '1.5.0', python: ['get_json_object(col col, = path)'],
    bind: bindPath,
    strict: (call) => {
      const second = call.args[1]!;
      const fixed = second.op === 'lit' ? parsePath(String(second.value)) : null;
      return (json: string, text: string) => {
        const path = fixed === null ? parsePath(text) : fixed;
        return path ? getJsonObject(json, path) : null;
      };
    },
  },
  {
    name: 'json_tuple', kind: 'generator', args: 'jsonStr, p1, p2, …', doc: 'Top-level fields of a JSON object as columns of text.', since: '1.6.0', python: ['json_tuple(col col, = * fields)'],
    bind: bindJsonTuple,
    generate: () => (args) => [jsonTuple(args[0] as string | null, args.slice(1) as (string | null)[])],
  },
  define({
    name: 'json_array_length', args: 'jsonArray', doc: 'Number of elements of the outermost JSON array.', since: '3.1.0', types: [Str], noCast: true, returns: T.IntegerType, nullable: true,
    strict: () => (json: string) => jsonArrayLength(json),
  }),
  define({
    name: 'json_object_keys', args: 'json_object', doc: 'Keys of the outermost JSON object.', since: '3.1.0', types: [Str], noCast: true, returns: T.array(T.StringType), nullable: true,
    strict: () => (json: string) => jsonObjectKeys(json),
  }),
];

import { analysisError, Refusal } from '../errors.ts';
import type { Call, Resolved } from '../expression.ts';
import { CsvInference } from '../formats/csv/infer.ts';
import { csvOptions, type CsvOptions } from '../formats/csv/options.ts';
import { CsvRows } from '../formats/csv/parser.ts';
import { CsvTokenizer } from '../formats/csv/tokenizer.ts';
import { CsvLines } from '../formats/csv/writer.ts';
import * as T from '../types.ts';
import type { Row, Value } from '../values.ts';
import { implicitCast } from './coercion.ts';
import type { BindContext, Binding, EvalEnv, FunctionDef } from './def.ts';
import { arity, checkTypes, mismatch } from './define.ts';
import { AnyStruct, Str } from './expected.ts';
import { asNullable, optionsOf, schemaOf } from './format-options.ts';
import { anyNullable, castTo, typeOf } from './nodes.ts';

interface CsvCall { readonly options: ReadonlyMap<string, string>; readonly corruptRecord: string }

/** A text is one record whatever it holds: Spark sets a line separator that no text has. */
const oneRecord = (options: ReadonlyMap<string, string>): ReadonlyMap<string, string> => new Map([...[...options].filter(([k]) => k.toLowerCase() !== 'linesep'), ['lineSep', '\uffff']]);
const optionsFor = (call: Call, env: EvalEnv): CsvOptions => {
  const { options, corruptRecord } = call.data as CsvCall;
  return csvOptions(options, env, corruptRecord);
};
const quiet = (context: BindContext, timeZone = context.timeZone): { timeZone: string; now(): number } => ({ timeZone, now: () => { throw analysisError('A schema cannot be inferred from the clock.'); } });

function bindFromCsv(given: readonly Resolved[], context: BindContext): Binding {
  if (given.length < 2 || given.length > 3) throw arity(context.calledAs, [2, 3], given.length);
  const child = typeOf(given[0]!).kind === 'null' ? castTo(given[0]!, T.StringType) : given[0]!;
  const schema = schemaOf(given[1]!, context);
  if (schema.kind !== 'struct') throw analysisError(`Schema should be struct type but got ${T.sqlType(schema)}.`);
  const data: CsvCall = { options: oneRecord(optionsOf(given[2], context)), corruptRecord: context.conf('spark.sql.columnNameOfCorruptRecord') || '_corrupt_record' };
  const wrong = checkTypes([child], [Str], context);
  if (wrong) throw mismatch(`from_csv(${context.sql(child)})`, wrong);
  return { args: [child], type: asNullable(schema), nullable: anyNullable([child]), data };
}

function readCsv(call: Call, env: EvalEnv): (csv: string) => Value {
  const options = optionsFor(call, env);
  if (options.mode === 'DROPMALFORMED') throw analysisError("from_csv() doesn't support the DROPMALFORMED mode. Acceptable modes are PERMISSIVE and FAILFAST.");
  const tokens = new CsvTokenizer(options), rows = new CsvRows(call.type as T.StructType, options);
  return (csv) => rows.row(tokens.line(csv), () => (csv === '' ? null : tokens.record));
}

function bindToCsv(given: readonly Resolved[], context: BindContext): Binding {
  if (given.length < 1 || given.length > 2) throw arity(context.calledAs, [1, 2], given.length);
  const child = implicitCast(given[0]!, AnyStruct);
  const wrong = checkTypes([child], [AnyStruct], context);
  if (wrong) throw mismatch(`to_csv(${context.sql(child)})`, wrong);
  const type = typeOf(child) as T.StructType;
  const odd = type.fields.find((f) => f.type.kind !== 'null' && f.type.kind !== 'calendarInterval' && (!T.isAtomic(f.type) || f.type.kind === 'binary'));
  if (odd) throw new Refusal(`to_csv of the type ${T.catalogString(odd.type)}`, 'Spark prints the internal form of such a value: write it with to_json or as single columns.');
  const data: CsvCall = { options: optionsOf(given[1], context), corruptRecord: '' };
  csvOptions(data.options, quiet(context));
  return { args: [child], type: T.StringType, nullable: true, data };
}

function bindSchemaOfCsv(given: readonly Resolved[], context: BindContext): Binding {
  if (given.length < 1 || given.length > 2) throw arity(context.calledAs, [1, 2], given.length);
  const child = given[0]!;
  const csv = context.isFoldable(child) && typeOf(child).kind === 'string' ? context.fold(child) : null;
  if (typeof csv !== 'string') throw mismatch(`schema_of_csv(${context.sql(child)})`, `The input csv should be a foldable string expression and not null; however, got ${context.sql(child)}.`);
  const options = { ...csvOptions(oneRecord(optionsOf(given[1], context)), quiet(context, 'UTC')), inferSchema: true };
  const record = new CsvTokenizer(options).line(csv);
  if (record === null) throw analysisError('assertion failed: Parsed CSV record should not be null.');
  return { args: [child], type: T.StringType, nullable: false, data: T.sqlType(new CsvInference(options).schema(record.map((_, i) => `_c${i}`), [record])) };
}

export const csvFunctions: readonly FunctionDef[] = [
  {
    name: 'from_csv', kind: 'scalar', args: 'csvStr, schema[, options]', doc: 'A struct read from one CSV record.', since: '3.0.0', python: ['from_csv(col col, = schema, = options?None)'],
    bind: bindFromCsv,
    sql: (args) => `from_csv(${args[0]!})`,
    strict: (call, env) => readCsv(call, env),
  },
  {
    name: 'to_csv', kind: 'scalar', args: 'expr[, options]', doc: 'A struct as one CSV record.', since: '3.0.0', python: ['to_csv(col col, = options?None)'],
    bind: bindToCsv,
    sql: (args) => `to_csv(${args[0]!})`,
    strict: (call, env) => {
      const lines = new CsvLines(typeOf(call.args[0]!) as T.StructType, optionsFor(call, env));
      return (row: Row) => lines.record(row) || null;
    },
  },
  {
    name: 'schema_of_csv', kind: 'scalar', args: 'csv[, options]', doc: 'The schema of a CSV record in DDL form.', since: '3.0.0', nulls: 'An error: the text has to be a constant.', python: ['schema_of_csv(col csv, = options?None)'],
    bind: bindSchemaOfCsv,
    sql: (args) => `schema_of_csv(${args[0]!})`,
    strict: (call) => () => call.data as string,
  },
];

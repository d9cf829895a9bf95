/** A schema as DDL, as code of PySpark and as JSON. */
import type { PythonCode, SchemaCode } from '../protocol/topic-schema.ts';
import type { DataType, StructType } from '../spark/types.ts';
import { jsonValue } from '../spark/types.ts';
import { ddlName, ddlType, printable, pythonEscaped, pythonString, variableFor } from './names.ts';

const FUNCTIONS = 'from pyspark.sql import functions as F';

/** `comments`: sentences for above the code. `brokers`: what its option is set to. */
export function codeOf(topic: string, type: StructType, { comments, brokers }: { comments: readonly string[]; brokers: string }): SchemaCode {
  const fields = type.fields.map((field) => `${ddlName(field.name)} ${ddlType(field.type)}`);
  const variable = variableFor(topic), constant = variable.toUpperCase();
  const ddl = fields.join(', '), about = comments.flatMap(commentLines).map((line) => `${line}\n`).join('');
  const ddlStatement = { imports: [], text: about + constantOf(constant, fields) };
  return {
    ddl, ddlEscaped: pythonEscaped(ddl).replaceAll("'", "\\'"), ddlStatement, struct: structCode(about, constant, type), json: JSON.stringify(jsonValue(type), undefined, 2),
    fromJson: fromJson(topic, { variable, constant, brokers, schema: ddlStatement }),
  };
}

function constantOf(name: string, fields: readonly string[]): string {
  const parts = fields.map(pythonEscaped), line = `${name} = "${parts.join(', ')}"`;
  return line.length <= 120 ? line : `${name} = """\n    ${parts.join(',\n    ')}\n"""`;
}

const CLASSES: Partial<Record<DataType['kind'], string>> = {
  boolean: 'BooleanType', long: 'LongType', double: 'DoubleType', string: 'StringType', date: 'DateType', timestamp: 'TimestampType', decimal: 'DecimalType',
  array: 'ArrayType', struct: 'StructType', map: 'MapType',
};

function structCode(about: string, name: string, type: StructType): PythonCode {
  const used = new Set<string>(['StructField']);
  const text = `${about}${name} = ${expression(type, '', used)}`;
  return { imports: [`from pyspark.sql.types import ${[...used].sort().join(', ')}`], text };
}

function expression(type: DataType, indent: string, used: Set<string>): string {
  const name = CLASSES[type.kind];
  if (name === undefined) throw new Error(`JSON has no ${type.kind}`);
  used.add(name);
  switch (type.kind) {
    case 'struct': {
      const inside = `${indent}    `;
      return `${name}([\n${type.fields.map((field) => `${inside}StructField(${pythonString(field.name)}, ${expression(field.type, inside, used)}),\n`).join('')}${indent}])`;
    }
    case 'array': return `${name}(${expression(type.element, indent, used)})`;
    case 'map': return `${name}(${expression(type.key, indent, used)}, ${expression(type.value, indent, used)})`;
    case 'decimal': return `${name}(${type.precision}, ${type.scale})`;
    default: return `${name}()`;
  }
}

function fromJson(topic: string, { variable, constant, brokers, schema }: { variable: string; constant: string; brokers: string; schema: PythonCode }): PythonCode {
  return {
    imports: [FUNCTIONS],
    text: [
      schema.text,
      '',
      `${variable} = (`,
      '    spark.readStream.format("kafka")',
      `    .option("kafka.bootstrap.servers", ${pythonString(brokers)})`,
      `    .option("subscribe", ${pythonString(topic)})`,
      '    .option("startingOffsets", "earliest")',
      '    .load()',
      `    .select(F.from_json(F.col("value").cast("string"), ${constant}).alias("data"))`,
      '    .select("data.*")',
      ')',
    ].join('\n'),
  };
}

const LINE = 118;

/** A sentence as lines of a comment. It holds names from messages: none of them may end the line. */
function commentLines(sentence: string): string[] {
  const lines: string[] = [];
  for (const word of printable(sentence).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LINE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`#${lines.length === 0 ? '' : '  '} ${word}`);
  }
  return lines;
}

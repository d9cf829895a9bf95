/** Members of PySpark 3.3.1 that completion knows: what was recorded of it. `WEIR_WRITE=1` writes them anew. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

interface Recorded { functions: Record<string, string>; classes: Record<string, Record<string, string>> }
const file = new URL('../../src/language/features/members/api.ts', import.meta.url);
const CLASSES = ['catalog.Catalog', 'column.Column', 'conf.RuntimeConfig', 'dataframe.DataFrame', 'dataframe.DataFrameNaFunctions', 'dataframe.DataFrameStatFunctions', 'group.GroupedData', 'readwriter.DataFrameReader', 'readwriter.DataFrameWriter',
  'session.SparkSession', 'streaming.DataStreamReader', 'streaming.DataStreamWriter', 'streaming.StreamingQuery', 'streaming.StreamingQueryManager', 'udf.UDFRegistration', 'window.Window', 'window.WindowSpec'];

test('members and functions are those that PySpark 3.3.1 has', () => {
  const { classes, functions } = JSON.parse(readFileSync(new URL('pyspark/api331.json', import.meta.url), 'utf8')) as Recorded;
  const own = (members: Record<string, string>): string => Object.entries(members).map(([name, signature]) => `${name}${signature === 'property' || signature === 'value' ? '' : signature.replace(/^\(self(?:, )?/, '(')}`).reduce((text, each) => (text.length - text.lastIndexOf('\n') + each.length > 190 ? `${text};\n${each}` : text === '' ? each : `${text}; ${each}`), '');
  const block = (text: string): string => `\`\n${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``;
  const wanted = `/** What PySpark 3.3.1 has, as it was recorded (test/unit/pyspark/api331.json): methods with their parameters. Written by test/unit/language-members.test.ts. */
const CLASSES = {
${CLASSES.map((name) => `  ${name.split('.')[1]!}: ${block(own(classes[`pyspark.sql.${name}`]!))},`).join('\n')}
};
const FUNCTIONS = ${block(own(functions))};

export type ClassName = keyof typeof CLASSES;
/** \`signature\` absent: a property. */
export interface Member { name: string; signature?: string }

const read = (text: string): ReadonlyMap<string, Member> => new Map(text.trim().split(/;\\s/).map((line) => {
  const at = line.indexOf('('), name = at < 0 ? line : line.slice(0, at);
  return [name, { name, ...(at >= 0 && { signature: line.slice(at) }) }];
}));
const made = new Map<string, ReadonlyMap<string, Member>>();
const once = (key: string, text: string): ReadonlyMap<string, Member> => {
  const found = made.get(key) ?? read(text);
  made.set(key, found);
  return found;
};

export const membersOf = (name: ClassName): ReadonlyMap<string, Member> => once(name, CLASSES[name]);
/** pyspark.sql.functions. */
export const functionMembers = (): ReadonlyMap<string, Member> => once('', FUNCTIONS);
`;
  if (process.env.WEIR_WRITE) writeFileSync(file, wanted);
  assert.equal(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'), wanted);
});

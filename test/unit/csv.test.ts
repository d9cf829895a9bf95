import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { CsvInference, headerNames } from '../../src/spark/formats/csv/infer.ts';
import { csvOptions } from '../../src/spark/formats/csv/options.ts';
import { CsvRows } from '../../src/spark/formats/csv/parser.ts';
import { CsvTokenizer } from '../../src/spark/formats/csv/tokenizer.ts';
import { CsvLines } from '../../src/spark/formats/csv/writer.ts';
import { Refusal } from '../../src/spark/errors.ts';
import * as T from '../../src/spark/types.ts';

/** What univocity-parsers 2.9.1 answered, with the settings that Spark 3.3.1's CSVOptions makes of these options: random texts of the characters that mean something. */
interface Vectors<C> { options: Record<string, string>; cases: C[] }
const vectors = JSON.parse(readFileSync(new URL('./data/csv-univocity.json', import.meta.url), 'utf8')) as {
  lines: Vectors<[string, string[] | null]>[]; texts: Vectors<[string, [string[], string | null][]]>[]; rows: Vectors<[(string | null)[], string | null]>[];
};
const env = { timeZone: 'UTC', now: () => 0 };
const options = (o: Record<string, string> = {}) => csvOptions(o, env);

test('a line is taken apart as univocity does', () => {
  for (const { options: o, cases } of vectors.lines) for (const [line, values] of cases) assert.deepEqual(new CsvTokenizer(options(o)).line(line), values, `${JSON.stringify(o)} ${JSON.stringify(line)}`);
});

test('records of a text with line ends inside quotes, and the text of each', () => {
  for (const { options: o, cases } of vectors.texts) {
    for (const [text, records] of cases) {
      const tokens = new CsvTokenizer(options(o));
      const found: [string[], string | null][] = [];
      for (const values of tokens.records(text)) found.push([values, tokens.record]);
      assert.deepEqual(found, records, `${JSON.stringify(o)} ${JSON.stringify(text)}`);
    }
  }
});

test('a record is written as univocity does', () => {
  for (const { options: o, cases } of vectors.rows) for (const [row, line] of cases) assert.equal(new CsvLines(T.struct([]), options(o)).line(row) || null, line, `${JSON.stringify(o)} ${JSON.stringify(row)}`);
});

const schema = T.struct([T.field('i', T.IntegerType), T.field('s', T.StringType), T.field('_corrupt_record', T.StringType)]);

test('a malformed record keeps what could be read, with its text in the corrupt column', () => {
  const rows = new CsvRows(schema, options());
  assert.deepEqual(rows.row(['1', 'a'], () => '1,a'), [1, 'a', null]);
  assert.deepEqual(rows.row(['x', 'a'], () => 'x,a'), [null, 'a', 'x,a']);
  assert.deepEqual(rows.row(['1'], () => '1'), [1, null, '1']);
  assert.equal(new CsvRows(schema, options({ mode: 'DROPMALFORMED' })).row(['1'], () => '1'), null);
  assert.throws(() => new CsvRows(schema, options({ mode: 'FAILFAST' })).row(['1'], () => '1'), /Malformed records are detected/);
});

test('types that Spark infers for a column', () => {
  const inferred = (...values: string[]) => T.catalogString(new CsvInference(options({ inferSchema: 'true' })).schema(['c'], values.map((v) => [v])).fields[0]!.type);
  assert.equal(inferred('1', ''), 'int');
  assert.equal(inferred('1', '9999999999'), 'bigint');
  assert.equal(inferred('1', '99999999999999999999'), 'decimal(20,0)');
  assert.equal(inferred('1', '1e3'), 'double');
  assert.equal(inferred('2023-01-01 10:00:00', '2023-01-02'), 'timestamp');
  assert.equal(inferred('true', 'FALSE'), 'boolean');
  assert.equal(inferred('1', 'true'), 'string');
  assert.equal(inferred('', ''), 'string');
});

test('names of columns: numbers behind those that come twice, places for those without', () => {
  assert.deepEqual(headerNames(['a', 'A', '', 'b'], options({ header: 'true' }), false), ['a0', 'A1', '_c2', 'b']);
  assert.deepEqual(headerNames(['a', 'A', '', 'b'], options({ header: 'true' }), true), ['a', 'A', '_c2', 'b']);
  assert.deepEqual(headerNames(['a', 'b'], options(), false), ['_c0', '_c1']);
});

test('options that are not simulated are refused by name', () => {
  const refused: Record<string, string>[] = [{ unescapedQuoteHandling: 'SKIP_VALUE' }, { encoding: 'UTF-16' }, { locale: 'de-DE' }, { samplingRatio: '0.5' }];
  for (const o of refused) assert.throws(() => options(o), (e) => e instanceof Refusal && e.message.includes(Object.values(o)[0]!));
});

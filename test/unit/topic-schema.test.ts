/** The schema of messages: types, what they do not say, and code that means the same in every form. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { TopicSchema } from '../../src/protocol/topic-schema';
import { parseSchema } from '../../src/spark/sql/index';
import { fromJsonValue, sameType } from '../../src/spark/types';
import { SchemaInference } from '../../src/topic-schema/infer';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function infer(...values: (string | Uint8Array | object | null)[]): TopicSchema {
  const inference = new SchemaInference();
  values.forEach((value, offset) => {
    inference.add(value === null || value instanceof Uint8Array ? value : bytes(typeof value === 'string' ? value : JSON.stringify(value)), { partition: 3, offset });
  });
  return inference.result('card-transactions', { brokers: 'b:9092', problems: [] });
}
const ddl = (...values: object[]): string => infer(...values).code?.ddl ?? '';
const notes = (schema: TopicSchema, path: string): string => schema.fields.find((field) => field.path === path)?.notes.join(' ') ?? 'no such field';
/** DDL, StructType's JSON and our SQL parser say the same. */
function agrees({ code }: TopicSchema): void {
  const parsed = parseSchema(code?.ddl ?? '');
  assert.ok(parsed.tree, parsed.problems[0]?.message);
  assert.ok(sameType(parsed.tree, fromJsonValue(JSON.parse(code?.json ?? ''))), code?.ddl);
}

test('types are those of Spark\'s inference, in the order of the messages', () => {
  assert.equal(ddl({ b: 1, a: 'x' }, { a: 'y', c: true, d: 1.5 }), 'b BIGINT, a STRING, c BOOLEAN, d DOUBLE');
  assert.equal(ddl({ a: 1 }, { a: 1.5 }), 'a DOUBLE');
  assert.equal(infer('{"a":123456789012345678901}').code?.ddl, 'a DECIMAL(21,0)');
  assert.equal(ddl({ a: null }, { a: null }), 'a STRING');
  assert.equal(ddl({ a: [1, 2.5], b: [{ x: 1 }, { y: [] }], c: { d: { e: false } } }), 'a ARRAY<DOUBLE>, b ARRAY<STRUCT<x: BIGINT, y: ARRAY<STRING>>>, c STRUCT<d: STRUCT<e: BOOLEAN>>');
});

test('missing and null are counted against the objects that could hold the field', () => {
  const { fields } = infer({ a: 1, o: { x: 1 } }, { a: null, o: {} }, {});
  assert.deepEqual(fields.map(({ path, of, missing, nulls }) => [path, of, missing, nulls]), [['a', 3, 1, 1], ['o', 3, 1, 0], ['o.x', 2, 1, 0]]);
});

test('only texts that are all ISO-8601 become times and dates', () => {
  assert.equal(ddl({ t: '2026-01-31T08:00:00Z', d: '2026-01-31' }, { t: '2026-01-31 08:00:00.123+02:00', d: null }), 't TIMESTAMP, d DATE');
  assert.equal(ddl({ t: '2026-01-31T08:00:00Z' }, { t: 'soon' }), 't STRING');
  assert.equal(ddl({ t: '2026-13-31T08:00:00Z', d: '2026-02-30' }), 't STRING, d STRING');
  assert.equal(ddl({ year: '2026', time: '08:00', card: '4711', stamp: 1700000000000 }), 'year STRING, `time` STRING, card STRING, stamp BIGINT');
  assert.equal(ddl({ a: ['2026-01-31T08:00:00Z'] }), 'a ARRAY<TIMESTAMP>');
  assert.equal(ddl({ t: '2026-01-31T08:00:00Z' }, { t: 1700000000000 }), 't STRING');
  const mixed = infer({ t: '2026-01-31' }, { t: '2026-01-31T08:00:00Z' });
  assert.equal(mixed.code?.ddl, 't STRING');
  assert.match(notes(mixed, 't'), /would become midnight/);
  assert.match(notes(infer({ t: '2026-01-31T08:00:00' }), 't'), /without a zone.*spark\.sql\.session\.timeZone/);
});

test('a time that Spark reads only when told names its format, and both where the texts do not decide', () => {
  const schema = infer({ t: '31.01.2026 08:00:00', u: '02/01/2026 08:00:00' }, { t: '01.02.2026 09:30:00', u: '03/01/2026 08:00:00' });
  assert.equal(schema.code?.ddl, 't STRING, u STRING');
  assert.match(notes(schema, 't'), /written as dd\.MM\.yyyy HH:mm:ss, .*\{"timestampFormat": "dd\.MM\.yyyy HH:mm:ss"\}/);
  assert.match(notes(schema, 'u'), /written as MM\/dd\/yyyy HH:mm:ss or as dd\/MM\/yyyy HH:mm:ss/);
  assert.match(schema.code?.fromJson.text ?? '', /^# t: All are times written as dd\.MM\.yyyy HH:mm:ss/m);
});

test('epoch numbers are a remark; seconds only where the name speaks of time', () => {
  const schema = infer({ at: 1700000000123, created_at: 1700000000, id: 1700000000, micros: 1700000000123456 });
  assert.match(notes(schema, 'at'), /epoch milliseconds \(2023-11-14T22:13:20Z/);
  assert.match(notes(schema, 'created_at'), /epoch seconds.*timestamp_seconds/);
  assert.match(notes(schema, 'micros'), /timestamp_micros/);
  assert.equal(notes(schema, 'id'), '');
});

test('mixed kinds of values are counted with a place each', () => {
  const schema = infer({ a: 1 }, { a: 'x' }, { a: 2 }, { a: { b: 1 } });
  assert.equal(schema.code?.ddl, 'a STRING');
  assert.match(notes(schema, 'a'), /^Mixed: number 2 × \(partition 3, offset 0\), text 1 × \(partition 3, offset 1\), object 1 × \(partition 3, offset 3\)/);
  assert.match(notes(infer({ a: 1.5 }, '{"a":9007199254740993}'), 'a'), /beyond 2\^53/);
  const empty = infer({ a: 1 }, { a: '' });
  assert.equal(empty.code?.ddl, 'a BIGINT');
  assert.match(notes(empty, 'a'), /empty in 1: these come out as null/);
});

test('what is no JSON object is counted with its reason and the first place', () => {
  const schema = infer({ a: 1 }, '[1]', '[2]', '"x"', '{"a":', '', null, new Uint8Array([0, 0, 0, 0, 7, 2]), `${'{"a":'.repeat(80)}1${'}'.repeat(80)}`, new Uint8Array([0xff, 0xfe]));
  assert.deepEqual([schema.messages, schema.objects, schema.tombstones], [10, 1, 1]);
  assert.deepEqual(schema.others.map(({ count, partition, offset }) => [count, partition, offset]), [[2, 3, 1], [2, 3, 4], [1, 3, 3], [1, 3, 5], [1, 3, 7], [1, 3, 8]]);
  assert.match(schema.others.map(({ reason }) => reason).join('\n'), /a JSON array, not an object\n.*no JSON \(the first: Unexpected end-of-input\)\n.*a JSON text.*\n.*empty\n.*schema registry.*\n.*more than 64 deep/);
  assert.deepEqual([infer('[1]').code, infer('{}').code, infer({ a: {} }).code], [null, null, null]);
  assert.match(infer({ a: {}, b: 1, '': 1 }).remarks.join('\n'), /a is always an empty object.*\n.*empty name/);
});

test('names that Spark or Python could misread come through every form', () => {
  const names = ['select', 'TIMESTAMP', 'interval', 'struct', 'Join', 'table', 'a b', 'a.b', '1e5', '12', 'back`tick', "it's", 'quote"\\', 'über', '"""\nimport os #', '\u202e\u0000x', '$', 'x\u{1f600}'];
  const schema = infer(Object.fromEntries(names.map((name) => [name, { [name]: 1 }])));
  agrees(schema);
  const { ddl: text = '', ddlEscaped, ddlStatement, struct, fromJson } = schema.code ?? {};
  assert.ok(ddlStatement && struct && fromJson && [...`${ddlStatement.text}${fromJson.text}${struct.text}`].every((char) => char === '\n' || !/\p{C}/u.test(char)), 'something does not print');
  const python = spawnSync('python3', ['-c', 'import ast, json, sys\nprint(json.dumps([[ast.literal_eval(n.value) for n in ast.parse(code).body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Constant)] + [len(ast.parse(code).body)] for code in json.load(sys.stdin)]))'],
    { input: JSON.stringify([ddlStatement.text, fromJson.text, `X = '${ddlEscaped}'`, `X = "${ddlEscaped}"`]), encoding: 'utf8' });
  const [[statement, one], [inCode, two], [single], [double]] = JSON.parse(python.stdout) as [[string, number], [string, number], [string], [string]];
  const whole = statement.trim().replaceAll(',\n    ', ', ');
  assert.deepEqual([whole, one, inCode === statement, two, single, double], [text, 1, true, 2, text, text]);
});

test('names that differ in case only, and names without end, are said', () => {
  const schema = infer({ Id: 1, id: 2, o: { A: 1, a: 1 } });
  agrees(schema);
  assert.match(schema.remarks.join(), /Id and id differ in case only.*spark\.sql\.caseSensitive/);
  assert.match(notes(schema, 'o'), /A and a differ in case only/);
  const many = infer(...Array.from({ length: 150 }, (_, i) => ({ byUser: { [`user-${i}`]: 1 } })));
  assert.match(notes(many, 'byUser'), /150 different names in 150 objects.*MAP<STRING, …>/);
});

test('a name that comes twice is counted once, and said', () => {
  const schema = infer('{"a":1,"a":"x","b":{"c":1,"c":2}}');
  agrees(schema);
  assert.match(schema.remarks.join(), /1 × a name comes twice in one message/);
  assert.match(notes(schema, 'b'), /comes twice/);
  assert.equal(schema.fields.find(({ path }) => path === 'a')?.missing, 0);
});

test('the code names topic and brokers, and who has no value', () => {
  const { code } = infer({ card: 'x', n: 1 }, { card: 'y' }, 'cut');
  assert.equal(code?.fromJson.text, [
    '# Schema of card-transactions, from the 2 of 3 messages that are JSON objects.',
    '# The other one has null in every column: .where("card IS NOT NULL") leaves it out.',
    'CARD_TRANSACTIONS = "card STRING, n BIGINT"', '',
    'card_transactions = (', '    spark.readStream.format("kafka")', '    .option("kafka.bootstrap.servers", "b:9092")', '    .option("subscribe", "card-transactions")',
    '    .option("startingOffsets", "earliest")', '    .load()', '    .select(F.from_json(F.col("value").cast("string"), CARD_TRANSACTIONS).alias("data"))', '    .select("data.*")', ')',
  ].join('\n'));
  assert.deepEqual(code?.struct, { imports: ['from pyspark.sql.types import LongType, StringType, StructField, StructType'], text: '# Schema of card-transactions, from the 2 of 3 messages that are JSON objects.\n# The other one has null in every column: .where("card IS NOT NULL") leaves it out.\nCARD_TRANSACTIONS = StructType([\n    StructField("card", StringType()),\n    StructField("n", LongType()),\n])' });
});

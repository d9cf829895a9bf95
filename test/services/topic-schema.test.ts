/** `weir schema` of a topic on a real Kafka 3.2.3, and its code run by real Spark 3.3.1 over the same values. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { RunningKafka } from '../stack/kafka.ts';
import { startKafka } from '../stack/kafka.ts';
import { ensureSpark, sparkEnvironment } from '../stack/spark.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** Values with what is easily got wrong. */
const VALUES: readonly string[] = [
  '{"id":9007199254740993,"amount":12.5,"at":"2026-01-31T08:00:00.123456Z","day":"2026-01-31","tags":["a","b"],"mixed":1,"select":{"a b":[{"x":1}],"time":"08:00"},"Name":"A"}',
  '{"id":-1,"amount":3,"at":"2026-01-31 09:00:00+02:00","day":"2026-02-01","tags":[],"mixed":"x","select":{"a b":[{"x":2.5,"y":true}],"time":""},"back`tick":1,"big":123456789012345678901}',
  '{"id":7,"amount":null,"at":"2026-01-31T08:00","day":null,"mixed":{"deep":[1]},"1e5":1,"über":"ü","quote\\"\\\\":false,"line\\nend":1,"card":"4711","ms":1700000000123,"timestamp":"31.01.2026 08:00:00","interval":1,"struct":1}',
];
const STRANGE: readonly string[] = ['[1]', '{"id":1', '"text"', ''];

const SCRIPT = `
import ast, json, sys
from pyspark.sql import SparkSession, functions as F
from pyspark.sql.types import *
given = json.load(open(sys.argv[1]))
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
exec(given["struct"])
ddl = next(ast.literal_eval(each.value) for each in ast.parse(given["python"]).body if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant))
values = spark.createDataFrame([(value,) for value in given["values"]], "value string").coalesce(1)
read = values.select(F.from_json("value", ddl).alias("data"))
typed = values.select(F.from_json("value", SCHEMA_TEST).alias("data"))
inferred = spark.read.json(values.rdd.map(lambda row: row[0]).filter(lambda value: value.startswith("{") and value.endswith("}")))
spark.conf.set("spark.sql.ansi.enabled", "true")
spark.conf.set("spark.sql.ansi.enforceReservedKeywords", "true")
strict = spark.range(1).select(F.from_json(F.lit("{}"), ddl).alias("data")).schema["data"].dataType
print(json.dumps({
    "read": read.schema["data"].dataType.jsonValue(), "struct": SCHEMA_TEST.jsonValue(), "strict": strict.jsonValue(), "inferred": inferred.schema.jsonValue(),
    "rows": [text and json.loads(text) for (text,) in read.select(F.to_json("data")).collect()], "same": read.collect() == typed.collect(),
    "times": [str(row[0]) for row in read.select("data.at").collect()],
}))
spark.stop()
`;

interface Said { read: unknown; struct: unknown; strict: unknown; inferred: { fields: { name: string; type: unknown }[] }; rows: Record<string, unknown>[]; same: boolean; times: string[] }

describe('the schema of a topic', () => {
  let kafka: RunningKafka;
  const folder = mkdtempSync(join(tmpdir(), 'weir-schema-'));
  before(async () => {
    kafka = await startKafka();
    await kafka.createTopic('schema-test', { partitions: 2 });
    await kafka.createTopic('nothing');
    const lines = [...VALUES, ...STRANGE, null].map((value, i) => JSON.stringify({ partition: i % 2, timestamp: 1_700_000_000_000 + i, value }));
    writeFileSync(join(folder, 'schema-test.capture.jsonl'), `${lines.join('\n')}\n`);
    assert.equal(weir('produce', 'schema-test', '--from', 'schema-test.capture.jsonl', '--keep-partitions', '--keep-timestamps').code, 0);
  }, { timeout: 600_000 });
  after(async () => {
    await kafka?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function weir(...args: string[]): { code: number | null; out: string; err: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args, '--brokers', kafka.bootstrap], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
    return { code: status, out: stdout, err: stderr };
  }

  test('names fields, gaps, mixed values and what is left out', () => {
    const { code, out, err } = weir('schema', 'schema-test');
    assert.equal(code, 0, err);
    assert.match(out, /^field +type +missing +null +of\nid +BIGINT +0 +0 +3\namount +DOUBLE +0 +1 +3\n/);
    assert.match(out, /^line·end|`line·end` +BIGINT +2 +0 +3$/m);
    assert.match(err, /^weir: mixed: Mixed: .*number 1 × \(partition 0, offset 0\), text 1 × \(partition 1, offset 0\), object 1 × \(partition 0, offset 1\)/m);
    assert.match(err, /^weir: at: ISO-8601 times, some without a zone/m);
    assert.match(err, /^weir: 2 messages left out|1 message left out, because they are a JSON array, not an object: partition 1, offset 1 is one\.$/m);
    assert.match(err, /^weir: 1 message without a value \(tombstones\)\.$/m);
    assert.match(err, /^weir: from 3 JSON objects in the newest 8 messages · read without a group, nothing committed$/m);
    assert.match(weir('schema', 'schema-test', '--newest', '2').err, /No message of schema-test is a JSON object/);
  });

  test('what has no schema, and what is not there, ends with exit code 1', () => {
    const empty = weir('schema', 'nothing');
    assert.deepEqual(empty, { code: 1, out: '', err: 'weir: nothing has no messages: there is nothing to infer a schema from.\n' });
    assert.equal(weir('schema', 'not-there').code, 1);
    assert.equal(weir('schema').code, 2);
    const unprintable = weir('schema', 'schema-test', '--format', 'ddl');
    assert.deepEqual([unprintable.code, unprintable.out], [2, '']);
    assert.match(unprintable.err, /characters that do not print.*--format struct, python or json/);
    assert.deepEqual(weir('topics', '--groups').out, '');
  });

  test('real Spark reads DDL and StructType as the same types, and every value of the messages', { timeout: 300_000 }, async () => {
    const spark = await ensureSpark();
    const input = join(folder, 'given.json'), script = join(folder, 'read.py');
    writeFileSync(input, JSON.stringify({ python: weir('schema', 'schema-test', '--format', 'python').out, struct: weir('schema', 'schema-test', '--format', 'struct').out, values: [...VALUES, ...STRANGE] }));
    writeFileSync(script, SCRIPT);
    const ran = spawnSync(spark.python, [script, input], { encoding: 'utf8', timeout: 240_000, env: sparkEnvironment(spark) });
    assert.equal(ran.status, 0, ran.stderr);
    const said = JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '') as Said, json: unknown = JSON.parse(weir('schema', 'schema-test', '--format', 'json').out);
    assert.deepEqual(said.read, json);
    assert.deepEqual(said.struct, json);
    assert.deepEqual(said.strict, json);
    assert.equal(said.same, true);
    assert.deepEqual(said.times.slice(0, 3), ['2026-01-31 08:00:00.123456', '2026-01-31 07:00:00', '2026-01-31 08:00:00']);
    VALUES.forEach((value, i) => {
      const there = Object.entries(JSON.parse(value) as Record<string, unknown>).filter(([, field]) => field !== null).map(([name]) => name);
      assert.deepEqual(Object.keys(said.rows[i] ?? {}).sort(), there.sort());
    });
    assert.deepEqual(said.rows.slice(VALUES.length).filter((row) => Object.keys(row ?? {}).length > 0), []);
    // Where Spark infers a type of its own it is the same, but for times and dates.
    const types = new Map((json as Said['inferred']).fields.map(({ name, type }) => [name, type]));
    for (const { name, type } of said.inferred.fields) if (name !== 'at' && name !== 'day') assert.deepEqual(unordered(types.get(name)), unordered(type), name);
  });
});

/** Fields by name: Spark sorts them, `weir schema` keeps the order of the messages. */
function unordered(type: unknown): unknown {
  if (typeof type !== 'object' || type === null) return type;
  const { fields, ...rest } = type as { fields?: { name: string; type: unknown }[] };
  const each = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, unordered(value)]));
  return fields ? { ...each, fields: [...fields].sort((a, b) => (a.name < b.name ? -1 : 1)).map((field) => ({ ...field, type: unordered(field.type) })) } : each;
}

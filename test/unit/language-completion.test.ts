/** What completion offers at a caret (¦), half-typed as it is while one types. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { complete } from '../../src/language/features/completion/complete.ts';
import { PlannedJobs, SESSION } from './support/language.ts';
import { TypedJob } from './support/typed.ts';

const jobs = new PlannedJobs();
const SOURCE = `${SESSION}
import pyspark.sql.functions as fun
from pyspark.sql import Window
from pyspark.sql.functions import from_json, get_json_object, lower as small
raw = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "b:1").option("subscribe", "orders").load()
events = (
    raw.select(F.from_json(F.col("value").cast("string"), "id STRING, user STRUCT<id: INT, home: STRUCT<city: STRING>>, tags ARRAY<STRUCT<name: STRING>>, \`odd name\` INT, ts TIMESTAMP").alias("e"), "key")
    .select("e.*", "key")
)
people = spark.range(3).withColumnRenamed("id", "person").withColumn("city", F.lit("x"))
events.createOrReplaceTempView("event_log")
people.createOrReplaceTempView("people")

def enrich(frame):
    return frame.withColumn("extra", F.lit(1))

def write(batch, n):
    rows = batch
    pass  # in write

counts = events.withWatermark("ts", "10 minutes").groupBy(F.window("ts", "5 minutes"), "id").count()
extra = enrich(people)
query = events.writeStream.foreachBatch(write).start()
`;
const TOPICS = [{ topic: 'orders', connection: 'local', schema: 'id STRING, user STRUCT<name: STRING, mails: ARRAY<STRUCT<at: STRING>>>' }, { topic: 'refunds', connection: 'local', schema: 'why STRING' }];

let job: TypedJob;
before(async () => { job = new TypedJob(SOURCE, await jobs.facts(SOURCE), TOPICS); }, { timeout: 120_000 });

/** Labels in the order in which they are shown; of long lists what `only` says. */
async function offered(text: string, mark?: string): Promise<{ labels: string[]; inserted: (label: string) => string }> {
  const typed = job.typed(text, mark), found = await complete(typed, typed.offset);
  const items = [...found?.items ?? []].sort((a, b) => a.rank - b.rank);
  return {
    labels: items.map(({ label }) => label),
    inserted: (label) => {
      const { insert, label: own } = items.find((item) => item.label === label)!, { from, to } = found!.replace;
      const line = typed.document.text.slice(0, from) + (insert ?? own) + typed.document.text.slice(to);
      return line.slice(typed.document.lines.startOf(typed.document.lines.lineAt(from))).split('\n')[0]!;
    },
  };
}

const EVENTS = ['id', 'user', 'tags', 'odd name', 'ts', 'key'];

describe('columns', () => {
  const cases: [string, string[]][] = [
    ['events.select("¦")', [...EVENTS, '*']], ['events.select("¦', [...EVENTS, '*']], ['x = events.select("i¦\ny = 1', [...EVENTS, '*']], ["x = events.select('i¦)\ny = 1", [...EVENTS, '*']],
    ['events.select(F.col("¦', [...EVENTS, '*']], ['events.select(F.col("id"), F.lower("¦"))', [...EVENTS, '*']], ['events["¦"]', [...EVENTS, '*']], ['events["¦', [...EVENTS, '*']],
    ['events.drop("¦")', EVENTS], ['events.dropDuplicates(["id", "¦"])', EVENTS], ['events.withWatermark("¦", "1 minute")', EVENTS], ['events.groupBy("id", "¦").count()', [...EVENTS, '*']],
    ['events.groupBy("id").agg(F.max("¦"))', [...EVENTS, '*']], ['events.select("user.¦")', ['id', 'home']], ['events.select(F.col("user.home.¦', ['city']], ['events.select("tags.¦")', ['name']], ['counts.select("window.¦")', ['start', 'end']],
    ['events.join(people, "¦")', [...EVENTS, 'person', 'city']], ['(events\n    .where("id is not null")\n    .select("¦\n    .limit(3)\n)\ny = 2', [...EVENTS, '*']], ['extra.select("¦")', ['person', 'city', 'extra', '*']], ['raw.select("e.¦")', []],
    ['events.fillna(0, subset=["¦"])', EVENTS], ['events.writeStream.partitionBy("¦")', EVENTS],
  ];
  for (const [text, expected] of cases) test(text, async () => { assert.deepEqual((await offered(text)).labels, expected); });
  test('of the DataFrame that foreachBatch hands in', async () => { assert.deepEqual((await offered('batch.select("¦")', 'pass  # in write')).labels, [...EVENTS, '*']); });
  test('of a variable in that function', async () => { assert.deepEqual((await offered('rows.drop("¦")', 'pass  # in write')).labels, EVENTS); });
  test('as attributes, before the methods', async () => {
    const { labels } = await offered('events.¦');
    assert.deepEqual(labels.slice(0, 5), ['id', 'user', 'tags', 'ts', 'key']);
    assert.ok(labels.includes('withColumn') && labels.includes('writeStream') && !labels.includes('offset') && !labels.includes('_jdf'), 'the methods of 3.3.1 alone');
  });
  test('a name with blanks in backquotes where Spark reads an expression', async () => {
    assert.equal((await offered('events.select("od¦")')).inserted('odd name'), 'events.select("odd name")');
    assert.equal((await offered('events.where("od¦ > 1")')).inserted('odd name'), 'events.where("`odd name` > 1")');
    assert.equal((await offered('events.select("user.i¦d", "id")')).inserted('home'), 'events.select("user.home", "id")');
  });
});

describe('members of other things', () => {
  const cases: [string, string[], string[]][] = [
    ['F.¦', ['col', 'window', 'from_json'], ['count_if', 'select']], ['fun.¦', ['col'], []], ['events.select(F.¦', ['col'], []], ['spark.¦', ['readStream', 'sql'], ['select']], ['spark.readStream.¦', ['format', 'schema', 'load'], ['jdbc', 'outputMode']],
    ['events.writeStream.¦', ['outputMode', 'foreachBatch', 'start'], ['save', 'select']], ['events.write.¦', ['save', 'mode'], ['start']], ['events.groupBy("id").¦', ['agg', 'count', 'pivot'], ['select']], ['g = events.groupBy("id")\ng.¦', ['agg'], ['select']],
    ['query.¦', ['awaitTermination', 'lastProgress'], ['select']], ['spark.streams.¦', ['awaitAnyTermination'], []], ['F.col("id").¦', ['cast', 'alias', 'isNull'], ['select']], ['(F.col("a") + 1).¦', ['cast'], []], ['events.id.¦', ['cast'], []], ['Window.partitionBy("id").¦', ['orderBy'], []],
    ['events.count().¦', [], ['select']], ['len("x").¦', [], ['select']], ['sma¦', ['small'], ['lower']],
  ];
  for (const [text, has, not] of cases) test(text, async () => {
    const { labels } = await offered(text);
    for (const name of has) assert.ok(labels.includes(name), `${name} of ${labels.join(' ')}`);
    for (const name of not) assert.ok(!labels.includes(name), name);
    if (has.length === 0) assert.deepEqual(labels, []);
  });
});

describe('SQL', () => {
  const cases: [string, string[], string[]][] = [
    ['events.where("¦")', [...EVENTS, 'coalesce', 'AND'], ['FROM', 'people']], ['events.where("user.¦ > 1")', ['id', 'home'], ['coalesce']], ['events.selectExpr("id", "upp¦', ['upper', 'id'], ['SELECT']], ['events.select(F.expr("¦"))', ['id'], []],
    ['spark.sql("select * from ¦")', ['event_log', 'people'], ['id', 'SELECT']], ['spark.sql("""select ¦\nfrom event_log e""")', ['id', 'odd name', 'e', 'SELECT', 'count'], ['person']], ['spark.sql("""select e.¦\nfrom event_log e""")', ['id', 'ts'], ['SELECT']],
    ['spark.sql("select e.user.home.¦ from event_log e, people p")', ['city'], ['id']], ['spark.sql("select p.¦ from event_log e join people as p on e.id = p.person")', ['person', 'city'], ['id']], ['spark.table("¦")', ['event_log', 'people'], ['id']],
  ];
  for (const [text, has, not] of cases) test(text, async () => {
    const { labels } = await offered(text);
    for (const name of has) assert.ok(labels.includes(name), `${name} of ${labels.slice(0, 40).join(' ')}`);
    for (const name of not) assert.ok(!labels.includes(name), name);
  });
  test('nothing in a string of SQL, in a comment, in a number', async () => {
    for (const text of ['events.where("id = \'¦\'")', 'spark.sql("""select 1 -- ¦\n""")', 'spark.sql("""select /* ¦ */ 1""")', 'events.where("id > 1¦")']) assert.deepEqual((await offered(text)).labels, [], text);
  });
});

describe('topics, and what their messages hold', () => {
  const cases: [string, string[]][] = [
    ['spark.readStream.format("kafka").option("subscribe", "¦")', ['orders', 'refunds']], ['spark.readStream.format("kafka").option("subscribe", "orders,¦', ['orders', 'refunds']], ['events.writeStream.format("kafka").option("topic", "¦")', ['orders', 'refunds']],
    ['raw.select(get_json_object("value", "¦"))', ['id', 'user']], ['raw.select(F.get_json_object(F.col("value"), "$.user.¦"))', ['name', 'mails']], ['raw.select(F.get_json_object("value", "$.user.mails[0].¦', ['at']],
    ['raw.select(from_json("value", "¦"))', [TOPICS[0]!.schema]], ['events.writeStream.outputMode("¦")', ['append', 'update', 'complete']], ['events.write.mode("¦")', ['append', 'overwrite', 'ignore', 'error', 'errorifexists']],
  ];
  for (const [text, expected] of cases) test(text, async () => { assert.deepEqual((await offered(text)).labels, expected); });
  test('a path is written as Spark reads it', async () => {
    assert.equal((await offered('raw.select(F.get_json_object("value", "¦"))')).inserted('id'), 'raw.select(F.get_json_object("value", "$.id"))');
    assert.equal((await offered('raw.select(F.get_json_object("value", "$.user.m¦"))')).inserted('mails'), 'raw.select(F.get_json_object("value", "$.user.mails[0]"))');
    assert.equal((await offered('x.option("subscribe", "orders,re¦")')).inserted('refunds'), 'x.option("subscribe", "orders,refunds")');
  });
});

describe('formats and options', () => {
  const cases: [string, string[], string[]][] = [
    ['spark.readStream.format("¦")', ['kafka', 'rate', 'json'], ['console', 'memory']], ['events.writeStream.format("¦', ['console', 'kafka', 'memory'], ['rate', 'socket']], ['spark.readStream.format("kafka").option("¦")', ['subscribe', 'startingOffsets', 'kafka.bootstrap.servers', 'failOnDataLoss'], ['checkpointLocation', 'topic']],
    ['x = (\n    events.writeStream\n    .option("¦\n    .format("kafka")\n    .start()\n)', ['topic', 'checkpointLocation'], ['subscribe']], ['spark.readStream.format("kafka").option("startingOffsets", "¦")', ['earliest', 'latest'], []], ['spark.read.option("header", "¦").csv("x")', ['true', 'false'], []],
    ['spark.read.format("com.other").option("¦")', [], ['subscribe']], ['spark.readStream.format("kafka").option("subscribe", "¦")', ['orders'], ['true']],
  ];
  for (const [text, has, not] of cases) test(text, async () => {
    const { labels } = await offered(text);
    for (const name of has) assert.ok(labels.includes(name), `${name} of ${labels.join(' ')}`);
    for (const name of not) assert.ok(!labels.includes(name), name);
    if (has.length === 0) assert.deepEqual(labels, []);
  });
});

test('nothing where nothing of ours may stand', async () => {
  for (const text of ['x = "¦"', 'print("¦")', '# events.¦', 'F.lit("¦")', 'events.alias("¦")', 'x = 1¦', 'F.col("a").alias("¦")']) assert.deepEqual((await offered(text)).labels, [], text);
});

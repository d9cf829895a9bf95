/** Problems that a job's text shows by itself, each at its place, and the quick fixes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { staticProblems } from '../../src/language/problems/static/index.ts';
import { around, textJob } from './support/language.ts';
import { fixed, marked, withoutMarks } from './support/marks.ts';

const HEAD = 'from pyspark.sql import SparkSession, functions as F\nspark = SparkSession.builder.getOrCreate()\n';

function check(name: string, text: string, fix?: string, sparkVersion = '3.3.1'): void {
  test(name, () => {
    const source = HEAD + withoutMarks(text), problems = staticProblems(textJob(source, around([], sparkVersion)));
    assert.equal(marked(source, problems).slice(HEAD.length), text, JSON.stringify(problems));
    for (const { message } of problems) assert.match(message, /^[\S][\s\S]{10,}$/);
    if (fix === undefined) return;
    const after = problems.flatMap(({ fixes }) => (fixes ?? []).map(({ edits }) => fixed(source, edits)));
    assert.ok(after.some((each) => each.includes(fix)), JSON.stringify(after));
  });
}

check('a misspelled option of the Kafka reader', `
df = (spark.readStream.format("kafka")
    .option("kafka.bootsrap.servers", "b:9092")
#           ^~~~~~~~~~~~~~~~~~~~~~~~ unknown-option
    .option("subscribe", "orders")
    .load())
`, '.option("kafka.bootstrap.servers", "b:9092")');
check('options in any case, of a format that is named later or by its method', `
a = spark.readStream.option("SUBSCRIBE", "t").option("MaxOffsetsPerTrigger", 5).format("kafka").load()
b = spark.readStream.option("multiline", True).schema("a int").json("in")
c = spark.read.csv("in", header=True, inferSchema=True, sepp=";")
#                                                       ^~~~ unknown-option
`, 'sep=";"');
check('formats of others, formats in variables, and readers that come from elsewhere are left alone', `
a = spark.readStream.format("delta").option("ignoreChangez", "true").load("x")
b = spark.readStream.format(FORMAT).option("anything", "1").load()
c = reader.option("anything", "1").load()
d = {"a": 1}.get("option")
e = spark.readStream.options(**conf).option("maxFilesPerTriger", 1)
`);
check('an option of the other side, and one of a query that a function writes', `
q = df.writeStream.format("kafka").option("startingOffsets", "earliest").option("topic", "o").option("checkpointLocation", "c").start()
#                                         ^~~~~~~~~~~~~~~~~ unknown-option
r = df.writeStream.foreachBatch(f).option("checkpointLocation", "c").option("batchsize", 10).start()
#                                                                           ^~~~~~~~~~~ unknown-option
`);
check('values that an option does not take', `
df = (spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", "localhost")
#                                      ^~~~~~~~~~~ option-value !
    .option("startingOffsets", "earlyest")
#                              ^~~~~~~~~~ option-value !
    .option("failOnDataLoss", "no")
#                             ^~~~ option-value !
    .option("maxOffsetsPerTrigger", "10k")
#                                   ^~~~~ option-value !
    .option("assign", '{"orders": 0}')
#                     ^~~~~~~~~~~~~~~ option-value !
    .option("subscribe", "my topic")
#                        ^~~~~~~~~~ option-value !
    .load())
f = spark.readStream.schema("a int").option("maxFilesPerTrigger", 0).option("cleanSource", "achive").json("in")
#                                                                 ^ option-value !
#                                                                                          ^~~~~~~~ option-value
`, '.option("startingOffsets", "earliest")');
check('values that it takes', `
df = (spark.readStream.format("kafka").option("kafka.bootstrap.servers", "a:1,[::1]:9092,SSL://b:3").option("startingOffsets", '{"t":{"0":5,"1":-2}}')
    .option("failOnDataLoss", False).option("maxOffsetsPerTrigger", 1_000).option("assign", "{\\"t\\":[0]}").option("maxTriggerDelay", "10m").option("kafka.my.own.setting", "x").load())
r = spark.readStream.format("rate").option("rampUpTime", "5s").load()
f = spark.readStream.schema("a int").option("mode", "failfast").option("maxFileAge", "12h").csv("in")
`);
check('SQL in strings of every form', `
a = spark.sql("selct 1")
#              ^~~~~ sql-syntax !
b = spark.sql("""
    select k,
           count(*
    from t
#   ^~~~ sql-syntax !
""")
c = df.selectExpr("k", 'cast(v as strng)', "a b c")
#                                 ^~~~~ sql-syntax !
#                                               ^ sql-syntax !
d = df.filter("k = 'x' andd v")
#                           ^ sql-syntax !
e = F.expr("a +\\n* 2" " + (")
#                  ^ sql-syntax !
`);
check('texts that are no SQL as they stand, or that Spark reads', `
a = spark.sql(f"select {k} frm t")
b = spark.sql("select {x} from t".format(x=1))
c = spark.sql("select %s frm t" % name)
d = spark.sql("select * from {t}", t=df)
e = df.filter("k is not null and v between 1 and 2 or \`a b\` like 'x%'").selectExpr("*", "to_json(struct(*)) as value", "transform(xs, x -> x + 1)")
f = list(filter("selct", names))
g = spark.sql("select window.start, count(*) c from t group by window(ts, '1 minute'), k having c > 1 order by 1 limit 3")
`);
check('what a newer Spark has', `
a = df.withColumnsRenamed({"a": "b"}).select(F.window_time("w"))
#      ^~~~~~~~~~~~~~~~~~ spark-version !
#                                              ^~~~~~~~~~~ spark-version !
b = df.dropDuplicatesWithinWatermark(["k"])
#      ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~ spark-version !
c = df.writeStream.trigger(availableNow=True)
`);
check('what Spark 2.4 lacks', `
c = df.writeStream.trigger(availableNow=True)
#                  ^~~~~~~ spark-version !
`, 'trigger(once=True)', '2.4.0');
check('settings that come too late in cluster mode, and names that only one cluster knows', `
s = SparkSession.builder.config("spark.yarn.maxAppAttempts", "4").getOrCreate()
#                               ^~~~~~~~~~~~~~~~~~~~~~~~~~~ attempts-too-late
k = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "wn0-orders:9092,wn1-orders:9092").option("subscribe", "t").load()
#                                                                      ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ broker-short-name
`);

check('nodes of HDInsight where no broker runs, and short names of workers', `
a = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "zk0-orders.abc123.bx.internal.cloudapp.net:2181").option("subscribe", "o").load()
#                                                                      ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ broker-no-worker
b = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "hn1-orders:9092").option("subscribe", "o").load()
#                                                                      ^~~~~~~~~~~~~~~~~ broker-no-worker
c = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "wn0-orders.abc123.bx.internal.cloudapp.net:9092,wn1-orders:9092").option("subscribe", "o").load()
#                                                                      ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ broker-short-name
d = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "wn0-orders.abc123.bx.internal.cloudapp.net:9092,kafka.example.com:9092").option("subscribe", "o").load()
`);

test('problems of statements that an edit moved are where they are now, and each newer name is told once', () => {
  const head = `${HEAD}a = spark.table("t").where("x = = 1").unpivot(1)\n`, tail = 'b = spark.table("t").where("y = = 1").unpivot(2)\n';
  const before = textJob(head + tail), places = (job: typeof before): string[] => staticProblems(job).map(({ code, from, to }) => `${code} ${job.document.text.slice(from, to)}@${job.document.lines.lineAt(from)}`);
  assert.deepEqual(places(before), ['sql-syntax =@2', 'spark-version unpivot@2', 'sql-syntax =@3']);
  const edited = { ...before, document: before.document.edited([{ from: head.length, to: head.length, insert: 'c = 1\n' }], 1) };
  assert.deepEqual(places(edited), ['sql-syntax =@2', 'spark-version unpivot@2', 'sql-syntax =@4']);
  const first = { ...edited, document: edited.document.edited([{ from: HEAD.length, to: head.length, insert: '' }], 2) };
  assert.deepEqual(places(first), ['sql-syntax =@3', 'spark-version unpivot@3']);
  const other = { ...edited, around: around([], '3.4.0') };
  assert.deepEqual(places(other), ['sql-syntax =@2', 'sql-syntax =@4'], 'another Spark is looked at anew');
});

/** Problems that a plan-only run shows: each trap where it is one, and beside it the same code written right. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { plannedProblems } from '../../src/language/problems/planned.ts';
import { PlannedJobs } from './support/language.ts';
import { fixed, marked, withoutMarks } from './support/marks.ts';

const jobs = new PlannedJobs();
const HEAD = `from pyspark.sql import SparkSession
from pyspark.sql import functions as F
spark = SparkSession.builder.getOrCreate()
raw = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "b:9092").option("subscribe", "t").load()
df = raw.selectExpr("cast(key as string) k", "timestamp ts", "cast(value as string) v")
wm = df.withWatermark("ts", "10 minutes")
`;

/** `fix`: which quick fix, and a part of the text after it. */
function check(name: string, text: string, fix?: { title: RegExp; gives: string; cures?: boolean }): void {
  test(name, async () => {
    const source = HEAD + withoutMarks(text), job = await jobs.job(source), problems = plannedProblems(job);
    assert.equal(marked(source, problems).slice(HEAD.length), text, JSON.stringify(job.facts!.facts.problems));
    if (!fix) return;
    const of = problems.flatMap((problem) => (problem.fixes ?? []).filter(({ title }) => fix.title.test(title)).map((each) => ({ code: problem.code, ...each })))[0];
    assert.ok(of, `no fix: ${JSON.stringify(problems)}`);
    const after = fixed(source, of.edits);
    assert.ok(after.includes(fix.gives), after);
    assert.ok(!plannedProblems(await jobs.job(after)).some(({ code }) => code === of.code), 'the problem is still there after the fix');
  });
}
const TO = '.format("kafka").option("kafka.bootstrap.servers", "b:9092").option("topic", "o").option("checkpointLocation", "c")';
const JSON_ROWS = '.selectExpr("to_json(struct(*)) value")';

check('a cast of the event time loses the watermark', `
a = (wm.groupBy(F.window(F.col("ts").cast("timestamp"), "5 minutes"), "k")
#                        ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~ watermark-lost
    .count()${JSON_ROWS})
q = a.writeStream${TO}.outputMode("update").start()
`);
check('date_trunc as a key, by way of a column of its own', `
b = wm.withColumn("hour", F.date_trunc("hour", "ts"))
#                         ^~~~~~~~~~~~~~~~~~~~~~~~~~ watermark-lost
c = b.groupBy("hour").count()
`);
check('a struct of the event time loses it, a rename and an alias keep it', `
a = wm.withColumnRenamed("ts", "at").select(F.col("at").alias("when"), "k").groupBy(F.window("when", "1 minute")).count()
b = wm.select(F.col("ts").alias("when"), F.struct("ts", "k").alias("s")).groupBy("s.ts").count()
#                                        ^~~~~~~~~~~~~~~~~~~ watermark-lost
`);
check('Spark says in append mode what the loss comes to', `
a = wm.groupBy(F.window(F.to_timestamp("ts"), "5 minutes")).count()${JSON_ROWS}
#                       ^~~~~~~~~~~~~~~~~~~~ watermark-lost
q = a.writeStream${TO}.start()
#   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ spark-analysis !
`);
check('a watermark on a window', `
a = df.select(F.window("ts", "1 minute").alias("w"), "k").withWatermark("w", "1 minute")
#   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ watermark-on-window !
`);
check('once in append mode', `
a = wm.groupBy(F.window("ts", "5 minutes")).count()${JSON_ROWS}
q = a.writeStream${TO}.trigger(once=True).start()
#                                                                                                                                            ^~~~~~~~~ once-append
`, { title: /availableNow/, gives: '.trigger(availableNow=True)' });
check('once without anything that waits', `
q = wm.selectExpr("v value").writeStream${TO}.trigger(once=True).start()
`);
check('complete mode has no use for a watermark', `
a = wm.groupBy(F.window("ts", "5 minutes")).count()${JSON_ROWS}
q = a.writeStream${TO}.outputMode("complete").start()
#                                                                                                                                               ^~~~~~~~~~ complete-keeps-all
`, { title: /append/, gives: '.outputMode("append")' });
check('complete mode over words has as many groups as words', `
q = df.groupBy("k").count()${JSON_ROWS}.writeStream${TO}.outputMode("complete").start()
`);
check('windows in update mode without a watermark', `
a = df.groupBy(F.window("ts", "5 minutes")).count()
#   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unbounded-windows
q = a${JSON_ROWS}.writeStream${TO}.outputMode("update").start()
`);
check('windows in update mode with one, and on a console', `
q = wm.groupBy(F.window("ts", "5 minutes")).count()${JSON_ROWS}.writeStream${TO}.outputMode("update").start()
r = df.groupBy(F.window("ts", "5 minutes")).count().writeStream.format("console").outputMode("update").start()
`);
check('dropDuplicates without the event time', `
a = wm.dropDuplicates(["k"])
#   ^~~~~~~~~~~~~~~~~~~~~~~~ unbounded-duplicates
q = a.selectExpr("v value").writeStream${TO}.start()
`, { title: /Add 'ts'/, gives: 'dropDuplicates(["k", "ts"])' });
check('a join of streams that nothing bounds, one that a range of time does, one by windows', `
other = spark.readStream.format("rate").load().withWatermark("timestamp", "1 minute").selectExpr("cast(value as string) k2", "timestamp t2")
a = wm.join(other, F.expr("k = k2"))
#   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unbounded-join
b = wm.join(other, F.expr("k = k2 and t2 >= ts and t2 <= ts + interval 1 hour"))
q = a.selectExpr("v value").writeStream${TO}.start()
r = b.selectExpr("v value").writeStream${TO.replace('"c"', '"c2"')}.start()
`);
check('a session window and no other key', `
a = wm.groupBy(F.session_window("ts", "5 minutes")).count()
#   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ session-window-alone !
q = a${JSON_ROWS}.writeStream${TO}.start()
r = wm.groupBy(F.session_window("ts", "5 minutes"), "k").count()${JSON_ROWS}.writeStream${TO.replace('"c"', '"c2"')}.start()
`);
check('foreachBatch without an action, and with one', `
def nothing(batch, n):
    batch.filter("k is not null")
def counted(batch, n):
    print(batch.count())
def written(batch, n):
    batch.write.format("jdbc").save()
q = df.writeStream.foreachBatch(nothing).start()
#                               ^~~~~~~ foreach-batch-no-action
r = df.writeStream.foreachBatch(counted).start()
s = df.writeStream.foreachBatch(written).start()
`);
check('a view of a batch that the session does not see', `
def f(batch, n):
    batch.createOrReplaceTempView("rows")
    spark.sql("select k from rows").write.format("noop").save()
#   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ foreach-batch-view !
q = df.writeStream.foreachBatch(f).start()
`);
check('what Spark refuses inside of foreachBatch', `
def f(batch, n):
    batch.select("kk").write.format("noop").save()
#                ^~~~ spark-analysis !
q = df.writeStream.foreachBatch(f).start()
`);
check('a function that fails because there are no rows says nothing', `
def f(batch, n):
    print(batch.first().k)
q = df.writeStream.foreachBatch(f).start()
`);
check('the Kafka sink wants a value', `
q = df.writeStream${TO}.start()
#   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ kafka-sink-columns !
`, { title: /JSON/, gives: 'df.selectExpr("to_json(struct(*)) AS value").writeStream' });
check('a value that is a number', `
q = df.groupBy("k").count().selectExpr("k key", "count value").writeStream${TO}.outputMode("update").start()
#   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ kafka-sink-columns !
`);
check('one checkpoint for two queries, and one in Blob storage', `
q = df.writeStream.format("console").option("checkpointLocation", "/c/a").start()
r = df.writeStream.format("console").option("checkpointLocation", "/c/a/").start()
#                                                                 ^~~~~~~ checkpoint-shared !
s = df.writeStream.format("console").option("checkpointLocation", "wasbs://x@y.blob.core.windows.net/c").start()
#                                                                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ checkpoint-wasb
`);
check('a column that does not exist, at its name', `
a = wm.select("k", "vv")
#                  ^~~~ spark-analysis !
`, { title: /Change to 'v'/, gives: 'wm.select("k", "v")' });
check('a column in SQL text, at its place', `
wm.createOrReplaceTempView("t")
a = spark.sql("""
    select k,
           vvv
#          ^~~ spark-analysis !
    from t
""")
`);
/** A message a second, each `late` seconds behind its neighbours where it is the third. */
function capture(topic: string, late: number): void {
  mkdirSync(join(jobs.folder, 'captures'), { recursive: true });
  writeFileSync(join(jobs.folder, 'captures', `${topic}.capture.jsonl`), Array.from({ length: 200 }, (_, i) => `${JSON.stringify({ topic, partition: 0, offset: i, timestamp: 1_700_000_000_000 + i * 1000, key: null, value: JSON.stringify({ ts: 1_700_000_000 + i - (i % 3 === 2 ? late : 0) }), headers: {}, at: i * 1000 })}\n`).join(''));
}
const ofTopic = (topic: string): string => `spark.readStream.format("kafka").option("kafka.bootstrap.servers", "b:9092").option("subscribe", "${topic}").load().selectExpr("cast(get_json_object(cast(value as string), '$.ts') as bigint) s").selectExpr("cast(s as timestamp) at")`;
capture('late', 45);
capture('soon', 2);
check('a watermark that is smaller than the lateness in the capture', `
a = ${ofTopic('late')}
b = a.withWatermark("at", "10 seconds")
#                         ^~~~~~~~~~~~ watermark-too-small
q = b.groupBy(F.window("at", "1 minute")).count()${JSON_ROWS}.writeStream${TO}.start()
`, { title: /Wait 44 seconds/, gives: 'withWatermark("at", "44 seconds")' });
check('one that is far larger, and one that fits', `
a = ${ofTopic('soon')}
b = a.withWatermark("at", "2 hours")
#                         ^~~~~~~~~ watermark-too-large ?
c = a.withWatermark("at", "10 seconds")
q = b.groupBy(F.window("at", "1 minute")).count()${JSON_ROWS}.writeStream${TO}.start()
r = c.groupBy(F.window("at", "1 minute")).count()${JSON_ROWS}.writeStream${TO.replace('"c"', '"c2"')}.start()
`);
check('text that is no Python', `
a = wm.select("k"
#            ^ python-syntax !
`);
check('what a job makes of no rows', `
first = wm.isStreaming and spark.range(3).first()
print(first.id)
#     ^~~~~~~~ python-exception
`);

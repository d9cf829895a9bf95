"""Sinks: the console's text, memory tables, files and their listing, foreachBatch, foreach; triggers and the query's own API."""
import os
import time

from pyspark.sql import functions as F

from cases import case
from cases._inputs import A, late, r, static, sums

NOW = {"availableNow": True}


def grouped(c):
    return c.files(A).groupBy("k").agg(F.sum("v").alias("total"), F.max("ts").alias("last")).orderBy("k")


def console(name, build, mode="append", trigger=NOW, **options):
    case(name, lambda c: c.sink(build(c), "console", mode, trigger, **options) and None)


console("console_append", lambda c: c.files(A).select("ts", "k", "v"))
console("console_complete", grouped, "complete")
console("console_update_window", lambda c: late(c.files(A)).groupBy(F.window("ts", "1 minute")).agg(F.sum("v").alias("s")), "update")
console("console_not_truncated", lambda c: late(c.files(A)).groupBy(F.window("ts", "1 minute")).agg(F.sum("v").alias("s")), "update", truncate="false")
console("console_num_rows", lambda c: c.files([[r(i, "k%02d" % i, i) for i in range(30)]]), numRows=3)
console("console_thirty_rows", lambda c: c.files([[r(i, "k%02d" % i, i) for i in range(30)]]))
console("console_once", lambda c: c.files(A), trigger={"once": True})
console("console_processing_time", lambda c: c.files(A[:2]), trigger={"processingTime": "0 seconds"})
console("console_default_trigger", lambda c: c.files(A[:2]), trigger=None)
console("console_types", lambda c: c.files([[{"i": 1, "d": 1.5, "s": "é 漢字", "b": True, "a": [1, None], "m": {"k": 1}, "t": "2023-01-01T00:00:00.5Z", "x": {"y": 2}},
                                              {"s": "a very long text that is cut off at twenty characters"}]],
                                            "i int, d double, s string, b boolean, a array<int>, m map<string,int>, t timestamp, x struct<y:int>, day date"))
console("console_empty_batches", lambda c: sums(late(c.files(A))))
console("console_binary_decimal", lambda c: c.files([[{"k": "ab"}]], "k string").selectExpr("cast(k as binary) bin", "cast(1.50 as decimal(10,3)) d", "float(0.1) f", "1e10D e", "interval 1 day i", "null n"))


@case("memory_append")
def memory_append(c):
    progress = c.sink(c.files(A).select("k", "v"), queryName="t", trigger=NOW)
    c.spark.sql("select k, sum(v) s from t group by k order by k").show()
    return c.rows(c.spark.table("t")), progress["sink"]


@case("memory_complete")
def memory_complete(c):
    progress = c.sink(grouped(c), queryName="t", mode="complete", trigger=NOW)
    c.spark.sql("select * from t").show(truncate=False)
    return c.rows(c.spark.table("t")), progress["sink"]


@case("memory_update")
def memory_update(c):
    progress = c.sink(c.files(A).groupBy("k").count(), queryName="t", mode="update", trigger=NOW)
    return c.rows(c.spark.table("t").orderBy("k", "count")), progress["sink"]


@case("memory_while_running")
def memory_while_running(c):
    query = c.files(A[:1]).select("k", "v").writeStream.format("memory").queryName("live").start()
    query.processAllAvailable()
    first = c.spark.table("live").count()
    c.write("input/f50.json", '{"k":"z","v":7}\n')
    query.processAllAvailable()
    second = c.spark.table("live").count()
    query.stop()
    return first, second, c.spark.sql("select max(v) from live").first()[0], query.isActive, query.exception()


def outputs(c, name="output"):
    """What readers of the folder see: the data files by partition, with their text, in no order."""
    found = []
    for folder, _, files in os.walk(c.path(name)):
        for file in files:
            if file.startswith("part-"):
                with open(os.path.join(folder, file), encoding="utf-8") as data:
                    found.append([os.path.relpath(folder, c.path(name)).replace(os.sep, "/"), data.read(), file])
    return sorted(found)


def to_files(name, format, build=lambda c: c.files(A).select("k", "v"), partitions=(), trigger=NOW, **options):
    def body(c):
        query = (build(c).writeStream.format(format).options(**options).partitionBy(*partitions)
                 .option("checkpointLocation", c.path("checkpoint")).trigger(**trigger).start(c.path("output")))
        query.awaitTermination()
        return outputs(c), [p["sink"] for p in query.recentProgress], sorted(
            name for name in os.listdir(c.path("output", "_spark_metadata")) if not name.startswith("."))
    case(name, body)


to_files("file_json", "json")
to_files("file_csv", "csv", header="true")
to_files("file_text", "text", lambda c: c.files(A).select("k"))
to_files("file_text_refused", "text")
to_files("file_partitioned", "json", partitions=("k",))
to_files("file_json_types", "json", lambda c: c.files(A).selectExpr("ts", "k", "cast(v as decimal(5,2)) d", "array(v, null) a", "struct(v as x, null as y) s", "null n", "v / 2 h"))
to_files("file_csv_options", "csv", lambda c: c.files([[r(1, "a;b", 1), r(2, 'q"x', 2), r(3, None, None), r(4, "", 4)]]), sep=";", nullValue="-", timestampFormat="yyyy/MM/dd HH:mm")
to_files("file_window_append", "json", lambda c: sums(late(c.files(A))).selectExpr("window.start", "k", "s"))
to_files("file_once", "json", trigger={"once": True})


@case("file_read_back")
def file_read_back(c):
    for _ in range(2):
        query = c.files(A).select("k", "v").writeStream.format("json").option("checkpointLocation", c.path("checkpoint")).option("path", c.path("output")).trigger(**NOW).start()
        query.awaitTermination()
        c._inputs = 0
    return c.rows(c.spark.read.schema("k string, v int").json(c.path("output")))


@case("foreach_batch_sql")
def foreach_batch_sql(c):
    seen = []

    def work(batch, number):
        total = batch.groupBy("k").agg(F.sum("v").alias("s")).orderBy("k")
        total.show()
        joined = batch.join(static(c), "k", "left").select("k", "name", "v").orderBy("k", "v")
        seen.append([number, batch.count(), batch.isStreaming, [list(row) for row in joined.collect()]])
        print("batch", number, [row.s for row in total.collect()])

    c.files(A).writeStream.foreachBatch(work).trigger(**NOW).start().awaitTermination()
    return seen


@case("foreach_batch_view")
def foreach_batch_view(c):
    def work(batch, number):
        batch.createOrReplaceTempView("batch_view")
        batch.sparkSession.sql("select k, count(*) n from batch_view group by k order by k").show()

    c.files(A).writeStream.foreachBatch(work).trigger(**NOW).start().awaitTermination()


@case("foreach_batch_writes")
def foreach_batch_writes(c):
    def work(batch, number):
        batch.persist()
        batch.filter("v > 2").coalesce(1).write.mode("append").json(c.path("big"))
        batch.filter("v <= 2").coalesce(1).write.mode("append").option("header", True).csv(c.path("small"))
        batch.unpersist()

    c.files(A).select("k", "v").writeStream.foreachBatch(work).trigger(**NOW).start().awaitTermination()
    return c.rows(c.spark.read.json(c.path("big")).orderBy("k", "v")), c.rows(c.spark.read.option("header", True).csv(c.path("small")).orderBy("k", "v"))


@case("foreach_batch_no_action")
def foreach_batch_no_action(c):
    query = late(c.files(A)).writeStream.foreachBatch(lambda batch, number: None).trigger(**NOW).start()
    query.awaitTermination()
    return [[p["batchId"], p["numInputRows"], p.get("eventTime")] for p in query.recentProgress]


@case("foreach_batch_raises")
def foreach_batch_raises(c):
    def work(batch, number):
        if number == 1:
            raise ValueError("batch %d is bad" % number)

    c.files(A).writeStream.foreachBatch(work).trigger(**NOW).start().awaitTermination()


@case("foreach_batch_wrong_arguments")
def foreach_batch_wrong_arguments(c):
    c.files(A).writeStream.foreachBatch(lambda batch: None).trigger(**NOW).start().awaitTermination()


@case("foreach_rows")
def foreach_rows(c):
    log = c.path("log.txt")

    def keep(row):
        with open(log, "a") as out:
            out.write("%s %s\n" % (row.k, row["v"]))

    class Writer:
        def open(self, partition, epoch):
            with open(log, "a") as out:
                out.write("open %d %d\n" % (partition, epoch))
            return epoch != 1

        def process(self, row):
            keep(row)

        def close(self, error):
            with open(log, "a") as out:
                out.write("close %s\n" % error)

    c.files(A).writeStream.foreach(Writer()).trigger(**NOW).start().awaitTermination()
    c.files(A[:1]).writeStream.foreach(keep).trigger(**NOW).start().awaitTermination()
    with open(log) as text:
        return text.read()


@case("query_api")
def query_api(c):
    query = c.files(A).select("k").writeStream.format("noop").queryName("named").trigger(processingTime="1 second").start()
    answers = [query.name, query.isActive, len(c.spark.streams.active), c.spark.streams.get(query.id).name, query.id == query.id, query.runId != query.id]
    query.processAllAvailable()
    answers += [query.lastProgress["batchId"], sorted(query.status), query.status["isDataAvailable"], [p["numInputRows"] for p in query.recentProgress], query.awaitTermination(0.1) is None]
    query.stop()
    return answers + [query.isActive, query.awaitTermination(1), query.exception(), query.status, len(c.spark.streams.active)]


@case("query_failure_api")
def query_failure_api(c):
    def fail(batch, number):
        raise ValueError("no")

    query = c.files(A).writeStream.foreachBatch(fail).start()
    first = c.errors(lambda: query.awaitTermination())
    return first, query.isActive, type(query.exception()).__name__, query.status, query.lastProgress, c.errors(lambda: c.spark.streams.awaitAnyTermination())


@case("queries_side_by_side")
def queries_side_by_side(c):
    df = c.files(A)
    one = df.select("k").writeStream.format("memory").queryName("one").start()
    two = df.groupBy("k").count().writeStream.format("memory").outputMode("complete").queryName("two").start()
    for query in (one, two):
        query.processAllAvailable()
    names = sorted(q.name for q in c.spark.streams.active)
    one.stop()
    two.stop()
    return names, c.spark.table("one").count(), c.rows(c.spark.table("two").orderBy("k"))


@case("rate_goes_on")
def rate_goes_on(c):
    query = c.spark.readStream.format("rate").option("rowsPerSecond", 2).load().writeStream.format("memory").queryName("ticks").start()
    for _ in range(60):
        time.sleep(0.5)
        if c.spark.table("ticks").count() >= 4:
            break
    query.stop()
    rows = c.spark.table("ticks").orderBy("value").select("value").limit(4).collect()
    return [row.value for row in rows], len([p for p in query.recentProgress if p["numInputRows"] > 0]) > 1

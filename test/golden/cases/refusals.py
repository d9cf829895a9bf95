"""What Spark refuses, and where: at load, at start, in the first batch, in an action. An answer is kept as text."""
import os

from pyspark.sql import functions as F

from cases import case

NOWHERE = "127.0.0.1:1"
#: One batch: by the rate source's clock it begins at offset 0 and holds no row.
ONCE = {"once": True}
B = {"kafka.bootstrap.servers": NOWHERE}


def answers(name, ask):
    case(name, lambda c: str(ask(c)))


def kafka(c, **options):
    return c.spark.readStream.format("kafka").options(**options).load()


def rate(c):
    return c.spark.readStream.format("rate").option("rowsPerSecond", 5).load()


def texts(c):
    return rate(c).selectExpr("cast(value as string) value")


def checkpoint(c):
    return c.path("checkpoint")


answers("k_none", lambda c: kafka(c))
answers("k_no_bootstrap", lambda c: kafka(c, subscribe="a"))
answers("k_two", lambda c: kafka(c, subscribe="a", subscribePattern="b", **B))
answers("k_empty_sub", lambda c: kafka(c, subscribe=" ", **B))
answers("k_assign_bad", lambda c: kafka(c, assign="x", **B))
answers("k_assign_badjson", lambda c: kafka(c, assign='{"a":1}', **B))
answers("k_ending", lambda c: kafka(c, subscribe="a", endingOffsets="latest", **B))
answers("k_minpart", lambda c: kafka(c, subscribe="a", minPartitions="0", **B))
answers("k_minpart_nan", lambda c: kafka(c, subscribe="a", minPartitions="x", **B))
for option in ("auto.offset.reset", "key.deserializer", "value.deserializer", "enable.auto.commit", "interceptor.classes",
               "group.id", "key.serializer", "value.serializer"):
    answers("k_cfg_" + option, lambda c, o=option: kafka(c, subscribe="a", **{"kafka." + o: "x"}, **B))
answers("k_minmax", lambda c: kafka(c, subscribe="a", minOffsetsPerTrigger="10", maxOffsetsPerTrigger="5", **B))
answers("k_schema", lambda c: c.spark.readStream.format("kafka").schema("a int").options(subscribe="a", **B).load())
answers("k_startbad_load", lambda c: kafka(c, subscribe="a", startingOffsets="nope", **B))
answers("k_headers", lambda c: kafka(c, subscribe="a", includeHeaders="true", **B).schema.simpleString())
answers("k_startbad_start", lambda c: c.sink(kafka(c, subscribe="a", startingOffsets="nope", **B), queryName="q1"))
answers("k_startbad_json", lambda c: c.sink(kafka(c, subscribe="a", startingOffsets='{"a":{"0":"x"}}', **B), queryName="q2"))


def to_kafka(c, df, checkpointed=True, **options):
    if checkpointed:
        options["checkpointLocation"] = checkpoint(c)
    return c.sink(df, "kafka", **options)


answers("sink_kafka_noval", lambda c: to_kafka(c, rate(c), topic="t", **B))
answers("sink_kafka_notopic", lambda c: to_kafka(c, texts(c), **B))
answers("sink_kafka_badtype", lambda c: to_kafka(c, rate(c), topic="t", **B))
answers("sink_kafka_nock", lambda c: to_kafka(c, texts(c), False, topic="t", **B))
answers("sink_kafka_ser", lambda c: to_kafka(c, texts(c), topic="t", kafka__key__serializer="x", **B))
answers("sink_kafka_noservers", lambda c: to_kafka(c, c.files([["x"]], None, "text"), topic="t"))
answers("sink_parquet_nopath", lambda c: c.sink(rate(c), "parquet", checkpointLocation=checkpoint(c)))
answers("sink_parquet_update", lambda c: c.sink(rate(c), "parquet", "update", path=c.path("output"), checkpointLocation=checkpoint(c)))
answers("sink_bad_fmt", lambda c: c.sink(rate(c), "nosuch"))
answers("sink_jdbc", lambda c: c.sink(rate(c), "jdbc", checkpointLocation=checkpoint(c)))
answers("sink_csv_struct", lambda c: c.sink(rate(c).select(F.struct("value").alias("s")), "csv", path=c.path("output"),
                                            checkpointLocation=checkpoint(c)))
answers("sink_mem_noname", lambda c: rate(c).writeStream.format("memory").start())
answers("sink_mem_partition", lambda c: rate(c).writeStream.format("memory").partitionBy("value").queryName("z").start())
answers("mode_bad", lambda c: rate(c).writeStream.outputMode("foo"))
answers("trig_none", lambda c: rate(c).writeStream.trigger())
answers("trig_two", lambda c: rate(c).writeStream.trigger(once=True, availableNow=True))
answers("trig_oncefalse", lambda c: rate(c).writeStream.trigger(once=False))
answers("trig_badint", lambda c: rate(c).writeStream.trigger(processingTime="x"))
answers("trig_month", lambda c: rate(c).writeStream.trigger(processingTime="1 month"))
answers("trig_cont_foreachBatch",
        lambda c: rate(c).writeStream.foreachBatch(lambda d, i: None).trigger(continuous="1 second").start())


@case("dup_name")
def dup_name(c):
    rate(c).writeStream.format("noop").queryName("dup").start()
    rate(c).writeStream.format("noop").queryName("dup").start()


def empty(c):
    os.makedirs(c.path("input"))
    return c.path("input")


answers("src_file_noschema", lambda c: c.spark.readStream.json(empty(c)))
answers("src_file_nopath", lambda c: c.spark.readStream.format("json").schema("a int").load())
answers("src_file_missing", lambda c: c.spark.readStream.schema("a int").json("/nope/x"))
answers("src_jdbc", lambda c: c.spark.readStream.format("jdbc").load())
answers("src_badfmt", lambda c: c.spark.readStream.format("zzz").load())
answers("src_maxfiles", lambda c: c.sink(c.spark.readStream.schema("a int").option("maxFilesPerTrigger", "0").json(empty(c)), queryName="mf"))
answers("src_rate_bad", lambda c: c.spark.readStream.format("rate").option("rowsPerSecond", "0").load())
answers("src_rate_schema", lambda c: c.spark.readStream.format("rate").schema("a int").load())
answers("socket_nohost", lambda c: c.spark.readStream.format("socket").load())
answers("batch_write_stream", lambda c: rate(c).write.parquet(c.path("output")))
answers("collect", lambda c: rate(c).collect())
answers("count", lambda c: rate(c).count())
answers("show", lambda c: rate(c).show())
answers("rdd", lambda c: rate(c).rdd.take(1))
answers("isEmpty", lambda c: rate(c).head(1))
answers("writeStream_batch", lambda c: c.spark.range(3).writeStream.format("console").start())
answers("toPandas", lambda c: rate(c).toPandas())
answers("cache", lambda c: rate(c).cache())
answers("describe", lambda c: rate(c).describe())
answers("pivot", lambda c: rate(c).groupBy("timestamp").pivot("value").count())
answers("foreachPartition", lambda c: rate(c).foreachPartition(lambda rows: None))
answers("await_badtimeout", lambda c: rate(c).writeStream.format("noop").start().awaitTermination(-1))


def view(c):
    return rate(c).createOrReplaceTempView("rv")


def sql(c, text):
    view(c)
    return c.spark.sql(text)


answers("createTempView", lambda c: (view(c), c.spark.sql("select count(*) from rv").isStreaming))
answers("sql_distinct", lambda c: c.sink(sql(c, "select distinct value from rv"), queryName="sd"))
answers("sql_orderby", lambda c: c.sink(sql(c, "select * from rv order by value"), queryName="so"))
answers("static_subquery", lambda c: c.sink(sql(c, "select * from rv where value in (select id from range(5))"), trigger=ONCE, queryName="ss")["sink"])
answers("stream_subquery", lambda c: c.sink(sql(c, "select * from range(5) where id in (select value from rv)"), queryName="s2"))
answers("progress_console", lambda c: c.sink(rate(c), "console", trigger=ONCE)["sink"])
answers("progress_noop", lambda c: c.sink(rate(c), "noop", trigger=ONCE)["sink"])
answers("progress_file", lambda c: c.sink(rate(c), "parquet", trigger=ONCE, path=c.path("output"), checkpointLocation=checkpoint(c))["sink"])
answers("progress_rate_src", lambda c: c.sink(rate(c), trigger=ONCE, queryName="pr")["sources"])


def counted(df):
    return df.groupBy("k").agg(F.sum("v"))


def restarts(name, change, damage=None):
    """The same checkpoint, one more file, another query."""
    def body(c):
        def on_console(df):
            c.sink(df, "console", "update", {"availableNow": True}, checkpointLocation=checkpoint(c))

        c.write("input/a.json", '{"k":"a","v":1}\n')
        on_console(counted(c.spark.readStream.schema("k string, v int").json(c.path("input"))))
        c.write("input/b.json", '{"k":"a","v":1}\n')
        if damage:
            damage(c)
        on_console(change(c.spark.readStream.schema("k string, v int").json(c.path("input")), c))
    case(name, body)


def other(c):
    os.makedirs(c.path("input2"))
    return c.spark.readStream.schema("k string, v int").json(c.path("input2"))


restarts("ctx_bad_ck_restart", lambda df, c: counted(df), lambda c: c.write("checkpoint/offsets/0", "v1\nnot an offset\n"))
restarts("restart_change_keys", lambda df, c: df.groupBy("k", "v").count())
restarts("restart_change_agg", lambda df, c: df.groupBy("k").agg(F.sum("v"), F.max("k")))
restarts("restart_add_source", lambda df, c: counted(df.union(other(c))))
restarts("restart_same", lambda df, c: counted(df))
restarts("restart_rename_col", lambda df, c: df.groupBy(F.col("k").alias("kk")).agg(F.sum("v")))

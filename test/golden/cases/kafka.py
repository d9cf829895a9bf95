"""Topics as a source and as a sink. Real Spark reads them from a broker that holds `inputs/*.capture.jsonl`, Weir from those captures."""
import json
import os

from pyspark.sql import functions as F

from cases import case

BROKER = {"kafka.bootstrap.servers": os.environ.get("GOLDEN_BROKER") or "127.0.0.1:1"}
ORDERS, RAW = "golden-orders", "golden-raw"
ORDER = "id string, amount long, ts timestamp"


def stream(c, **options):
    return c.spark.readStream.format("kafka").options(**BROKER, **{"startingOffsets": "earliest", **options}).load()


def batch(c, **options):
    return c.spark.read.format("kafka").options(**BROKER, **options).load()


def text(df, *more):
    return df.select(F.col("key").cast("string"), F.col("value").cast("string"), "topic", "partition", "offset", *more)


def orders(df):
    return df.select(F.from_json(F.col("value").cast("string"), ORDER).alias("o"), "offset").select("o.*", "offset")


def offsets(**partitions):
    return json.dumps({ORDERS: {name[1:]: offset for name, offset in partitions.items()}})


case("kafka_columns", lambda c: c.run(stream(c, subscribe=ORDERS)))
case("kafka_headers", lambda c: c.run(text(stream(c, subscribe=ORDERS, includeHeaders="true"), "headers")))
case("kafka_header_values", lambda c: c.run(stream(c, subscribe=ORDERS, includeHeaders="true").select(
    "offset", F.expr("transform(headers, h -> concat(h.key, '=', coalesce(cast(h.value as string), 'none')))").alias("h"), F.size("headers").alias("n"))))
case("kafka_raw_bytes", lambda c: c.run(stream(c, subscribe=RAW, includeHeaders="true").select("key", "value", "offset", "headers", F.length("value").alias("n"), F.hex("key").alias("hex"))))
case("kafka_text", lambda c: c.run(text(stream(c, subscribe=RAW), "timestamp", "timestampType")))
case("kafka_two_topics", lambda c: c.run(text(stream(c, subscribe=ORDERS + "," + RAW))))
case("kafka_pattern", lambda c: c.run(stream(c, subscribePattern="golden-(orders|raw)").groupBy("topic", "partition").count(), "complete"))
case("kafka_assign", lambda c: c.run(text(stream(c, assign='{"golden-orders":[1]}'))))
case("kafka_max_offsets", lambda c: c.run(text(stream(c, subscribe=ORDERS, maxOffsetsPerTrigger=4))))
case("kafka_max_offsets_one", lambda c: c.run(text(stream(c, subscribe=ORDERS, maxOffsetsPerTrigger=1))))
case("kafka_max_offsets_once", lambda c: c.run(text(stream(c, subscribe=ORDERS, maxOffsetsPerTrigger=4)), trigger={"once": True}))
case("kafka_min_partitions", lambda c: c.run(text(stream(c, subscribe=ORDERS, minPartitions=5))))
case("kafka_from_offsets", lambda c: c.run(text(stream(c, subscribe=ORDERS, startingOffsets=offsets(p0=2, p1=-2)))))
case("kafka_from_latest_of_one", lambda c: c.run(text(stream(c, subscribe=ORDERS, startingOffsets=offsets(p0=-1, p1=1)))))
case("kafka_from_latest", lambda c: c.run(text(stream(c, subscribe=ORDERS, startingOffsets="latest"))))
case("kafka_from_missing_partition", lambda c: c.run(text(stream(c, subscribe=ORDERS, startingOffsets=offsets(p0=0)))))
case("kafka_from_timestamp", lambda c: c.run(text(stream(c, subscribe=ORDERS, startingTimestamp=1700000061000))))
case("kafka_from_timestamps", lambda c: c.run(text(stream(c, subscribe=ORDERS, startingOffsetsByTimestamp=json.dumps({ORDERS: {"0": 1700000062000, "1": 1700000002000}})))))
case("kafka_from_timestamp_after_all", lambda c: c.run(text(stream(c, subscribe=ORDERS, startingTimestamp=1800000000000))))
case("kafka_from_timestamp_after_all_latest", lambda c: c.run(text(stream(c, subscribe=ORDERS, startingTimestamp=1800000000000, startingOffsetsByTimestampStrategy="latest"))))
case("kafka_window", lambda c: c.run(orders(stream(c, subscribe=ORDERS, maxOffsetsPerTrigger=4)).withWatermark("ts", "10 seconds")
                                     .groupBy(F.window("ts", "1 minute"), "id").agg(F.sum("amount").alias("total"), F.count("*").alias("n"))))
case("kafka_window_update", lambda c: c.run(orders(stream(c, subscribe=ORDERS, maxOffsetsPerTrigger=3)).withWatermark("ts", "10 seconds")
                                            .groupBy(F.window("ts", "1 minute")).count(), "update"))
case("kafka_filter_counts", lambda c: c.run(orders(stream(c, subscribe=ORDERS, maxOffsetsPerTrigger=4)).where("amount > 5")))
case("kafka_from_json_malformed", lambda c: c.run(stream(c, subscribe=RAW).select(F.from_json(F.col("value").cast("string"), ORDER + ", _corrupt_record string", {"columnNameOfCorruptRecord": "_corrupt_record"}).alias("o"), "offset")))
case("kafka_self_union", lambda c: c.run((lambda df: df.select("offset").union(df.select("offset")))(stream(c, subscribe=ORDERS))))
case("kafka_join_batch", lambda c: c.run(orders(stream(c, subscribe=ORDERS)).join(batch(c, subscribe=RAW).select(F.col("key").cast("string").alias("id"), F.length("value").alias("n")), "id", "left_outer")))


@case("kafka_restart")
def kafka_restart(c):
    df = text(stream(c, subscribe=ORDERS, maxOffsetsPerTrigger=4))
    c.run(df, trigger={"once": True})
    c.run(df, trigger={"availableNow": True})


@case("kafka_restart_other_topic")
def kafka_restart_other_topic(c):
    c.run(text(stream(c, subscribe=ORDERS)))
    c.run(text(stream(c, subscribe=ORDERS + "," + RAW)))


case("kafka_batch", lambda c: c.rows(text(batch(c, subscribe=ORDERS), "timestamp", "timestampType")))
case("kafka_batch_headers", lambda c: c.rows(batch(c, subscribe=RAW, includeHeaders="true").select("offset", "headers")))
case("kafka_batch_range", lambda c: c.rows(text(batch(c, subscribe=ORDERS, startingOffsets=offsets(p0=1, p1=-2), endingOffsets=offsets(p0=3, p1=-1)))))
case("kafka_batch_empty_range", lambda c: c.rows(text(batch(c, subscribe=ORDERS, startingOffsets=offsets(p0=2, p1=1), endingOffsets=offsets(p0=2, p1=1)))))
case("kafka_batch_bad_range", lambda c: c.errors(
    lambda: batch(c, subscribe=ORDERS, startingOffsets="latest"), lambda: batch(c, subscribe=ORDERS, endingOffsets="earliest"),
    lambda: batch(c, subscribe=ORDERS, startingOffsets=offsets(p0=-1, p1=0)), lambda: batch(c, subscribe=ORDERS, endingOffsets=offsets(p0=-2, p1=0)),
    lambda: batch(c, subscribe=ORDERS, maxOffsetsPerTrigger=3).count()))
case("kafka_batch_pattern", lambda c: c.rows(batch(c, subscribePattern="golden-(orders|raw)").groupBy("topic", "partition").agg(F.max("offset").alias("last"), F.count("*").alias("n"))))


def written(c, topic):
    return c.rows(batch(c, subscribe=topic, includeHeaders="true").select(F.col("key").cast("string"), F.col("value").cast("string"), "topic", "headers", "offset"))


@case("kafka_sink")
def kafka_sink(c):
    progress = c.sink(orders(stream(c, subscribe=ORDERS)).select(F.col("id").alias("key"), F.to_json(F.struct("id", "amount")).alias("value")), "kafka",
                      topic="golden-sink", checkpointLocation=c.path("checkpoint"), trigger={"availableNow": True}, **{"kafka__bootstrap__servers": BROKER["kafka.bootstrap.servers"]})
    return [progress["sink"]["numOutputRows"], written(c, "golden-sink")]


@case("kafka_sink_columns")
def kafka_sink_columns(c):
    rows = stream(c, subscribe=ORDERS, includeHeaders="true").where("offset < 2").select(
        "key", "value", F.concat(F.lit("golden-"), F.col("key").cast("string")).alias("topic"), "headers")
    c.sink(rows, "kafka", checkpointLocation=c.path("checkpoint"), trigger={"availableNow": True}, kafka__bootstrap__servers=BROKER["kafka.bootstrap.servers"])
    return [written(c, "golden-a"), written(c, "golden-b")]


@case("kafka_sink_null_topic")
def kafka_sink_null_topic(c):
    rows = stream(c, subscribe=ORDERS).select("value", F.when(F.col("offset") < 1, F.lit("golden-some")).alias("topic"))
    return c.sink(rows, "kafka", checkpointLocation=c.path("checkpoint"), trigger={"availableNow": True}, kafka__bootstrap__servers=BROKER["kafka.bootstrap.servers"])


@case("kafka_batch_write")
def kafka_batch_write(c):
    c.spark.createDataFrame([("x", "1"), (None, "2"), ("y", None)], "key string, value string").coalesce(1).write.format("kafka").options(**BROKER, topic="golden-batch").save()
    return written(c, "golden-batch")


case("kafka_write_errors", lambda c: c.errors(*[
    (lambda columns=columns: c.spark.createDataFrame([("x", 1)], "value string, n int").selectExpr(*columns).write.format("kafka").options(**BROKER, topic="golden-errors").save())
    for columns in (["n as value"], ["n"], ["value", "n as key"], ["value", "n as topic"], ["value", "value as headers"], ["value", "cast(n as long) as partition"])]))

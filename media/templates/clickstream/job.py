"""Clickstream: which products are clicked on where they are shown, and how long people stay.

A page sends an impression when it shows a product and a click when somebody follows it. One query joins the two streams: every
impression comes out once, with its click where one followed within 2 minutes, without one where none did (a left outer join
with a range of time). The other makes sessions of a visitor's impressions: a visit ends when nothing is shown for 1 minute.

Run it as it is: in VS Code with Weir (Simulate above the queries), with `weir run job.py`, or with spark-submit on a cluster.
"""

import os

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

BROKERS = os.environ.get("KAFKA_BROKERS", "localhost:9092")
CHECKPOINTS = os.environ.get("CHECKPOINTS", "checkpoints")

spark = (
    SparkSession.builder.appName("clickstream")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("WARN")


def read(topic, schema):
    """The messages of a topic as rows; those that are none of this schema are left out."""
    return (
        spark.readStream.format("kafka")
        .option("kafka.bootstrap.servers", BROKERS)
        .option("subscribe", topic)
        .option("startingOffsets", "earliest")
        .load()
        .select(F.from_json(F.col("value").cast("string"), schema).alias("m"))
        .select("m.*")
        .where("impression IS NOT NULL")
    )


impressions = read("page-impressions", "impression STRING, visitor STRING, product STRING, place STRING, shown_at TIMESTAMP").withWatermark("shown_at", "30 seconds")
clicks = read("page-clicks", "impression STRING, clicked_at TIMESTAMP").withWatermark("clicked_at", "30 seconds")

# The range tells Spark how long to keep an impression; the watermarks tell it when no click can come any more.
click_through = impressions.alias("i").join(
    clicks.alias("c"),
    F.expr("i.impression = c.impression AND clicked_at >= shown_at AND clicked_at <= shown_at + INTERVAL 2 minutes"),
    "left_outer",
)

click_through_query = (
    click_through.select(
        F.col("place").alias("key"),
        F.to_json(
            F.struct(
                "i.impression",
                "product",
                "place",
                F.col("clicked_at").isNotNull().alias("clicked"),
                F.expr("unix_millis(clicked_at) - unix_millis(shown_at)").alias("after_ms"),
            )
        ).alias("value"),
    )
    .writeStream.queryName("click_through")
    .format("kafka")
    .option("kafka.bootstrap.servers", BROKERS)
    .option("topic", "shown-products")
    .option("checkpointLocation", f"{CHECKPOINTS}/click_through")
    .outputMode("append")
    .trigger(processingTime="30 seconds")
    .start()
)

visits = (
    impressions.groupBy(F.session_window("shown_at", "1 minute").alias("visit"), "visitor")
    .agg(F.count("*").alias("shown"), F.approx_count_distinct("product").alias("products"))
    .select("visitor", F.col("visit.start").alias("from"), F.col("visit.end").alias("until"), "shown", "products")
)

visits_query = (
    visits.writeStream.queryName("visits")
    .format("console")
    .option("truncate", "false")
    .option("checkpointLocation", f"{CHECKPOINTS}/visits")
    .outputMode("append")
    .trigger(processingTime="30 seconds")
    .start()
)

spark.streams.awaitAnyTermination()

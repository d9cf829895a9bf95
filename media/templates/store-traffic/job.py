"""Store traffic: how many people come in at which hour of the day.

Counters at the doors send how many people passed. The stream keeps one line for each store and hour of the day, over all days, and
shows all of them, sorted, with every micro-batch (complete mode). The same figures over the history in files are one argument away:
`python job.py history` runs the very same aggregation as a batch.

Run it as it is: in VS Code with Weir (Simulate above the query), with `weir run job.py`, or with spark-submit on a cluster.
"""

import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

HERE = os.path.dirname(os.path.abspath(__file__))
BROKERS = os.environ.get("KAFKA_BROKERS", "localhost:9092")
HISTORY = os.environ.get("HISTORY", os.path.join(HERE, "history"))
CHECKPOINTS = os.environ.get("CHECKPOINTS", "checkpoints")

spark = (
    SparkSession.builder.appName("store-traffic")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("WARN")

COUNT = "store STRING, door STRING, entered INT, left INT, at TIMESTAMP"


def by_hour_of_day(counts):
    """The busiest hours first. Knows nothing of where the counts come from, so it serves the stream and its batch twin."""
    return (
        counts.where("store IS NOT NULL AND at IS NOT NULL")  # what could not be read as a count
        .groupBy("store", F.hour("at").alias("hour"))
        .agg(F.sum("entered").alias("entered"), F.sum("left").alias("left"), F.max("entered").alias("busiest"))
        .orderBy(F.desc("entered"), "store", "hour")
    )


if sys.argv[1:] == ["history"]:
    by_hour_of_day(spark.read.schema(COUNT).json(HISTORY)).show(100, truncate=False)
    sys.exit()

counts = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", BROKERS)
    .option("subscribe", "door-counts")
    .option("startingOffsets", "earliest")
    .load()
    .select(F.from_json(F.col("value").cast("string"), COUNT).alias("c"))
    .select("c.*")
    .withWatermark("at", "1 day")
    .dropDuplicates(["store", "door", "at"])  # a counter that sends again counts once
)

hours_query = (
    by_hour_of_day(counts)
    .writeStream.queryName("busy_hours")
    .format("console")
    .option("truncate", "false")
    .option("numRows", "100")
    .option("checkpointLocation", f"{CHECKPOINTS}/busy_hours")
    .outputMode("complete")
    .trigger(processingTime="6 hours")
    .start()
)

spark.streams.awaitAnyTermination()

"""IT monitoring: servers that fell silent, and how busy their networks are.

Servers send a heartbeat with the bandwidth they use. Two queries read this one source. The first makes sessions of the heartbeats
of a server: when none has followed for 20 seconds the session ends, and the server is reported on the topic `silent-servers`. The
second gives the median and the 95th percentile of the bandwidth for each server and window of 1 minute.

Run it as it is: in VS Code with Weir (Simulate above the queries), with `weir run job.py`, or with spark-submit on a cluster.
"""

import os

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

BROKERS = os.environ.get("KAFKA_BROKERS", "localhost:9092")
CHECKPOINTS = os.environ.get("CHECKPOINTS", "checkpoints")

spark = (
    SparkSession.builder.appName("it-monitoring")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("WARN")

HEARTBEAT = "server STRING, rack STRING, mbps INT, at TIMESTAMP"

heartbeats = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", BROKERS)
    .option("subscribe", "server-heartbeats")
    .option("startingOffsets", "earliest")
    .load()
    .select(F.from_json(F.col("value").cast("string"), HEARTBEAT).alias("h"))
    .select("h.*")
    .where("server IS NOT NULL AND at IS NOT NULL")  # what could not be read as a heartbeat
    .withWatermark("at", "15 seconds")
)

# A session is the time in which a server was heard. It comes out once, when the watermark has passed its end: the server is silent.
heard = heartbeats.groupBy(F.session_window("at", "20 seconds").alias("heard"), "server", "rack").agg(F.count("*").alias("heartbeats"), F.max("at").alias("last"))

silent_query = (
    heard.select(
        F.col("server").alias("key"),
        F.to_json(F.struct("server", "rack", F.col("heard.start").alias("heard_from"), F.col("last").alias("silent_since"), "heartbeats")).alias("value"),
    )
    .writeStream.queryName("silent_servers")
    .format("kafka")
    .option("kafka.bootstrap.servers", BROKERS)
    .option("topic", "silent-servers")
    .option("checkpointLocation", f"{CHECKPOINTS}/silent_servers")
    .outputMode("append")
    .trigger(processingTime="20 seconds")
    .start()
)

bandwidth = (
    heartbeats.groupBy(F.window("at", "1 minute"), "server")
    .agg(F.percentile_approx("mbps", [0.5, 0.95]).alias("percentiles"), F.max("mbps").alias("highest"), F.count("*").alias("heartbeats"))
    .select("server", F.col("window.start").alias("from"), F.col("percentiles")[0].alias("median"), F.col("percentiles")[1].alias("p95"), "highest", "heartbeats")
)

bandwidth_query = (
    bandwidth.writeStream.queryName("bandwidth")
    .format("console")
    .option("truncate", "false")
    .option("checkpointLocation", f"{CHECKPOINTS}/bandwidth")
    .outputMode("append")
    .trigger(processingTime="20 seconds")
    .start()
)

spark.streams.awaitAnyTermination()

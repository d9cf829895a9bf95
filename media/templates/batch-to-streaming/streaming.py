"""Sales by shop and hour: job.py as a streaming job.

What changed: the receipts come from the topic `shop-receipts` as JSON in a message's value instead of from files, and the totals so
far are shown with every micro-batch (complete mode, which is what allows the sort). The figures after the last one are job.py's.

Run it as it is: in VS Code with Weir (Simulate above the query), with `weir run streaming.py`, or with spark-submit on a cluster.
"""

import os

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

BROKERS = os.environ.get("KAFKA_BROKERS", "localhost:9092")
CHECKPOINTS = os.environ.get("CHECKPOINTS", "checkpoints")

spark = (
    SparkSession.builder.appName("shop-sales")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("WARN")

RECEIPT = "receipt STRING, shop STRING, items INT, amount DECIMAL(9,2), at TIMESTAMP"

receipts = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", BROKERS)
    .option("subscribe", "shop-receipts")
    .option("startingOffsets", "earliest")
    .load()
    .select(F.from_json(F.col("value").cast("string"), RECEIPT).alias("r"))
    .select("r.*")
    .where("receipt IS NOT NULL")  # what could not be read as a receipt
    .dropDuplicates(["receipt"])
)

sales = (
    receipts.groupBy("shop", F.window("at", "1 hour"))
    .agg(F.count("*").alias("receipts"), F.sum("items").alias("items"), F.sum("amount").alias("amount"))
    .select("shop", F.col("window.start").alias("hour"), "receipts", "items", "amount")
    .orderBy("shop", "hour")
)

sales_query = (
    sales.writeStream.queryName("sales")
    .format("console")
    .option("truncate", "false")
    .option("numRows", "100")
    .option("checkpointLocation", f"{CHECKPOINTS}/sales")
    .outputMode("complete")
    .trigger(processingTime="2 hours")
    .start()
)

spark.streams.awaitAnyTermination()

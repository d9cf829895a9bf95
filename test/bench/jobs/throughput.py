"""JSON readings from a topic, averaged over windows of 10 seconds: what the throughput figures run, on Spark and on Weir.

    throughput.py <host:port> <topic> <rows a batch> <checkpoint> <file for the progress of each batch>
"""
import json
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

broker, topic, rows_a_batch, checkpoint, progress = sys.argv[1:6]
spark = (
    SparkSession.builder.master("local[2]").appName("throughput")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.ui.enabled", "false")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")

readings = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", broker)
    .option("subscribe", topic)
    .option("startingOffsets", "earliest")
    .option("maxOffsetsPerTrigger", rows_a_batch)
    .load()
    .select(F.from_json(F.col("value").cast("string"), "sensor string, ts timestamp, value double").alias("r"))
    .select("r.*")
)
averages = (
    readings.withWatermark("ts", "10 seconds")
    .groupBy(F.window("ts", "10 seconds"), "sensor")
    .agg(F.avg("value").alias("average"), F.count("*").alias("readings"))
)
query = (
    averages.writeStream.format("memory").queryName("averages").outputMode("append")
    .option("checkpointLocation", checkpoint)
    .trigger(availableNow=True)
    .start()
)
query.awaitTermination()
windows, readings = spark.sql("select count(*), sum(readings) from averages").first()
with open(progress, "w") as out:
    json.dump({"batches": query.recentProgress, "windows": windows, "readings": readings}, out)

"""Readings in JSON files, averaged over windows of 10 seconds, printed: what the cold start is measured with, on Spark and on Weir.

    windowed.py <folder of JSON files> <checkpoint>
"""
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

folder, checkpoint = sys.argv[1:3]
spark = (
    SparkSession.builder.master("local[2]").appName("windowed")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.ui.enabled", "false")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")

readings = spark.readStream.schema("sensor string, ts timestamp, value double").option("maxFilesPerTrigger", 1).json(folder)
averages = (
    readings.withWatermark("ts", "10 seconds")
    .groupBy(F.window("ts", "10 seconds"), "sensor")
    .agg(F.avg("value").alias("average"), F.count("*").alias("readings"))
)
query = (
    averages.writeStream.format("console").outputMode("append")
    .option("checkpointLocation", checkpoint).option("truncate", "false")
    .trigger(availableNow=True)
    .start()
)
query.awaitTermination()

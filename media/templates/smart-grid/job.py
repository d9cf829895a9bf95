"""Smart grid: electricity use by district and hour, with meters that report hours late.

One query waits: an hour is final when the watermark, 6 hours behind, has passed it, and is then appended to Parquet files, a folder
a day. The other does not wait: it shows all hours as far as they are known, again with every micro-batch (complete mode). Put side
by side, they show what waiting costs and what it is good for.

Run it as it is: in VS Code with Weir (Simulate above the queries), with `weir run job.py`, or with spark-submit on a cluster.
"""

import os

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

BROKERS = os.environ.get("KAFKA_BROKERS", "localhost:9092")
CHECKPOINTS = os.environ.get("CHECKPOINTS", "checkpoints")
USE = os.environ.get("USE", "use")

spark = (
    SparkSession.builder.appName("smart-grid")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("WARN")

READING = "meter STRING, district STRING, kwh DECIMAL(9,3), at TIMESTAMP"

readings = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", BROKERS)
    .option("subscribe", "meter-readings")
    .option("startingOffsets", "earliest")
    .load()
    .select(F.from_json(F.col("value").cast("string"), READING).alias("r"))
    .select("r.*")
    .where("meter IS NOT NULL AND at IS NOT NULL")  # what could not be read as a reading
)

use = (
    readings.withWatermark("at", "6 hours")
    .groupBy(F.window("at", "1 hour"), "district")
    .agg(F.count("*").alias("readings"), F.approx_count_distinct("meter").alias("meters"), F.sum("kwh").alias("kwh"))
    .select("district", F.col("window.start").alias("hour"), "readings", "meters", "kwh")
)


def store(batch, batch_id):
    """Appends the hours that became final; called once for each micro-batch, and again for one that had failed."""
    final = batch.withColumn("day", F.to_date("hour")).withColumn("batch", F.lit(batch_id))
    final.write.mode("append").partitionBy("day").parquet(USE)


final_query = (
    use.writeStream.queryName("final_hours")
    .foreachBatch(store)
    .option("checkpointLocation", f"{CHECKPOINTS}/final_hours")
    .outputMode("append")
    .trigger(processingTime="2 hours")
    .start()
)

known_query = (
    use.orderBy("hour", "district")
    .writeStream.queryName("hours_so_far")
    .format("console")
    .option("truncate", "false")
    .option("numRows", "100")
    .option("checkpointLocation", f"{CHECKPOINTS}/hours_so_far")
    .outputMode("complete")
    .trigger(processingTime="2 hours")
    .start()
)

spark.streams.awaitAnyTermination()

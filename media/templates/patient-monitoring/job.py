"""Patient monitoring: episodes in which a patient is beyond their own limits.

Monitors at the bedside send heart rate and blood pressure, and send again what was not acknowledged. Repeated readings are dropped,
each one that is left is held against the limits of its patient, and readings beyond them that follow each other
within 30 seconds become one episode on the topic `critical-episodes`.

Run it as it is: in VS Code with Weir (Simulate above the query), with `weir run job.py`, or with spark-submit on a cluster.
"""

import os

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

HERE = os.path.dirname(os.path.abspath(__file__))
BROKERS = os.environ.get("KAFKA_BROKERS", "localhost:9092")
LIMITS = os.environ.get("LIMITS", os.path.join(HERE, "limits.json"))
CHECKPOINTS = os.environ.get("CHECKPOINTS", "checkpoints")

spark = (
    SparkSession.builder.appName("patient-monitoring")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("WARN")

READING = "reading STRING, patient STRING, heart_rate INT, systolic INT, diastolic INT, at TIMESTAMP"
LIMIT = "patient STRING, ward STRING, heart_low INT, heart_high INT, systolic_low INT, systolic_high INT"

readings = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", BROKERS)
    .option("subscribe", "vital-signs")
    .option("startingOffsets", "earliest")
    .load()
    .select(F.from_json(F.col("value").cast("string"), READING).alias("r"))
    .select("r.*")
    .where("reading IS NOT NULL AND at IS NOT NULL")  # what could not be read as a reading
    .withWatermark("at", "20 seconds")
    .dropDuplicates(["reading", "at"])  # `at` is among the columns, so that Spark forgets a reading once it is older than the watermark
)

# What is usual for one patient is critical for another: small, static, read again with every micro-batch.
limits = spark.read.schema(LIMIT).json(LIMITS)

critical = readings.join(limits, "patient").where("heart_rate NOT BETWEEN heart_low AND heart_high OR systolic NOT BETWEEN systolic_low AND systolic_high")

episodes = (
    critical.groupBy(F.session_window("at", "30 seconds").alias("episode"), "patient", "ward")
    .agg(
        F.count("*").alias("readings"),
        F.min("heart_rate").alias("heart_low"),
        F.max("heart_rate").alias("heart_high"),
        F.min("systolic").alias("systolic_low"),
        F.max("systolic").alias("systolic_high"),
        F.max("at").alias("last_at"),
    )
    .where("readings >= 3")  # one or two readings are a cuff that slipped
)

episodes_query = (
    episodes.select(
        F.col("patient").alias("key"),
        F.to_json(F.struct("patient", "ward", F.col("episode.start").alias("from"), F.col("last_at").alias("until"), "readings", "heart_low", "heart_high", "systolic_low", "systolic_high")).alias("value"),
    )
    .writeStream.queryName("episodes")
    .format("kafka")
    .option("kafka.bootstrap.servers", BROKERS)
    .option("topic", "critical-episodes")
    .option("checkpointLocation", f"{CHECKPOINTS}/episodes")
    .outputMode("append")
    .trigger(processingTime="20 seconds")
    .start()
)

spark.streams.awaitAnyTermination()

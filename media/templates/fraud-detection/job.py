"""Card fraud: transactions compared with what is usual for the card.

Every card's spending is added up in windows of 20 seconds that move on by 10 seconds. A window whose total is far above the card's
profile becomes an alert on the topic `fraud-alerts`. Cards that have no profile are listed by a second query.

Run it as it is: in VS Code with Weir (Simulate above the queries), with `weir run job.py`, or with spark-submit on a cluster.
"""

import os

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

HERE = os.path.dirname(os.path.abspath(__file__))
BROKERS = os.environ.get("KAFKA_BROKERS", "localhost:9092")
CHECKPOINTS = os.environ.get("CHECKPOINTS", "checkpoints")

spark = (
    SparkSession.builder.appName("fraud-detection")
    .config("spark.sql.shuffle.partitions", "4")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("WARN")

TRANSACTION = "card STRING, amount DECIMAL(10,2), merchant STRING, country STRING, ts TIMESTAMP"
PROFILE = "card STRING, holder STRING, usual_total DECIMAL(10,2), home STRING"

transactions = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", BROKERS)
    .option("subscribe", "card-transactions")
    .option("startingOffsets", "earliest")
    .load()
    .select(F.from_json(F.col("value").cast("string"), TRANSACTION).alias("t"))
    .select("t.*")
    .where("card IS NOT NULL")  # what could not be read as a transaction
)

# Historical patterns: small, static, read again with every micro-batch.
profiles = spark.read.schema(PROFILE).json(os.path.join(HERE, "profiles.json"))

spending = (
    transactions.withWatermark("ts", "30 seconds")
    .groupBy(F.window("ts", "20 seconds", "10 seconds"), "card")
    .agg(
        F.count("*").alias("n"),
        F.sum("amount").alias("total"),
        F.max("amount").alias("largest"),
    )
)

alerts = (
    spending.join(profiles, "card")
    .where("total > 3 * usual_total")
    .select(
        F.col("card").alias("key"),
        F.to_json(F.struct("card", "holder", F.col("window.start").alias("from"), F.col("window.end").alias("until"), "n", "total", "largest", "usual_total")).alias("value"),
    )
)

alerts_query = (
    alerts.writeStream.queryName("alerts")
    .format("kafka")
    .option("kafka.bootstrap.servers", BROKERS)
    .option("topic", "fraud-alerts")
    .option("checkpointLocation", f"{CHECKPOINTS}/fraud_alerts")
    .outputMode("append")
    .trigger(processingTime="10 seconds")
    .start()
)

unknown_cards = transactions.join(profiles, "card", "left_anti").select("card", "amount", "merchant", "ts")

audit_query = (
    unknown_cards.writeStream.queryName("profile_audit")
    .format("console")
    .option("truncate", "false")
    .option("checkpointLocation", f"{CHECKPOINTS}/profile_audit")
    .outputMode("append")
    .trigger(processingTime="10 seconds")
    .start()
)

spark.streams.awaitAnyTermination()

"""Inventory and demand: what has to be ordered again.

Customers order, the warehouse picks and says what is left on the shelf. The two streams are joined: each order with the pick that it
led to, within 10 minutes. Where less is left than the product's re-order point, an alert goes to the topic `low-stock`, and what to
order is written to files, exactly once: each micro-batch has a folder of its own, and one that is repeated writes the same folder anew.

Run it as it is: in VS Code with Weir (Simulate above the queries), with `weir run job.py`, or with spark-submit on a cluster.
"""

import os

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

HERE = os.path.dirname(os.path.abspath(__file__))
BROKERS = os.environ.get("KAFKA_BROKERS", "localhost:9092")
PRODUCTS = os.environ.get("PRODUCTS", os.path.join(HERE, "products.json"))
CHECKPOINTS = os.environ.get("CHECKPOINTS", "checkpoints")
REORDERS = os.environ.get("REORDERS", "reorders")

spark = (
    SparkSession.builder.appName("inventory-demand")
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
        .where("order IS NOT NULL")
    )


orders = read("customer-orders", "order STRING, product STRING, quantity INT, ordered_at TIMESTAMP").withWatermark("ordered_at", "5 minutes")
picks = read("stock-picks", "order STRING, shelf STRING, left INT, picked_at TIMESTAMP").withWatermark("picked_at", "5 minutes")

picked = orders.alias("o").join(
    picks.alias("p"),
    F.expr("o.order = p.order AND picked_at >= ordered_at AND picked_at <= ordered_at + INTERVAL 10 minutes"),
)

products = spark.read.schema("product STRING, reorder_point INT, lot INT, supplier STRING").json(PRODUCTS)

low = picked.join(products, "product").where("left < reorder_point").select("product", "supplier", "shelf", "left", "reorder_point", "lot", F.col("o.order").alias("order"), "quantity", "picked_at")

alerts_query = (
    low.select(F.col("product").alias("key"), F.to_json(F.struct("product", "shelf", "left", "reorder_point", "order", "picked_at")).alias("value"))
    .writeStream.queryName("low_stock")
    .format("kafka")
    .option("kafka.bootstrap.servers", BROKERS)
    .option("topic", "low-stock")
    .option("checkpointLocation", f"{CHECKPOINTS}/low_stock")
    .outputMode("append")
    .trigger(processingTime="5 minutes")
    .start()
)


def reorder(batch, batch_id):
    """One line a product. `overwrite` in a folder of this batch: a batch that is repeated after a failure changes nothing."""
    wanted = batch.groupBy("product", "supplier").agg(F.min("left").alias("left"), F.max("reorder_point").alias("reorder_point"), F.max("lot").alias("lot"))
    wanted.orderBy("product").coalesce(1).write.mode("overwrite").json(f"{REORDERS}/batch={batch_id}")


reorders_query = (
    low.writeStream.queryName("reorders")
    .foreachBatch(reorder)
    .option("checkpointLocation", f"{CHECKPOINTS}/reorders")
    .outputMode("append")
    .trigger(processingTime="5 minutes")
    .start()
)

spark.streams.awaitAnyTermination()

"""Sales by shop and hour: a batch job over files, to be turned into a streaming job.

Every night the tills' receipts lie in a folder, a file for each shop, and this job adds them up. The same receipts are in the capture
of the topic `shop-receipts`, in the order in which the tills sent them: `streaming.py` is this job over that topic, with the same totals.

Run it as it is: in VS Code with Weir, with `weir run job.py`, or with spark-submit on a cluster.
"""

import os

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

HERE = os.path.dirname(os.path.abspath(__file__))
RECEIPTS = os.environ.get("RECEIPTS", os.path.join(HERE, "receipts"))

spark = (
    SparkSession.builder.appName("shop-sales")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("WARN")

RECEIPT = "receipt STRING, shop STRING, items INT, amount DECIMAL(9,2), at TIMESTAMP"

receipts = (
    spark.read.schema(RECEIPT)
    .json(RECEIPTS)
    .where("receipt IS NOT NULL")  # what could not be read as a receipt
    .dropDuplicates(["receipt"])
)

sales = (
    receipts.groupBy("shop", F.window("at", "1 hour"))
    .agg(F.count("*").alias("receipts"), F.sum("items").alias("items"), F.sum("amount").alias("amount"))
    .select("shop", F.col("window.start").alias("hour"), "receipts", "items", "amount")
    .orderBy("shop", "hour")
)

sales.show(100, truncate=False)

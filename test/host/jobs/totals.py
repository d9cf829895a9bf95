from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
numbers = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", "localhost:9092")
    .option("subscribe", "numbers")
    .option("startingOffsets", "earliest")
    .option("maxOffsetsPerTrigger", "100")
    .load()
    .select(F.col("value").cast("string").cast("int").alias("n"))
)
query = (
    numbers.groupBy((F.col("n") % 3).alias("rest")).agg(F.count("*").alias("count"), F.sum("n").alias("total"))
    .writeStream.outputMode("update")
    .format("console")
    .option("checkpointLocation", "checkpoint")
    .start()
)
query.processAllAvailable()

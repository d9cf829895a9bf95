from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
while True:
    pass
spark.readStream.format("rate").load().writeStream.format("console").start()

import json

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
json.loads("{")
spark.readStream.format("rate").load().writeStream.format("console").start()

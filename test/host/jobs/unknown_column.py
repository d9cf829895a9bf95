from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
numbers = spark.readStream.format("rate").load()
wrong = numbers.select("value",
                       "not_there")
query = wrong.writeStream.format("console").start()
query.awaitTermination()

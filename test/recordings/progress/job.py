"""Three queries whose progress is recorded: a window with a watermark, one with a difficult name, one without a name. Ends once `stop` stands in the folder that it is given."""
import json
import os
import sys
import time

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

folder = sys.argv[1]
spark = SparkSession.builder.appName("rates").config("spark.sql.streaming.metricsEnabled", "true").getOrCreate()


def rate(rows):
    return spark.readStream.format("rate").option("rowsPerSecond", rows).load()


def write(name, text):
    with open(os.path.join(folder, name + ".new"), "w") as out:
        out.write(text)
    os.replace(os.path.join(folder, name + ".new"), os.path.join(folder, name))


write("ui", spark.sparkContext.uiWebUrl)
while not os.path.exists(os.path.join(folder, "begin")):
    time.sleep(0.2)
windows = (rate(10).withWatermark("timestamp", "5 seconds").groupBy(F.window("timestamp", "2 seconds")).count()
           .writeStream.queryName("per_window").outputMode("update").format("noop").trigger(processingTime="2 seconds").start())
named = rate(5).writeStream.queryName('sp\u00e4t "x" <b> a.latency').foreachBatch(lambda rows, batch: rows.count()).trigger(processingTime="2 seconds").start()
unnamed = rate(1).writeStream.format("noop").trigger(processingTime="5 seconds").start()
while not os.path.exists(os.path.join(folder, "stop")):
    time.sleep(0.2)
    write("truth.json", json.dumps([query.recentProgress for query in (windows, named, unnamed)]))
for query in (windows, named, unnamed):
    query.stop()

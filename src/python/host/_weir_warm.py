"""A small job that a waiting interpreter runs once, so that the user's job does not pay for what runs for the first time.

It leaves nothing behind that a job could see: no session, no module, no option, no random number drawn, no name given out.
"""

import sys
import types

import _weir_main

JOB = '''
import os
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.getOrCreate()
spark.sparkContext.setLogLevel("WARN")
rows = (
    spark.readStream.format("kafka").option("kafka.bootstrap.servers", "warm").option("subscribe", "warm").option("startingOffsets", "earliest").load()
    .select(F.from_json(F.col("value").cast("string"), "k STRING, v DECIMAL(10,2), t TIMESTAMP").alias("x"))
    .select("x.*").where("k IS NOT NULL")
)
table = spark.read.schema("k STRING, usual DECIMAL(10,2)").json(os.path.join(FOLDER, "table.json"))
counted = (
    rows.withWatermark("t", "30 seconds").groupBy(F.window("t", "20 seconds", "10 seconds"), "k")
    .agg(F.count("*").alias("n"), F.sum("v").alias("total"), F.max("v").alias("most"), F.avg("v").alias("mean"))
    .join(table, "k").where("total > 3 * usual")
    .select(F.col("k").alias("key"), F.to_json(F.struct("k", F.col("window.start").alias("at"), "n", "total")).alias("value"))
)
first = (
    counted.writeStream.queryName("warm").format("kafka").option("kafka.bootstrap.servers", "warm").option("topic", "out")
    .option("checkpointLocation", os.path.join(FOLDER, "first")).outputMode("append").trigger(processingTime="10 seconds").start()
)
second = (
    rows.join(table, "k", "left_anti").select("k", "v", "t").writeStream.format("console").option("truncate", "false")
    .option("checkpointLocation", os.path.join(FOLDER, "second")).trigger(processingTime="10 seconds").start()
)
spark.streams.awaitAnyTermination()
first.lastProgress
spark.stop()
'''


def run(folder):
    """Returns '' or why it did not go through. The run that follows prepares everything anew."""
    before = set(sys.modules)
    main = types.ModuleType("__main__")
    main.__dict__.update(__builtins__=sys.modules["builtins"], FOLDER=folder)
    try:
        _weir_main.prepare({"env": {}, "cwd": "/", "argv": [""], "executable": "", "folder": "", "pythonPath": [], "lineBuffered": True, "canAsk": False})
        _weir_main._execute(JOB.encode(), "<warm-up>", main)
    except BaseException as error:
        return "%s: %s" % (type(error).__name__, error)
    finally:
        main.__dict__.clear()
        for name in set(sys.modules) - before:
            del sys.modules[name]
        _forget()
    return ""


def _forget():
    from pyspark import SparkContext, _span
    from pyspark.sql import SparkSession
    SparkContext._active_spark_context = SparkSession._instantiatedSession = SparkSession._activeSession = None
    _span._cache.clear()

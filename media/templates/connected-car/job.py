"""Connected cars: how the fleet drives, and which car needs a workshop.

Cars send nested messages: a position, an odometer and several sensors. One query keeps a line of figures for each car and window
of 1 minute and writes it anew whenever it changes (update mode). The other looks at every sensor of every message by itself: a reading
beyond its limit goes at once to the topic `car-alerts`.

Run it as it is: in VS Code with Weir (Simulate above the queries), with `weir run job.py`, or with spark-submit on a cluster.
"""

import os

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

BROKERS = os.environ.get("KAFKA_BROKERS", "localhost:9092")
CHECKPOINTS = os.environ.get("CHECKPOINTS", "checkpoints")

spark = (
    SparkSession.builder.appName("connected-car")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("WARN")

TELEMETRY = """
    vin STRING,
    at TIMESTAMP,
    position STRUCT<lat: DOUBLE, lon: DOUBLE>,
    odometer_km DECIMAL(9,1),
    sensors STRUCT<speed_kmh: INT, engine_c: INT, battery_percent: INT, tyres_kpa: ARRAY<INT>>
"""

telemetry = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", BROKERS)
    .option("subscribe", "car-telemetry")
    .option("startingOffsets", "earliest")
    .load()
    .select(F.from_json(F.col("value").cast("string"), TELEMETRY).alias("t"))
    .select("t.*")
    .where("vin IS NOT NULL AND at IS NOT NULL")  # what could not be read as telemetry
)

# The odometer only goes up, so the mileage of a window needs no order of arrival.
fleet = (
    telemetry.withWatermark("at", "1 minute")
    .groupBy(F.window("at", "1 minute"), "vin")
    .agg(
        F.count("*").alias("readings"),
        (F.max("odometer_km") - F.min("odometer_km")).alias("km"),
        F.max("sensors.speed_kmh").alias("top_speed_kmh"),
        F.round(F.avg("sensors.speed_kmh"), 1).alias("average_speed_kmh"),
        F.max("sensors.engine_c").alias("engine_c"),
    )
)

fleet_query = (
    fleet.select(
        F.concat_ws("/", "vin", F.date_format("window.start", "HH:mm:ss")).alias("key"),
        F.to_json(F.struct("vin", F.col("window.start").alias("from"), "readings", "km", "top_speed_kmh", "average_speed_kmh", "engine_c")).alias("value"),
    )
    .writeStream.queryName("fleet")
    .format("kafka")
    .option("kafka.bootstrap.servers", BROKERS)
    .option("topic", "fleet-status")
    .option("checkpointLocation", f"{CHECKPOINTS}/fleet")
    .outputMode("update")
    .trigger(processingTime="30 seconds")
    .start()
)


def sensor(name, reading, limit, beyond):
    """One sensor of a message: its reading, and whether that is beyond the limit."""
    return F.struct(F.lit(name).alias("sensor"), reading.alias("reading"), F.lit(limit).alias("limit"), beyond.alias("beyond"))


speed, engine, battery = F.col("sensors.speed_kmh"), F.col("sensors.engine_c"), F.col("sensors.battery_percent")
softest = F.array_min("sensors.tyres_kpa")

alerts = (
    telemetry.select(
        "vin",
        "at",
        "position",
        F.explode(
            F.array(
                sensor("speed", speed, 130, speed > 130),
                sensor("engine", engine, 110, engine > 110),
                sensor("battery", battery, 10, battery < 10),
                sensor("tyre", softest, 200, softest < 200),
            )
        ).alias("s"),
    )
    .where("s.beyond")
    .select(F.col("vin").alias("key"), F.to_json(F.struct("vin", "at", "s.sensor", "s.reading", "s.limit", "position")).alias("value"))
)

alerts_query = (
    alerts.writeStream.queryName("alerts")
    .format("kafka")
    .option("kafka.bootstrap.servers", BROKERS)
    .option("topic", "car-alerts")
    .option("checkpointLocation", f"{CHECKPOINTS}/car_alerts")
    .outputMode("append")
    .trigger(processingTime="30 seconds")
    .start()
)

spark.streams.awaitAnyTermination()

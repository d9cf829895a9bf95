"""Inputs that several cases share."""
from pyspark.sql import functions as F


def at(seconds):
    """A moment that many seconds after the start of 2023, as JSON text carries it."""
    return "2023-01-01T%02d:%02d:%02dZ" % (seconds // 3600, seconds // 60 % 60, seconds % 60)


def r(seconds, k, v):
    return {"ts": None if seconds is None else at(seconds), "k": k, "v": v}


A = [[r(1, "a", 1), r(30, "b", 2)], [r(130, "a", 3)], [r(2, "a", 9), r(3, "a", 9), r(70, "a", 4)], [r(300, "c", 5)]]
SESSIONS = [[r(0, "a", 1), r(20, "a", 2)], [r(45, "a", 3), r(200, "b", 4)], [r(10, "a", 5), r(400, "c", 6)]]
D = [[r(10, "a", 1), r(10, "a", 2), r(12, "b", 3)], [r(100, "a", 1)],
     [r(10, "a", 1), r(100, "a", 9), r(80, "z", 1)], [r(101, "b", 3)]]
L = [[r(10, "a", 1), r(20, "b", 2)], [r(200, "x", 3)], [r(400, "y", 4)]]
R = [[r(15, "a", 10), r(300, "q", 11)], [r(15, "b", 20)], [r(500, "z", 30)]]


def late(df):
    return df.withWatermark("ts", "30 seconds")


def sums(df):
    return df.groupBy(F.window("ts", "1 minute"), "k").agg(F.sum("v").alias("s"), F.count("*").alias("n"))


def static(c):
    return c.spark.createDataFrame([("a", "AA"), ("b", "BB")], "k string, name string")

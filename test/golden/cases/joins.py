"""Joins of streams with streams and with tables: null keys, range conditions, several keys, three streams, limits of state."""
from pyspark.sql import functions as F

from cases import case
from cases._inputs import r

L = [[r(10, "a", 1), r(20, None, 2)], [r(25, "b", 3), r(26, "a", 4)], [r(300, "x", 5)], [r(600, "y", 6)]]
R = [[r(15, "a", 10), r(16, None, 11)], [r(30, "b", 20)], [r(310, "x", 30)], [r(700, "z", 40)]]
RANGE = "lk = rk and rt >= lt and rt <= lt + interval 1 minute"


def sides(c, delay=("10 seconds", "20 seconds")):
    left, right = c.files(L), c.files(R)
    if delay:
        left, right = left.withWatermark("ts", delay[0]), right.withWatermark("ts", delay[1])
    return left.selectExpr("ts lt", "k lk", "v lv"), right.selectExpr("ts rt", "k rk", "v rv")


def joined(name, how, condition=RANGE, delay=("10 seconds", "20 seconds"), after=lambda df: df):
    def body(c):
        left, right = sides(c, delay)
        return c.run(after(left.join(right, F.expr(condition), how)))
    case(name, body)


for kind in ("inner", "left_outer", "right_outer", "full_outer", "left_semi"):
    joined("join_null_keys_" + kind, kind)
joined("join_inner_no_watermark", "inner", "lk = rk", None)
joined("join_inner_residual", "inner", "lk = rk and lv * 10 = rv", None)
joined("join_null_safe_key", "inner", "lk <=> rk", None)
joined("join_time_equality", "left_outer", "lk = rk and lt = rt")
joined("join_range_one_side", "left_outer", "lk = rk and rt <= lt + interval 30 seconds")
joined("join_strict_range", "left_outer", "lk = rk and rt > lt - interval 10 seconds and rt < lt + interval 10 seconds")
joined("join_left_condition", "left_outer", RANGE + " and lv > 3")
joined("join_right_condition", "left_outer", RANGE + " and rv > 15")
joined("join_then_filter", "inner", RANGE, after=lambda df: df.filter("lv > 1").select("lk", (F.col("lv") + F.col("rv")).alias("s")))
joined("join_then_window_refused", "left_outer", RANGE, after=lambda df: df.groupBy(F.window("lt", "1 minute")).count())
joined("join_then_window", "inner", RANGE, after=lambda df: df.groupBy(F.window("lt", "1 minute"), "lk").count())
joined("join_no_equality_refused", "inner", "lt = rt or lk = rk", None)
joined("join_left_no_watermark_refused", "left_outer", RANGE, None)


@case("join_using_two_keys")
def join_using_two_keys(c):
    c.run(c.files(L).join(c.files(R).withColumnRenamed("v", "w").withColumn("ts", F.expr("ts - interval 5 seconds")), ["ts", "k"]))


@case("join_three_streams")
def join_three_streams(c):
    left, right = sides(c, None)
    third = c.files([[r(1, "a", 7)], [r(2, "b", 8)]]).selectExpr("k tk", "v tv")
    c.run(left.join(right, F.expr("lk = rk")).join(third, F.expr("lk = tk")))


@case("join_self")
def join_self(c):
    df = c.files(L).withWatermark("ts", "10 seconds")
    c.run(df.alias("x").join(df.alias("y"), F.expr("x.k = y.k and x.v < y.v")).select("x.k", F.col("x.v").alias("xv"), F.col("y.v").alias("yv")))


@case("join_aggregate_of_static")
def join_aggregate_of_static(c):
    table = c.spark.createDataFrame([("a", 1), ("a", 2), ("b", 3), (None, 4)], "k string, w int").groupBy("k").agg(F.sum("w").alias("total"))
    df = c.files(L)
    c.run(df.join(table, "k"), checkpoint="c1")
    c.run(df.join(table, df.k.eqNullSafe(table.k), "left").select(df.k, "v", "total"), checkpoint="c2")
    c.run(df.join(F.broadcast(table), df.k == table.k, "left").drop(table.k).filter("total is null or total > 2"), checkpoint="c3")
    c.run(df.crossJoin(table.agg(F.max("total").alias("m"))).filter("v < m"), checkpoint="c4")


@case("join_static_conditions")
def join_static_conditions(c):
    table = c.spark.createDataFrame([(0, 2, "low"), (3, 9, "high")], "lo int, hi int, name string")
    df = c.files(L)
    c.run(df.join(table, (df.v >= table.lo) & (df.v <= table.hi), "left").select("v", "name"), checkpoint="c1")
    c.run(df.join(table, F.expr("v = lo"), "left_anti"), checkpoint="c2")
    c.run(table.join(df, F.expr("v = lo")).select("name", "k"), checkpoint="c3")
    c.run(table.join(df, F.expr("v = lo"), "right").select("name", "k", "v"), checkpoint="c4")


@case("join_static_changes")
def join_static_changes(c):
    """The table is a file that changes while the query runs: each micro-batch reads it anew."""
    c.write("table/t.json", '{"k":"a","name":"first"}\n')
    table = c.spark.read.schema("k string, name string").json(c.path("table"))

    def change(batch, number):
        rows = batch.collect()
        c.write("table/u%d.json" % number, '{"k":"b","name":"second"}\n')
        return c.spark.createDataFrame(rows, batch.schema) if rows else batch.limit(0)

    c.run(c.files(L).join(table, "k").select("k", "v", "name"), each=change)

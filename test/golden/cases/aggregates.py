"""Aggregates and grouping: what they give for nulls, one row, NaN; several keys; rollup and cube; HAVING; pivot on a batch."""
from pyspark.sql import functions as F

from cases import case
from cases._inputs import A

ROWS = [[{"k": "a", "v": 1, "d": 1.5}, {"k": "a", "v": None, "d": None}, {"k": "b", "v": 2, "d": "NaN"}, {"k": None, "v": 3, "d": 2.0}],
        [{"k": "a", "v": 4, "d": 0.5}, {"k": "c", "v": None, "d": None}, {"k": None, "v": 5, "d": -1.0}, {"k": "a", "v": 1, "d": 7.25}]]
SCHEMA = "k string, v int, d double"


def by_key(name, *expressions, mode="update"):
    case(name, lambda c: c.run(c.files(ROWS, SCHEMA).groupBy("k").agg(*[F.expr(e) for e in expressions]), mode))


by_key("agg_basic", "count(*) n", "count(v) nv", "sum(v) s", "avg(v) a", "min(v) mi", "max(v) ma", "sum(d) sd", "min(d) mid", "max(d) mad", "min(k) mk")
by_key("agg_statistics", "stddev(v) a", "stddev_pop(v) b", "variance(v) c", "var_pop(d) e", "skewness(v) f", "kurtosis(v) g", "corr(v, d) h", "covar_pop(v, d) i", "covar_samp(v, d) j")
by_key("agg_first_last", "first(v) a", "last(v) b", "first(v, true) c", "last(v, true) e", "max_by(v, d) g", "min_by(d, v) h")
by_key("agg_collect", "collect_list(v) a", "sort_array(collect_set(v)) b", "collect_list(struct(v, d)) c", "count_if(v > 1) e", "bool_and(v > 0) f", "bool_or(v > 3) g", "every(v > 1) h", "some(v > 1) i")
by_key("agg_approximate", "approx_count_distinct(v) a", "percentile_approx(v, 0.5) b", "percentile_approx(v, array(0.25, 0.75), 100) c", "approx_percentile(d, 0.5) e", "percentile(v, 0.5) f")
by_key("agg_expressions", "sum(v) + 1 a", "sum(v * 2) b", "sum(if(v > 1, v, 0)) c", "round(avg(d), 2) e", "max(struct(v, d)) f", "sum(v) filter (where v > 1) g", "count(*) * 10 h", "concat(k, '-', count(*)) i",
       mode="complete")
by_key("agg_decimals", "sum(cast(v as decimal(10,2))) a", "avg(cast(v as decimal(10,2))) b", "max(cast(d as decimal(5,1))) c", "sum(cast(v as bigint)) e", "sum(cast(v as float)) f", "bit_and(v) g", "bit_or(v) h",
       "bit_xor(v) i", "sum(1) j")


@case("agg_python_shortcuts")
def agg_python_shortcuts(c):
    df = c.files(ROWS, SCHEMA)
    grouped = df.groupBy("k")
    for i, result in enumerate((grouped.count(), grouped.sum("v"), grouped.avg(), grouped.max("v", "d"), grouped.min("v"), grouped.mean("d"),
                                grouped.agg({"v": "sum", "*": "count"}), df.groupBy(df.k, (df.v % 2).alias("odd")).agg(F.count("*").alias("n")),
                                df.agg(F.sum("v"), F.max("d")), df.groupBy(F.upper("k")).count())):
        c.run(result, "complete", checkpoint="c%d" % i)


case("agg_rollup_cube", lambda c: (
    c.run(c.files(ROWS, SCHEMA).rollup("k").agg(F.count("*").alias("n")), "complete", checkpoint="c1"),
    c.run(c.files(ROWS, SCHEMA).cube("k", (F.col("v") > 1).alias("big")).agg(F.count("*").alias("n")), "complete", checkpoint="c2")) and None)
case("agg_nan_zero_keys", lambda c: c.run(c.files(
    [[{"d": 0.0}, {"d": "NaN"}, {"d": None}], [{"d": -0.0}, {"d": "NaN"}, {"d": 1.0}]], "d double").groupBy("d").count(), "complete"))
case("agg_struct_array_keys", lambda c: c.run(c.files(ROWS, SCHEMA).groupBy(F.struct("k", "v").alias("s"), F.array("v").alias("a")).count(), "update"))
case("agg_overflow", lambda c: c.run(c.files([[{"v": 9223372036854775807}, {"v": 1}]], "v bigint").agg(F.sum("v").alias("s"), F.avg("v").alias("a")), "update"))
case("agg_decimal_overflow", lambda c: c.run(c.files([['{"v":99999999999999999999999999999999999999}', '{"v":1}']], "v decimal(38,0)").agg(
    F.sum("v").alias("s"), F.max("v").alias("m")), "update"))
case("agg_empty_stream", lambda c: c.run(c.files([[], [{"k": "a", "v": 1}]], SCHEMA).agg(F.count("*").alias("n"), F.sum("v").alias("s")), "complete"))
case("agg_map_key_refused", lambda c: c.run(c.files(ROWS, SCHEMA).groupBy(F.create_map("k", "v")).count(), "update"))
case("agg_window_columns", lambda c: c.run(c.files(A).withWatermark("ts", "30 seconds").groupBy(F.window("ts", "1 minute")).agg(
    F.sum("v").alias("s")).select("window.start", "window.end", F.date_format("window.start", "HH:mm").alias("at"), "s"), "append"))
case("agg_window_offset", lambda c: c.run(c.files(A).groupBy(F.window("ts", "1 hour", startTime="15 minutes"), "k").count(), "update"))
case("agg_window_in_select", lambda c: c.run(c.files(A).select(F.window("ts", "1 minute").alias("w"), "v").withColumn("start", F.col("w.start")), "append"))


@case("agg_pivot_forms")
def agg_pivot_forms(c):
    df = c.spark.createDataFrame([("a", "x", 1, "2023-01-01"), ("a", "y", 2, "2023-01-02"), ("b", "x", 3, None), ("a", "x", 4, "2023-01-03"), ("b", None, 5, "2023-01-04"), (None, "z", None, None)], "k string, p string, v int, d string")
    df.createOrReplaceTempView("t")
    frames = (df.groupBy("k").pivot("p").count(), df.groupBy("k").pivot("p", ["x"]).agg(F.sum("v"), F.avg("v")), df.groupBy("k").pivot("v", [1, 3]).agg(F.max("d")), df.groupBy("k").pivot("p", ["x", "q"]).agg(F.first("d"), F.count("d").alias("n")),
              df.groupBy().pivot("p", ["x", "y"]).sum("v"), df.groupBy("k", "p").pivot("v").agg(F.collect_list("d")), df.withColumn("n", F.length("d")).groupBy(F.upper("k")).pivot("n", [10]).agg((F.sum("v") + 1).alias("s")),
              c.spark.sql("select * from (select k, p, v from t) pivot (sum(v) for p in ('x', 'y' as why, null))"), c.spark.sql("select * from (select k, p, v from t) pivot (sum(v) as s, count(v) for p in ('x', 'y'))"),
              c.spark.sql("select x from t pivot (max(d) for p in ('x'))"))
    return [c.rows(frame) for frame in frames], c.errors(lambda: df.groupBy("k").pivot(F.col("p")))


@case("agg_batch_pivot")
def agg_batch_pivot(c):
    df = c.spark.createDataFrame([("a", "x", 1), ("a", "y", 2), ("b", "x", 3), ("a", "x", 4)], "k string, p string, v int")
    df.groupBy("k").pivot("p").sum("v").orderBy("k").show()
    df.groupBy("k").pivot("p", ["y", "x", "z"]).agg(F.sum("v").alias("s"), F.count("*").alias("n")).orderBy("k").show()
    return c.rows(df.groupBy("k").agg(F.countDistinct("p").alias("d"), F.sumDistinct("v").alias("s")))


@case("agg_sort_in_partitions")
def agg_sort_in_partitions(c):
    """A sort over several partitions samples them first, so Spark goes through the stage below it twice and counts what is in it twice."""
    c.spark.conf.set("spark.sql.shuffle.partitions", "3")
    try:
        late = c.files(A).withWatermark("ts", "30 seconds")
        counts = late.groupBy("k").agg(F.count("*").alias("n"))
        static = c.spark.createDataFrame([("a", 1), ("b", 2)], "k string, w int")
        frames = (counts.orderBy("k"), counts.orderBy(F.desc("n"), "k").select("n"), late.dropDuplicates(["k", "v"]).groupBy("k").count().orderBy("k"), late.groupBy(F.window("ts", "1 minute"), "k").count().filter("count > 1").orderBy("window", "k"),
                  counts.orderBy("k").limit(2), counts.repartition(2).orderBy("k"), late.agg(F.count("*").alias("n")).orderBy("n"), counts.orderBy("k").orderBy("n"), counts.sortWithinPartitions("k"), counts.join(static, "k").orderBy("k"),
                  counts.repartition("n").orderBy("k"), counts.coalesce(1).orderBy("k"), late.groupBy(F.session_window("ts", "30 seconds"), "k").count().orderBy("k", "count"))
        for i, frame in enumerate(frames):
            c.run(frame, "complete", checkpoint="c%d" % i)
        c.run(late.select("v").limit(3).select(F.lit(1).alias("one")), "append", checkpoint="limit")
    finally:
        c.spark.conf.set("spark.sql.shuffle.partitions", "1")

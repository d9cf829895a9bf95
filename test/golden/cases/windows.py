"""Window functions over batch rows: ranks, neighbours, aggregates over frames, in SQL text and in the DataFrame API."""
from pyspark.sql import functions as F
from pyspark.sql.window import Window

from cases import case
from cases._inputs import A, late


def table(c):
    df = c.spark.createDataFrame([("a", 1, 1.5, "2023-01-01"), ("a", 3, None, "2023-01-02"), ("a", 3, 2.5, "2023-01-05"), ("b", 2, -1.0, "2023-02-01"), ("b", None, 4.0, None), ("c", 7, 0.5, "2023-03-01"), (None, 8, 8.0, "2023-03-02"),
                                  ("a", 5, 0.25, "2023-01-31")], "k string, v int, x double, d string").selectExpr("k", "v", "x", "cast(d as date) d", "cast(d as timestamp) t")
    df.createOrReplaceTempView("w")
    return df


def each(name, *texts):
    case(name, lambda c: c.each(texts, table(c)))


each("win_ranking", *["%s over (partition by k order by v)" % f for f in ("row_number()", "rank()", "dense_rank()", "percent_rank()", "cume_dist()", "ntile(2)", "ntile(3)", "ntile()")],
     *["%s over (order by v desc nulls first, x)" % f for f in ("row_number()", "rank()", "ntile(3)", "cume_dist()")])
each("win_offsets", *["%s over (partition by k order by v, x)" % f for f in ("lag(v)", "lead(v)", "lag(v, 2)", "lead(x, 1, 9)", "lag(x) ignore nulls", "lead(k, 1, 'none')", "lag(v, -1)", "lag(v, 0)", "nth_value(v, 2)", "nth_value(x, 1) ignore nulls",
                                                                                  "first_value(x)", "first_value(x) ignore nulls", "last_value(x)", "first(v)", "last(x, true)")])
each("win_aggregates", *["%s over (partition by k order by v)" % f for f in ("sum(v)", "count(*)", "avg(x)", "max(d)", "min(x)", "collect_list(v)", "stddev(x)")],
     *["%s over (partition by k)" % f for f in ("sum(v)", "count(v)", "avg(v)", "max(struct(v, x))")], "sum(v) over ()", "count(1) over ()", "v - avg(v) over (partition by k) as diff", "sum(v) over (order by v) / sum(v) over ()")
each("win_frames", *["sum(v) over (partition by k order by v, x %s)" % f for f in ("rows between 1 preceding and current row", "rows between unbounded preceding and 1 preceding", "rows between current row and unbounded following",
                                                                                    "rows between 1 following and 2 following", "rows 1 preceding", "rows between unbounded preceding and unbounded following", "rows between 2 preceding and 1 preceding")],
     *["count(*) over (order by v %s)" % f for f in ("range between 1 preceding and 1 following", "range between 2 preceding and current row", "range between unbounded preceding and 1 following", "desc range between 1 preceding and current row",
                                                       "range between current row and unbounded following")],
     "count(*) over (order by x range between 1.0 preceding and current row)", "count(*) over (order by x range between 1 preceding and current row)", "count(*) over (order by d range between 3 preceding and current row)",
     "count(*) over (order by t range between interval 3 days preceding and current row)", "count(*) over (order by t range between interval '1' month preceding and interval 1 month following)",
     "collect_list(v) over (order by v rows between 1 preceding and 1 following)", "nth_value(v, 2) over (order by v rows between 1 preceding and 1 following)")
each("win_errors", "row_number() over ()", "row_number()", "rank() over (partition by k)", "upper(k) over (order by v)", "lag(v, 1) over (order by v rows between 1 preceding and current row)",
     "count(distinct v) over (partition by k)", "sum(v) filter (where v > 1) over (order by v)", "sum(sum(v)) over ()", "sum(v) over (order by k, v range between 1 preceding and current row)", "sum(v) over (partition by k range between 1 preceding and current row)",
     "sum(v) over (order by k range between 1 preceding and current row)", "sum(v) over (order by v rows between 1 following and 1 preceding)", "ntile(0) over (order by v)", "nth_value(v, 0) over (order by v)", "lag(v, v) over (order by v)",
     "count(*) over (order by t range between interval '1' month preceding and interval 1 day following)", "row_number() over (order by map(k, v))")


@case("win_sql")
def win_sql(c):
    table(c)
    texts = ("select k, sum(v) s, rank() over (order by sum(v) desc) r from w group by k",
             "select k, v, row_number() over win n, sum(v) over win s from w window win as (partition by k order by v, x)",
             "select * from (select *, row_number() over (partition by k order by v desc, x) n from w) where n = 1",
             "select k, sum(sum(v)) over (order by k) running from w group by k having sum(v) > 2",
             "select distinct k, max(v) over (partition by k) m from w",
             "select k, v from w order by row_number() over (order by v, x) desc",
             "select k, count(*) + rank() over (order by k) c from w group by k",
             "select v from w where row_number() over (order by v) = 1",
             "select k from w group by k having rank() over (order by k) = 1")
    kept = []
    for text in texts:
        try:
            kept.append(c.rows(c.spark.sql(text)))
        except Exception as error:
            kept.append(str(type(error).__name__) + ": " + str(error).split("\n")[0].split(";")[0])
    return kept


@case("win_dataframe")
def win_dataframe(c):
    df = table(c)
    w = Window.partitionBy("k").orderBy(F.col("v").desc(), "x")
    frames = (df.withColumn("n", F.row_number().over(w)).filter("n = 1"), df.select("k", F.sum("v").over(Window.partitionBy("k")), F.lag("v").over(w), F.lead("v", 1, 0).over(w), F.rank().over(w)),
              df.select(F.sum("v").over(w.rowsBetween(-1, 0)), F.avg("x").over(w.rowsBetween(Window.unboundedPreceding, Window.currentRow)), F.count("*").over(Window.orderBy("v").rangeBetween(-1, 1)),
                        F.nth_value("v", 2).over(w), F.nth_value("x", 1, True).over(w), F.ntile(2).over(w), F.percent_rank().over(w), F.cume_dist().over(w), F.dense_rank().over(w)),
              df.groupBy("k").agg(F.sum("v").alias("s")).withColumn("share", F.col("s") / F.sum("s").over(Window.partitionBy())))
    return [c.rows(frame) for frame in frames], [str(col) for col in (F.row_number().over(w), F.sum("v").over(w.rowsBetween(-1, 0)), F.lag("v").over(w), F.sum("v").over(Window.partitionBy("k")))]


@case("win_in_foreach_batch")
def win_in_foreach_batch(c):
    def latest(batch, number):
        return batch.withColumn("n", F.row_number().over(Window.partitionBy("k").orderBy(F.desc("ts"), F.desc("v")))).filter("n = 1").drop("n")
    c.run(c.files(A), each=latest)


@case("win_on_a_stream")
def win_on_a_stream(c):
    c.run(late(c.files(A)).withColumn("n", F.row_number().over(Window.partitionBy("k").orderBy("ts"))))

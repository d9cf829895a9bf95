"""Streaming queries: modes, windows, duplicates, joins, watermarks, and what a query is refused for at its start."""
from pyspark.sql import functions as F

from cases import case
from cases._inputs import A, D, L, R, SESSIONS, late, static, sums


@case("agg_append")
def agg_append(c):
    c.run(sums(late(c.files(A))))
    c.keep_files("checkpoint")


case("agg_update", lambda c: c.run(sums(late(c.files(A))), "update"))
case("agg_complete", lambda c: c.run(sums(late(c.files(A))), "complete"))
case("agg_update_nowm", lambda c: c.run(sums(c.files(A)), "update"))


@case("agg_append_once")
def agg_append_once(c):
    df = c.files(A, maxFilesPerTrigger=1000)
    for _ in range(2):
        c.run(sums(late(df)), trigger={"once": True})


def query(name, build, mode="append"):
    case(name, lambda c: c.run(build(c), mode))


query("sliding", lambda c: late(c.files(A)).groupBy(F.window("ts", "2 minutes", "1 minute")).count())
query("sliding_uneven", lambda c: c.files(A).groupBy(F.window("ts", "100 seconds", "45 seconds", "10 seconds")).count(), "update")
query("session_append", lambda c: late(c.files(SESSIONS)).groupBy(F.session_window("ts", "30 seconds"), "k").agg(F.sum("v").alias("s")))
query("session_complete", lambda c: c.files(SESSIONS).groupBy(F.session_window("ts", "30 seconds"), "k").agg(F.sum("v").alias("s")), "complete")
query("session_update_err", lambda c: late(c.files(SESSIONS)).groupBy(F.session_window("ts", "30 seconds"), "k").count(), "update")
query("dedup_wm_key", lambda c: late(c.files(D)).dropDuplicates(["k", "ts"]))
query("dedup_key_no_ts", lambda c: late(c.files(D)).dropDuplicates(["k"]))
query("dedup_nowm", lambda c: c.files(D).dropDuplicates(["k"]))
query("distinct_append_err", lambda c: c.files(D).distinct())
query("dedup_then_agg_append", lambda c: sums(late(c.files(D)).dropDuplicates(["k", "ts"])))


def sides(c):
    left = c.files(L).withWatermark("ts", "10 seconds").selectExpr("ts as lts", "k as lk", "v as lv").alias("l")
    right = c.files(R).withWatermark("ts", "20 seconds").selectExpr("ts as rts", "k as rk", "v as rv").alias("r")
    return left, right


def join(c, how, condition="lk=rk and rts >= lts and rts <= lts + interval 1 minute"):
    left, right = sides(c)
    return left.join(right, F.expr(condition), how)


query("join_inner", lambda c: join(c, "inner"))
query("join_leftOuter", lambda c: join(c, "leftOuter"))
query("join_rightOuter", lambda c: join(c, "rightOuter"))
query("join_fullOuter", lambda c: join(c, "fullOuter"))
query("join_leftSemi", lambda c: join(c, "leftSemi"))
query("join_inner_nocond", lambda c: join(c, "inner", "lk=rk"))
query("join_left_nocond_err", lambda c: join(c, "leftOuter", "lk=rk"))
query("join_anti_err", lambda c: join(c, "leftAnti"))
query("join_update_err", lambda c: join(c, "inner"), "update")


def join_windows(c, how):
    left = c.files(L).withWatermark("ts", "10 seconds").select(
        F.window("ts", "1 minute").alias("w"), F.col("k").alias("lk"), F.col("v").alias("lv"))
    right = c.files(R).withWatermark("ts", "20 seconds").select(
        F.window("ts", "1 minute").alias("w"), F.col("k").alias("rk"), F.col("v").alias("rv"))
    return left.join(right, "w", how)


query("join_window_inner", lambda c: join_windows(c, "inner"))
query("join_window_left", lambda c: join_windows(c, "left_outer"))
query("join_static_inner", lambda c: c.files(A).join(static(c), "k"))
query("join_static_left", lambda c: c.files(A).join(static(c), "k", "left"))
query("join_static_right_err", lambda c: c.files(A).join(static(c), "k", "right"))
query("static_left_stream_err", lambda c: static(c).join(c.files(A), "k", "left"))
query("static_semi", lambda c: c.files(A).join(static(c), "k", "left_semi"))
query("static_anti", lambda c: c.files(A).join(static(c), "k", "left_anti"))
query("union_streams", lambda c: c.files(A).union(c.files(D)))
query("union_batch_err", lambda c: c.files(A).select("k").union(static(c).select("k")))
query("limit_append", lambda c: c.files(A).limit(3))
query("limit_update_err", lambda c: c.files(A).limit(3), "update")
query("sort_complete", lambda c: c.files(A).groupBy("k").count().orderBy(F.desc("count"), "k"), "complete")
query("countdistinct_err", lambda c: c.files(A).groupBy("k").agg(F.countDistinct("v")), "update")
query("approx_cd", lambda c: c.files(A).groupBy("k").agg(F.approx_count_distinct("v").alias("c")), "update")
query("two_aggs_err", lambda c: c.files(A).groupBy("k").count().groupBy("count").count(), "complete")
query("complete_noagg_err", lambda c: c.files(A), "complete")
query("row_number_err", lambda c: c.files(A).withColumn("rn", F.expr("row_number() over (partition by k order by ts)")))
query("rollup_err", lambda c: c.files(A).rollup("k").count(), "update")
query("monotonic_err", lambda c: c.files(A).withColumn("id", F.monotonically_increasing_id()))
query("sample_err", lambda c: c.files(A).sample(0.5))
query("agg_then_dedup_err", lambda c: sums(late(c.files(A))).dropDuplicates(["k"]))
query("intersect_err", lambda c: c.files(A).select("k").intersect(static(c).select("k")))
query("except_err", lambda c: static(c).select("k").exceptAll(c.files(A).select("k")))
query("two_windows_err", lambda c: c.files(A).groupBy(F.window("ts", "1 minute"), F.window("ts", "2 minutes")).count(), "update")
query("wm_bad_col", lambda c: c.files(A).withWatermark("nope", "1 minute"))
query("wm_bad_type", lambda c: c.files(A).withWatermark("k", "1 minute"))
query("wm_neg", lambda c: c.files(A).withWatermark("ts", "-1 minute"))
query("wm_bad_str", lambda c: c.files(A).withWatermark("ts", "banana"))
query("wm_month", lambda c: c.files(A).withWatermark("ts", "1 month").groupBy("ts").count())
query("window_month_err", lambda c: c.files(A).groupBy(F.window("ts", "1 month")).count(), "update")
query("window_slide_err", lambda c: c.files(A).groupBy(F.window("ts", "1 minute", "2 minutes")).count(), "update")
query("agg_raw_ts", lambda c: late(c.files(A)).groupBy("ts").count())
query("global_count_complete", lambda c: c.files(A).groupBy().count(), "complete")
query("global_count_update", lambda c: c.files(A).groupBy().count(), "update")
query("udf_fail", lambda c: c.files(A).select(F.udf(lambda x: 1 // 0, "int")("v")))
query("first_last", lambda c: c.files(A).groupBy("k").agg(
    F.first("v"), F.last("v"), F.collect_list("v"), F.max("ts"), F.avg("v"), F.stddev("v")), "update")
query("now_in_query", lambda c: c.files(A).select("k", F.current_timestamp().alias("n")).groupBy().agg(F.countDistinct("n")), "complete")
query("two_wm_override", lambda c: sums(c.files(A).withWatermark("ts", "10 seconds").withWatermark("ts", "1 hour")))
query("filter_after_agg", lambda c: sums(late(c.files(A))).filter("s>3"))
query("having_update", lambda c: c.files(A).groupBy("k").agg(F.sum("v").alias("s")).filter("s>3"), "update")

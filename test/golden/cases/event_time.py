"""Event time: watermarks of two streams and their policies, null and late event times, sessions, a time zone with DST."""
from pyspark.sql import functions as F

from cases import case
from cases._inputs import A, SESSIONS, late, r, sums

NEW_YORK = "America/New_York"
#: Around the two changes of clocks in New York in 2023: forward on March 12 at 07:00 UTC, back on November 5 at 06:00 UTC.
DST = [[{"t": t} for t in ("2023-03-12T06:59:59Z", "2023-03-12T07:00:00Z", "2023-03-12T07:30:00Z", "2023-11-05T05:30:00Z", "2023-11-05T06:30:00Z",
                           "2023-07-01T04:00:00Z", "2023-01-01T04:59:59Z")]]
LEFT = [[r(10, "a", 1)], [r(100, "a", 2)], [r(200, "a", 3)], [r(12, "z", 9)]]
RIGHT = [[r(5, "b", 1)], [r(20, "b", 2)], [r(30, "b", 3)], [r(33, "b", 4)]]


def two_streams(c):
    return c.files(LEFT).withWatermark("ts", "10 seconds").union(c.files(RIGHT).withWatermark("ts", "20 seconds"))


case("wm_two_streams_min", lambda c: c.run(sums(two_streams(c))))


@case("wm_two_streams_max")
def wm_two_streams_max(c):
    c.conf("spark.sql.streaming.multipleWatermarkPolicy", "max")
    c.run(sums(two_streams(c)))


@case("wm_policy_bad")
def wm_policy_bad(c):
    c.conf("spark.sql.streaming.multipleWatermarkPolicy", "median")
    c.run(sums(two_streams(c)))


case("wm_null_event_time", lambda c: c.run(sums(late(c.files([[r(10, "a", 1), r(None, "a", 2)], [r(None, "b", 3)], [r(200, "a", 4)]])))))
case("wm_zero_delay", lambda c: c.run(sums(c.files(A).withWatermark("ts", "0 seconds"))))
case("wm_filter_below", lambda c: c.run(sums(late(c.files(A)).filter("k != 'c'"))))
case("wm_filter_on_time", lambda c: c.run(sums(late(c.files(A)).filter("ts < timestamp'2023-01-01 00:04:00'"))))
case("wm_projection_below", lambda c: c.run(late(c.files(A)).select("ts", F.upper("k").alias("k"), (F.col("v") * 2).alias("v")).groupBy(
    F.window("ts", "1 minute").alias("w")).agg(F.max("k"), F.sum("v"))))
case("wm_lost_by_cast", lambda c: c.run(late(c.files(A)).withColumn("ts", F.col("ts").cast("timestamp")).groupBy(F.window("ts", "1 minute")).count()))
case("wm_lost_by_window_start", lambda c: c.run(late(c.files(A)).groupBy(F.window("ts", "1 minute").start).count()))
case("wm_renamed", lambda c: c.run(late(c.files(A)).withColumnRenamed("ts", "at").groupBy(F.window("at", "1 minute")).count()))
case("wm_stateless", lambda c: c.run(late(c.files(A)).select("k", "v")))
case("wm_update_late", lambda c: c.run(late(c.files(A)).groupBy(F.window("ts", "1 minute")).agg(F.count("*").alias("n"), F.max("ts").alias("m")), "update"))
case("wm_parsed_time", lambda c: c.run(c.files([[{"s": "2023-01-01 00:00:10"}], [{"s": "2023-01-01 00:02:00"}], [{"s": "bad"}, {"s": "2023-01-01 00:00:20"}]], "s string").select(
    F.to_timestamp("s").alias("ts")).withWatermark("ts", "10 seconds").groupBy(F.window("ts", "30 seconds")).count()))
case("wm_no_data_batches_off", lambda c: (c.conf("spark.sql.streaming.noDataMicroBatches.enabled", "false"), c.run(sums(late(c.files(A))))) and None)
case("session_gap_expression", lambda c: c.run(late(c.files(SESSIONS)).groupBy(
    F.session_window("ts", F.expr("case when k = 'a' then '30 seconds' else '5 minutes' end")), "k").count()))
case("session_global_refused", lambda c: c.run(late(c.files(SESSIONS)).groupBy(F.session_window("ts", "30 seconds")).count()))
case("session_merging", lambda c: c.run(c.files([[r(0, "a", 1), r(60, "a", 2)], [r(25, "a", 3)], [r(45, "a", 4), r(300, "a", 5)]]).withWatermark("ts", "1 minute").groupBy(
    "k", F.session_window("ts", "30 seconds").alias("s")).agg(F.collect_list("v").alias("vs"), F.count("*").alias("n"))))
case("sliding_append_key", lambda c: c.run(late(c.files(A)).groupBy(F.window("ts", "2 minutes", "30 seconds"), "k").agg(F.sum("v").alias("s"))))
case("sliding_gap_between", lambda c: c.run(c.files(A).groupBy(F.window("ts", "20 seconds", "1 minute")).count(), "update"))


def in_new_york(name, build, mode="append"):
    def body(c):
        c.conf("spark.sql.session.timeZone", NEW_YORK)
        return c.run(build(c), mode)
    case(name, body)


in_new_york("dst_parts", lambda c: c.files(DST, "t timestamp").selectExpr(
    "cast(t as string) s", "hour(t) h", "to_date(t) d", "date_format(t, 'yyyy-MM-dd HH:mm XXX z') f", "cast(t as date) c", "dayofmonth(t) dm",
    "unix_timestamp(t) u", "from_unixtime(unix_timestamp(t)) fu"))
in_new_york("dst_arithmetic", lambda c: c.files(DST, "t timestamp").selectExpr(
    "cast(t as string) s", "cast(t + interval 1 day as string) a", "cast(t + interval '24' hour as string) b", "cast(date_trunc('day', t) as string) e",
    "cast(date_trunc('hour', t) as string) f", "cast(add_months(t, 1) as string) g", "cast(to_timestamp(to_date(t)) as string) h", "cast(t - interval 1 month as string) i",
    "datediff(t, '2023-01-01') j", "to_utc_timestamp(cast(t as string), 'America/New_York') = t k"))
in_new_york("dst_parse", lambda c: c.files([[{"s": s} for s in ("2023-03-12 02:30:00", "2023-11-05 01:30:00", "2023-11-05T01:30:00-05:00", "2023-07-01 00:00:00", "2023-07-01")]], "s string").selectExpr(
    "s", "unix_timestamp(cast(s as timestamp)) a", "unix_timestamp(to_timestamp(s)) b", "cast(cast(s as timestamp) as string) d", "unix_timestamp(s, 'yyyy-MM-dd HH:mm:ss') e"))
in_new_york("dst_window_display", lambda c: c.files(DST, "t timestamp").groupBy(F.window("t", "1 day")).count().selectExpr(
    "cast(window.start as string) s", "cast(window.end as string) e", "count"), "complete")
in_new_york("dst_source_without_zone", lambda c: c.files([['{"t":"2023-03-12 03:30:00"}', '{"t":"2023-07-01T10:00:00"}', '{"t":"2023-07-01T10:00:00Z"}']], "t timestamp").selectExpr(
    "unix_timestamp(t) u", "to_json(struct(t)) j"))
in_new_york("dst_literals", lambda c: c.files([['{"x":1}']], "x int").selectExpr(
    "unix_timestamp(timestamp'2023-07-01 12:00:00') a", "cast(timestamp'2023-07-01 12:00:00 UTC' as string) b", "cast(date'2023-07-01' as timestamp) = timestamp'2023-07-01' d",
    "current_timezone() e", "cast(to_timestamp('2023-07-01 12:00', 'yyyy-MM-dd HH:mm') as long) f"))

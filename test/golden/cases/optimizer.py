"""What Spark's optimizer does to a streaming query and shows in its progress: filters moved into joins, sources and below watermarks,
columns left out, limits that stop reading, outer joins that need not be outer, sources whose rows are not counted."""
from pyspark.sql import functions as F

from cases import case
from cases._inputs import A, D, SESSIONS, late, r

L = [[r(10, "a", 1), r(20, None, 2)], [r(25, "b", 3), r(26, "a", 4)], [r(300, "x", 5)], [r(12, "a", 6), r(600, "y", 6)]]
R = [[r(15, "a", 10), r(16, None, 11)], [r(30, "b", 20)], [r(310, "x", 30)], [r(14, "a", 60), r(700, "z", 40)]]
RANGE = "lk = rk and rt >= lt and rt <= lt + interval 1 minute"
GAPS = ['{"v":1,"k":"a"}', '{"k":"b"}', '{"v":null,"k":"c"}', '{"k":"d","v":"x"}', '{"v":5}', '{"v":6,"k":null}', '{"v":7,"k":"e"', '{"v":8,"k":{"a":1}}', '[{"v":9,"k":"f"},{"v":1,"k":"g"}]',
        '{"v":2,"v":9,"k":"h"}', 'x', '{"k":"i","v":10,"z":[1,{"y":"2"}]}', '{"v":1,"k":"j"']


def sides(c, delay=("10 seconds", "20 seconds"), left=L, right=R):
    one, two = c.files(left), c.files(right)
    if delay:
        one, two = one.withWatermark("ts", delay[0]), two.withWatermark("ts", delay[1])
    return one.selectExpr("ts lt", "k lk", "v lv"), two.selectExpr("ts rt", "k rk", "v rv")


def joined(name, how, condition=RANGE, delay=("10 seconds", "20 seconds"), after=lambda df: df, **inputs):
    def body(c):
        left, right = sides(c, delay, **inputs)
        c.run(after(left.join(right, F.expr(condition), how)))
    case(name, body)


joined("opt_left_outer_made_inner", "left_outer", after=lambda df: df.filter("rv > 15"))
joined("opt_right_outer_made_inner", "right_outer", after=lambda df: df.filter("lk is not null"))
joined("opt_full_outer_made_left", "full_outer", after=lambda df: df.filter("lv < 6"))
joined("opt_left_outer_coalesce", "left_outer", after=lambda df: df.filter("coalesce(rv, 0) < 20"))
joined("opt_left_outer_filter_left", "left_outer", after=lambda df: df.filter("lk <> 'b'"))
joined("opt_join_equality_carries", "inner", "lk = rk", None, lambda df: df.filter("lk = 'a'"))
joined("opt_join_equality_carries_time", "inner", RANGE, after=lambda df: df.filter("lk like 'a%' and lt < '2023-01-01 00:00:20'"))
joined("opt_join_semi_carries", "left_semi", RANGE + " and rv > 5 and lv > 1")
joined("opt_join_or_factor", "inner", "(lk = rk and lv = 1) or (lk = rk and rv = 20)", None)
joined("opt_join_extra_predicate", "inner", "lk = rk and ((lv = 1 and rv = 10) or (lv = 3 and rv = 20))", None)
joined("opt_join_key_cast", "inner", "lk = rk and lv = cast(rv / 10 as int)", None)
joined("opt_join_state_pruned", "inner", RANGE, after=lambda df: df.select("lk", "rv"))
joined("opt_join_time_pruned", "inner", "lk = rk", after=lambda df: df.select("lk", "rv"))
joined("opt_join_right_time_pruned", "inner", "lk = rk and lt is not null", after=lambda df: df.select("lk", "lt", "rv"))
joined("opt_join_udf_filter", "inner", "lk = rk", None, lambda df: df.filter(F.udf(lambda x: x is not None and x > 1, "boolean")("lv")))
joined("opt_join_unequal_inputs", "left_outer", right=[[r(15, "a", 10)], [r(500, "b", 20)]])
joined("opt_join_late_both", "full_outer", left=L + [[r(1, "late", 1), r(900, "n", 9)]], right=R + [[r(2, "late", 2)], [r(3, "a", 3), r(1000, "m", 1)]])

CONDITIONS = [
    "v > 2L", "v > 2.5", "v = 2.0D", "2 < v", "v in (1, 3)", "v in (3L)", "v not in (1, 3)", "v in (1, null)", "k like 'a%'", "k like '%a'", "k like 'a'", "k like '%a%'", "k like 'a_'", "not k like 'b%'",
    "k = 'a' or v > 4", "(k = 'a' and v > 3) or (k = 'b' and v > 1)", "(k = 'a' and length(k) = 1) or (k = 'a' and v > 8)", "upper(k) = 'A'", "k is null", "not (v > 2)", "not (v > 2 and k = 'a')", "v between 2 and 4",
    "ts > '2023-01-01 00:01:00'", "ts > timestamp'2023-01-01 00:01:00'", "date(ts) = '2023-01-01'", "ts > date'2023-01-01'", "v <=> 3", "v <=> null", "v + 1 > 3", "coalesce(v, 0) > 2", "k <> 'a'", "v = null",
    "1 = 1", "1 = 2", "v > 2147483648", "v < 2147483648", "length(k) > 0", "k > 1", "v = 1 and k = 'a' and v = 1", "v > 2 or true", "if(v > 2, true, false)", "case when v > 4 then true else false end",
    "v > cast('3' as int)", "v > '3'", "v * 2 = 6", "k = v", "startswith(k, 'a')", "isnotnull(k)", "v > 1 + 1", "rand(1) < 2 and v > 3", "ts < current_timestamp() and v > 3", "k = concat('a', '')", "v > 2.0f", "v = -1", "v % 2 = 1"]
ONE = [[r(1, "a", 1), r(2, "b", 2), r(130, "a", 3), r(70, "ab", 4), r(300, None, 5), r(310, "ba", None), r(None, "c", 9)]]


@case("opt_source_filters")
def opt_source_filters(c):
    df = c.files(ONE)
    return [(text, c.run(df.filter(text).select("k", "v"), checkpoint="c%d" % n)) and None for n, text in enumerate(CONDITIONS)] and None


@case("opt_source_filters_types")
def opt_source_filters_types(c):
    rows = [{"l": 1, "d": 1.5, "f": 1.5, "b": True, "n": "12.30", "t": "2023-01-01", "s": {"x": 1}, "a": [1], "sh": 3, "m": 2.50}, {"l": 2**53 + 1, "d": None, "b": False, "t": "2023-01-02", "s": None, "sh": -3, "m": 12.5}, {"d": "NaN", "b": None, "m": None}]
    df = c.files([rows], "l bigint, d double, f float, b boolean, n string, t date, s struct<x:int>, a array<int>, sh smallint, m decimal(8,2)")
    for n, text in enumerate(["l = 9007199254740993", "d > 1", "d > 1.0f", "f > 1.2", "f > 1.5D", "b", "not b", "b = true", "b = false", "n > 12", "t > '2023-01-01'", "t = date'2023-01-01'", "s.x = 1", "s is not null", "a[0] = 1",
                              "size(a) > 0", "sh > 2", "sh > 40000", "sh >= -32768", "sh = 3.0", "m > 2", "m = 2.5", "m > 2.499", "d = 'NaN'", "d <> 1.5", "isnan(d)", "l > 1.5", "l in (1, 2.0)"]):
        c.run(df.filter(text).select("l", "sh"), checkpoint="c%d" % n)


@case("opt_source_filters_gaps")
def opt_source_filters_gaps(c):
    """A parser asks a filter only when a record has the columns; malformed ones come through."""
    for n, (schema, text, options) in enumerate([
            ("v int, k string", "v > 5", {}), ("v int, k string", "v > 5 and k = 'e'", {}), ("v int, k string, _corrupt_record string", "v > 5", {}), ("v int, k string, _corrupt_record string", "k is not null", {}),
            ("v int, k string", "v > 5", {"mode": "DROPMALFORMED"}), ("v int, k string", "v = 1 or k = 'i'", {}), ("v int, k string", "v <=> 1", {}), ("v int, k string", "v is null", {}), ("v int, k string", "k is null or v > 3", {})]):
        c.run(c.files([GAPS], schema, **options).filter(text), checkpoint="c%d" % n)


@case("opt_columns_pruned")
def opt_columns_pruned(c):
    """A value of a column that nothing reads cannot make a record malformed."""
    rows = ['{"v":"x","k":"a"}', '{"v":1,"k":"b"}', '{"v":2,"k":', '{"v":[1,2],"k":"c"}']
    for n, (schema, build, options) in enumerate([
            ("v int, k string, _corrupt_record string", lambda df: df.select("k", "_corrupt_record"), {}), ("v int, k string, _corrupt_record string", lambda df: df.select("v", "_corrupt_record"), {}),
            ("v int, k string", lambda df: df.select("k"), {"mode": "DROPMALFORMED"}), ("v int, k string", lambda df: df.select("v"), {"mode": "DROPMALFORMED"}),
            ("v int, k string", lambda df: df.select("k"), {"mode": "FAILFAST"}), ("v int, k string", lambda df: df.select(F.lit(1).alias("one")), {"mode": "DROPMALFORMED"})]):
        try:
            c.run(build(c.files([rows], schema, **options)), checkpoint="c%d" % n)
        except Exception as e:
            c.record.setdefault("value", []).append(type(e).__name__)


case("opt_only_corrupt_refused", lambda c: c.run(c.files([GAPS], "v int, _corrupt_record string").select("_corrupt_record")))


@case("opt_csv_filters")
def opt_csv_filters(c):
    lines = ["1,a,1.5", "2,b", "3,c,x", "4,d,4.5,more", "y,e,5", ",f,6", "7,,7"]
    for n, (text, columns, options) in enumerate([
            ("id > 1", "*", {}), ("id > 1", "id", {}), ("name = 'e'", "name", {}), ("score > 2", "*", {}), ("score > 2", "name", {}), ("id > 1", "*", {"mode": "DROPMALFORMED"}), ("id > 1", "id, name", {"mode": "DROPMALFORMED"}),
            ("name is not null and id is null", "name", {}), ("id > 2 or score > 2", "*", {})]):
        c.run(c.files([lines], "id int, name string, score double", "csv", **options).filter(text).selectExpr(*[x.strip() for x in columns.split(",")]), checkpoint="c%d" % n)


case("opt_text_filter", lambda c: c.run(c.files([["a", "b", "ab"], ["c"]], None, "text").filter("value like 'a%'")))
case("opt_filter_switched_off", lambda c: c.conf("spark.sql.json.filterPushdown.enabled", "false") or c.run(c.files(A).filter("v > 2")))


def query(name, build, mode="append"):
    case(name, lambda c: c.run(build(c), mode))


query("opt_filter_on_aggregate_key", lambda c: late(c.files(A)).groupBy(F.window("ts", "1 minute"), "k").count().filter("k = 'a' and count > 0"))
query("opt_filter_on_aggregate_alias", lambda c: c.files(A).groupBy(F.upper("k").alias("K")).agg(F.sum("v").alias("s")).filter("K = 'A' and s > 3"), "update")
query("opt_filter_on_window", lambda c: late(c.files(A)).groupBy(F.window("ts", "1 minute"), "k").count().filter("window.start > '2023-01-01 00:01:00'"))
query("opt_filter_on_sliding_window", lambda c: c.files(A).groupBy(F.window("ts", "1 minute", "30 seconds")).count().filter("window.end < '2023-01-01 00:02:00'"), "update")
query("opt_filter_on_session", lambda c: late(c.files(SESSIONS)).groupBy(F.session_window("ts", "30 seconds"), "k").count().filter("k = 'a'"))
query("opt_filter_on_session_start", lambda c: late(c.files(SESSIONS)).groupBy(F.session_window("ts", "30 seconds").alias("s"), "k").count().filter("s.start > '2023-01-01 00:00:05'"))
query("opt_session_null_time", lambda c: late(c.files([[r(None, "a", 1), r(5, "a", 2)], [r(None, "a", 3)], [r(300, "a", 4)]])).groupBy(F.session_window("ts", "30 seconds"), "k").count())
query("opt_session_complete", lambda c: c.files(SESSIONS).groupBy(F.session_window("ts", "30 seconds"), "k").agg(F.max("v")), "complete")
query("opt_session_late", lambda c: c.files(SESSIONS + [[r(5, "a", 9), r(390, "c", 1)], [r(1000, "d", 1)]]).withWatermark("ts", "10 seconds").groupBy("k", F.session_window("ts", "30 seconds")).agg(F.collect_list("v"), F.min("ts")))
query("opt_window_null_time", lambda c: c.files([[r(None, "a", 1), r(5, "a", 2)], [r(None, "a", 3)]]).groupBy(F.window("ts", "1 minute")).count(), "update")
query("opt_window_null_time_watermark", lambda c: late(c.files([[r(None, "a", 1), r(5, "a", 2)], [r(None, "a", 3)]])).groupBy(F.window("ts", "1 minute")).count(), "update")
query("opt_dedup_without_time", lambda c: late(c.files(D)).dropDuplicates(["k"]).select("k"))
query("opt_dedup_with_time", lambda c: late(c.files(D)).dropDuplicates(["k"]).select("k", "ts"))
query("opt_dedup_then_filter", lambda c: late(c.files(D)).dropDuplicates(["k", "ts"]).filter("k = 'a' and v > 1"))
query("opt_filter_then_dedup", lambda c: late(c.files(D)).filter("v < 9").dropDuplicates(["k", "ts"]))
query("opt_distinct_filter", lambda c: c.files(D).select("k").distinct().filter("k <> 'z'"), "update")
query("opt_explode_filter", lambda c: c.files(A).select("k", F.explode(F.array("v", F.col("v") * 10)).alias("x")).filter("x > 20 and k = 'a'"))
query("opt_explode_column", lambda c: c.files([['{"a":[1,2],"k":"x"}', '{"a":null,"k":"y"}', '{"a":[],"k":"z"}', '{"k":"w"}']], "a array<int>, k string").select("k", F.explode("a")))
query("opt_explode_outer_column", lambda c: c.files([['{"a":[1,2],"k":"x"}', '{"a":null,"k":"y"}', '{"a":[],"k":"z"}']], "a array<int>, k string").select("k", F.explode_outer("a")))
query("opt_rollup_filter", lambda c: c.files(A).rollup("k").agg(F.sum("v").alias("s")).filter("s > 3"), "update")
query("opt_clock_column", lambda c: c.files(A).withColumn("now", F.current_timestamp()).filter("v > 2").select("k", "v"))
query("opt_random_column", lambda c: c.files(A).withColumn("x", F.rand(3)).filter("v > 2").select("k", "v"))
query("opt_udf_column", lambda c: late(c.files(A)).withColumn("u", F.udf(lambda k: k.upper())("k")).filter("u = 'A'").select("u", "v"))
query("opt_filter_above_watermark_twice", lambda c: c.files(A).withWatermark("ts", "30 seconds").filter("k = 'a'").filter("ts > '2023-01-01 00:00:01'").select("v"))
query("opt_limit_watermark", lambda c: late(c.files(A)).limit(2))
query("opt_limit_filter", lambda c: late(c.files(A)).filter("upper(k) = 'A'").limit(3))
query("opt_limit_explode", lambda c: c.files(A).select(F.explode(F.array("v", F.col("v") + 10)).alias("x")).limit(3))
query("opt_limit_union", lambda c: c.files(A).union(c.files(D)).limit(3))
query("opt_limit_udf", lambda c: c.files(A).select(F.udf(lambda v: v + 1, "int")("v").alias("x")).limit(2))
query("opt_limit_static_join", lambda c: c.files(A).join(c.spark.createDataFrame([("a", 1), ("a", 2), ("c", 3)], "k string, w int"), "k").limit(3))
query("opt_limit_aggregate", lambda c: c.files(A).limit(3).groupBy("k").count(), "complete")
query("opt_limit_dedup", lambda c: c.files(D).dropDuplicates(["k"]).limit(2))
query("opt_limit_zero", lambda c: c.files(A).limit(0))
query("opt_union_unequal", lambda c: c.files(A).select("k", "v").union(c.files(D[:2]).select("k", "v")))
query("opt_union_unequal_watermarks", lambda c: late(c.files(A)).union(c.files(D[:2]).withWatermark("ts", "1 minute")).select("k", "v"))
query("opt_union_filter", lambda c: c.files(A).union(c.files(D)).filter("v > 2").select("k"))
query("opt_union_of_itself_filtered", lambda c: (lambda df: df.filter("v = 1").union(df.filter("v > 3")))(late(c.files(A))))
query("opt_union_static_window", lambda c: late(c.files(A).unionByName(c.files(D[:1]))).groupBy(F.window("ts", "1 minute")).count())
query("opt_static_join_filter", lambda c: c.files(A).join(c.spark.createDataFrame([("a", 1), ("c", 3)], "k string, w int"), "k", "left").filter("w > 1"))
query("opt_static_join_empty", lambda c: c.files(A).join(c.spark.createDataFrame([], "k string, w int"), "k", "left_anti"))
query("opt_self_join_unequal", lambda c: (lambda df: df.alias("x").join(df.alias("y"), F.expr("x.k = y.k and x.v > 2 and x.ts = y.ts")).select("x.k", "y.v"))(late(c.files(A))))


@case("opt_max_policy_union_unequal")
def opt_max_policy_union_unequal(c):
    c.conf("spark.sql.streaming.multipleWatermarkPolicy", "max")
    c.run(late(c.files(A)).union(c.files(D[:2]).withWatermark("ts", "1 minute")).groupBy(F.window("ts", "1 minute")).count())


@case("opt_two_queries")
def opt_two_queries(c):
    """One source DataFrame in two queries that run at the same time."""
    df = late(c.files(A))
    one = df.groupBy("k").count().writeStream.outputMode("complete").format("memory").queryName("one").trigger(availableNow=True).start()
    two = df.filter("v > 2").writeStream.format("memory").queryName("two").trigger(availableNow=True).start()
    one.awaitTermination()
    two.awaitTermination()
    return {"one": c.rows(c.spark.table("one")), "two": c.rows(c.spark.table("two")), "counts": [[p["numInputRows"] for p in q.recentProgress] for q in (one, two)]}


@case("opt_cte_twice")
def opt_cte_twice(c):
    late(c.files(A)).createOrReplaceTempView("events")
    c.run(c.spark.sql("with e as (select k, v, ts from events where v > 0) select a.k, b.v from e a join e b on a.k = b.k and a.ts = b.ts"), checkpoint="c1")
    c.run(c.spark.sql("with e as (select k, v from events where v > 0) select k from e where v > 2 union all select k from e where v < 2"), checkpoint="c2")


@case("opt_in_subquery")
def opt_in_subquery(c):
    late(c.files(A)).createOrReplaceTempView("events")
    c.spark.createDataFrame([("a", 1), ("c", 3)], "k string, w int").createOrReplaceTempView("names")
    c.run(c.spark.sql("select k, v from events where v > 1 and k in (select k from names where w < 3)"), checkpoint="c1")
    c.run(c.spark.sql("select k, sum(v) s from events where k in (select k from names) group by k"), "update", checkpoint="c2")
    c.run(c.spark.sql("select k, v from events where exists (select * from names where w = 3) and v > 3"), checkpoint="c3")

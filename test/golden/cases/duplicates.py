"""dropDuplicates, distinct, union, limit and sort on streams."""
from pyspark.sql import functions as F

from cases import case
from cases._inputs import A, D, late, r

ROWS = [[r(10, "a", 1), r(10, "a", 1), r(11, None, 1)], [r(12, None, 2), r(100, "a", 1)], [r(5, "a", 1), r(200, "b", 1)], [r(10, "a", 1)]]


def query(name, build, mode="append"):
    case(name, lambda c: c.run(build(c), mode))


query("dedup_all_columns", lambda c: c.files(ROWS).dropDuplicates())
query("dedup_distinct_watermark", lambda c: late(c.files(ROWS)).distinct())
query("dedup_null_key", lambda c: c.files(ROWS).dropDuplicates(["k"]))
query("dedup_time_only", lambda c: late(c.files(ROWS)).dropDuplicates(["ts"]))
query("dedup_update_mode", lambda c: late(c.files(ROWS)).dropDuplicates(["k", "ts"]), "update")
query("dedup_on_window", lambda c: late(c.files(ROWS)).withColumn("w", F.window("ts", "1 minute")).dropDuplicates(["k", "w"]).select("k", "v", "w.start"))
query("dedup_bad_column", lambda c: c.files(ROWS).dropDuplicates(["nope"]))
query("dedup_then_count", lambda c: c.files(ROWS).dropDuplicates(["k", "v"]).groupBy("v").count(), "update")
query("dedup_twice", lambda c: late(c.files(ROWS)).dropDuplicates(["k", "ts"]).dropDuplicates(["v", "ts"]))
query("union_watermarks", lambda c: late(c.files(A)).union(c.files(D).withWatermark("ts", "1 minute")).groupBy(F.window("ts", "1 minute")).count())
query("union_itself", lambda c: (lambda df: df.union(df))(c.files(A)))
query("union_by_name", lambda c: c.files(A).select("k", "v").unionByName(c.files(D).select("v", "k", F.lit(1).alias("x")), allowMissingColumns=True))
query("union_type_widening", lambda c: c.files(A).select("k", "v").union(c.files(D).selectExpr("k", "v * 1.5 as w")))
query("union_columns_refused", lambda c: c.files(A).union(c.files(D).select("k")))
query("limit_small", lambda c: c.files(A).select("k", "v").limit(1))
query("limit_complete", lambda c: c.files(A).groupBy("k").count().orderBy("k").limit(2), "complete")
query("sort_append_refused", lambda c: c.files(A).orderBy("ts"))
query("sort_complete_nulls", lambda c: c.files(ROWS).groupBy("k").count().sort(F.col("k").desc_nulls_first()), "complete")
query("repartition_coalesce", lambda c: c.files(A).repartition(2).coalesce(1).repartition("k").select("k", "v"))

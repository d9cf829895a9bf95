"""What a job prints: show() in its forms, printSchema, schemas, dtypes, texts of columns and DataFrames."""
import re

from pyspark.sql import Row
from pyspark.sql import functions as F
from pyspark.sql import types as T

from cases import case
from cases._inputs import A, late, sums


def table(c):
    return c.spark.createDataFrame([(1, "alice", 1.5, None), (2, "bob with a rather long name indeed", -0.25, ["x", None]), (None, "é漢字", float("nan"), [])],
                                   "id int, name string, score double, tags array<string>")


@case("show_forms")
def show_forms(c):
    df = table(c)
    df.show()
    df.show(2)
    df.show(truncate=False)
    df.show(truncate=8)
    df.show(3, 3)
    df.show(vertical=True)
    df.show(1, False, True)
    df.filter("id > 9").show()
    df.limit(0).show(vertical=True)
    c.spark.range(25).show()
    c.spark.range(25).show(5)
    df.select(F.lit("a\nb\tc").alias("s"), F.lit("").alias("empty")).show()


@case("show_types")
def show_types(c):
    c.spark.sql("select 1Y a, 2S b, 3 c, 4L d, 1.5 e, float(1.5) f, 1e20D g, 1e-5D h, true i, date'2023-01-02' j, timestamp'2023-01-02 03:04:05.678' k, null l, x'0A41' m").show()
    c.spark.sql("select array(1, null) a, map('k', array(1.50), 'z', null) m, struct(1, 'x', null) s, named_struct('p', struct(2)) n, interval 1 day i, interval 2 months j, array(struct(1)) e").show(truncate=False)
    c.spark.sql("select cast(1.0D as string) a, 100000000.0D b, 12345678.9D c, 0.00012D d, double('NaN') e, double('-Infinity') f, float(3.4e38) g, -0.0D h, 1.0E7D i, 9999999.0D j").show()


@case("print_schema")
def print_schema(c):
    df = sums(late(c.files(A)))
    df.printSchema()
    c.spark.createDataFrame([], T.StructType([
        T.StructField("a", T.ArrayType(T.StructType([T.StructField("x", T.IntegerType(), False)]), False), False), T.StructField("m", T.MapType(T.StringType(), T.ArrayType(T.LongType()))),
        T.StructField("d", T.DecimalType(12, 3)), T.StructField("s", T.StructType([T.StructField("t", T.TimestampType()), T.StructField("b", T.BinaryType())]))])).printSchema()


@case("schema_api")
def schema_api(c):
    df = sums(late(c.files(A)))
    other = table(c)
    return [df.columns, df.dtypes, str(df.schema), df.schema.json(), repr(df), df.isStreaming, df.schema.simpleString(), df.schema["k"].dataType.typeName(), df.schema.fieldNames(), str(df["k"]), str(df.window),
            str(other), [str(f) for f in other.schema], other.schema == other.select("*").schema, len(other.schema), "id" in other.columns, repr(other.schema["tags"]), str(T.StructType().add("a", "integer").add("b", T.StringType(), False)),
            T.StructType.fromJson(other.schema.jsonValue()) == other.schema, repr(T.DecimalType(5, 2)), T.ArrayType(T.IntegerType()).simpleString(), T.MapType(T.StringType(), T.DateType()).simpleString()]


@case("column_texts")
def column_texts(c):
    k, v = F.col("k"), F.col("v")
    columns = (k, k.alias("x"), v + 1, 1 + v, -v, ~(v > 1), (v > 1) & (k == "a") | k.isNull(), v.cast("string"), v.between(1, 2), k.isin("a", "b"), k.like("a%"), F.when(v > 1, "x").otherwise("y"), F.lit(None), F.lit("x"), F.lit(1.5),
               F.sum("v"), F.count("*"), F.countDistinct("v"), F.window("ts", "1 minute"), F.col("a.b"), F.col("m")["k"], F.col("a")[0], F.upper(k), F.expr("v + 1 as w"), v.desc(), k.asc_nulls_last(), v % 2, v ** 2, v / 3, k.substr(1, 2),
               F.struct("k", "v"), F.array("k"), F.concat_ws("-", "k", "v"), F.from_json("k", "a int"), F.to_json("s"), F.split("k", ","), F.current_timestamp(), F.date_format("ts", "yyyy"), F.round("v", 1), F.coalesce("k", F.lit("z")), k.eqNullSafe(None),
               F.explode("a"), F.approx_count_distinct("k"), F.session_window("ts", "5 minutes"), k.startswith("a"), F.avg("v").alias("m"), F.first("k", True), v.bitwiseAND(1), F.transform("a", lambda x: x + 1), F.filter("a", lambda x: x > 0))
    return [str(column) for column in columns]


@case("column_names")
def column_names(c):
    df = c.files(A)
    return [df.select(F.upper("k"), F.col("v") + 1, F.lit("x"), F.lit(1.5), F.col("v").cast("string"), F.col("v").cast("decimal(10,2)"), -F.col("v"), F.col("v") > 1, F.when(F.col("v") > 1, "x"), F.concat("k", F.lit("-")), F.length("k"),
                      F.struct("k"), F.array("v")[0], F.to_date("ts"), F.date_format("ts", "HH"), F.col("k").isNull(), F.col("k").substr(1, 2), F.round(F.col("v") / 3, 2), F.coalesce("k", F.lit("?")), F.split("k", ",")).columns,
            df.selectExpr("v * 2", "upper(k)", "cast(v as string)", "k || 'x'", "v in (1, 2)", "case when v > 1 then 'a' end", "not v > 1", "v between 1 and 2", "substring(k, 1, 1)", "named_struct('a', v)", "ts + interval 1 day", "v is null", "-v",
                          "date'2023-01-01'", "1.50", "'q'", "struct(v).v", "array(v)[0]", "map('a', v)['a']", "k like 'a%'", "if(v > 1, 1, 0)").columns,
            df.groupBy("k").agg(F.sum("v"), F.avg("v"), F.count("*"), F.count("v"), F.countDistinct("v"), F.max(F.col("v") + 1), F.collect_list("v"), F.first("v"), F.stddev("v"), F.approx_count_distinct("v"), F.expr("sum(v) filter (where v > 1)")).columns,
            df.groupBy("k").count().columns, df.groupBy().sum("v").columns, df.groupBy("k").agg({"v": "max", "*": "count"}).columns, df.groupBy(F.upper("k"), F.window("ts", "1 minute")).count().columns]


@case("rows_api")
def rows_api(c):
    row = c.spark.createDataFrame([Row(k="a", n=Row(x=1, y=[1, 2]), m={"p": 1.5})]).first()
    people = Row("name", "age")
    return [str(row), row.k, row["n"]["x"], row[0], row.asDict(), row.asDict(True), "k" in row, list(row), len(row), str(people("ann", 3)), Row(a=1, b=2) == Row(a=1, b=2), repr(Row(1, "x")),
            str(c.spark.range(3).collect()), str(c.spark.createDataFrame([(1, "x")], ["a", "b"]).dtypes), c.spark.range(5).count(), str(c.spark.range(3).head()),
            str(c.spark.range(5).take(2)), c.spark.range(0).head() is None, str(c.spark.range(4).tail(2)), [r.id for r in c.spark.range(3).toLocalIterator()]]


@case("create_dataframe_forms")
def create_dataframe_forms(c):
    import datetime
    import decimal
    make = c.spark.createDataFrame
    frames = (make([(1, "a"), (2, None)], ["n", "s"]), make([{"a": 1, "b": "x"}, {"a": 2}]), make([Row(p=1, q=[1.5])]), make([(1,), (2,)], "v bigint"), make(["x", "y"], "string"), make([1, 2], T.IntegerType()),
              make([(datetime.date(2023, 1, 2), datetime.datetime(2023, 1, 2, 3, 4, 5, 678), decimal.Decimal("1.50"), b"ab", True, {"k": 1}, 1.0)], ["d", "t", "e", "b", "f", "m", "x"]),
              make([(1, "a")], T.StructType([T.StructField("n", T.LongType(), False), T.StructField("s", T.StringType())])), make([[1, 2], [3, 4]], ["a", "b"]), make([], "a int"))
    return [c.rows(df) for df in frames], c.errors(
        lambda: make([]), lambda: make([(1, "a")], "n int"), lambda: make([("x",)], "n int"), lambda: make([(None,)], T.StructType([T.StructField("n", T.IntegerType(), False)])), lambda: make([(None,)], ["a"]),
        lambda: make([(1,), ("x",)], ["a"]), lambda: make(5), lambda: make([(2147483648,)], "n int"))


ONE = ("abs acos acosh approxCountDistinct approx_count_distinct array_distinct array_max array_min array_sort ascii asin asinh atan atanh avg base64 bin bit_length bitwise_not bround cbrt ceil collect_list collect_set cos cosh cot count "
       "count_distinct crc32 csc dayofmonth dayofweek dayofyear degrees exp explode explode_outer expm1 factorial first flatten floor greatest hash hex hour initcap isnan isnull kurtosis lag last last_day lead length log log10 log1p log2 lower "
       "ltrim map_entries map_from_entries map_keys map_values max md5 mean min minute month octet_length posexplode posexplode_outer product quarter radians reverse rint round rtrim sec second sha1 size skewness "
       "signum sin sinh sort_array soundex sqrt stddev stddev_pop stddev_samp sum sum_distinct tan tanh timestamp_seconds to_date to_json to_timestamp trim unbase64 unhex unix_timestamp upper var_pop var_samp variance weekofyear xxhash64 year "
       "from_unixtime concat coalesce struct array create_map arrays_zip shuffle").split()
TWO = "array_except array_intersect array_union arrays_overlap atan2 concat corr covar_pop covar_samp datediff greatest hypot least levenshtein map_concat map_from_arrays max_by min_by nanvl pow sequence struct count_distinct coalesce map_concat hash".split()
NONE = "cume_dist current_date current_timestamp dense_rank input_file_name monotonically_increasing_id percent_rank rank row_number spark_partition_id".split()


@case("function_texts")
def function_texts(c):
    k, v = F.col("k"), F.col("t.v")
    kept = {name: str(getattr(F, name)("k")) for name in ONE if hasattr(F, name) and name not in ("greatest", "create_map")}
    kept.update({name + "/2": str(getattr(F, name)("k", v)) for name in TWO})
    kept.update({name: str(getattr(F, name)()) for name in NONE})
    more = (F.add_months("k", 2), F.add_months("k", k), F.aggregate("k", F.lit(0), lambda a, x: a + x), F.aggregate("k", F.lit(0), lambda a, x: a + x, lambda a: a * 2), F.approx_count_distinct("k", 0.1), F.array_contains("k", 1), F.array_contains("k", "x"),
            F.array_join("k", ","), F.array_join("k", ",", "?"), F.array_position("k", "x"), F.array_remove("k", 1), F.array_repeat("k", 3), F.assert_true(v > 1), F.assert_true(v > 1, "no"), F.bround("k", 2), F.conv("k", 2, 10), F.date_add("k", 1), F.date_sub("k", 1),
            F.date_format("k", "yyyy"), F.date_trunc("hour", "k"), F.decode("k", "UTF-8"), F.element_at("k", 1), F.element_at("k", "x"), F.encode("k", "UTF-8"), F.exists("k", lambda x: x > 1), F.forall("k", lambda x: x > 1), F.filter("k", lambda x, i: i > 1),
            F.first("k", True), F.last("k", True), F.format_number("k", 2), F.format_string("%s-%d", "k", v), F.from_json("k", "a int", {"mode": "FAILFAST"}), F.from_unixtime("k", "yyyy"), F.from_utc_timestamp("k", "Europe/Berlin"), F.get_json_object("k", "$.a"),
            F.instr("k", "x"), F.json_tuple("k", "a", "b"), F.lag("k", 2, "x"), F.locate("x", "k"), F.locate("x", "k", 3), F.log(2.0, "k"), F.lpad("k", 5, "*"), F.make_date("k", "k", "k"), F.map_filter("k", lambda a, b: b > 1), F.map_zip_with("k", "v", lambda a, x, y: x),
            F.months_between("k", "v"), F.months_between("k", "v", False), F.next_day("k", "Mon"), F.nth_value("k", 2), F.nth_value("k", 2, True), F.ntile(4), F.overlay("k", "v", 3), F.overlay("k", "v", 3, 2), F.percentile_approx("k", 0.5), F.percentile_approx("k", [0.1, 0.5], 100),
            F.pow("k", 2), F.rand(3), F.randn(3), F.raise_error("x"), F.regexp_extract("k", "a(b)", 1), F.regexp_replace("k", "a", "b"), F.repeat("k", 3), F.round("k", 2), F.rpad("k", 5, "*"), F.sequence("k", "v", "w"), F.sha2("k", 256), F.shiftleft("k", 2),
            F.shiftright("k", 2), F.shiftrightunsigned("k", 2), F.slice("k", 1, 2), F.sort_array("k", False), F.split("k", ",", 2), F.substring("k", 1, 2), F.substring_index("k", ".", 2), F.to_date("k", "yyyy"), F.to_json("k", {"timestampFormat": "yyyy"}),
            F.to_timestamp("k", "yyyy"), F.to_utc_timestamp("k", "CET"), F.transform("k", lambda x, i: x + i), F.transform_keys("k", lambda a, b: a), F.transform_values("k", lambda a, b: b), F.translate("k", "ab", "xy"), F.trunc("k", "month"), F.unix_timestamp("k", "yyyy"),
            F.when(v > 1, "a").when(v > 2, k), F.window("k", "1 minute", "30 seconds"), F.window("k", "1 hour", "30 minutes", "5 minutes"), F.session_window("k", F.expr("interval 5 minutes")), F.zip_with("k", "v", lambda x, y: x + y), F.expr("ceil(v) + Power(v, 2)"), F.expr("cast(v as int)"),
            F.expr("k || 'x'"), F.expr("v is null and not (k like 'a%')"), F.expr("substring(k, 1, 2)"), F.expr("position('a' in k)"), F.expr("date'2023-01-01' + interval 1 day"), F.expr("sum(v) filter (where v > 1)"), F.expr("count(distinct k)"), F.expr("first(k) ignore nulls"),
            F.expr("transform(k, x -> x + 1)"), F.expr("k.a[0]"), F.expr("(k).a"), F.expr("case v when 1 then 'a' else 'b' end"), F.expr("v in (1, 2)"), F.expr("v between 1 and 2"), F.expr("current_date()"), F.expr("current_date"), F.expr("extract(hour from k)"), F.expr("trim(both 'x' from k)"),
            F.expr("1.5"), F.expr("1.5D"), F.expr("'it''s'"), F.expr("null"), F.expr("true"), F.expr("interval 1 hour"), F.expr("x'41'"), F.expr("-v"), F.expr("- 5"), F.expr("struct(k, v as w)"), F.expr("named_struct('a', 1)"), F.expr("if(v > 1, 1, 2)"), F.expr("*"), F.expr("t.*"),
            F.expr("row_number() over (partition by k order by v desc)"), F.lit(None).cast("int"), F.lit(True), F.lit(10 ** 12), F.lit("q'q"), v.cast("array<int>"), v.cast("decimal(5,1)").cast("string"), v.alias("x y"), F.col("`a.b`.c"), F.col("*"), k.getField("x"), k["x"], k[1], k[v],
            k.contains("x"), k.endswith("x"), k.rlike("x"), k.ilike("x"), k.substr(v, v), k.between(1, 2), k.isNotNull(), k.desc_nulls_first(), k.bitwiseOR(1), k.bitwiseXOR(v), 2 - v, 2 / v, 2 % v, 2 ** v, v.eqNullSafe(1), v != 1, k.asc(), -v, ~(v > 1), F.desc("k"), F.asc_nulls_last("k"))
    # Lambda variables are numbered through the whole life of the session.
    return kept, [re.sub(r"\b([xyz])_\d+", r"\1_n", str(col)) for col in more]


@case("grouped_names")
def grouped_names(c):
    df = c.spark.createDataFrame([("a", 1, 1.5)], "k string, v int, x double")
    return [df.groupBy(F.upper("k"), F.col("v").cast("string"), F.col("x") + 1, F.ceil("x")).agg(F.sum(F.col("v") + 1), F.sum(F.col("v").cast("long")), F.expr("Count(v)"), F.expr("POWER(sum(x), 2)"), F.round(F.avg("x"), 2), F.max("v") - F.min("v"), F.concat_ws(",", F.collect_list("k")),
                                                                                                  F.first("k", True), F.sum(F.when(F.col("v") > 1, 1).otherwise(0)), F.expr("count(distinct k)"), F.expr("sum(v) as s"), F.count(F.lit(1)), F.expr("count(*)"), F.lit(1),
                                                                                                  F.percentile_approx("x", 0.5), F.expr("cast(sum(v) as string)"), F.sum("v").cast("string"), F.max(F.struct("x", "k")), F.expr("first_value(k)"), F.expr("mean(x)"), F.mean("x"), F.variance("x"), F.expr("sum(v) + 1.5")).columns,
            df.groupBy("k").agg({"x": "mean", "v": "count", "k": "first"}).columns, df.groupBy("k").mean().columns, df.groupBy("k").max("v", "x").columns, df.agg(F.sum("v"), F.expr("max(x)")).columns, df.rollup("k", "v").count().columns,
            df.select(F.sum("v"), F.expr("Sum(v)"), F.mean("x"), F.expr("mean(x)"), F.expr("first_value(k)"), F.max("k")).columns,
            df.select(F.col("v").cast("long").cast("string"), F.expr("cast(cast(v as bigint) as string)"), F.col("v").cast("long") + 1, F.expr("struct(k, v).v"), F.expr("cast(struct(v).v as string)"), F.expr("CEIL(x)"), F.expr("bigint(v)"), F.col("v").astype("string")).columns,
            c.spark.sql("select cast(cast(1 as int) as string), cast(v as string), cast(cast(v as bigint) as string), cast(s.v as string), s.v, bigint(v), string(v), v + 1L, cast(v + 1 as string) from (select 1 v, struct(1 v) s)").columns,
            df.select(F.explode(F.array("v"))).columns, df.select(F.posexplode(F.array("v"))).columns, df.selectExpr("stack(2, v, 1, v, 2)").columns]

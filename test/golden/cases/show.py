"""What a job prints: show() in its forms, printSchema, schemas, dtypes, texts of columns and DataFrames."""
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

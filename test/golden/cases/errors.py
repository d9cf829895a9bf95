"""Texts of what goes wrong at the call: unknown columns, wrong types, wrong arguments, functions that are not there, SQL that does not parse."""
from pyspark.sql import functions as F
from pyspark.sql import types as T

from cases import case
from cases._inputs import A, static


def asked(name, *attempts):
    case(name, lambda c: (lambda df: c.errors(*[lambda a=a: a(df) for a in attempts]))(c.files(A)))


def parsed(name, *texts):
    """SQL statements, expressions or schemas: the answer's schema, or the error."""
    def body(c):
        c.files(A).createOrReplaceTempView("t")
        return c.errors(*[lambda text=text: c.spark.sql(text).schema.simpleString() for text in texts])
    case(name, body)


asked("err_unresolved_column", lambda df: df.select("nope"), lambda df: df.select(F.col("ts.x")), lambda df: df.filter("vv > 1"), lambda df: df.withColumn("x", F.col("kk") + 1), lambda df: df.groupBy("nope").count(),
      lambda df: df.groupBy("k").agg(F.sum("nope")), lambda df: df.orderBy("nope"), lambda df: df.select(df["nope"]), lambda df: df.nope, lambda df: df.select("k").filter("v > 1"), lambda df: df.selectExpr("upper(kk)"),
      lambda df: df.drop("nope"), lambda df: df.select("a.b.c"), lambda df: df.alias("x").select("x.nope"), lambda df: df.alias("x").select("y.k"), lambda df: df.select("`k.v`"), lambda df: df.withColumnRenamed("nope", "x"),
      lambda df: df.groupBy("k").count().select("v"), lambda df: df.select(F.col("K"), F.col("V")))
asked("err_type_mismatch", lambda df: df.select(F.col("ts") + 1), lambda df: df.filter("k"), lambda df: df.filter(F.col("v")), lambda df: df.select(F.sum("ts")), lambda df: df.selectExpr("array(k, ts)"), lambda df: df.selectExpr("v + array(1)"),
      lambda df: df.selectExpr("if(v, 1, 2)"), lambda df: df.selectExpr("case when k then 1 end"), lambda df: df.selectExpr("explode(k)"), lambda df: df.selectExpr("cast(ts as array<int>)"), lambda df: df.selectExpr("size(v)"),
      lambda df: df.selectExpr("element_at(k, 1)"), lambda df: df.selectExpr("k.x"), lambda df: df.selectExpr("v[0]"), lambda df: df.selectExpr("map(1)"), lambda df: df.selectExpr("from_json(v, 'a int')"), lambda df: df.selectExpr("to_json(k)"),
      lambda df: df.selectExpr("v in ('a', array(1))"), lambda df: df.selectExpr("struct(1) = 1"), lambda df: df.selectExpr("sum(v) + v"), lambda df: df.selectExpr("not v"), lambda df: df.selectExpr("v and true"), lambda df: df.selectExpr("-k"), lambda df: df.selectExpr("-ts"),
      lambda df: df.selectExpr("greatest(v, array(1))"), lambda df: df.selectExpr("greatest(v)"), lambda df: df.selectExpr("coalesce()"), lambda df: df.groupBy(F.window("k", "1 minute")).count(), lambda df: df.groupBy(F.window("v", "1 minute")).count())
asked("err_grouping", lambda df: df.groupBy("k").agg(F.col("v")), lambda df: df.select("k", F.sum("v")), lambda df: df.groupBy("k").agg(F.sum(F.sum("v"))), lambda df: df.filter(F.sum("v") > 1), lambda df: df.groupBy("k").sum("k"), lambda df: df.groupBy("k").agg(),
      lambda df: df.groupBy("k").agg({"v": "nosuch"}), lambda df: df.selectExpr("k").groupBy("k").agg(F.max("v")), lambda df: df.withColumn("s", F.sum("v")), lambda df: df.groupBy("k").pivot("v").count(), lambda df: df.groupBy(F.explode(F.array("v"))).count())
asked("err_functions", lambda df: df.selectExpr("nosuch(v)"), lambda df: df.selectExpr("upper()"), lambda df: df.selectExpr("upper(k, v)"), lambda df: df.selectExpr("substring(k)"), lambda df: df.selectExpr("date_trunc('month')"), lambda df: df.selectExpr("window(ts)"),
      lambda df: df.selectExpr("window(ts, 'x')"), lambda df: df.selectExpr("window(ts, '0 seconds')"), lambda df: df.selectExpr("from_json(k, 'a foo')"), lambda df: df.selectExpr("from_json(k, v)"), lambda df: df.selectExpr("to_timestamp(ts, 'yyyy', 1)"),
      lambda df: df.selectExpr("count(distinct v) filter (where v > 1)"), lambda df: df.select(F.expr("db.fn(v)")), lambda df: df.selectExpr("first(v, 'x')"), lambda df: df.selectExpr("percentile_approx(v, 2.0)"), lambda df: df.selectExpr("transform(k, x -> x)"),
      lambda df: df.selectExpr("filter(array(v), x -> x)"), lambda df: df.selectExpr("sha2(k)"), lambda df: df.selectExpr("lag(v)"), lambda df: df.selectExpr("row_number()"), lambda df: df.select(F.from_json("k", "a int", {"mode": "nope"})), lambda df: df.selectExpr("extract(foo from ts)"))
asked("err_python_arguments", lambda df: df.select(5), lambda df: df.filter(5), lambda df: df.withColumn("x", 5), lambda df: df.withColumn("x", "v"), lambda df: df.join("x"), lambda df: df.limit("x"), lambda df: df.show("x"), lambda df: df.dropDuplicates("k"),
      lambda df: df.withWatermark("ts", 5), lambda df: df.withWatermark("", "1 minute"), lambda df: F.window("ts", 5), lambda df: F.window("ts", ""), lambda df: F.lit([1, 2]), lambda df: F.col(5), lambda df: F.when("x", 1), lambda df: F.col("k").otherwise(1),
      lambda df: bool(F.col("v") > 1), lambda df: F.col("v") and F.col("k"), lambda df: F.col("v").nope(), lambda df: df.nosuch(), lambda df: df[5], lambda df: df[1.5], lambda df: df.drop(5), lambda df: df.toDF("a"), lambda df: df.fillna([1]), lambda df: df.na.fill(None),
      lambda df: df.union(5), lambda df: df.sample(), lambda df: df.unionByName(df.select("k")), lambda df: df.writeStream.outputMode(5), lambda df: df.writeStream.queryName(""), lambda df: df.writeStream.trigger(processingTime=5), lambda df: df.writeStream.trigger("1 second"),
      lambda df: df.writeStream.foreach(5), lambda df: F.udf(lambda x: x)(), lambda df: T.StructType([1]), lambda df: F.col("k").cast(5), lambda df: F.col("k").substr(1, "x"), lambda df: F.col("k").isin(), lambda df: df.groupBy(5).count(), lambda df: F.concat_ws(",", 5),
      lambda df: F.expr(5), lambda df: df.repartition("x", "y"), lambda df: df.select(F.round("v", "x")), lambda df: df.sparkSession.createDataFrame([1]), lambda df: df.sparkSession.sql("select 1").select(df.k))
asked("err_joins", lambda df: df.join(static_of(df), "nope"), lambda df: df.join(static_of(df), "k", "sideways"), lambda df: df.join(static_of(df), df.k == 5, "inner").select("k"), lambda df: df.join(static_of(df), F.expr("v = nope")), lambda df: df.join(df, df.k == df.k).select(df.v),
      lambda df: df.alias("a").join(df.alias("b"), F.expr("a.k = b.k")).select("k"), lambda df: df.join(static_of(df), "k").select("name", "k", "v").columns, lambda df: df.join(static_of(df), F.expr("v")), lambda df: df.join(static_of(df), ["k", "name"]),
      lambda df: df.union(static_of(df)), lambda df: df.join(static_of(df), df["k"] == static_of(df)["k"]).columns)


def static_of(df):
    return df.sparkSession.createDataFrame([("a", "AA")], "k string, name string")


parsed("err_parse_statements", "selec 1", "select", "select from t", "select * from", "select k from t where", "select k,, v from t", "select (v from t", "select 'x from t", "select k from t group by", "select k from t order by", "select k from t limit x", "select * from t join",
       "select 1 +", "select case when v from t", "select cast(v as foo) from t", "select v as from t", "", "   ", "select k from t; select v from t", "select interval 1 foo", "select date'bad'", "select timestamp'bad'", "select k from t where v ===1", "select `k from t", "select 1e", "select k from t union",
       "select 99999999999999999999L", "select 300Y", "update t set v = 1", "drop table", "select x'4'")
parsed("err_resolve_statements", "select nope from t", "select * from nosuch", "select t.nope from t", "select x.k from t", "select k, count(*) from t", "select count(*) from t group by nope", "select k from t having v > 1", "select k from t group by 5", "select k from t order by 9",
       "select a.k from t a join t b on a.k = b.k where k = 'a'", "select nosuch(v) from t", "select * from t where sum(v) > 1", "select k from t where v in (select k, v from t)", "select (select k, v from t) from t", "select k from t union all select k, v from t", "select * from t t1, t t2 where ts > 1",
       "select explode(array(v)) + 1 from t", "select *, explode(array(1)), explode(array(2)) from t", "select distinct k from t order by v", "select k from db.t", "select count() from t", "select count(distinct *) from t", "select max(k, v) from t", "select * except (k) from t")


@case("err_expression_strings")
def err_expression_strings(c):
    df = c.files(A)
    return c.errors(*[lambda text=text: str(df.select(F.expr(text)).columns) for text in ("v +", "v + + 1", "(v", "v)", "v v v", "'open", "v > > 1", "case v", "v as", "1 2", "array(1", "v between 1", "k like", "cast(v)", "cast(v as)", "x ->", "transform(array(v), x -> x + 1)", "*", "")]), \
        c.errors(*[lambda text=text: df.filter(text).columns for text in ("v >", "v = 1 and", "", "v = 'x", "v => 1")])


@case("err_schema_strings")
def err_schema_strings(c):
    reader = c.spark.readStream
    return c.errors(*[lambda text=text: reader.schema(text) and "fine" for text in ("a", "a int b string", "a int,", "a foo", "a array<int", "a map<int>", "a decimal(50,2)", "a decimal(5,9)", "1a int", "a-b int", "", "a struct<x>", "a int not null", "a varchar(5)", "a: int")]), c.errors(
        lambda: reader.schema(5), lambda: F.from_json("k", "a foo"), lambda: c.files(A).select(F.from_json("k", "a foo")), lambda: c.files(A).select(F.col("v").cast("foo")), lambda: c.files(A).select(F.from_json("k", "{bad")), lambda: T._parse_datatype_string("a int, a string").simpleString())


@case("err_readers_writers")
def err_readers_writers(c):
    df = c.files(A)
    return c.errors(
        lambda: c.spark.read.json(c.path("nowhere")), lambda: c.spark.read.format("nosuch").load(), lambda: c.spark.read.csv(c.path("nowhere")), lambda: c.spark.table("nosuch"), lambda: df.writeStream.start(), lambda: df.writeStream.format("json").start(c.path("out")),
        lambda: df.writeStream.format("console").outputMode("complete").start(), lambda: df.writeStream.format("memory").queryName("a b").start().stop(), lambda: df.write.json(c.path("out")), lambda: c.spark.range(1).write.mode("nope").json(c.path("out")),
        lambda: c.spark.range(1).write.text(c.path("out")), lambda: c.spark.range(1).select("id", "id").write.json(c.path("out2")), lambda: df.writeStream.partitionBy("nope").format("json").option("checkpointLocation", c.path("ck")).start(c.path("out3")).awaitTermination(),
        lambda: c.spark.readStream.format("text").load(), lambda: c.spark.readStream.option("path", c.path("input")).schema("a int").json(c.path("input")), lambda: c.spark.readStream.schema("a int").text(c.path("input")), lambda: c.spark.readStream.table("nosuch"),
        lambda: c.spark.conf.get("spark.nosuch"), lambda: c.spark.conf.get("spark.nosuch", "d"), lambda: c.spark.conf.set("spark.sql.shuffle.partitions", "x"), lambda: c.spark.conf.set("spark.master", "x"), lambda: c.spark.conf.get("spark.sql.shuffle.partitions"), lambda: c.spark.version,
        lambda: c.spark.catalog.dropTempView("nosuch"), lambda: df.explain("nope"), lambda: df.foreach(print), lambda: df.toJSON().first(), lambda: df.take(1), lambda: df.first(), lambda: df.persist(), lambda: df.checkpoint(), lambda: df.createGlobalTempView("g"), lambda: df.write.saveAsTable("x"))


@case("err_self_joins")
def err_self_joins(c):
    """Columns of DataFrames that were joined with themselves, and of DataFrames that take no part."""
    df = c.spark.createDataFrame([("a", 1), ("a", 2), ("b", 3)], "k string, v int")
    big, named = df.filter("v > 1"), df.withColumnRenamed("v", "w")
    joined = df.join(big, "k")
    shown = lambda f: f.columns + sorted([list(r) for r in f.collect()])
    return c.errors(*[lambda ask=ask: shown(ask()) for ask in (
        lambda: df.join(df, df.k == df.k), lambda: df.join(big, df.k == big.k), lambda: df.join(big, df.k.eqNullSafe(big.k)), lambda: df.join(big, (df.k == big.k) & (df.v > big.v)), lambda: df.join(df, df.v == 1),
        lambda: df.join(big, df.v == 1), lambda: df.join(big, big.v == 2), lambda: df.join(df, df.v > 1), lambda: df.join(named, df.k == named.k).select(df.v, named.w), lambda: df.join(named, df.v == named.w), lambda: df.join(df, F.upper(df.k) == F.upper(df.k)),
        lambda: joined.select(df.v), lambda: joined.select(big.v), lambda: joined.filter(big.v > 1), lambda: joined.groupBy(big.k).count(), lambda: joined.withColumn("x", big.v + 1), lambda: joined.orderBy(big.v), lambda: joined.select(joined.k),
        lambda: joined.drop(big.v), lambda: df.alias("a").join(df.alias("b"), F.col("a.v") == F.col("b.v")).select("a.k", "b.v"), lambda: df.crossJoin(big).select(big.v), lambda: df.join(big, df.k == big.k, "left_semi").select(big.v), lambda: df.join(big, df.k == big.k, "left_anti").select(df.v))])


@case("err_foreign_columns")
def err_foreign_columns(c):
    df = c.spark.createDataFrame([("a", 1), ("a", 2), ("b", 3)], "k string, v int")
    other = c.spark.createDataFrame([("a", 1)], "k string, n bigint")
    return c.errors(*[lambda ask=ask: ask().columns for ask in (
        lambda: df.select(other.k), lambda: df.select("k", other.n + 1), lambda: df.filter(other.n > 1), lambda: df.withColumn("x", other.n), lambda: df.groupBy(other.k).count(), lambda: df.groupBy("k").agg(F.sum(other.n)), lambda: df.orderBy(other.n),
        lambda: df.groupBy("k").count().select(df.v), lambda: df.select("k").filter(df.v > 1), lambda: df.select("k").orderBy(df.v), lambda: df.select(F.sum(other.n)), lambda: df.select(F.col("v").alias("v"), F.lit(None), F.lit("x"), F.col("v").cast("string").alias("s"), other.n.cast("int").alias("i")),
        lambda: df.join(other, other.k == df.v), lambda: df.select("k").join(other, df.v == other.n), lambda: df.withColumn("v", F.col("v") + 1).select(df.v), lambda: df.select([F.col("v").alias("c%d" % i) for i in range(26)] + [other.n]))])


@case("err_conf_values")
def err_conf_values(c):
    """Values and keys that a session does not take."""
    conf = c.spark.conf
    kept = {key: conf.get(key) for key in ("spark.sql.session.timeZone", "spark.sql.shuffle.partitions", "spark.sql.mapKeyDedupPolicy")}
    answers = c.errors(*[lambda key=key, value=value: conf.set(key, value) for key, value in (
        ("spark.sql.shuffle.partitions", "0"), ("spark.sql.shuffle.partitions", "1.5"), ("spark.sql.shuffle.partitions", " 3 "), ("spark.sql.caseSensitive", "yes"), ("spark.sql.caseSensitive", "FALSE"), ("spark.sql.session.timeZone", "Mars/Base"),
        ("spark.sql.session.timeZone", "UTC"), ("spark.sql.mapKeyDedupPolicy", "first"), ("spark.sql.mapKeyDedupPolicy", "last_win"), ("spark.sql.legacy.timeParserPolicy", "x"), ("spark.sql.timestampType", "x"), ("spark.sql.streaming.join.stateFormatVersion", 3),
        ("spark.sql.streaming.minBatchesToRetain", "x"), ("spark.sql.streaming.noDataMicroBatches.enabled", 1), ("spark.sql.warehouse.dir", "/x"), ("spark.executor.memory", "1g"), ("spark.sql.nosuch.key", "x"), ("spark.my.key", "x"), ("spark.sql.streaming.stateStore.rocksdb.formatVersion", -1))])
    answers += c.errors(lambda: conf.unset("spark.sql.warehouse.dir"), lambda: c.spark.sql("set spark.sql.shuffle.partitions=x"), lambda: c.spark.sql("set spark.sql.warehouse.dir=x"), lambda: c.spark.sql("set spark.driver.memory=1g"))
    conf.unset("spark.sql.caseSensitive")
    for key, value in kept.items():
        conf.set(key, value)
    return answers


@case("err_json_texts")
def err_json_texts(c):
    """What Jackson says of schema texts that are no JSON; the second half is the parser's of DDL."""
    c.files(A)
    return c.errors(*[lambda text=text: F.from_json("k", text) and "fine" for text in (
        "nullx!", "{\"a\" 1}", "{\"a\":1 \"b\"}", "[1 2]", "[\u00e9?", "01", "\"ab", "?", "{", "{\n x", "[", "[1,", "[1,]", "{\"a\":1,}", "{\"a\":1]", "[1}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a", "-", "-x", "1.", "1.x", "1e", "1e+", "2x", "[2x]", "NaN", "[Infinity]", "'a'", "]", "}", ",",
        "\"a\\x\"", "\"\\u12g4\"", "\"a\tb\"", "tru", "[tru", "truE", "[true1]", "{}", "[]", "5", "\"nosuch\"", "\"int\"", "{\"type\":\"struct\"}", "{\"a\":1}{", "", " ", "\u4e2d", "[1\u0001]", "\"" + "y" * 600, "{\"type\":\"struct\",\"fields\":[]}", "a:b!", "[{\"a\":[1,{\"b\" : tru }]}]")])

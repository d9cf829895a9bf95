import contextlib
import io
import unittest

from fake_weir import bare, frame, host, session
from _weir_refusal import Refusal
from pyspark import StorageLevel
from pyspark.sql import Row
from pyspark.sql import functions as F
from pyspark.sql.utils import AnalysisException, IllegalArgumentException

A, B = ["col", "a"], ["col", "b"]


def sent(op):
    payload = dict(host.last(op))
    payload.pop("span", None)
    return {k: [bare(e) for e in v] if k in ("exprs", "keys") else v for k, v in payload.items()}


class Frames(unittest.TestCase):
    def setUp(self):
        self.df = frame()

    def check(self, op, **wanted):
        wanted["df"] = self.df._id
        self.assertEqual(sent(op), wanted)

    def test_shape(self):
        df = self.df
        self.assertEqual(df.columns, ["a", "b", "ts"])
        self.assertEqual(df.dtypes, [("a", "bigint"), ("b", "string"), ("ts", "timestamp")])
        self.assertEqual(repr(df), "DataFrame[a: bigint, b: string, ts: timestamp]")
        self.assertFalse(df.isStreaming)

    def test_operations(self):
        df, other = self.df, frame()
        self.df = df
        df.select(["a", F.col("b")])
        self.check("df.select", exprs=[A, B])
        df.selectExpr("a + 1", "b")
        self.check("df.selectExpr", exprs=["a + 1", "b"])
        df.withColumn("x", F.col("a"))
        self.check("df.withColumns", names=["x"], exprs=[A])
        df.withColumnRenamed("a", "z")
        self.check("df.withColumnRenamed", **{"from": "a", "to": "z"})
        df.drop("a", "b")
        self.check("df.drop", columns=["a", "b"])
        df.withWatermark("ts", "10 minutes")
        self.check("df.withWatermark", column="ts", delay="10 minutes")
        df.dropDuplicates(["a"])
        self.check("df.dropDuplicates", columns=["a"])
        df.distinct()
        self.check("df.dropDuplicates", columns=None)
        df.orderBy("a", F.desc("b"), ascending=[False, True])
        self.check("df.sort", exprs=[["sort", A, "desc", None], ["sort", B, "desc", None]], **{"global": True})
        df.join(other, "a", "left")
        self.check("df.join", other=other._id, on=["a"], using=True, how="left")
        df.join(other, [df.a == other.a, df.b == other.b])
        on = bare(sent("df.join")["on"])
        self.assertEqual(on[1], "and")
        df.join(other)
        self.check("df.join", other=other._id, on=None, using=False, how=None)
        df.unionByName(other, allowMissingColumns=True)
        self.check("df.union", other=other._id, byName=True, allowMissing=True)
        df.subtract(other)
        self.check("df.setop", other=other._id, kind="except")
        df.repartition(3, "a")
        self.check("df.repartition", n=3, exprs=[A], coalesce=False)
        df.sample(0.5, 3)
        self.check("df.sample", fraction=0.5, withReplacement=False, seed=3)
        df.withMetadata("a", {"k": 1})
        self.check("df.withColumns", names=["a"], exprs=[["alias", A, ["a"], {"k": 1}]])

    def test_filter(self):
        self.df.filter("a > 1")
        self.assertEqual(bare(host.last("df.filter")["condition"]), ["expr", "a > 1"])
        self.df.where(F.col("a") > 1)
        self.assertEqual(bare(host.last("df.filter")["condition"]), ["fn", ">", [A, ["lit", "integer", 1]]])

    def test_missing_values(self):
        self.df.fillna(0)
        self.check("df.na.fill", value=["lit", "double", 0.0, None], subset=None)
        self.df.na.fill({"a": 1, "b": "x"})
        self.check("df.na.fill", value={"a": ["lit", "integer", 1, None], "b": ["lit", "string", "x", None]}, subset=None)
        self.df.dropna(subset="a")
        self.check("df.na.drop", how="any", thresh=None, subset=["a"])
        self.df.replace(["x"], "y", "b")
        self.check("df.na.replace", **{"from": [["lit", "string", "x", None]], "to": [["lit", "string", "y", None]]}, subset=["b"])
        with self.assertRaises(ValueError) as caught:
            self.df.replace({"x": 1})
        self.assertEqual(str(caught.exception), "Mixed type replacements are not supported")

    def test_groups(self):
        df = self.df
        df.groupBy("b").count()
        self.check("df.aggregate", kind="groupby", keys=[B], exprs=[["alias", ["fn", "count", [["lit", "integer", 1]]], ["count"], None]])
        df.groupBy("b").sum()
        self.check("df.aggregate", kind="groupby", keys=[B], exprs=[["fn", "sum", [["dfcol", df._id, "a"]]]])
        df.groupBy("b").agg({"a": "mean", "*": "count"})
        self.assertCountEqual(sent("df.aggregate")["exprs"], [["fn", "avg", [["dfcol", df._id, "a"]]], ["fn", "count", [["col", "*"]]]])
        df.groupBy("b").pivot("a", [1, 2]).max("a")
        self.assertEqual(bare(host.last("df.aggregate")["pivot"]["column"]), A)
        self.assertEqual([bare(v) for v in host.last("df.aggregate")["pivot"]["values"]], [["lit", "integer", 1], ["lit", "integer", 2]])
        with self.assertRaises(AnalysisException) as caught:
            df.groupBy("a").sum("b")
        self.assertEqual(str(caught.exception), '"b" is not a numeric column. Aggregation function can only be applied on a numeric column.')

    def test_the_dict_form_has_the_order_of_java(self):
        """Recorded from Spark 3.3.1."""
        from pyspark.sql._java_order import map_order
        self.assertEqual(map_order(["i", "s", "amount", "zeta", "b", "key1", "key2", "value", "ts", "user"]),
                         ["s", "ts", "zeta", "i", "amount", "key1", "b", "key2", "value", "user"])
        self.assertEqual(map_order(["i", "s", "amount"]), ["amount", "s", "i"])
        self.assertEqual(map_order(["zeta", "user", "ts", "*"]), ["zeta", "*", "user", "ts"])

    def test_actions(self):
        df = self.df
        host.answers["df.collect"] = {"ok": {"rows": [[2**60, "x", 1000005], [None, None, None]]}}
        first, second = df.collect()
        self.assertEqual(repr(first), "Row(a=1152921504606846976, b='x', ts=datetime.datetime(1970, 1, 1, 0, 0, 1, 5))")
        self.assertEqual(second, Row(a=None, b=None, ts=None))
        df.take(3)
        self.check("df.collect", limit=3)
        self.assertEqual(df.tail(1), [second])
        seen = []
        df.foreach(seen.append)
        df.foreachPartition(lambda rows: seen.extend(rows))
        self.assertEqual(len(seen), 4)
        host.answers["df.show"] = {"ok": "+-+\n"}
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            df.show(5, False)
        self.assertEqual(text.getvalue(), "+-+\n\n")
        self.check("df.show", n=5, truncate=0, vertical=False)
        host.answers["df.count"] = {"ok": 4}
        self.assertEqual(df.count(), 4)
        with self.assertRaises(ImportError) as caught:
            df.toPandas()
        self.assertEqual(str(caught.exception), "Pandas >= 1.0.5 must be installed; however, it was not found.")

    def test_caching_is_remembered(self):
        df = self.df.persist(StorageLevel.DISK_ONLY)
        self.assertTrue(df.is_cached)
        self.assertEqual(df.storageLevel, StorageLevel.DISK_ONLY)
        self.assertFalse(df.unpersist().is_cached)

    def test_writer(self):
        df = self.df
        df.write.mode("Overwrite").partitionBy("a").option("compression", "none").json("/out", dateFormat="yyyy")
        self.check("df.write", format="json", mode="overwrite", options={"compression": "none", "dateFormat": "yyyy"}, partitionBy=["a"],
                   path="/out", table=None)
        df.write.jdbc("jdbc:x", "t", properties={"user": "u"})
        self.check("df.write", format="jdbc", mode="errorifexists", options={"user": "u", "url": "jdbc:x", "dbtable": "t"}, partitionBy=[],
                   path=None, table=None)
        with self.assertRaises(IllegalArgumentException) as caught:
            df.write.mode("foo")
        self.assertEqual(str(caught.exception), "Unknown save mode: foo. Accepted save modes are 'overwrite', 'append', 'ignore', 'error', "
                         "'errorifexists', 'default'.")

    def test_options_ignore_case(self):
        session().read.format("csv").option("Header", True).option("header", False).load(["/a", "/b"])
        payload = host.last("read")
        self.assertEqual((payload["options"], payload["paths"]), ({"header": "false"}, ["/a", "/b"]))
        with self.assertRaises(Refusal):
            session().read.option("a", None)

    def test_python_checks(self):
        df = self.df
        for use, kind, text in [
            (lambda: df.join(df, 5), AssertionError, "on should be Column or list of Column"),
            (lambda: df.drop(5), TypeError, "col should be a string or a Column"), (lambda: df.drop("a", F.col("b")), TypeError,
             "each col in the param list should be a string"), (lambda: df.filter(5), TypeError, "condition should be string or Column"),
            (lambda: df.withColumn("x", 5), TypeError, "col should be Column"), (lambda: df.groupBy().agg("a"), AssertionError,
             "all exprs should be Column"), (lambda: df.agg(), AssertionError, "exprs should not be empty"),
            (lambda: df.sort(), ValueError, "should sort by at least one column"), (lambda: df.dropDuplicates("a"), TypeError,
             "Parameter 'subset' must be a list of columns"), (lambda: df.show("5"), TypeError, "Parameter 'n' (number of rows) must be an int"),
            (lambda: df.withWatermark(5, "1 minute"), TypeError, "eventTime should be provided as a string"),
            (lambda: df[1.5], TypeError, "unexpected item type: <class 'float'>"), (lambda: df.fillna([1]), TypeError,
             "value should be a float, int, string, bool or dict"), (lambda: df[9], IndexError, "list index out of range"),
        ]:
            with self.assertRaises(kind) as caught:
                use()
            self.assertEqual(str(caught.exception), text)

    def test_refusals_name_what_and_the_way_out(self):
        for use, feature in [(lambda: self.df.rdd, "DataFrame.rdd"), (lambda: self.df.describe(), "DataFrame.describe"),
                             (lambda: self.df.groupBy("a").applyInPandas(None, None), "GroupedData.applyInPandas"),
                             (lambda: session().sparkContext.parallelize([1]), "SparkContext.parallelize"),
                             (lambda: session().sparkContext._jvm, "SparkContext._jvm (the JVM)")]:
            with self.assertRaises(Refusal) as caught:
                use()
            self.assertEqual(caught.exception.feature, feature)
            self.assertTrue(caught.exception.way_out)

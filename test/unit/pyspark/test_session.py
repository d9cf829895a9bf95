import unittest

from fake_weir import host, session
from _weir_refusal import Refusal
from py4j.protocol import Py4JError, Py4JJavaError
from pyspark import SparkConf, SparkContext
from pyspark.sql import SparkSession
from pyspark.sql import utils


class Session(unittest.TestCase):
    def setUp(self):
        host.answers.clear()

    def fresh(self):
        if SparkContext._active_spark_context:
            session().stop()
        SparkSession.Builder._options.clear()
        host.ops.clear()

    def test_builder(self):
        self.fresh()
        spark = SparkSession.builder.appName("job").master("local[3]").config("spark.sql.shuffle.partitions", 2).config(conf=SparkConf().set("k", "v")).enableHiveSupport().getOrCreate()
        self.assertEqual(host.ops[0][0], "session.start")
        self.assertEqual(host.ops[0][1]["conf"], {"spark.app.name": "job", "spark.master": "local[3]", "spark.sql.shuffle.partitions": "2", "k": "v",
                                                  "spark.sql.catalogImplementation": "hive"})
        self.assertEqual(len(host.ops), 1)
        sc = spark.sparkContext
        self.assertEqual((spark.version, sc.version, sc.appName, sc.master, sc.defaultParallelism), ("3.3.1", "3.3.1", "job", "local[3]", 3))
        self.assertEqual(repr(sc), "<SparkContext master=local[3] appName=job>")
        self.assertIs(SparkSession.builder.getOrCreate(), spark)
        self.assertIs(SparkSession.getActiveSession(), spark)
        with self.assertRaises(ValueError) as caught:
            SparkContext()
        self.assertIn("Cannot run multiple SparkContexts at once; existing SparkContext(app=job, master=local[3])", str(caught.exception))
        spark.stop()
        self.assertEqual(host.ops[-1][0], "session.stop")
        self.assertIsNone(SparkSession.getActiveSession())
        self.assertIsNot(SparkSession.builder.getOrCreate(), spark)

    def test_context(self):
        sc = session().sparkContext
        self.assertEqual(sc.broadcast({"a": 1}).value, {"a": 1})
        total = sc.accumulator(1)
        total += 2
        self.assertEqual(total.value, 3)
        with self.assertRaises(TypeError):
            sc.accumulator("x")
        sc.setLogLevel("warn")
        with self.assertRaises(utils.IllegalArgumentException) as caught:
            sc.setLogLevel("foo")
        self.assertEqual(str(caught.exception), "requirement failed: Supplied level foo did not match one of: ALL,DEBUG,ERROR,FATAL,TRACE,WARN,INFO,OFF")
        with self.assertRaises(RuntimeError):
            import pickle
            pickle.dumps(sc)

    def test_conf(self):
        conf = session().conf
        conf.set("a", True)
        self.assertEqual(host.last("conf.set"), {"key": "a", "value": "true"})
        conf.get("a", None)
        self.assertEqual(host.last("conf.get"), {"key": "a", "default": None, "hasDefault": True})
        host.answers["conf.get"] = {"error": {"class": "Py4JJavaError", "javaClass": "java.util.NoSuchElementException", "message": "a.b"}}
        with self.assertRaises(Py4JJavaError) as caught:
            conf.get("a.b")
        self.assertRegex(str(caught.exception), r"^An error occurred while calling o\d+\.get\.\n: java\.util\.NoSuchElementException: a\.b$")
        self.assertEqual(caught.exception.java_exception.getClass().getName(), "java.util.NoSuchElementException")
        with self.assertRaises(TypeError) as caught:
            conf.get(5)
        self.assertEqual(str(caught.exception), "expected key '5' to be a string (was 'int')")

    def test_errors(self):
        spark = session()
        for error, kind, text in [
            ({"class": "AnalysisException", "message": "x;\nplan", "stackTrace": "at"}, utils.AnalysisException, "x;\nplan"),
            ({"class": "ParseException", "message": "\np"}, utils.ParseException, "\np"),
            ({"class": "PythonException", "message": "t"}, utils.PythonException, "t"),
            ({"class": "ValueError", "message": "v"}, ValueError, "v"), ({"class": "Py4JError", "message": "e"}, Py4JError, "e"),
        ]:
            host.answers["sql"] = {"error": error}
            with self.assertRaises(kind) as caught:
                spark.sql("x")
            self.assertEqual((type(caught.exception), str(caught.exception)), (kind, text))
        host.answers["sql"] = {"error": {"class": "AnalysisException", "message": "m", "stackTrace": "java"}}
        with self.assertRaises(utils.AnalysisException) as caught:
            spark.sql("x")
        self.assertEqual((caught.exception.desc, caught.exception.stackTrace, caught.exception.cause, caught.exception.__cause__), ("m", "java", None, None))
        host.answers["sql"] = {"error": {"class": "Refusal", "feature": "HIVE", "message": "HIVE is not simulated. Do x."}}
        with self.assertRaises(Refusal) as caught:
            try:
                spark.sql("x")
            except Exception:
                self.fail("a refusal is no Exception")
        self.assertEqual((str(caught.exception), caught.exception.feature), ("HIVE is not simulated. Do x.", "HIVE"))

    def test_sql_with_arguments(self):
        spark = session()
        df = spark.table("t")
        from pyspark.sql import functions as F
        spark.sql("SELECT {c} FROM {t} WHERE b = {s} LIMIT {n}", c=F.col("a"), t=df, s="it's", n=5)
        text = host.last("sql")["text"]
        self.assertRegex(text, r"^SELECT a FROM _pyspark_\w{32} WHERE b = 'it\\'s' LIMIT 5$")
        self.assertEqual(host.last("catalog")["op"], "dropTempView")

    def test_catalog(self):
        catalog = session().catalog
        host.answers["catalog"] = {"ok": [{"name": "v", "isTemporary": True}]}
        self.assertEqual(repr(catalog.listTables()), "[Table(name='v', database=None, description=None, tableType='TEMPORARY', isTemporary=True)]")
        with self.assertRaises(Refusal):
            catalog.listColumns("v")

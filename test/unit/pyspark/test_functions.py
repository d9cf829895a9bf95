import unittest

from fake_weir import bare, frame, host, session
from pyspark.sql import functions as F
from pyspark.sql.types import IntegerType, StructField, StructType

A, B = ["col", "a"], ["col", "b"]


class Functions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        session()

    def check(self, made, wanted):
        self.assertEqual(bare(made._expr), wanted)

    def test_derived(self):
        self.check(F.coalesce("a", F.col("b")), ["fn", "coalesce", [A, B]])
        self.check(F.array_join("a", ","), ["fn", "array_join", [A, ["lit", "string", ","]]])
        self.check(F.array_join("a", ",", "x"), ["fn", "array_join", [A, ["lit", "string", ","], ["lit", "string", "x"]]])
        self.check(F.sort_array("a"), ["fn", "sort_array", [A, ["lit", "boolean", True]]])
        self.check(F.sequence("a", "b"), ["fn", "sequence", [A, B]])

    def test_literals_are_checked_as_py4j_does(self):
        from py4j.protocol import Py4JError
        self.check(F.regexp_extract("a", "x", 1), ["fn", "regexp_extract", [A, ["lit", "string", "x"], ["lit", "integer", 1]]])
        with self.assertRaises(Py4JError) as caught:
            F.regexp_extract("a", "x", "1")
        self.assertIn("Method regexp_extract([class org.apache.spark.sql.Column, class java.lang.String, class java.lang.String]) does not exist",
                      str(caught.exception))
        with self.assertRaises(TypeError) as caught:
            F.regexp_extract("a", F.col("b"), 1)
        self.assertEqual(str(caught.exception), "Column is not iterable")
        with self.assertRaises(TypeError) as caught:
            F.regexp_extract("a", "x")
        self.assertEqual(str(caught.exception), "regexp_extract() missing 1 required positional argument: 'idx'")

    def test_lists_of_columns(self):
        self.check(F.struct(["a", F.col("b")]), ["fn", "struct", [A, B]])
        self.check(F.struct("*"), ["fn", "struct", [["col", "*"]]])
        self.check(F.create_map("a", "b"), ["fn", "map", [A, B]])
        self.check(F.array("a"), ["fn", "array", [A]])
        self.check(F.slice("a", 1, "b"), ["fn", "slice", [A, ["lit", "integer", 1], B]])

    def test_json(self):
        schema = StructType([StructField("x", IntegerType())])
        text = '{"fields":[{"metadata":{},"name":"x","nullable":true,"type":"integer"}],"type":"struct"}'
        self.check(F.from_json("a", schema), ["fn", "from_json", [A, ["lit", "string", text]]])
        # The host reads schema texts, and says what is wrong with them at the call.
        host.answers["types.schema"] = {"ok": text}
        self.check(F.from_json("a", "x INT", {"mode": "FAILFAST", "allowComments": True}), ["fn", "from_json", [
            A, ["lit", "string", text],
            ["fn", "map", [["lit", "string", "mode"], ["lit", "string", "FAILFAST"], ["lit", "string", "allowComments"], ["lit", "string", "true"]]]]])
        self.check(F.to_json(F.struct("a")), ["fn", "to_json", [["fn", "struct", [A]]]])

    def test_time_windows(self):
        ten, five, one = (["lit", "string", t] for t in ("10 minutes", "5 minutes", "1 minute"))
        self.check(F.window("a", "10 minutes"), ["fn", "window", [A, ten]])
        self.check(F.window("a", "10 minutes", "5 minutes"), ["fn", "window", [A, ten, five]])
        self.check(F.window("a", "10 minutes", startTime="1 minute"), ["fn", "window", [A, ten, ten, one]])
        self.check(F.window("a", "10 minutes", "5 minutes", "1 minute"), ["fn", "window", [A, ten, five, one]])
        with self.assertRaises(TypeError) as caught:
            F.window("a", 10)
        self.assertEqual(str(caught.exception), "windowDuration should be provided as a string")
        with self.assertRaises(TypeError) as caught:
            F.session_window("a", 10)
        self.assertEqual(str(caught.exception), "gapDuration should be provided as a string or Column")

    def test_aggregates(self):
        self.check(F.count("*"), ["fn", "count", [["col", "*"]]])
        self.check(F.countDistinct("a", "b"), ["fnd", "count", [A, B]])
        self.check(F.sum_distinct("a"), ["fnd", "sum", [A]])
        self.check(F.first("a"), ["fn", "first", [A]])
        self.check(F.first("a", ignorenulls=True), ["fn", "first", [A, ["lit", "boolean", True]]])

    def test_lambdas(self):
        from pyspark.sql._functions_higher import _lambda
        made = _lambda(lambda x, y: x + y, None)
        (x, y), body = made[1], bare(made[2])
        self.assertRegex(x, r"^x_\d+$")
        self.assertEqual(body, ["fn", "+", [["var", x], ["var", y]]])
        for f, text in [(lambda: 1, "f should take between 1 and 3 arguments, but provided function takes 0"),
                        (lambda *x: x[0], "f should use only POSITIONAL or POSITIONAL OR KEYWORD arguments"),
                        (lambda x: 1, "f should return Column, got <class 'int'>")]:
            with self.assertRaises(ValueError) as caught:
                _lambda(f, None)
            self.assertEqual(str(caught.exception), text)

    def test_sorting_by_name(self):
        self.check(F.desc("a"), ["sort", A, "desc", None])
        self.check(F.asc_nulls_last("a"), ["sort", A, "asc", "last"])

    def test_broadcast_is_a_hint(self):
        df = frame()
        F.broadcast(df)
        self.assertEqual({k: v for k, v in host.last("df.hint").items() if k != "span"}, {"name": "broadcast", "args": [], "df": df._id})

"""What Spark 3.3.1 does with a Python value of a type other than the declared one was recorded from it (UDFs, local mode)."""

import datetime
import decimal
import unittest

from fake_weir import host, session
from _weir_refusal import Refusal
from pyspark.sql import Row
from pyspark.sql import functions as F
from pyspark.sql.types import *
from pyspark.sql._values import decoder, encoder, java_double

D = decimal.Decimal


class Values(unittest.TestCase):
    def udf(self, kind, value):
        f = F.udf(lambda x: value, kind)
        number = f("a")._expr[1]
        return host.back(kind="udf", id=number, args=[[1]], types=["long"], rows=1)

    def setUp(self):
        session()

    def test_results_of_another_type(self):
        struct = StructType([StructField("a", IntegerType()), StructField("b", StringType())])
        for kind, value, wanted in [
            (StringType(), True, "true"), (StringType(), 1, "1"), (StringType(), 2**70, str(2**70)), (StringType(), 1.5, "1.5"),
            (StringType(), 1e10, "1.0E10"), (StringType(), 0.0001, "1.0E-4"), (StringType(), float("nan"), "NaN"),
            (StringType(), D("1E+3"), "1E+3"), (StringType(), [1, 2], "[1, 2]"), (StringType(), ["a", None], "[a, null]"),
            (StringType(), {"a": 1}, "{a=1}"), (StringType(), None, None),
            (IntegerType(), True, None), (IntegerType(), 300, 300), (IntegerType(), 2**40, 0), (IntegerType(), 2**70, None),
            (IntegerType(), 1.5, None), (IntegerType(), "x", None), (ByteType(), 300, 44), (LongType(), 2**40, 2**40), (LongType(), D(1), None),
            (DoubleType(), 1, None), (DoubleType(), 1.5, 1.5), (DoubleType(), float("nan"), "NaN"), (FloatType(), 0.0001, 9.999999747378752e-05),
            (BooleanType(), 1, None), (BooleanType(), True, True), (DecimalType(10, 2), D("1.205"), "1.21"), (DecimalType(10, 2), D("1E+3"), "1000.00"),
            (DecimalType(10, 2), 1, None), (DateType(), datetime.datetime(1970, 1, 2, 3), 1), (TimestampType(), datetime.datetime(1970, 1, 1, 0, 0, 1, 6), 1000006),
            (BinaryType(), "x", "eA=="), (BinaryType(), b"ab", "YWI="), (BinaryType(), 1, None), (ArrayType(StringType()), b"ab", ["97", "98"]),
            (ArrayType(StringType()), (1, "b"), ["1", "b"]), (ArrayType(IntegerType()), ["a", None], [None, None]), (ArrayType(IntegerType()), {1}, None),
            (MapType(StringType(), IntegerType()), {"a": 1, "b": "z"}, [["a", 1], ["b", None]]), (MapType(StringType(), IntegerType()), [1], None),
            (struct, [1, 2], [1, "2"]), (struct, {"a": 1}, [1, None]), (struct, Row(a=1, b="q"), [1, "q"]), (struct, None, None),
        ]:
            self.assertEqual(self.udf(kind, value), {"ok": [wanted]}, (kind, value))

    def test_failing_results(self):
        struct = StructType([StructField("a", IntegerType())])
        for kind, value, error, text in [
            (DateType(), 1, "AttributeError", "'int' object has no attribute 'toordinal'"), (struct, 1, "ValueError", "Unexpected tuple 1 with StructType"),
            (struct, (1, 2), "Py4JJavaError", "1 fields are required while 2 values are provided."),
            (StringType(), Row(a=1), "Py4JJavaError", "(for pyspark.sql.types._create_row)"), (DecimalType(10, 2), D("12345678901.5"), "Py4JJavaError", "exceeds max precision"),
            (StringType(), (1, 2), "Refusal", "A tuple where the declared type is string"),
        ]:
            reply = self.udf(kind, value)["error"]
            self.assertEqual(reply["class"], error)
            self.assertIn(text, reply["message"])

    def test_arguments(self):
        seen = []
        f = F.udf(lambda *row: seen.append(row), StringType())
        number = f("a")._expr[1]
        types = ["decimal(5,2)", "double", "binary", "date", {"type": "array", "elementType": "timestamp", "containsNull": True},
                 {"type": "map", "keyType": "string", "valueType": "long", "valueContainsNull": True},
                 {"type": "struct", "fields": [{"name": "x", "type": "long", "nullable": True, "metadata": {}}]}]
        args = [["1.20", None], [1, "NaN"], ["YWI=", None], [1, None], [[0, None], None], [[["k", 2**60]], None], [[5], None]]
        reply = host.back(kind="udf", id=number, args=args, types=types, rows=2)
        self.assertEqual(reply, {"ok": [None, None]})
        self.assertEqual(repr(seen[0]), "(Decimal('1.20'), 1.0, bytearray(b'ab'), datetime.date(1970, 1, 2), "
                         "[datetime.datetime(1970, 1, 1, 0, 0), None], {'k': 1152921504606846976}, Row(x=5))")
        self.assertTrue(seen[1][1] != seen[1][1])

    def test_no_arguments(self):
        f = F.udf(lambda: 7, IntegerType())
        self.assertEqual(host.back(kind="udf", id=f()._expr[1], args=[], types=[], rows=3), {"ok": [7, 7, 7]})

    def test_an_exception_shows_the_users_frames_only(self):
        reply = host.back(kind="udf", id=F.udf(lambda x: 1 / x, DoubleType())("a")._expr[1], args=[[0]], types=["long"], rows=1)["error"]
        self.assertEqual((reply["class"], reply["message"]), ("ZeroDivisionError", "division by zero"))
        lines = reply["traceback"].splitlines()
        self.assertEqual(lines[0], "Traceback (most recent call last):")
        self.assertIn("test_values.py", lines[1])
        self.assertEqual(sum("  File " in line for line in lines), 1)

    def test_udf(self):
        @F.udf(returnType=IntegerType())
        def twice(x):
            """Doubles."""
            return 2 * x
        made = twice("a")._expr
        self.assertEqual((made[0], made[2:5], twice.__name__, twice.__doc__, twice.returnType), ("udf", ["twice", "integer", True], "twice", "Doubles.", IntegerType()))
        self.assertEqual(twice("b")._expr[1], made[1])
        self.assertFalse(twice.asNondeterministic()("a")._expr[4])
        host.answers["types.parse"] = {"ok": "long"}
        session_udf = session().udf.register("twice", lambda x: x, LongType())
        self.assertEqual({k: v for k, v in host.last("udf.register").items() if k != "id"}, {"name": "twice", "dataType": "long", "deterministic": True})
        self.assertEqual(session_udf.__name__, "twice")
        with self.assertRaises(TypeError) as caught:
            F.udf(5)
        self.assertEqual(str(caught.exception), "Invalid function: not a function or callable (__call__ is not defined): <class 'int'>")
        with self.assertRaises(Refusal):
            F.pandas_udf(lambda x: x, "int")

    def test_java_double(self):
        for value, text in [(0.0, "0.0"), (-0.0, "-0.0"), (0.001, "0.001"), (9999999.0, "9999999.0"), (1e7, "1.0E7"), (1.25e-5, "1.25E-5"),
                            (-123456789.125, "-1.23456789125E8"), (float("inf"), "Infinity"), (100.0, "100.0")]:
            self.assertEqual(java_double(value), text)

    def test_dicts_have_the_order_of_java(self):
        """Recorded from Spark 3.3.1: createDataFrame([(d,)]).collect(), and a dict returned where text was declared."""
        kinds = {str: StringType(), int: LongType(), float: DoubleType()}
        for given, wanted in [
            ({"k%d" % i: i for i in range(20)}, ["k0", "k1", "k2", "k3", "k4", "k11", "k5", "k10", "k6", "k13", "k7", "k12", "k8", "k15", "k9", "k14",
                                                 "k17", "k16", "k19", "k18"]),
            ({i * 7919 * 10**7: i for i in range(9)}, [0, 237570000000, 475140000000, 554330000000, 79190000000, 316760000000, 395950000000,
                                                       158380000000, 633520000000]),
            ({0.5 * i: i for i in range(9)}, [4.0, 2.0, 1.0, 0.5, 0.0, 2.5, 3.0, 1.5, 3.5]), ({"k": 1, "j": 2}, ["j", "k"]),
        ]:
            kind = MapType(kinds[type(next(iter(given)))], LongType())
            self.assertEqual(list(decoder(kind)(encoder(kind)(given))), wanted)
        self.assertEqual(encoder(StringType())({"x": "1", "y": "2", "abc": "q", "user": "u"}), "{x=1, y=2, abc=q, user=u}")

    def test_round_trip(self):
        for kind, value in [(LongType(), 2**63 - 1), (DecimalType(38, 18), D("123.000000000000000001")), (BinaryType(), bytearray(b"\xff")),
                            (ArrayType(DoubleType()), [1.5, float("inf")]), (TimestampType(), datetime.datetime(2020, 2, 29, 1, 2, 3, 4))]:
            internal = encoder(kind)(kind.toInternal(value) if kind.needConversion() else value)
            decode = decoder(kind)
            self.assertEqual(decode(internal) if decode else internal, value)

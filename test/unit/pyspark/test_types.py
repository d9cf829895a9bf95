import array
import copy
import datetime
import decimal
import pickle
import unittest
from collections import namedtuple

from fake_weir import host, session
from pyspark.sql import Row
from pyspark.sql.types import *
from pyspark.sql.types import TimestampNTZType, _infer_schema, _make_type_verifier, _merge_type, _parse_datatype_json_string


class Types(unittest.TestCase):
    def test_texts(self):
        schema = StructType([StructField("a", ArrayType(LongType(), False), False), StructField("m", MapType(StringType(), DecimalType(5, 2)))])
        self.assertEqual(schema.simpleString(), "struct<a:array<bigint>,m:map<string,decimal(5,2)>>")
        self.assertEqual(repr(schema), "StructType([StructField('a', ArrayType(LongType(), False), False), "
                         "StructField('m', MapType(StringType(), DecimalType(5,2), True), True)])")
        self.assertEqual(_parse_datatype_json_string(schema.json()), schema)
        self.assertEqual([t().typeName() for t in (ByteType, ShortType, IntegerType, LongType, NullType, TimestampType)],
                         ["byte", "short", "integer", "long", "void", "timestamp"])
        self.assertEqual([t().simpleString() for t in (ByteType, ShortType, IntegerType, LongType)], ["tinyint", "smallint", "int", "bigint"])
        self.assertEqual(DayTimeIntervalType(0, 3).simpleString(), "interval day to second")
        self.assertEqual(repr(DayTimeIntervalType(1)), "DayTimeIntervalType(1, 1)")
        self.assertIs(IntegerType(), IntegerType())

    def test_struct(self):
        schema = StructType().add("a", "integer").add("b", StringType(), False, {"k": 1}).add(StructField("c", DateType()))
        self.assertEqual(schema.fieldNames(), ["a", "b", "c"])
        self.assertEqual(schema["b"].metadata, {"k": 1})
        self.assertEqual(schema[0].dataType, IntegerType())
        self.assertEqual(schema[1:].names, ["b", "c"])
        for use, kind, text in [
            (lambda: schema["x"], KeyError, "'No StructField named x'"), (lambda: schema[9], IndexError, "StructType index out of range"),
            (lambda: schema[1.5], TypeError, "StructType keys should be strings, integers or slices"),
            (lambda: StructType().add("x"), ValueError, "Must specify DataType if passing name of struct_field to create."),
            (lambda: StructType().add("x", "foo"), ValueError, "Could not parse datatype: foo"),
            (lambda: StructField("x", IntegerType), AssertionError, "dataType <class 'pyspark.sql.types.IntegerType'> should be an instance of "
             "<class 'pyspark.sql.types.DataType'>"), (lambda: StructField("x", IntegerType()).typeName(), TypeError,
             "StructField does not have typeName. Use typeName on its type explicitly instead."),
        ]:
            with self.assertRaises(kind) as caught:
                use()
            self.assertEqual(str(caught.exception), text)

    def test_internal(self):
        self.assertEqual(DateType().toInternal(datetime.date(1970, 1, 2)), 1)
        self.assertEqual(TimestampType().fromInternal(-1), datetime.datetime(1969, 12, 31, 23, 59, 59, 999999))
        self.assertEqual(TimestampNTZType().fromInternal(1), datetime.datetime(1970, 1, 1, 0, 0, 0, 1))
        self.assertEqual(DayTimeIntervalType().toInternal(datetime.timedelta(seconds=-1, microseconds=5)), -999995)
        self.assertEqual(StructType([StructField("a", DateType())]).toInternal({"a": datetime.date(1970, 1, 2)}), (1,))

    def test_row(self):
        row = Row(b=1, a=[Row(x=2)])
        self.assertEqual(repr(row), "Row(b=1, a=[Row(x=2)])")
        self.assertEqual((row.b, row["a"], row[0], "b" in row, list(row)), (1, [Row(x=2)], 1, True, [1, [Row(x=2)]]))
        self.assertEqual(row.asDict(), {"b": 1, "a": [Row(x=2)]})
        self.assertEqual(row.asDict(True), {"b": 1, "a": [{"x": 2}]})
        person = Row("name", "age")
        self.assertEqual(repr(person), "<Row('name', 'age')>")
        self.assertEqual(repr(person("A", 1)), "Row(name='A', age=1)")
        for copied in (pickle.loads(pickle.dumps(row)), copy.deepcopy(row)):
            self.assertEqual((copied, copied.__fields__), (row, ["b", "a"]))
        for use, kind in [(lambda: row.nope, AttributeError), (lambda: row["nope"], ValueError), (lambda: setattr(row, "b", 2), RuntimeError),
                          (lambda: person(1, 2, 3), ValueError), (lambda: Row(1, a=2), ValueError), (lambda: person.asDict(), TypeError)]:
            with self.assertRaises(kind):
                use()

    def test_inference(self):
        point = namedtuple("Point", "x y")
        for row, wanted in [
            ((1, "a"), "struct<_1:bigint,_2:string>"), ({"b": 1.5, "a": True}, "struct<a:boolean,b:double>"), (Row(z=1, a=None), "struct<z:bigint,a:void>"),
            (point(1, [1, None]), "struct<x:bigint,y:array<bigint>>"), (({"k": 1},), "struct<_1:map<string,bigint>>"),
            ((decimal.Decimal(1), datetime.date(2020, 1, 1), datetime.datetime(2020, 1, 1), b"x"), "struct<_1:decimal(38,18),_2:date,_3:timestamp,_4:binary>"),
            ((array.array("i", [1]), datetime.timedelta(1)), "struct<_1:array<int>,_2:interval day to second>"), (((1, "x"),), "struct<_1:struct<_1:bigint,_2:string>>"),
        ]:
            self.assertEqual(_infer_schema(row).simpleString(), wanted)
        with self.assertRaises(TypeError) as caught:
            _infer_schema(5)
        self.assertEqual(str(caught.exception), "Can not infer schema for type: <class 'int'>")
        with self.assertRaises(TypeError) as caught:
            _infer_schema((object(),))
        self.assertEqual(str(caught.exception), "Unable to infer the type of the field _1.")
        with self.assertRaises(TypeError) as caught:
            _merge_type(_infer_schema((1,)), _infer_schema(("x",)))
        self.assertEqual(str(caught.exception), "field _1: Can not merge type <class 'pyspark.sql.types.LongType'> and <class 'pyspark.sql.types.StringType'>")

    def test_verification(self):
        schema = StructType([StructField("a", IntegerType(), False), StructField("b", ArrayType(StringType(), False)), StructField("m", MapType(StringType(), ByteType()))])
        verify = _make_type_verifier(schema)
        verify((1, ["x"], {"k": 1}))
        for row, kind, text in [
            ((None, [], {}), ValueError, "field a: This field is not nullable, but got None"),
            (("x", [], {}), TypeError, "field a: IntegerType() can not accept object 'x' in type <class 'str'>"),
            ((2**31, [], {}), ValueError, "field a: object of IntegerType out of range, got: 2147483648"),
            ((1, [None], {}), ValueError, "element in array field b: This field is not nullable, but got None"),
            ((1, [], {"k": 300}), ValueError, "value of map field m: object of ByteType out of range, got: 300"),
            ((1, []), ValueError, "Length of object (2) does not match with length of fields (3)"),
            (5, TypeError, "StructType can not accept object 5 in type <class 'int'>"),
        ]:
            with self.assertRaises(kind) as caught:
                verify(row)
            self.assertEqual(str(caught.exception), text)

    def test_create_data_frame(self):
        spark = session()
        spark.createDataFrame([("x", 2**40, datetime.date(1970, 1, 2)), ("y", None, None)], ["s", "n", "d"])
        sent = host.last("local")
        self.assertEqual(sent["rows"], [["x", 2**40, 1], ["y", None, None]])
        self.assertEqual([(f["name"], f["type"]) for f in sent["schema"]["fields"]], [("s", "string"), ("n", "long"), ("d", "date")])
        spark.createDataFrame([{"b": 1, "a": "x"}])
        self.assertEqual(host.last("local")["rows"], [["x", 1]])
        spark.createDataFrame([1, 2], IntegerType())
        self.assertEqual((host.last("local")["rows"], host.last("local")["schema"]["fields"][0]["name"]), ([[1], [2]], "value"))
        spark.createDataFrame([(1, {"k": decimal.Decimal("1.5")})], StructType([StructField("a", IntegerType()), StructField("m", MapType(StringType(), DecimalType(5, 2)))]))
        self.assertEqual(host.last("local")["rows"], [[1, [["k", "1.50"]]]])
        spark.createDataFrame([(1.5,)], StructType([StructField("a", IntegerType())]), verifySchema=False)
        self.assertEqual(host.last("local")["rows"], [[None]])
        for use, kind, text in [
            (lambda: spark.createDataFrame([]), ValueError, "can not infer schema from empty dataset"),
            (lambda: spark.createDataFrame([(None,)]), ValueError, "Some of types cannot be determined after inferring"),
            (lambda: spark.createDataFrame(spark.range(1)), TypeError, "data is already a DataFrame"),
            (lambda: spark.createDataFrame([(1,)], 5), TypeError, "schema should be StructType or list or None, but got: 5"),
        ]:
            with self.assertRaises(kind) as caught:
                use()
            self.assertEqual(str(caught.exception), text)

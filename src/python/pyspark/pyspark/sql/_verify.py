"""createDataFrame's check of values against a schema (_make_type_verifier, 3.3.1): same classes, same texts."""

import datetime
import decimal
from array import array

from pyspark.sql import _types_base as t
from pyspark.sql._types_nested import ArrayType, MapType, StructType

_acceptable_types = {
    t.BooleanType: (bool,), t.ByteType: (int,), t.ShortType: (int,), t.IntegerType: (int,), t.LongType: (int,), t.FloatType: (float,),
    t.DoubleType: (float,), t.DecimalType: (decimal.Decimal,), t.StringType: (str,), t.BinaryType: (bytearray, bytes),
    t.DateType: (datetime.date, datetime.datetime), t.TimestampType: (datetime.datetime,), t.TimestampNTZType: (datetime.datetime,),
    t.DayTimeIntervalType: (datetime.timedelta,), ArrayType: (list, tuple, array), MapType: (dict,), StructType: (tuple, list, dict)}

_RANGES = {t.ByteType: 8, t.ShortType: 16, t.IntegerType: 32, t.LongType: 64}


def _make_type_verifier(dataType, nullable=True, name=None):
    """A function that raises TypeError or ValueError for a value that is not of the type."""
    prefix = "" if name is None else "%s: " % name
    check = _check_of(dataType, name, prefix)

    def verify(obj):
        if obj is None:
            if not nullable:
                raise ValueError(prefix + "This field is not nullable, but got None")
        else:
            check(obj)

    return verify


def _check_of(dataType, name, prefix):
    kind = type(dataType)
    if kind is t.StringType:
        return lambda obj: None

    def acceptable(obj):
        assert kind in _acceptable_types, prefix + "unknown datatype: %s for object %r" % (dataType, obj)
        if type(obj) not in _acceptable_types[kind]:
            raise TypeError(prefix + "%s can not accept object %r in type %s" % (dataType, obj, type(obj)))

    if kind in _RANGES:
        return _range_check(kind, acceptable, prefix)
    if kind is ArrayType:
        return _array_check(dataType, name, acceptable)
    if kind is MapType:
        return _map_check(dataType, name, acceptable)
    if kind is StructType:
        return _struct_check(dataType, name, prefix)
    return acceptable


def _range_check(kind, acceptable, prefix):
    low, high = -(1 << (_RANGES[kind] - 1)), (1 << (_RANGES[kind] - 1)) - 1

    def check(obj):
        acceptable(obj)
        if obj < low or obj > high:
            raise ValueError(prefix + "object of %s out of range, got: %s" % (kind.__name__, obj))

    return check


def _array_check(dataType, name, acceptable):
    element = _make_type_verifier(dataType.elementType, dataType.containsNull, name="element in array %s" % name)

    def check(obj):
        acceptable(obj)
        for v in obj:
            element(v)

    return check


def _map_check(dataType, name, acceptable):
    key = _make_type_verifier(dataType.keyType, False, name="key of map %s" % name)
    value = _make_type_verifier(dataType.valueType, dataType.valueContainsNull, name="value of map %s" % name)

    def check(obj):
        acceptable(obj)
        for k, v in obj.items():
            key(k)
            value(v)

    return check


def _struct_check(dataType, name, prefix):
    inner = "field %s" if name is None else "field %%s in %s" % name.replace("%", "%%")
    fields = [(f.name, _make_type_verifier(f.dataType, f.nullable, name=inner % f.name)) for f in dataType.fields]

    def check(obj):
        if isinstance(obj, dict):
            for field, verify in fields:
                verify(obj.get(field))
        elif isinstance(obj, (tuple, list)):
            if len(obj) != len(fields):
                raise ValueError(prefix + "Length of object (%d) does not match with length of fields (%d)" % (len(obj), len(fields)))
            for v, (_, verify) in zip(obj, fields):
                verify(v)
        elif hasattr(obj, "__dict__"):
            for field, verify in fields:
                verify(obj.__dict__.get(field))
        else:
            raise TypeError(prefix + "StructType can not accept object %r in type %s" % (obj, type(obj)))

    return check

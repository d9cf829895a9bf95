"""createDataFrame's inference of a schema from Python values (_infer_schema, _merge_type, 3.3.1)."""

import datetime
import decimal
from array import array

from pyspark.sql import _types_base as t
from pyspark.sql._types_nested import ArrayType, MapType, StructField, StructType

_KINDS = {
    type(None): t.NullType, bool: t.BooleanType, int: t.LongType, float: t.DoubleType, str: t.StringType, bytearray: t.BinaryType,
    bytes: t.BinaryType, datetime.date: t.DateType, datetime.datetime: t.TimestampType, datetime.time: t.TimestampType,
    datetime.timedelta: t.DayTimeIntervalType}

# Java has no unsigned integers: an unsigned array needs one bit more. The sizes are those of 64-bit Linux, where Spark runs.
_ARRAY_KINDS = {"f": t.FloatType, "d": t.DoubleType, "b": t.ByteType, "h": t.ShortType, "i": t.IntegerType, "l": t.LongType,
                "B": t.ShortType, "H": t.IntegerType, "I": t.LongType, "u": t.StringType}


def _infer_type(obj, infer_dict_as_struct=False, prefer_timestamp_ntz=False):
    if obj is None:
        return t.NullType()
    if type(obj) is decimal.Decimal:
        return t.DecimalType(38, 18)
    kind = _KINDS.get(type(obj))
    if kind is t.TimestampType and prefer_timestamp_ntz and obj.tzinfo is None:
        return t.TimestampNTZType()
    if kind is not None:
        return kind()
    if isinstance(obj, dict):
        return _infer_dict(obj, infer_dict_as_struct, prefer_timestamp_ntz)
    if isinstance(obj, list):
        if any(v is not None for v in obj):
            return ArrayType(_infer_type(obj[0], infer_dict_as_struct, prefer_timestamp_ntz), True)
        return ArrayType(t.NullType(), True)
    if isinstance(obj, array):
        if obj.typecode in _ARRAY_KINDS:
            return ArrayType(_ARRAY_KINDS[obj.typecode](), False)
        raise TypeError("not supported type: array(%s)" % obj.typecode)
    try:
        return _infer_schema(obj, infer_dict_as_struct=infer_dict_as_struct)
    except TypeError:
        raise TypeError("not supported type: %s" % type(obj))


def _infer_dict(obj, infer_dict_as_struct, prefer_timestamp_ntz):
    known = [(k, v) for k, v in obj.items() if k is not None and v is not None]
    if infer_dict_as_struct:
        return StructType([StructField(k, _infer_type(v, True, prefer_timestamp_ntz), True) for k, v in known])
    if known:
        key, value = known[0]
        return MapType(_infer_type(key, False, prefer_timestamp_ntz), _infer_type(value, False, prefer_timestamp_ntz), True)
    return MapType(t.NullType(), t.NullType(), True)


def _infer_schema(row, names=None, infer_dict_as_struct=False, prefer_timestamp_ntz=False):
    """Schema of one row: a dict, tuple, list, Row, namedtuple or object. `names` grows to the row's length."""
    if isinstance(row, dict):
        items = sorted(row.items())
    elif isinstance(row, (tuple, list)):
        if hasattr(row, "__fields__"):
            items = zip(row.__fields__, tuple(row))
        elif hasattr(row, "_fields"):
            items = zip(row._fields, tuple(row))
        else:
            if names is None:
                names = ["_%d" % i for i in range(1, len(row) + 1)]
            elif len(names) < len(row):
                names.extend("_%d" % i for i in range(len(names) + 1, len(row) + 1))
            items = zip(names, row)
    elif hasattr(row, "__dict__"):
        items = sorted(row.__dict__.items())
    else:
        raise TypeError("Can not infer schema for type: %s" % type(row))
    fields = []
    for k, v in items:
        try:
            fields.append(StructField(k, _infer_type(v, infer_dict_as_struct, prefer_timestamp_ntz), True))
        except TypeError as e:
            raise TypeError("Unable to infer the type of the field {}.".format(k)) from e
    return StructType(fields)


def _has_nulltype(dt):
    if isinstance(dt, StructType):
        return any(_has_nulltype(f.dataType) for f in dt.fields)
    if isinstance(dt, ArrayType):
        return _has_nulltype(dt.elementType)
    if isinstance(dt, MapType):
        return _has_nulltype(dt.keyType) or _has_nulltype(dt.valueType)
    return isinstance(dt, t.NullType)


def _merge_type(a, b, name=None):
    """The type of both; TypeError where there is none."""
    if isinstance(a, t.NullType):
        return b
    if isinstance(b, t.NullType):
        return a
    if isinstance(a, t.TimestampType) and isinstance(b, t.TimestampNTZType):
        return a
    if isinstance(a, t.TimestampNTZType) and isinstance(b, t.TimestampType):
        return b
    if type(a) is not type(b):
        message = "Can not merge type %s and %s" % (type(a), type(b))
        raise TypeError(message if name is None else "%s: %s" % (name, message))
    if isinstance(a, StructType):
        return _merge_struct(a, b, name)
    if isinstance(a, ArrayType):
        return ArrayType(_merge_type(a.elementType, b.elementType, name="element in array %s" % name), True)
    if isinstance(a, MapType):
        return MapType(_merge_type(a.keyType, b.keyType, name="key of map %s" % name),
                       _merge_type(a.valueType, b.valueType, name="value of map %s" % name), True)
    return a


def _merge_struct(a, b, name):
    others = {f.name: f.dataType for f in b.fields}
    within = "" if name is None else " in %s" % name
    fields = [StructField(f.name, _merge_type(f.dataType, others.get(f.name, t.NullType()), name="field %s%s" % (f.name, within)))
              for f in a.fields]
    names = {f.name for f in fields}
    return StructType(fields + [StructField(n, kind) for n, kind in others.items() if n not in names])


def _create_converter(dataType):
    """From a row as given to a tuple in the order of the inferred schema."""
    if isinstance(dataType, ArrayType):
        inner = _create_converter(dataType.elementType)
        return _same if inner is _same else lambda row: [inner(v) for v in row]
    if isinstance(dataType, MapType):
        key, value = _create_converter(dataType.keyType), _create_converter(dataType.valueType)
        return _same if key is _same and value is _same else lambda row: {key(k): value(v) for k, v in row.items()}
    if isinstance(dataType, t.NullType):
        return lambda x: None
    if not isinstance(dataType, StructType):
        return _same
    names = [f.name for f in dataType.fields]
    converters = [_create_converter(f.dataType) for f in dataType.fields]
    return lambda obj: _convert_struct(obj, names, converters)


def _same(value):
    return value


def _convert_struct(obj, names, converters):
    if obj is None:
        return None
    plain = all(c is _same for c in converters)
    if isinstance(obj, (tuple, list)):
        return tuple(obj) if plain else tuple(convert(v) for v, convert in zip(obj, converters))
    if isinstance(obj, dict):
        values = obj
    elif hasattr(obj, "__dict__"):
        values = obj.__dict__
    else:
        raise TypeError("Unexpected obj type: %s" % type(obj))
    return tuple(convert(values.get(name)) for name, convert in zip(names, converters))

"""
Values over the bridge. Out: what the JVM would make of a Python value for a declared type (EvaluatePython.makeFromJava
3.3.1: a value of another type becomes null, text takes anything). In: what PySpark hands to Python.
"""

import base64
import datetime
import decimal
import struct
from array import array

from _weir_refusal import Refusal
from pyspark import _errors
from pyspark.sql import _types_base as t
from pyspark.sql._java_order import hash_map_order, sized, unpickled_order
from pyspark.sql._literals import double
from pyspark.sql._row import Row, _create_row
from pyspark.sql._types_nested import ArrayType, MapType, StructType

_LONG = 1 << 63
_BITS = {t.ByteType: 8, t.ShortType: 16, t.IntegerType: 32, t.LongType: 64}


def type_text(dt):
    """A type as Spark's parser reads it: names quoted, NOT NULL kept."""
    if isinstance(dt, ArrayType):
        return "array<%s>" % type_text(dt.elementType)
    if isinstance(dt, MapType):
        return "map<%s,%s>" % (type_text(dt.keyType), type_text(dt.valueType))
    if isinstance(dt, StructType):
        return "struct<%s>" % ",".join("`%s`:%s%s" % (f.name.replace("`", "``"), type_text(f.dataType), "" if f.nullable else " NOT NULL")
                                       for f in dt.fields)
    return dt.simpleString()


# --- in: JSON → Python -------------------------------------------------------------------------------------------------


def decoder(dt):
    """A function from a bridge value to PySpark's Python value; None where they are the same. Nulls are seen to by `decode_with`."""
    kind = type(dt)
    if kind is StructType:
        return _struct_decoder(dt)
    if kind is ArrayType:
        inner = decoder(dt.elementType)
        return None if inner is None else lambda v: [None if x is None else inner(x) for x in v]
    if kind is MapType:
        return _map_decoder(dt)
    if kind in _DECODERS:
        return _DECODERS[kind]
    return dt.fromInternal if dt.needConversion() else None


_DECODERS = {t.DoubleType: float, t.FloatType: float, t.DecimalType: decimal.Decimal, t.BinaryType: lambda v: bytearray(base64.b64decode(v))}


def _map_decoder(dt):
    """A dict in the order of the HashMap that Spark hands to Python (EvaluatePython.toJava)."""
    key, value = decode_with(dt.keyType), decode_with(dt.valueType)
    as_long = isinstance(dt.keyType, (t.LongType, t.TimestampType, t.TimestampNTZType))

    def decode(v):
        return {key(v[i][0]): value(v[i][1]) for i in hash_map_order([k for k, _ in v], sized(len(v)), as_long)}

    return decode


def decode_with(dt):
    inner = decoder(dt)
    return (lambda v: v) if inner is None else lambda v: None if v is None else inner(v)


def _struct_decoder(dt):
    names = dt.names
    inner = [decoder(f.dataType) for f in dt.fields]
    if not any(inner):
        return lambda v: _create_row(names, v)
    return lambda v: _create_row(names, [x if x is None or d is None else d(x) for d, x in zip(inner, v)])


def rows(schema, values):
    decode = decoder(schema)
    return [decode(v) for v in values]


# --- out: Python → JSON ------------------------------------------------------------------------------------------------


def encoder(dt):
    """A function from a value (after `toInternal`) to a bridge value of the type."""
    kind = type(dt)
    if kind in _BITS:
        return _integer_encoder(_BITS[kind])
    if kind is ArrayType:
        element = encoder(dt.elementType)
        return lambda v: [element(x) for x in v] if isinstance(v, _LISTS) else _null(v)
    if kind is MapType:
        return _map_encoder(dt)
    if kind is StructType:
        return _struct_encoder(dt)
    if kind is t.DecimalType:
        return _decimal_encoder(dt)
    if isinstance(dt, (t.TimestampType, t.TimestampNTZType, t.DayTimeIntervalType)):
        return _integer_encoder(64)
    return _ENCODERS.get(kind, _null)


def _map_encoder(dt):
    """Entries in the order of the HashMap that the JVM unpickles."""
    key, value = encoder(dt.keyType), encoder(dt.valueType)

    def encode(v):
        if not isinstance(v, dict):
            return _null(v)
        entries = list(v.items())
        return [[key(entries[i][0]), value(entries[i][1])] for i in unpickled_order(v)]

    return encode


_LISTS = (list, tuple, bytes, bytearray, array)


def _null(v):
    if v is None or type(v) in _PICKLABLE:
        return None
    raise _unpicklable(v)


_PICKLABLE = (bool, int, float, str, bytes, bytearray, decimal.Decimal, datetime.date, datetime.datetime, datetime.time, datetime.timedelta,
              list, tuple, dict, set, frozenset, array)


def _unpicklable(v):
    name = "pyspark.sql.types._create_row" if isinstance(v, Row) else "%s.%s" % (type(v).__module__, type(v).__qualname__)
    return _errors.java_error("net.razorvine.pickle.PickleException", "expected zero arguments for construction of ClassDict (for %s). "
                              "This happens when an unsupported/unregistered class is being unpickled that requires construction arguments. "
                              "Fix it by registering a custom IObjectConstructor for this class." % name, "collectToPython")


def _integer_encoder(bits):
    half, full = 1 << (bits - 1), 1 << bits

    def encode(v):
        if type(v) is int:
            if -half <= v < half:
                return v
            # Past 64 bits it is a BigInteger, which no integral type takes; below that Java's conversion wraps.
            return (v + half) % full - half if -_LONG <= v < _LONG else None
        return int(v) if isinstance(v, int) and not isinstance(v, bool) else _null(v)

    return encode


def _struct_encoder(dt):
    fields = [encoder(f.dataType) for f in dt.fields]

    def encode(v):
        if not isinstance(v, tuple):
            return _null(v)
        if len(v) != len(fields):
            raise _errors.java_error("java.lang.IllegalStateException", "Input row doesn't have expected number of values required by the schema. "
                                     "%d fields are required while %d values are provided." % (len(fields), len(v)), "collectToPython")
        return [f(x) for f, x in zip(fields, v)]

    return encode


def _decimal_encoder(dt):
    quantum = decimal.Decimal(1).scaleb(-dt.scale)
    context = decimal.Context(prec=200, rounding=decimal.ROUND_HALF_UP)

    def encode(v):
        if not isinstance(v, decimal.Decimal) or not v.is_finite():
            return _null(v)
        fixed = v.quantize(quantum, context=context)
        if len(fixed.as_tuple().digits) > dt.precision and fixed:
            raise _errors.java_error("java.lang.ArithmeticException", "Decimal precision %d exceeds max precision %d" % (
                len(fixed.as_tuple().digits), dt.precision), "collectToPython")
        return format(fixed, "f")

    return encode


def _boolean(v):
    return v if isinstance(v, bool) else _null(v)


def _double(v):
    return double(float(v)) if isinstance(v, float) else _null(v)


def _float(v):
    if not isinstance(v, float):
        return _null(v)
    try:
        return double(struct.unpack("f", struct.pack("f", v))[0])
    except OverflowError:
        return "Infinity" if v > 0 else "-Infinity"


def _date(v):
    return v if type(v) is int and -(1 << 31) <= v < 1 << 31 else _null(v)


def _binary(v):
    if isinstance(v, str):
        v = v.encode("utf-8")
    return base64.b64encode(v).decode("ascii") if isinstance(v, (bytes, bytearray)) else _null(v)


def _string(v):
    return v if type(v) is str else None if v is None else _java_string(v)


_ENCODERS = {t.BooleanType: _boolean, t.DoubleType: _double, t.FloatType: _float, t.DateType: _date, t.BinaryType: _binary, t.StringType: _string}


def _java_string(v):
    """Object.toString of what the JVM unpickles, for a value that is no text where text was declared."""
    if isinstance(v, str):
        return str(v)
    if v is None:
        return "null"
    if isinstance(v, bool):
        return "true" if v else "false"
    if isinstance(v, int):
        return str(int(v))
    if isinstance(v, float):
        return java_double(v)
    if isinstance(v, decimal.Decimal):
        return str(v)
    if type(v) is list:
        return "[%s]" % ", ".join(_java_string(x) for x in v)
    if type(v) is dict and all(type(k) is str for k in v):
        entries = list(v.items())
        return "{%s}" % ", ".join("%s=%s" % (entries[i][0], _java_string(entries[i][1])) for i in unpickled_order(v))
    if type(v) in _PICKLABLE:
        raise Refusal("A %s where the declared type is string" % type(v).__name__,
                      "Spark puts the text of a Java object there (an object's hash among it): return str(value), or declare the type of the value.")
    raise _unpicklable(v)


def java_double(v):
    """Double.toString: as repr, but 1.0E10 and 1.0E-4 from 10^7 and below 10^-3."""
    if v != v:
        return "NaN"
    if v in (float("inf"), float("-inf")):
        return "Infinity" if v > 0 else "-Infinity"
    if v == 0 or 1e-3 <= abs(v) < 1e7:
        return repr(float(v))
    sign, digits, exponent = decimal.Decimal(repr(v)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0") or "0"
    exponent += len(digits) - 1
    return "%s%s.%sE%d" % ("-" if sign else "", text[0], text[1:] or "0", exponent)

"""The simple data types. `toInternal` and `fromInternal` are PySpark's: dates as days, timestamps as microseconds, local time zone."""

import calendar
import datetime
import json
import math
import time

_EPOCH_ORDINAL = datetime.datetime(1970, 1, 1).toordinal()


class DataType:
    """Base class for data types."""

    def __repr__(self):
        return self.__class__.__name__ + "()"

    def __hash__(self):
        return hash(str(self))

    def __eq__(self, other):
        return isinstance(other, self.__class__) and self.__dict__ == other.__dict__

    def __ne__(self, other):
        return not self.__eq__(other)

    @classmethod
    def typeName(cls):
        return cls.__name__[:-4].lower()

    def simpleString(self):
        return self.typeName()

    def jsonValue(self):
        return self.typeName()

    def json(self):
        return json.dumps(self.jsonValue(), separators=(",", ":"), sort_keys=True)

    def needConversion(self):
        return False

    def toInternal(self, obj):
        return obj

    def fromInternal(self, obj):
        return obj


class DataTypeSingleton(type):
    """Metaclass: one instance a class."""

    _instances = {}

    def __call__(cls):
        if cls not in cls._instances:
            cls._instances[cls] = super().__call__()
        return cls._instances[cls]


class NullType(DataType, metaclass=DataTypeSingleton):
    """The type of None."""

    @classmethod
    def typeName(cls):
        return "void"


class AtomicType(DataType):
    """Every type that is not null, array, map or struct."""


class NumericType(AtomicType):
    """Numeric data types."""


class IntegralType(NumericType, metaclass=DataTypeSingleton):
    """Integral data types."""


class FractionalType(NumericType):
    """Fractional data types."""


class StringType(AtomicType, metaclass=DataTypeSingleton):
    """Text."""


class BinaryType(AtomicType, metaclass=DataTypeSingleton):
    """Bytes, as bytearray."""


class BooleanType(AtomicType, metaclass=DataTypeSingleton):
    """True and False."""


class DateType(AtomicType, metaclass=DataTypeSingleton):
    """datetime.date."""

    EPOCH_ORDINAL = _EPOCH_ORDINAL

    def needConversion(self):
        return True

    def toInternal(self, d):
        return None if d is None else d.toordinal() - self.EPOCH_ORDINAL

    def fromInternal(self, v):
        return None if v is None else datetime.date.fromordinal(v + self.EPOCH_ORDINAL)


class TimestampType(AtomicType, metaclass=DataTypeSingleton):
    """datetime.datetime; a naive one is in the time zone of the Python process."""

    def needConversion(self):
        return True

    def toInternal(self, dt):
        if dt is None:
            return None
        seconds = calendar.timegm(dt.utctimetuple()) if dt.tzinfo else time.mktime(dt.timetuple())
        return int(seconds) * 1000000 + dt.microsecond

    def fromInternal(self, ts):
        return None if ts is None else datetime.datetime.fromtimestamp(ts // 1000000).replace(microsecond=ts % 1000000)


class TimestampNTZType(AtomicType, metaclass=DataTypeSingleton):
    """A datetime without a time zone."""

    def needConversion(self):
        return True

    @classmethod
    def typeName(cls):
        return "timestamp_ntz"

    def toInternal(self, dt):
        return None if dt is None else int(calendar.timegm(dt.timetuple())) * 1000000 + dt.microsecond

    def fromInternal(self, ts):
        return None if ts is None else datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=ts)


class DecimalType(FractionalType):
    """decimal.Decimal of a fixed precision (up to 38) and scale."""

    def __init__(self, precision=10, scale=0):
        self.precision = precision
        self.scale = scale
        self.hasPrecisionInfo = True

    def simpleString(self):
        return "decimal(%d,%d)" % (self.precision, self.scale)

    def jsonValue(self):
        return self.simpleString()

    def __repr__(self):
        return "DecimalType(%d,%d)" % (self.precision, self.scale)


class DoubleType(FractionalType, metaclass=DataTypeSingleton):
    """64-bit float."""


class FloatType(FractionalType, metaclass=DataTypeSingleton):
    """32-bit float."""


class ByteType(IntegralType):
    """8-bit integer."""

    def simpleString(self):
        return "tinyint"


class IntegerType(IntegralType):
    """32-bit integer."""

    def simpleString(self):
        return "int"


class LongType(IntegralType):
    """64-bit integer."""

    def simpleString(self):
        return "bigint"


class ShortType(IntegralType):
    """16-bit integer."""

    def simpleString(self):
        return "smallint"


class DayTimeIntervalType(AtomicType):
    """datetime.timedelta."""

    DAY, HOUR, MINUTE, SECOND = 0, 1, 2, 3
    _fields = {0: "day", 1: "hour", 2: "minute", 3: "second"}
    _inverted_fields = {name: number for number, name in _fields.items()}

    def __init__(self, startField=None, endField=None):
        if startField is None and endField is None:
            startField, endField = DayTimeIntervalType.DAY, DayTimeIntervalType.SECOND
        elif startField is not None and endField is None:
            endField = startField
        if startField not in DayTimeIntervalType._fields or endField not in DayTimeIntervalType._fields:
            raise RuntimeError("interval %s to %s is invalid" % (startField, endField))
        self.startField = startField
        self.endField = endField

    def _str_repr(self):
        start, end = self._fields[self.startField], self._fields[self.endField]
        return "interval %s" % start if start == end else "interval %s to %s" % (start, end)

    simpleString = _str_repr
    jsonValue = _str_repr

    def __repr__(self):
        return "%s(%d, %d)" % (type(self).__name__, self.startField, self.endField)

    def needConversion(self):
        return True

    def toInternal(self, dt):
        return None if dt is None else math.floor(dt.total_seconds()) * 1000000 + dt.microseconds

    def fromInternal(self, micros):
        return None if micros is None else datetime.timedelta(microseconds=micros)

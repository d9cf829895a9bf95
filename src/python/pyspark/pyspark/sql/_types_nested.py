"""Array, map and struct types, and reading types from JSON and from type strings."""

import json as _json
import re

from _weir_refusal import refuse
from pyspark.sql import _types_base as base
from pyspark.sql._types_base import DataType, DayTimeIntervalType, DecimalType


class ArrayType(DataType):
    """Lists of one element type."""

    def __init__(self, elementType, containsNull=True):
        assert isinstance(elementType, DataType), "elementType %s should be an instance of %s" % (elementType, DataType)
        self.elementType = elementType
        self.containsNull = containsNull

    def simpleString(self):
        return "array<%s>" % self.elementType.simpleString()

    def __repr__(self):
        return "ArrayType(%s, %s)" % (self.elementType, str(self.containsNull))

    def jsonValue(self):
        return {"type": self.typeName(), "elementType": self.elementType.jsonValue(), "containsNull": self.containsNull}

    @classmethod
    def fromJson(cls, json):
        return ArrayType(_parse_datatype_json_value(json["elementType"]), json["containsNull"])

    def needConversion(self):
        return self.elementType.needConversion()

    def toInternal(self, obj):
        return obj and [self.elementType.toInternal(v) for v in obj] if self.needConversion() else obj

    def fromInternal(self, obj):
        return obj and [self.elementType.fromInternal(v) for v in obj] if self.needConversion() else obj


class MapType(DataType):
    """dicts of one key and one value type."""

    def __init__(self, keyType, valueType, valueContainsNull=True):
        assert isinstance(keyType, DataType), "keyType %s should be an instance of %s" % (keyType, DataType)
        assert isinstance(valueType, DataType), "valueType %s should be an instance of %s" % (valueType, DataType)
        self.keyType = keyType
        self.valueType = valueType
        self.valueContainsNull = valueContainsNull

    def simpleString(self):
        return "map<%s,%s>" % (self.keyType.simpleString(), self.valueType.simpleString())

    def __repr__(self):
        return "MapType(%s, %s, %s)" % (self.keyType, self.valueType, str(self.valueContainsNull))

    def jsonValue(self):
        return {"type": self.typeName(), "keyType": self.keyType.jsonValue(), "valueType": self.valueType.jsonValue(),
                "valueContainsNull": self.valueContainsNull}

    @classmethod
    def fromJson(cls, json):
        return MapType(_parse_datatype_json_value(json["keyType"]), _parse_datatype_json_value(json["valueType"]), json["valueContainsNull"])

    def needConversion(self):
        return self.keyType.needConversion() or self.valueType.needConversion()

    def toInternal(self, obj):
        if not self.needConversion():
            return obj
        return obj and {self.keyType.toInternal(k): self.valueType.toInternal(v) for k, v in obj.items()}

    def fromInternal(self, obj):
        if not self.needConversion():
            return obj
        return obj and {self.keyType.fromInternal(k): self.valueType.fromInternal(v) for k, v in obj.items()}


class StructField(DataType):
    """A field of a StructType."""

    def __init__(self, name, dataType, nullable=True, metadata=None):
        assert isinstance(dataType, DataType), "dataType %s should be an instance of %s" % (dataType, DataType)
        assert isinstance(name, str), "field name %s should be a string" % name
        self.name = name
        self.dataType = dataType
        self.nullable = nullable
        self.metadata = metadata or {}

    def simpleString(self):
        return "%s:%s" % (self.name, self.dataType.simpleString())

    def __repr__(self):
        return "StructField('%s', %s, %s)" % (self.name, self.dataType, str(self.nullable))

    def jsonValue(self):
        return {"name": self.name, "type": self.dataType.jsonValue(), "nullable": self.nullable, "metadata": self.metadata}

    @classmethod
    def fromJson(cls, json):
        return StructField(json["name"], _parse_datatype_json_value(json["type"]), json["nullable"], json["metadata"])

    def needConversion(self):
        return self.dataType.needConversion()

    def toInternal(self, obj):
        return self.dataType.toInternal(obj)

    def fromInternal(self, obj):
        return self.dataType.fromInternal(obj)

    def typeName(self):
        raise TypeError("StructField does not have typeName. Use typeName on its type explicitly instead.")


class StructType(DataType):
    """A row: a list of StructFields."""

    def __init__(self, fields=None):
        if not fields:
            self.fields = []
            self.names = []
        else:
            self.fields = fields
            self.names = [f.name for f in fields]
            assert all(isinstance(f, StructField) for f in fields), "fields should be a list of StructField"
        self._update()

    def _update(self):
        self._needConversion = [f.needConversion() for f in self]
        self._needSerializeAnyField = any(self._needConversion)

    def add(self, field, data_type=None, nullable=True, metadata=None):
        if isinstance(field, StructField):
            self.fields.append(field)
            self.names.append(field.name)
        else:
            if isinstance(field, str) and data_type is None:
                raise ValueError("Must specify DataType if passing name of struct_field to create.")
            kind = _parse_datatype_json_value(data_type) if isinstance(data_type, str) else data_type
            self.fields.append(StructField(field, kind, nullable, metadata))
            self.names.append(field)
        self._update()
        return self

    def __iter__(self):
        return iter(self.fields)

    def __len__(self):
        return len(self.fields)

    def __getitem__(self, key):
        if isinstance(key, str):
            for field in self:
                if field.name == key:
                    return field
            raise KeyError("No StructField named {0}".format(key))
        if isinstance(key, int):
            try:
                return self.fields[key]
            except IndexError:
                raise IndexError("StructType index out of range")
        if isinstance(key, slice):
            return StructType(self.fields[key])
        raise TypeError("StructType keys should be strings, integers or slices")

    def simpleString(self):
        return "struct<%s>" % ",".join(f.simpleString() for f in self)

    def __repr__(self):
        return "StructType([%s])" % ", ".join(str(field) for field in self)

    def jsonValue(self):
        return {"type": self.typeName(), "fields": [f.jsonValue() for f in self]}

    @classmethod
    def fromJson(cls, json):
        return StructType([StructField.fromJson(f) for f in json["fields"]])

    def fieldNames(self):
        return list(self.names)

    def needConversion(self):
        return True

    def toInternal(self, obj):
        if obj is None:
            return None
        if isinstance(obj, dict):
            values = [obj.get(n) for n in self.names]
        elif isinstance(obj, (tuple, list)):
            values = obj
        elif hasattr(obj, "__dict__"):
            values = [obj.__dict__.get(n) for n in self.names]
        else:
            raise ValueError("Unexpected tuple %r with StructType" % obj)
        if not self._needSerializeAnyField:
            return tuple(values)
        return tuple(f.toInternal(v) if c else v for f, v, c in zip(self.fields, values, self._needConversion))

    def fromInternal(self, obj):
        from pyspark.sql._row import Row, _create_row
        if obj is None or isinstance(obj, Row):
            return obj
        values = obj
        if self._needSerializeAnyField:
            values = [f.fromInternal(v) if c else v for f, v, c in zip(self.fields, obj, self._needConversion)]
        return _create_row(self.names, values)


class UserDefinedType(DataType):
    """A class of the user's own as a column type: known by name only."""

    def __init__(self, *args, **kwargs):
        refuse("UserDefinedType")


_ATOMIC = {t.typeName(): t for t in (
    base.StringType, base.BinaryType, base.BooleanType, DecimalType, base.FloatType, base.DoubleType, base.ByteType, base.ShortType,
    base.IntegerType, base.LongType, base.DateType, base.TimestampType, base.TimestampNTZType, base.NullType)}
_COMPLEX = {t.typeName(): t for t in (ArrayType, MapType, StructType)}
_FIXED_DECIMAL = re.compile(r"decimal\(\s*(\d+)\s*,\s*(-?\d+)\s*\)")
_INTERVAL_DAYTIME = re.compile(r"interval (day|hour|minute|second)( to (day|hour|minute|second))?")


def _parse_datatype_string(s):
    """A type string or a table schema. The host parses it; errors are Spark's."""
    from pyspark import _host
    return _parse_datatype_json_value(_host.call("types.parse", {"text": s, "python": True}))


def _parse_datatype_json_string(json_string):
    return _parse_datatype_json_value(_json.loads(json_string))


def _parse_datatype_json_value(json_value):
    if isinstance(json_value, dict):
        kind = json_value["type"]
        if kind in _COMPLEX:
            return _COMPLEX[kind].fromJson(json_value)
        if kind == "udt":
            refuse("UserDefinedType")
        raise ValueError("not supported type: %s" % kind)
    if json_value in _ATOMIC:
        return _ATOMIC[json_value]()
    if json_value == "decimal":
        return DecimalType()
    found = _FIXED_DECIMAL.match(json_value)
    if found:
        return DecimalType(int(found.group(1)), int(found.group(2)))
    found = _INTERVAL_DAYTIME.match(json_value)
    if found:
        first, second = (DayTimeIntervalType._inverted_fields.get(found.group(i)) for i in (1, 3))
        return DayTimeIntervalType(first) if second is None else DayTimeIntervalType(first, second)
    raise ValueError("Could not parse datatype: %s" % json_value)

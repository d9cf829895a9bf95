"""pyspark.sql.types of PySpark 3.3.1: the data types and Row."""

from pyspark.sql._types_base import (
    AtomicType, BinaryType, BooleanType, ByteType, DataType, DataTypeSingleton, DateType, DayTimeIntervalType, DecimalType, DoubleType,
    FloatType, FractionalType, IntegerType, IntegralType, LongType, NullType, NumericType, ShortType, StringType, TimestampNTZType, TimestampType)
from pyspark.sql._types_nested import (
    ArrayType, MapType, StructField, StructType, UserDefinedType, _parse_datatype_json_string, _parse_datatype_json_value,
    _parse_datatype_string)
from pyspark.sql._row import Row, _create_row, _create_row_inbound_converter
from pyspark.sql._infer import _create_converter, _has_nulltype, _infer_schema, _infer_type, _merge_type
from pyspark.sql._verify import _acceptable_types, _make_type_verifier

__all__ = ["DataType", "NullType", "StringType", "BinaryType", "BooleanType", "DateType", "TimestampType", "DecimalType", "DoubleType",
           "FloatType", "ByteType", "IntegerType", "LongType", "DayTimeIntervalType", "Row", "ShortType", "ArrayType", "MapType",
           "StructField", "StructType"]

# They say where they are from as PySpark's do, in messages and in pickles.
for _public in [*__all__, "AtomicType", "DataTypeSingleton", "FractionalType", "IntegralType", "NumericType", "TimestampNTZType", "UserDefinedType"]:
    globals()[_public].__module__ = __name__
_create_row.__module__ = __name__
del _public

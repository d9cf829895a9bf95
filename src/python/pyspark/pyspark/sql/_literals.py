"""Python values as literal expressions, with the types that py4j and Spark's Literal give them (3.3.1)."""

import base64
import datetime
import decimal
import math

from pyspark import _errors
from pyspark.sql._types_base import DateType, TimestampType

_FUNCTIONS = "z:org.apache.spark.sql.functions"
_INT = 1 << 31
_LONG = 1 << 63


def literal(value, span, method="lit"):
    """["lit", type, value, span]. `method`: the Java method that the value is an argument of, for errors."""
    kind = type(value)
    if kind is str:
        return ["lit", "string", value, span]
    if kind is int:
        return ["lit", _int_type(value, method), value, span]
    if kind is bool:
        return ["lit", "boolean", value, span]
    if kind is float:
        return ["lit", "double", double(value), span]
    if value is None:
        return ["lit", "void", None, span]
    return _other(value, span, method)


def _other(value, span, method):
    if isinstance(value, bool):
        return ["lit", "boolean", bool(value), span]
    if isinstance(value, int):
        return ["lit", _int_type(value, method), int(value), span]
    if isinstance(value, float):
        return ["lit", "double", double(value), span]
    if isinstance(value, str):
        return ["lit", "string", str(value), span]
    if isinstance(value, decimal.Decimal):
        return _decimal(value, span, method)
    if isinstance(value, datetime.datetime):
        return ["lit", "timestamp", TimestampType().toInternal(value), span]
    if isinstance(value, datetime.date):
        return ["lit", "date", DateType().toInternal(value), span]
    if isinstance(value, datetime.timedelta):
        return ["lit", "interval day to second", math.floor(value.total_seconds()) * 1000000 + value.microseconds, span]
    if isinstance(value, (bytes, bytearray)):
        return ["lit", "binary", base64.b64encode(value).decode("ascii"), span]
    text, java = java_text(value), java_class(value)
    message = "The feature is not supported: literal for '%s' of class %s." % (text, java)
    if method in _COLUMN_METHODS:
        raise _errors.java_error("org.apache.spark.SparkRuntimeException", message, _COLUMN_METHODS[method])
    raise _errors.function_error("org.apache.spark.SparkRuntimeException", message, method)


# Methods of Java's Column, by the operator they are here.
_COLUMN_METHODS = {"+": "plus", "-": "minus", "*": "multiply", "/": "divide", "%": "mod", "=": "equalTo", "<": "lt", "<=": "leq", ">": "gt",
                   ">=": "geq", "<=>": "eqNullSafe", "&": "bitwiseAND", "|": "bitwiseOR", "^": "bitwiseXOR", "contains": "contains",
                   "notEqual": "notEqual", "apply": "apply", "when": "when", "otherwise": "otherwise"}


def _int_type(value, method):
    if -_INT <= value < _INT:
        return "integer"
    if -_LONG <= value < _LONG:
        return "long"
    from py4j.protocol import Py4JError
    raise Py4JError("An error occurred while calling %s.%s. Trace:\njava.lang.NumberFormatException: For input string: \"%d\"\n"
                    % (_FUNCTIONS, method, value))


def double(value):
    """JSON has no NaN and no infinities: they travel as text."""
    if value != value:
        return "NaN"
    return value if abs(value) != math.inf else ("Infinity" if value > 0 else "-Infinity")


def _decimal(value, span, method):
    if not value.is_finite():
        from py4j.protocol import Py4JError
        raise Py4JError("An error occurred while calling %s.%s. Trace:\njava.lang.NumberFormatException\n" % (_FUNCTIONS, method))
    _, digits, exponent = value.as_tuple()
    scale, precision = -exponent, len(digits)
    if precision < scale:
        precision = scale
    elif scale < 0:
        precision, scale = (precision - scale, 0) if value else (1, 0)
    if precision > 38:
        raise _errors.function_error("org.apache.spark.sql.AnalysisException", "decimal can only support precision up to 38", method)
    return ["lit", "decimal(%d,%d)" % (precision, scale), format(value, "f"), span]


def java_class(value):
    """The Java class that py4j makes of a Python value; AttributeError, as py4j's, where it makes none."""
    from pyspark.sql.column import Column
    if isinstance(value, Column):
        return "org.apache.spark.sql.Column"
    if value is None:
        return "null"
    for kinds, name in _JAVA:
        if isinstance(value, kinds):
            if name == "java.lang.Integer" and not -_INT <= value < _INT:
                return "java.lang.Long"
            return name
    if hasattr(value, "__iter__"):
        return "java.util.ArrayList"
    raise AttributeError("'%s' object has no attribute '_get_object_id'" % type(value).__name__)


_JAVA = ((bool, "java.lang.Boolean"), (int, "java.lang.Integer"), (float, "java.lang.Double"), (str, "java.lang.String"),
         ((bytes, bytearray), "[B"), (decimal.Decimal, "java.math.BigDecimal"), (datetime.datetime, "java.sql.Timestamp"),
         (datetime.date, "java.sql.Date"), (datetime.timedelta, "java.time.Duration"), (dict, "java.util.HashMap"),
         ((set, frozenset), "java.util.HashSet"))


def java_text(value):
    """Object.toString of what py4j makes of a value, where it is plain enough to say."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, float):
        from pyspark.sql._values import java_double
        return java_double(value)
    if isinstance(value, dict):
        return "{%s}" % ", ".join("%s=%s" % (java_text(k), java_text(v)) for k, v in value.items())
    if not isinstance(value, (str, bytes)) and hasattr(value, "__iter__"):
        return "[%s]" % ", ".join(java_text(v) for v in value)
    return str(value)


def no_function(method, args):
    """Py4JError: no overload of functions.<method> takes these."""
    return _errors.no_method(_FUNCTIONS, method, [java_kind(a) for a in args])


def java_kind(value):
    kind = java_class(value)
    return kind if kind == "null" else "class " + kind

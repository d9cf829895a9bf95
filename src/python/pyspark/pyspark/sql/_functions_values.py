"""Functions written by hand: numbers, dates, time windows, text, arrays, JSON and CSV."""

import warnings

from _weir_refusal import Refusal
from pyspark import _errors, _host
from pyspark._span import span
from pyspark.sql._functions_core import call, column, typed, value
from pyspark.sql._literals import double, java_kind, literal, no_function
from pyspark.sql.column import Column, _to_expr, _value
from pyspark.sql.types import DataType
from pyspark.sql.utils import to_str


def _column_or_literal(given, at):
    """A column, a column's name, or an int as a literal."""
    return literal(given, at) if isinstance(given, int) else _to_expr(given)


# --- numbers --------------------------------------------------------------------------------------------------------------


def _binary_math(name, sql, col1, col2):
    at = span()
    args = [_to_expr(c) if isinstance(c, (str, Column)) else ["lit", "double", double(float(c)), at] for c in (col1, col2)]
    return column(name, sql, args, at)


def atan2(col1, col2):
    return _binary_math("atan2", "atan2", col1, col2)


def hypot(col1, col2):
    return _binary_math("hypot", "hypot", col1, col2)


def pow(col1, col2):
    return _binary_math("pow", "power", col1, col2)


def log(arg1, arg2=None):
    if arg2 is None:
        return call("log", "ln", arg1)
    at = span()
    base = value(arg1, at, "log")
    if not isinstance(arg1, float):
        raise no_function("log", [arg1, Column(None)])
    return column("log", "log", [base, _to_expr(arg2)], at)


def _random(name, seed):
    at = span()
    return column(name, name, [] if seed is None else [typed(seed, (int,), at, name)], at)


def rand(seed=None):
    return _random("rand", seed)


def randn(seed=None):
    return _random("randn", seed)


def _deprecated(old, new, sql, args, version):
    warnings.warn("Deprecated in %s, use %s instead." % (version, new), FutureWarning, stacklevel=3)
    return column(old, sql, args, span())


def toDegrees(col):
    return _deprecated("toDegrees", "degrees", "degrees", [_to_expr(col)], "2.1")


def toRadians(col):
    return _deprecated("toRadians", "radians", "radians", [_to_expr(col)], "2.1")


def bitwiseNOT(col):
    return _deprecated("bitwiseNOT", "bitwise_not", "~", [_to_expr(col)], "3.2")


def shiftLeft(col, numBits):
    return _deprecated("shiftLeft", "shiftleft", "shiftleft", [_to_expr(col), value(numBits, span(), "shiftleft")], "3.2")


def shiftRight(col, numBits):
    return _deprecated("shiftRight", "shiftright", "shiftright", [_to_expr(col), value(numBits, span(), "shiftright")], "3.2")


def shiftRightUnsigned(col, numBits):
    return _deprecated("shiftRightUnsigned", "shiftrightunsigned", "shiftrightunsigned",
                       [_to_expr(col), value(numBits, span(), "shiftrightunsigned")], "3.2")


# --- dates and time windows -----------------------------------------------------------------------------------------------


def date_add(start, days):
    at = span()
    return column("date_add", "date_add", [_to_expr(start), _column_or_literal(days, at)], at)


def date_sub(start, days):
    at = span()
    return column("date_sub", "date_sub", [_to_expr(start), _column_or_literal(days, at)], at)


def add_months(start, months):
    at = span()
    return column("add_months", "add_months", [_to_expr(start), _column_or_literal(months, at)], at)


def unix_timestamp(timestamp=None, format="yyyy-MM-dd HH:mm:ss"):
    at = span()
    args = [] if timestamp is None else [_to_expr(timestamp), typed(format, (str, type(None)), at, "unix_timestamp", [Column(None)])]
    return column("unix_timestamp", "unix_timestamp", args, at)


def _zoned(name, timestamp, tz):
    at = span()
    zone = tz._expr if isinstance(tz, Column) else typed(tz, (str, type(None)), at, name, [Column(None)])
    return column(name, name, [_to_expr(timestamp), zone], at)


def from_utc_timestamp(timestamp, tz):
    return _zoned("from_utc_timestamp", timestamp, tz)


def to_utc_timestamp(timestamp, tz):
    return _zoned("to_utc_timestamp", timestamp, tz)


def window(timeColumn, windowDuration, slideDuration=None, startTime=None):
    def check(field, name):
        if not field or type(field) is not str:
            raise TypeError("%s should be provided as a string" % name)

    at = span()
    args = [_to_expr(timeColumn)]
    check(windowDuration, "windowDuration")
    durations = [windowDuration]
    if slideDuration:
        check(slideDuration, "slideDuration")
        durations.append(slideDuration)
    if startTime:
        check(startTime, "startTime")
        durations = [windowDuration, slideDuration or windowDuration, startTime]
    return column("window", "window", args + [literal(d, at) for d in durations], at)


def session_window(timeColumn, gapDuration):
    at = span()
    time = _to_expr(timeColumn)
    if gapDuration is None or not isinstance(gapDuration, (str, Column)):
        raise TypeError("gapDuration should be provided as a string or Column")
    return column("session_window", "session_window", [time, _value(gapDuration, at, "session_window")], at)


# --- text -----------------------------------------------------------------------------------------------------------------


def _leading_text(name, text, cols):
    at = span()
    first = value(text, at, name)
    if text is not None and not isinstance(text, str):
        raise _errors.no_method("z:org.apache.spark.sql.functions", name, [java_kind(text), "class scala.collection.convert.Wrappers$JListWrapper"])
    return column(name, name, [first] + [_to_expr(c) for c in cols], at)


def concat_ws(sep, *cols):
    return _leading_text("concat_ws", sep, cols)


def format_string(format, *cols):
    return _leading_text("format_string", format, cols)


def overlay(src, replace, pos, len=-1):
    if not isinstance(pos, (int, str, Column)):
        raise TypeError("pos should be an integer or a Column / column name, got {}".format(type(pos)))
    if len is not None and not isinstance(len, (int, str, Column)):
        raise TypeError("len should be an integer or a Column / column name, got {}".format(type(len)))
    at = span()
    return column("overlay", "overlay", [_to_expr(src), _to_expr(replace), _column_or_literal(pos, at), _column_or_literal(len, at)], at)


def sentences(string, language=None, country=None):
    at = span()
    parts = [literal("", at) if part is None else _to_expr(part) for part in (language, country)]
    return column("sentences", "sentences", [_to_expr(string), *parts], at)


# --- arrays ---------------------------------------------------------------------------------------------------------------


def array_contains(col, value):
    at = span()
    return column("array_contains", "array_contains", [_to_expr(col), _value(value, at, "array_contains")], at)


def element_at(col, extraction):
    at = span()
    return column("element_at", "element_at", [_to_expr(col), _value(extraction, at, "lit")], at)


def slice(x, start, length):
    at = span()
    return column("slice", "slice", [_to_expr(x), _column_or_literal(start, at), _column_or_literal(length, at)], at)


def array_repeat(col, count):
    at = span()
    return column("array_repeat", "array_repeat", [_to_expr(col), _column_or_literal(count, at)], at)


# --- JSON and CSV ---------------------------------------------------------------------------------------------------------


def _with_options(args, options, at):
    """Options travel as a map of literals, after the other arguments."""
    if not options:
        return args
    pairs = []
    for key, given in options.items():
        if given is None:
            raise Refusal("An option whose value is None (%s)" % key, "Leave the option out.")
        pairs += [literal(key, at), literal(to_str(given), at)]
    return [*args, ["fn", "map", pairs, at]]


def json_tuple(col, *fields):
    at = span()
    return column("json_tuple", "json_tuple", [_to_expr(col)] + [value(f, at, "json_tuple") for f in fields], at)


def from_json(col, schema, options=None):
    at = span()
    if isinstance(schema, DataType):
        schema = schema.json()
    elif isinstance(schema, str):
        schema = _host.call("types.schema", {"text": schema})
    target = _to_expr(col)
    if not isinstance(schema, (str, Column)):
        raise no_function("from_json", [Column(None), schema, {}])
    return column("from_json", "from_json", _with_options([target, _value(schema, at, "from_json")], options, at), at)


def from_csv(col, schema, options=None):
    at = span()
    if not isinstance(schema, (str, Column)):
        raise TypeError("schema argument should be a column or string")
    return column("from_csv", "from_csv", _with_options([_to_expr(col), _value(schema, at, "from_csv")], options, at), at)


def to_json(col, options=None):
    at = span()
    return column("to_json", "to_json", _with_options([_to_expr(col)], options, at), at)


def to_csv(col, options=None):
    at = span()
    return column("to_csv", "to_csv", _with_options([_to_expr(col)], options, at), at)


def _schema_of(name, given, options):
    if not isinstance(given, (str, Column)):
        raise TypeError("schema argument should be a column or string")
    at = span()
    return column(name, name, _with_options([_value(given, at, name)], options, at), at)


def schema_of_json(json, options=None):
    return _schema_of("schema_of_json", json, options)


def schema_of_csv(csv, options=None):
    return _schema_of("schema_of_csv", csv, options)

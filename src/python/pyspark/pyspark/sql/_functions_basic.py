"""Functions written by hand: columns, literals, conditions, sorting, aggregates, windows over rows."""

import warnings

from pyspark._span import span
from pyspark.sql._functions_core import call, column, refused, typed, value
from pyspark.sql._literals import literal, no_function
from pyspark.sql.column import Column, _to_expr, _value


def lit(col):
    return col if isinstance(col, Column) else Column(literal(col, span()))


def col(col):
    if col is None:
        from pyspark import _errors
        raise _errors.function_error("java.lang.NullPointerException", 'Cannot invoke "String.endsWith(String)" because "name" is null', "col")
    return Column(["col", _string(col, "col"), span()])


def expr(str):
    return Column(["expr", _string(str, "expr"), span()])


def _string(given, method):
    if isinstance(given, Column):
        raise TypeError("Column is not iterable")
    if not isinstance(given, _text):
        raise no_function(method, [given])
    return given


_text = str


def when(condition, value):
    if not isinstance(condition, Column):
        raise TypeError("condition should be a Column")
    at = span()
    return Column(["fn", "when", [condition._expr, _value(value, at, "when")], at])


def _sorting(name, direction, nulls):
    def function(col):
        return Column(["sort", _to_expr(col), direction, nulls, span()])

    function.__name__ = function.__qualname__ = name
    return function


asc = _sorting("asc", "asc", None)
asc_nulls_first = _sorting("asc_nulls_first", "asc", "first")
asc_nulls_last = _sorting("asc_nulls_last", "asc", "last")
desc = _sorting("desc", "desc", None)
desc_nulls_first = _sorting("desc_nulls_first", "desc", "first")
desc_nulls_last = _sorting("desc_nulls_last", "desc", "last")


def broadcast(df):
    return df._derive("df.hint", name="broadcast", args=[])


# --- several columns, or one list of them ---------------------------------------------------------------------------------


def _several(cols):
    return cols[0] if len(cols) == 1 and isinstance(cols[0], (list, set)) else cols


def struct(*cols):
    return call("struct", "struct", *_several(cols))


def array(*cols):
    return call("array", "array", *_several(cols))


def create_map(*cols):
    return call("create_map", "map", *_several(cols))


def map_concat(*cols):
    return call("map_concat", "map_concat", *_several(cols))


def greatest(*cols):
    if len(cols) < 2:
        raise ValueError("greatest should take at least two columns")
    return call("greatest", "greatest", *cols)


def least(*cols):
    if len(cols) < 2:
        raise ValueError("least should take at least two columns")
    return call("least", "least", *cols)


# --- aggregates -----------------------------------------------------------------------------------------------------------


def count_distinct(col, *cols):
    return column("count_distinct", "count", [_to_expr(c) for c in (col, *cols)], span(), distinct=True)


def countDistinct(col, *cols):
    return count_distinct(col, *cols)


def sum_distinct(col):
    return column("sum_distinct", "sum", [_to_expr(col)], span(), distinct=True)


def sumDistinct(col):
    warnings.warn("Deprecated in 3.2, use sum_distinct instead.", FutureWarning)
    return sum_distinct(col)


def approx_count_distinct(col, rsd=None):
    at = span()
    args = [_to_expr(col)] + ([] if rsd is None else [typed(rsd, (float,), at, "approx_count_distinct", [Column(None)])])
    return column("approx_count_distinct", "approx_count_distinct", args, at)


def approxCountDistinct(col, rsd=None):
    warnings.warn("Deprecated in 2.1, use approx_count_distinct instead.", FutureWarning)
    return approx_count_distinct(col, rsd)


def _ignoring(name, col, ignorenulls):
    at = span()
    if type(ignorenulls) is not bool:
        raise no_function(name, [Column(None), ignorenulls])
    return column(name, name, [_to_expr(col)] + ([["lit", "boolean", True, at]] if ignorenulls else []), at)


def first(col, ignorenulls=False):
    return _ignoring("first", col, ignorenulls)


def last(col, ignorenulls=False):
    return _ignoring("last", col, ignorenulls)


def percentile_approx(col, percentage, accuracy=10000):
    at = span()
    if isinstance(percentage, (list, tuple)):
        wanted = ["fn", "array", [literal(x, at) for x in percentage], at]
    else:
        wanted = _value(percentage, at, "lit")
    return column("percentile_approx", "percentile_approx", [_to_expr(col), wanted, _value(accuracy, at, "lit")], at)


# --- windows over rows ----------------------------------------------------------------------------------------------------


def _neighbour(name, col, offset, default):
    at = span()
    if type(offset) is not int:
        raise no_function(name, [Column(None), offset, default])
    return column(name, name, [_to_expr(col), value(offset, at, name), value(default, at, name)], at)


def lag(col, offset=1, default=None):
    return _neighbour("lag", col, offset, default)


def lead(col, offset=1, default=None):
    return _neighbour("lead", col, offset, default)


def nth_value(col, offset, ignoreNulls=False):
    at = span()
    if type(offset) is not int:
        raise no_function("nth_value", [Column(None), offset, ignoreNulls])
    return column("nth_value", "nth_value", [_to_expr(col), value(offset, at, "nth_value")] + ([["lit", "boolean", True, at]] if ignoreNulls else []), at)


def ntile(n):
    at = span()
    return column("ntile", "ntile", [literal(int(n), at)], at)


# --- errors, partition transforms -----------------------------------------------------------------------------------------


def _message(given, at):
    if not isinstance(given, (str, Column)):
        raise TypeError("errMsg should be a Column or a str, got {}".format(type(given)))
    return _value(given, at, "lit")


def assert_true(col, errMsg=None):
    at = span()
    return column("assert_true", "assert_true", [_to_expr(col)] + ([] if errMsg is None else [_message(errMsg, at)]), at)


def raise_error(errMsg):
    at = span()
    return column("raise_error", "raise_error", [_message(errMsg, at)], at)


def bucket(numBuckets, col):
    if not isinstance(numBuckets, (int, Column)):
        raise TypeError("numBuckets should be a Column or an int, got {}".format(type(numBuckets)))
    refused("bucket")


def years(col):
    refused("years")


def months(col):
    refused("months")


def days(col):
    refused("days")


def hours(col):
    refused("hours")

"""Higher-order functions: Python functions over columns become lambda expressions."""

import inspect
import itertools

from pyspark._span import span
from pyspark.sql._functions_core import column
from pyspark.sql.column import Column, _to_expr

# UnresolvedNamedLambdaVariable.freshVarName: one counter for all.
_fresh = itertools.count()
_POSITIONAL = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY)


def _lambda(f, at):
    parameters = inspect.signature(f).parameters.values()
    if not 1 <= len(parameters) <= 3:
        raise ValueError("f should take between 1 and 3 arguments, but provided function takes {}".format(len(parameters)))
    if not all(p.kind in _POSITIONAL for p in parameters):
        raise ValueError("f should use only POSITIONAL or POSITIONAL OR KEYWORD arguments")
    names = ["%s_%d" % (name, next(_fresh)) for name in ("x", "y", "z")[:len(parameters)]]
    result = f(*[Column(["var", name]) for name in names])
    if not isinstance(result, Column):
        raise ValueError("f should return Column, got {}".format(type(result)))
    return ["lambda", names, result._expr, at]


def _higher(name, sql, cols, functions):
    at = span()
    return column(name, sql, [_to_expr(c) for c in cols] + [_lambda(f, at) for f in functions], at)


def transform(col, f):
    return _higher("transform", "transform", [col], [f])


def exists(col, f):
    return _higher("exists", "exists", [col], [f])


def forall(col, f):
    return _higher("forall", "forall", [col], [f])


def filter(col, f):
    return _higher("filter", "filter", [col], [f])


def array_sort(col):
    return _higher("array_sort", "array_sort", [col], [])


def aggregate(col, initialValue, merge, finish=None):
    return _higher("aggregate", "aggregate", [col, initialValue], [merge] if finish is None else [merge, finish])


def zip_with(left, right, f):
    return _higher("zip_with", "zip_with", [left, right], [f])


def transform_keys(col, f):
    return _higher("transform_keys", "transform_keys", [col], [f])


def transform_values(col, f):
    return _higher("transform_values", "transform_values", [col], [f])


def map_filter(col, f):
    return _higher("map_filter", "map_filter", [col], [f])


def map_zip_with(col1, col2, f):
    return _higher("map_zip_with", "map_zip_with", [col1, col2], [f])

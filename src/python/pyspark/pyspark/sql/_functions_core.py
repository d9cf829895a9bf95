"""
What pyspark.sql.functions is made of: `_functions.json`, which the build derives from the registry of Spark's functions
(`functions-json.ts`), and helpers for the functions that are written by hand.
"""

import ast

from _weir_refusal import Refusal
from pyspark._span import span
from pyspark.sql._literals import literal, no_function
from pyspark.sql._registry import DATA, KNOWN  # noqa: F401
from pyspark.sql.column import Column, _to_expr

_INTEGERS = frozenset("idx numBits scale pos len n count limit offset d fromBase toBase".split())
_BOOLEANS = frozenset(("asc", "roundOff"))
_STRINGS = frozenset("pattern replacement format charset delim pad matching replace path substr delimiter dayOfWeek null_replacement".split())


def refused(name):
    raise Refusal("pyspark.sql.functions." + name)


def column(python_name, sql_name, args, at, distinct=False):
    """A call of a registry function; refused by its Python name where the registry has none."""
    if sql_name not in KNOWN:
        refused(python_name)
    return Column(["fnd" if distinct else "fn", sql_name, args, at])


def call(python_name, sql_name, *cols):
    """A call whose arguments are all columns or names of columns."""
    return column(python_name, sql_name, [_to_expr(c) for c in cols], span())


def value(given, at, method):
    """A Python value as py4j passes one: a Column is none (py4j tries to iterate it)."""
    if isinstance(given, Column):
        raise TypeError("Column is not iterable")
    return literal(given, at, method)


def typed(given, kinds, at, method, others=()):
    """`value` of a parameter that Java declares: another type is py4j's error. `others`: what stands before it, as Java sees it."""
    made = value(given, at, method)
    if type(given) not in kinds:
        raise no_function(method, [*others, given])
    return made


def _checked(name, params, args):
    """Arguments as expressions; what no overload takes is py4j's error."""
    at = span()
    made = []
    for (kind, param, *default), given in zip(params, args):
        if given is None and default == ["None"]:
            continue
        if kind == "col":
            made.append(_to_expr(given))
        elif kind == "*":
            made.extend(_to_expr(c) for c in given)
        elif kind == "=*":
            made.extend(value(v, at, name) for v in given)
        else:
            made.append(value(given, at, name))
            wrong_integer = param in _INTEGERS and type(given) is not int
            wrong_string = param in _STRINGS and not (given is None or isinstance(given, str))
            if wrong_integer or wrong_string or (param in _BOOLEANS and type(given) is not bool):
                raise no_function(name, [_as_java(k, a) for (k, _, *d), a in zip(params, args) if not (a is None and d == ["None"])])
    return made, at


def _as_java(kind, given):
    return Column(["lit", "void", None, None]) if kind == "col" else given


def _default(text):
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def derive(name, entry):
    """The Python function of a registry entry, with PySpark's signature."""
    params = entry["params"]
    parts = []
    for kind, param, *default in params:
        parts.append("*" + param if "*" in kind else "%s=%r" % (param, _default(default[0])) if default else param)
    arguments = "".join(param + ", " for _, param, *_ in params)
    source = "def %s(%s):\n    return _made(%s)\n" % (name, ", ".join(parts), "(%s)" % arguments)
    sql = entry["sql"]

    def made(args):
        exprs, at = _checked(name, params, args)
        return Column(["fn", sql, exprs, at])

    space = {"_made": made, "__name__": "pyspark.sql.functions"}
    exec(compile(source, __file__, "exec"), space)
    function = space[name]
    function.__doc__ = entry.get("doc")
    return function


def missing(name):
    """A function that PySpark has and the registry has not: refused when it is called."""
    def function(*args, **kwargs):
        refused(name)

    function.__name__ = function.__qualname__ = name
    return function

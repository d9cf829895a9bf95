"""Column of PySpark 3.3.1. A column is an expression for the host and the place where it was written."""

import json
import warnings

from _weir_refusal import Refusal
from pyspark import _errors, _host
from pyspark._span import span
from pyspark.sql._literals import java_kind, literal
from pyspark.sql._registry import KNOWN
from pyspark.sql._types_base import DataType

__all__ = ["Column"]

_NO_OPERATORS = "Cannot convert column into bool: please use '&' for 'and', '|' for 'or', '~' for 'not' when building DataFrame boolean expressions."


def _to_expr(col):
    """Expression of a column or a column's name."""
    if isinstance(col, Column):
        return col._expr
    if isinstance(col, str):
        return ["col", str(col), span()]
    raise TypeError("Invalid argument, not a string or column: {0} of type {1}. For column literals, use 'lit', 'array', 'struct' or "
                    "'create_map' function.".format(col, type(col)))


def _value(value, at, method):
    """A column, or anything else as a literal."""
    return value._expr if isinstance(value, Column) else literal(value, at, method)


def _fn(name, args, at):
    """An operator of the registry; refused where it has none."""
    if name not in KNOWN:
        raise Refusal("The column operation %s" % name)
    return Column(["fn", name, args, at])


def _binary(name, reverse=False):
    def operator(self, other):
        at = span()
        a, b = self._expr, _value(other, at, name)
        return _fn(name, [b, a] if reverse else [a, b], at)

    return operator


def _restricted(name, java_name, kinds):
    """A method of Java's Column that takes only some types: anything else is py4j's error."""

    def operator(self, other):
        if not isinstance(other, kinds) and other is not None:
            raise _errors.no_method("o%d" % next(_errors._object_ids), java_name, [java_kind(other)])
        at = span()
        return _fn(name, [self._expr, _value(other, at, java_name)], at)

    return operator


def _unary(name):
    def operator(self):
        return _fn(name, [self._expr], span())

    return operator


def _sort(direction, nulls):
    def operator(self):
        return Column(["sort", self._expr, direction, nulls, span()])

    return operator


class Column:
    """A column in a DataFrame."""

    def __init__(self, jc):
        self._expr = jc

    __neg__ = _unary("negative")
    __add__ = __radd__ = _binary("+")
    __sub__ = _binary("-")
    __mul__ = __rmul__ = _binary("*")
    __div__ = __truediv__ = _binary("/")
    __mod__ = _binary("%")
    __rsub__ = _binary("-", reverse=True)
    __rdiv__ = __rtruediv__ = _binary("/", reverse=True)
    __rmod__ = _binary("%", reverse=True)
    __pow__ = _binary("power")
    __rpow__ = _binary("power", reverse=True)
    __eq__ = _binary("=")
    __lt__ = _binary("<")
    __le__ = _binary("<=")
    __ge__ = _binary(">=")
    __gt__ = _binary(">")
    __hash__ = None
    eqNullSafe = _binary("<=>")
    bitwiseOR = _binary("|")
    bitwiseAND = _binary("&")
    bitwiseXOR = _binary("^")
    contains = _binary("contains")
    rlike = _restricted("rlike", "rlike", str)
    like = _restricted("like", "like", str)
    ilike = _restricted("ilike", "ilike", str)
    asc = _sort("asc", None)
    asc_nulls_first = _sort("asc", "first")
    asc_nulls_last = _sort("asc", "last")
    desc = _sort("desc", None)
    desc_nulls_first = _sort("desc", "first")
    desc_nulls_last = _sort("desc", "last")
    isNull = _unary("isnull")
    isNotNull = _unary("isnotnull")
    __invert__ = _unary("not")

    def __ne__(self, other):
        at = span()
        return Column(["fn", "not", [["fn", "=", [self._expr, _value(other, at, "notEqual")], at]], at])

    def __contains__(self, item):
        raise ValueError("Cannot apply 'in' operator against a column: please use 'contains' in a string column or 'array_contains' "
                         "function for an array column.")

    def getItem(self, key):
        if isinstance(key, Column):
            warnings.warn("A column as 'key' in getItem is deprecated as of Spark 3.0, and will not be supported in the future release. "
                          "Use `column[key]` or `column.key` syntax instead.", FutureWarning)
        return self[key]

    def getField(self, name):
        if isinstance(name, Column):
            warnings.warn("A column as 'name' in getField is deprecated as of Spark 3.0, and will not be supported in the future release. "
                          "Use `column[name]` or `column.name` syntax instead.", FutureWarning)
        return self[name]

    def withField(self, fieldName, col):
        if not isinstance(fieldName, str):
            raise TypeError("fieldName should be a string")
        if not isinstance(col, Column):
            raise TypeError("col should be a Column")
        raise Refusal("Column.withField", "Build the struct anew with F.struct(...), which is the same.")

    def dropFields(self, *fieldNames):
        raise Refusal("Column.dropFields", "Build the struct anew with F.struct(...), which is the same.")

    def __getattr__(self, item):
        if item.startswith("__"):
            raise AttributeError(item)
        if item == "_jc":
            raise Refusal("Column._jc (the JVM's object)", "Use the public methods of Column, or run this job on a real Spark 3.3.1.")
        return self[item]

    def __getitem__(self, k):
        if isinstance(k, slice):
            if k.step is not None:
                raise ValueError("slice with step is not supported.")
            return self.substr(k.start, k.stop)
        at = span()
        return _fn("getitem", [self._expr, _value(k, at, "apply")], at)

    def __iter__(self):
        raise TypeError("Column is not iterable")

    def substr(self, startPos, length):
        if type(startPos) != type(length):
            raise TypeError("startPos and length must be the same type. Got {startPos_t} and {length_t}, respectively.".format(
                startPos_t=type(startPos), length_t=type(length)))
        if not isinstance(startPos, (int, Column)):
            raise TypeError("Unexpected type: %s" % type(startPos))
        at = span()
        return _fn("substring", [self._expr, _value(startPos, at, "substr"), _value(length, at, "substr")], at)

    def isin(self, *cols):
        if len(cols) == 1 and isinstance(cols[0], (list, set)):
            cols = cols[0]
        at = span()
        return _fn("in", [self._expr, *(_value(c, at, "lit") for c in cols)], at)

    def alias(self, *alias, **kwargs):
        metadata = kwargs.pop("metadata", None)
        assert not kwargs, "Unexpected kwargs where passed: %s" % kwargs
        if len(alias) != 1 and metadata:
            raise ValueError("metadata can only be provided for a single column")
        for name in alias:
            if not isinstance(name, str):
                raise _errors.no_method("o%d" % next(_errors._object_ids), "as", [java_kind(name)])
        if metadata:
            metadata = json.loads(json.dumps(metadata))
        return Column(["alias", self._expr, list(alias), metadata or None, span()])

    def cast(self, dataType):
        if isinstance(dataType, str):
            text = dataType
        elif isinstance(dataType, DataType):
            from pyspark.sql._values import type_text
            text = type_text(dataType)
        else:
            raise TypeError("unexpected type: %s" % type(dataType))
        return Column(["cast", self._expr, text, span()])

    def between(self, lowerBound, upperBound):
        return (self >= lowerBound) & (self <= upperBound)

    def when(self, condition, value):
        if not isinstance(condition, Column):
            raise TypeError("condition should be a Column")
        args = self._branches("when() can only be applied on a Column previously generated by when() function",
                              "when() cannot be applied once otherwise() is applied")
        at = span()
        return Column(["fn", "when", [*args, condition._expr, _value(value, at, "when")], at])

    def otherwise(self, value):
        args = self._branches("otherwise() can only be applied on a Column previously generated by when()",
                              "otherwise() can only be applied once on a Column previously generated by when()")
        at = span()
        return Column(["fn", "when", [*args, _value(value, at, "otherwise")], at])

    def _branches(self, not_when, closed):
        from pyspark.sql.utils import IllegalArgumentException
        e = self._expr
        if e[0] != "fn" or e[1] != "when":
            raise IllegalArgumentException(not_when, not_when)
        if len(e[2]) % 2 == 1:
            raise IllegalArgumentException(closed, closed)
        return e[2]

    def over(self, window):
        from pyspark.sql.window import WindowSpec
        if not isinstance(window, WindowSpec):
            raise TypeError("window should be WindowSpec")
        return Column(["over", self._expr, window._spec(), span()])

    def __nonzero__(self):
        raise ValueError(_NO_OPERATORS)

    __bool__ = __nonzero__

    def __repr__(self):
        return "Column<'%s'>" % _host.call("column.text", {"expr": self._expr})

    name = alias
    astype = cast


# Below the class, because they take columns only, or columns too.
Column.__and__ = Column.__rand__ = _restricted("and", "and", Column)
Column.__or__ = Column.__ror__ = _restricted("or", "or", Column)
Column.startswith = _restricted("startswith", "startsWith", (str, Column))
Column.endswith = _restricted("endswith", "endsWith", (str, Column))

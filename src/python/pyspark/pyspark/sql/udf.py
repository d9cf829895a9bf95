"""User-defined functions in Python. Rows come in columns, results go back as the JVM would read them for the declared type."""

import functools

from pyspark import _callbacks, _host
from pyspark._refused import method
from pyspark._span import span
from pyspark.rdd import PythonEvalType
from pyspark.sql._values import decode_with, encoder
from pyspark.sql.column import Column, _to_expr
from pyspark.sql.types import DataType, StringType, _parse_datatype_json_value, _parse_datatype_string

__all__ = ["UDFRegistration"]


def _create_udf(f, returnType, evalType, name=None, deterministic=True):
    return UserDefinedFunction(f, returnType=returnType, name=name, evalType=evalType, deterministic=deterministic)._wrapped()


class UserDefinedFunction:
    """A Python function as an expression."""

    def __init__(self, func, returnType=StringType(), name=None, evalType=PythonEvalType.SQL_BATCHED_UDF, deterministic=True):
        if not callable(func):
            raise TypeError("Invalid function: not a function or callable (__call__ is not defined): {0}".format(type(func)))
        if not isinstance(returnType, (DataType, str)):
            raise TypeError("Invalid return type: returnType should be DataType or str but is {}".format(returnType))
        if not isinstance(evalType, int):
            raise TypeError("Invalid evaluation type: evalType should be an int but is {}".format(evalType))
        self.func = func
        self._returnType = returnType
        self._parsed = None
        self._number = None
        self._name = name or (func.__name__ if hasattr(func, "__name__") else func.__class__.__name__)
        self.evalType = evalType
        self.deterministic = deterministic

    @property
    def returnType(self):
        if self._parsed is None:
            kind = self._returnType
            self._parsed = kind if isinstance(kind, DataType) else _parse_datatype_string(kind)
        return self._parsed

    def _id(self):
        if self._number is None:
            self._number = _callbacks.register(("udf", _runner(self.func, self.returnType)))
        return self._number

    def __call__(self, *cols):
        args = [_to_expr(c) for c in cols]
        return Column(["udf", self._id(), self._name, self.returnType.jsonValue(), self.deterministic, args, span()])

    def _wrapped(self):
        """The function as jobs hold it: a function with the UDF's attributes."""
        assigned = tuple(a for a in functools.WRAPPER_ASSIGNMENTS if a not in ("__name__", "__module__"))

        @functools.wraps(self.func, assigned=assigned)
        def wrapper(*args):
            return self(*args)

        wrapper.__name__ = self._name
        wrapper.__module__ = self.func.__module__ if hasattr(self.func, "__module__") else self.func.__class__.__module__
        wrapper.func = self.func
        wrapper.returnType = self.returnType
        wrapper.evalType = self.evalType
        wrapper.deterministic = self.deterministic
        wrapper.asNondeterministic = functools.wraps(self.asNondeterministic)(lambda: self.asNondeterministic()._wrapped())
        wrapper._unwrapped = self
        return wrapper

    def asNondeterministic(self):
        self.deterministic = False
        return self


def _runner(func, returnType):
    """From a request's columns of arguments to its list of results."""
    encode = encoder(returnType)
    to_internal = returnType.toInternal if returnType.needConversion() else None
    decoders = {}

    def run(request):
        columns = []
        for values, kind in zip(request["args"], request["types"]):
            key = kind if isinstance(kind, str) else _host.encode(kind)
            if key not in decoders:
                decoders[key] = decode_with(_parse_datatype_json_value(kind))
            columns.append(map(decoders[key], values))
        rows = zip(*columns) if columns else _no_arguments(request["rows"])
        if to_internal is None:
            return [encode(func(*row)) for row in rows]
        return [encode(to_internal(func(*row))) for row in rows]

    return run


def _no_arguments(n):
    return (() for _ in range(n))


class UDFRegistration:
    """`spark.udf`: functions for SQL text."""

    def __init__(self, sparkSession):
        self.sparkSession = sparkSession

    def register(self, name, f, returnType=None):
        if hasattr(f, "asNondeterministic"):
            if returnType is not None:
                raise TypeError("Invalid return type: data type can not be specified when f is"
                                "a user-defined function, but got %s." % returnType)
            registered = _create_udf(f.func, returnType=f.returnType, name=name, evalType=f.evalType, deterministic=f.deterministic)._unwrapped
            returned = f
        else:
            returned = _create_udf(f, returnType=StringType() if returnType is None else returnType, evalType=PythonEvalType.SQL_BATCHED_UDF,
                                   name=name)
            registered = returned._unwrapped
        _host.call("udf.register", {"name": name, "id": registered._id(), "dataType": registered.returnType.jsonValue(),
                                    "deterministic": registered.deterministic})
        return returned

    registerJavaFunction = method("UDFRegistration.registerJavaFunction", "Write the function in Python for a simulation.")
    registerJavaUDAF = method("UDFRegistration.registerJavaUDAF")

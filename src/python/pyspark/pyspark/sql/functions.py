"""
pyspark.sql.functions of PySpark 3.3.1. Functions come from the registry (`_functions.json`); those whose arguments are more
than columns and literals are written by hand. One that the simulator does not have is refused when it is called.
"""

# PySpark's module has no __all__, so that `from … import *` also brings what it imports itself. Jobs rely on it.
import functools
import inspect
import sys
import warnings
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, List, Optional, Tuple, Union, ValuesView, cast, overload

from pyspark import SparkContext, since
from pyspark.rdd import PythonEvalType
from pyspark.sql.column import Column
from pyspark.sql.dataframe import DataFrame
from pyspark.sql.types import ArrayType, DataType, StringType, StructType
from pyspark.sql.udf import UserDefinedFunction, _create_udf
from pyspark.sql.pandas.functions import PandasUDFType, pandas_udf
from pyspark.sql.utils import to_str
from pyspark.sql import _function_names as _all
from pyspark.sql import _functions_basic, _functions_core, _functions_higher, _functions_values


def udf(f=None, returnType=StringType()):
    """A Python function as a column function; also a decorator, with or without the return type."""
    if f is None or isinstance(f, (str, DataType)):
        return functools.partial(_create_udf, returnType=f or returnType, evalType=PythonEvalType.SQL_BATCHED_UDF)
    return _create_udf(f=f, returnType=returnType, evalType=PythonEvalType.SQL_BATCHED_UDF)


def _fill(space):
    derived = _functions_core.DATA["functions"]
    for name in _all.NAMES:
        if name in space:
            continue
        for module in (_functions_basic, _functions_values, _functions_higher):
            if name in vars(module):
                space[name] = vars(module)[name]
                space[name].__module__ = __name__
                break
        else:
            space[name] = _functions_core.derive(name, derived[name]) if name in derived else _functions_core.missing(name)
            space[name].__module__ = __name__


_fill(globals())
column = col  # noqa: F821  (made above)

"""RDDs are refused; their names can be imported."""

from pyspark._refused import RDD_WAY_OUT, kind

RDD = kind("RDD", __name__, RDD_WAY_OUT)
RDDBarrier = kind("RDDBarrier", __name__, RDD_WAY_OUT)


class PythonEvalType:
    """Kinds of Python functions that Spark knows by number."""

    NON_UDF = 0
    SQL_BATCHED_UDF = 100
    SQL_SCALAR_PANDAS_UDF = 200
    SQL_GROUPED_MAP_PANDAS_UDF = 201
    SQL_GROUPED_AGG_PANDAS_UDF = 202
    SQL_WINDOW_AGG_PANDAS_UDF = 203
    SQL_SCALAR_PANDAS_ITER_UDF = 204
    SQL_MAP_PANDAS_ITER_UDF = 205
    SQL_COGROUPED_MAP_PANDAS_UDF = 206
    SQL_MAP_ARROW_ITER_UDF = 207

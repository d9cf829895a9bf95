"""pandas_udf, refused when it is used."""

from _weir_refusal import Refusal
from pyspark._refused import PANDAS_WAY_OUT


class PandasUDFType:
    """Kinds of pandas UDFs."""

    SCALAR = 200
    SCALAR_ITER = 204
    GROUPED_MAP = 201
    GROUPED_AGG = 202


def pandas_udf(f=None, returnType=None, functionType=None):
    raise Refusal("pandas_udf", PANDAS_WAY_OUT)

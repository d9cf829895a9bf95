"""Cogrouped operations, refused when made."""

from pyspark._refused import PANDAS_WAY_OUT, kind

PandasCogroupedOps = kind("PandasCogroupedOps", __name__, PANDAS_WAY_OUT)

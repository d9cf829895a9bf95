"""DataFrame: what PySpark 3.3.1 has and the simulator refuses, by name and with the way out."""

import warnings

from pyspark import _host
from pyspark._refused import PANDAS_WAY_OUT, RDD_WAY_OUT, method

_BATCH = "It is batch statistics: run this part with local Spark."


def _batch(name, way_out=None):
    """A method that runs a batch job: on a stream Spark says so before the simulator refuses it."""
    refused = method("DataFrame." + name, way_out)

    def checked(self, *args, **kwargs):
        if self._streaming:
            _host.spanned("df.checkStreaming", {"df": self._id, "what": name})
        refused(self)
    checked.__name__ = checked.__qualname__ = name
    return checked


class Missing:
    """Refused methods of DataFrame; `na` and `stat` as namespaces."""

    rdd = property(_batch("rdd", RDD_WAY_OUT))
    toJSON = _batch("toJSON", "It makes an RDD: use F.to_json(F.struct('*')) instead.")
    writeTo = method("DataFrame.writeTo", "Use DataFrame.write (DataFrameWriter V1), or run this job on a real Spark 3.3.1.")
    observe = method("DataFrame.observe", "Aggregate in a query of its own, or run this job on a real Spark 3.3.1.")
    checkpoint = _batch("checkpoint", "Leave it out for a simulation: it changes no result.")
    localCheckpoint = _batch("localCheckpoint", "Leave it out for a simulation: it changes no result.")
    colRegex = method("DataFrame.colRegex", "Select by a list: [c for c in df.columns if re.match(…, c)].")

    @property
    def na(self):
        from pyspark.sql.dataframe import DataFrameNaFunctions
        return DataFrameNaFunctions(self)

    @property
    def stat(self):
        from pyspark.sql.dataframe import DataFrameStatFunctions
        return DataFrameStatFunctions(self)

    @property
    def sql_ctx(self):
        from pyspark.sql.context import SQLContext
        warnings.warn("DataFrame.sql_ctx is an internal property, and will be removed in future releases. Use DataFrame.sparkSession instead.")
        return SQLContext._get_or_create(self.sparkSession.sparkContext)


for _name in ("approxQuantile", "corr", "cov", "crosstab", "describe", "freqItems", "summary"):
    setattr(Missing, _name, _batch(_name, _BATCH))
for _name in ("randomSplit", "sampleBy"):
    setattr(Missing, _name, method("DataFrame." + _name, _BATCH))
for _name in ("inputFiles", "isLocal", "sameSemantics", "semanticHash"):
    setattr(Missing, _name, method("DataFrame." + _name))
for _name in ("mapInArrow", "mapInPandas", "pandas_api", "to_koalas", "to_pandas_on_spark"):
    setattr(Missing, _name, method("DataFrame." + _name, PANDAS_WAY_OUT))

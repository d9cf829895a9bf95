"""DataFrame: what PySpark 3.3.1 has and the simulator refuses, by name and with the way out."""

import warnings

from pyspark._refused import PANDAS_WAY_OUT, RDD_WAY_OUT, attribute, method

_BATCH = "It is batch statistics: run this part with local Spark."


class Missing:
    """Refused methods of DataFrame; `na` and `stat` as namespaces."""

    rdd = attribute("DataFrame.rdd", RDD_WAY_OUT)
    toJSON = method("DataFrame.toJSON", "It makes an RDD: use F.to_json(F.struct('*')) instead.")
    writeTo = method("DataFrame.writeTo", "Use DataFrame.write (DataFrameWriter V1), or run this job on a real Spark 3.3.1.")
    observe = method("DataFrame.observe", "Aggregate in a query of its own, or run this job on a real Spark 3.3.1.")
    checkpoint = method("DataFrame.checkpoint", "Leave it out for a simulation: it changes no result.")
    localCheckpoint = method("DataFrame.localCheckpoint", "Leave it out for a simulation: it changes no result.")
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


for _name in ("approxQuantile", "corr", "cov", "crosstab", "describe", "freqItems", "randomSplit", "sampleBy", "summary"):
    setattr(Missing, _name, method("DataFrame." + _name, _BATCH))
for _name in ("inputFiles", "isLocal", "sameSemantics", "semanticHash"):
    setattr(Missing, _name, method("DataFrame." + _name))
for _name in ("mapInArrow", "mapInPandas", "pandas_api", "to_koalas", "to_pandas_on_spark"):
    setattr(Missing, _name, method("DataFrame." + _name, PANDAS_WAY_OUT))

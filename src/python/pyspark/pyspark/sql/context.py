"""SQLContext and HiveContext: deprecated since Spark 3.0, kept for old jobs. They hand on to the session."""

import warnings

from pyspark._globals import _NoValue
from pyspark._refused import method
from pyspark.context import SparkContext
from pyspark.sql.session import SparkSession
from pyspark.sql.udf import UDFRegistration

__all__ = ["SQLContext", "HiveContext"]


class SQLContext:
    """The entry point of Spark 1.x."""

    _instantiatedContext = None

    def __init__(self, sparkContext, sparkSession=None, jsqlContext=None):
        if sparkSession is None:
            warnings.warn("Deprecated in 3.0.0. Use SparkSession.builder.getOrCreate() instead.", FutureWarning)
            sparkSession = SparkSession._getActiveSessionOrCreate()
        self._sc = sparkContext
        self.sparkSession = sparkSession

    @classmethod
    def getOrCreate(cls, sc):
        warnings.warn("Deprecated in 3.0.0. Use SparkSession.builder.getOrCreate() instead.", FutureWarning)
        return cls._get_or_create(sc)

    @classmethod
    def _get_or_create(cls, sc, **static_conf):
        if cls._instantiatedContext is None or cls._instantiatedContext._sc is not SparkContext._active_spark_context:
            cls._instantiatedContext = cls(sc, SparkSession._getActiveSessionOrCreate(**static_conf))
        return cls._instantiatedContext

    def setConf(self, key, value):
        self.sparkSession.conf.set(key, value)

    def getConf(self, key, defaultValue=_NoValue):
        return self.sparkSession.conf.get(key, defaultValue)

    @property
    def udf(self):
        return self.sparkSession.udf

    def range(self, start, end=None, step=1, numPartitions=None):
        return self.sparkSession.range(start, end, step, numPartitions)

    def registerFunction(self, name, f, returnType=None):
        warnings.warn("Deprecated in 2.3.0. Use spark.udf.register instead.", FutureWarning)
        return self.sparkSession.udf.register(name, f, returnType)

    def createDataFrame(self, data, schema=None, samplingRatio=None, verifySchema=True):
        return self.sparkSession.createDataFrame(data, schema, samplingRatio, verifySchema)

    def registerDataFrameAsTable(self, df, tableName):
        df.createOrReplaceTempView(tableName)

    def dropTempTable(self, tableName):
        self.sparkSession.catalog.dropTempView(tableName)

    def sql(self, sqlQuery):
        return self.sparkSession.sql(sqlQuery)

    def table(self, tableName):
        return self.sparkSession.table(tableName)

    def tableNames(self, dbName=None):
        return [t.name for t in self.sparkSession.catalog.listTables(dbName)]

    def clearCache(self):
        self.sparkSession.catalog.clearCache()

    @property
    def read(self):
        return self.sparkSession.read

    @property
    def readStream(self):
        return self.sparkSession.readStream

    @property
    def streams(self):
        return self.sparkSession.streams


for _name in ("cacheTable", "createExternalTable", "newSession", "registerJavaFunction", "tables", "uncacheTable"):
    setattr(SQLContext, _name, method("SQLContext." + _name))


class HiveContext(SQLContext):
    """A SQLContext with Hive support."""

    def __init__(self, sparkContext, sparkSession=None, jhiveContext=None):
        warnings.warn("HiveContext is deprecated in Spark 2.0.0. Please use SparkSession.builder.enableHiveSupport().getOrCreate() instead.",
                      FutureWarning)
        super().__init__(sparkContext, sparkSession or SparkSession.builder.enableHiveSupport().getOrCreate())

    refreshTable = method("HiveContext.refreshTable")

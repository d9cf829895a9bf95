"""Catalog: the temp views of the session."""

import warnings
from typing import NamedTuple, Optional

from pyspark import _host
from pyspark._refused import method


class Database(NamedTuple):
    name: str
    description: Optional[str]
    locationUri: str


class Table(NamedTuple):
    name: str
    database: Optional[str]
    description: Optional[str]
    tableType: str
    isTemporary: bool


class Column(NamedTuple):
    name: str
    description: Optional[str]
    dataType: str
    nullable: bool
    isPartition: bool
    isBucket: bool


class Function(NamedTuple):
    name: str
    description: Optional[str]
    className: str
    isTemporary: bool


class Catalog:
    """User-facing catalog API, `spark.catalog`."""

    def __init__(self, sparkSession):
        self._sparkSession = sparkSession

    def currentDatabase(self):
        return "default"

    def listTables(self, dbName=None):
        tables = _host.call("catalog", {"op": "listTables"})
        return [Table(name=t["name"], database=t.get("database"), description=None, tableType=t.get("tableType", "TEMPORARY"),
                      isTemporary=t.get("isTemporary", True)) for t in tables]

    def tableExists(self, tableName, dbName=None):
        return _host.call("catalog", {"op": "tableExists", "name": tableName if dbName is None else "%s.%s" % (dbName, tableName)})

    def dropTempView(self, viewName):
        """None, as PySpark 3.3.1 documents it; like there, the answer of Spark comes back."""
        return _host.call("catalog", {"op": "dropTempView", "name": viewName})

    def registerFunction(self, name, f, returnType=None):
        warnings.warn("Deprecated in 2.3.0. Use spark.udf.register instead.", FutureWarning)
        return self._sparkSession.udf.register(name, f, returnType)

    def clearCache(self):
        """Caching changes no result: there is nothing to clear."""


for _name in ("cacheTable", "createExternalTable", "createTable", "databaseExists", "dropGlobalTempView", "functionExists", "isCached",
              "listColumns", "listDatabases", "listFunctions", "recoverPartitions", "refreshByPath", "refreshTable", "setCurrentDatabase",
              "uncacheTable"):
    setattr(Catalog, _name, method("Catalog." + _name))

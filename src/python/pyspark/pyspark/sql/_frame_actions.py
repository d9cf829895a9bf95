"""DataFrame: actions, views, writers, and what PySpark does with rows in Python."""

import warnings

from pyspark import _host
from pyspark.sql._values import rows
from pyspark.storagelevel import StorageLevel


def _analysis(text):
    from pyspark.sql.utils import AnalysisException
    return AnalysisException(text, text)


class Actions:
    """Methods that run something, or look at the plan."""

    # --- rows ----------------------------------------------------------------------------------------------------------

    def collect(self):
        return self._collected()

    def _collected(self, limit=None):
        payload = {"df": self._id}
        if limit is not None:
            payload["limit"] = limit
        reply = _host.spanned("df.collect", payload)
        return rows(self.schema, reply["rows"])

    def take(self, num):
        return self.limit(num).collect() if type(num) is not int or num < 0 else self._collected(num)

    def head(self, n=None):
        if n is None:
            found = self.head(1)
            return found[0] if found else None
        return self.take(n)

    def first(self):
        return self.head()

    def tail(self, num):
        found = self._collected()
        return found[-num:] if num > 0 else []

    def toLocalIterator(self, prefetchPartitions=False):
        return iter(self._collected())

    def foreach(self, f):
        for row in self._collected():
            f(row)

    def foreachPartition(self, f):
        f(iter(self._collected()))

    def count(self):
        return int(_host.spanned("df.count", {"df": self._id}))

    def isEmpty(self):
        return len(self._collected(1)) == 0

    def toPandas(self):
        raise ImportError("Pandas >= 1.0.5 must be installed; however, it was not found.")

    # --- text ----------------------------------------------------------------------------------------------------------

    def show(self, n=20, truncate=True, vertical=False):
        if not isinstance(n, int) or isinstance(n, bool):
            raise TypeError("Parameter 'n' (number of rows) must be an int")
        if not isinstance(vertical, bool):
            raise TypeError("Parameter 'vertical' must be a bool")
        if isinstance(truncate, bool) and truncate:
            width = 20
        else:
            try:
                width = int(truncate)
            except ValueError:
                raise TypeError("Parameter 'truncate={}' should be either bool or int.".format(truncate))
        print(_host.spanned("df.show", {"df": self._id, "n": n, "truncate": width, "vertical": vertical}))

    def printSchema(self):
        print(_host.call("df.printSchema", {"df": self._id}))

    def explain(self, extended=None, mode=None):
        if extended is not None and mode is not None:
            raise ValueError("extended and mode should not be set together.")
        if not (extended is None or isinstance(extended, (bool, str))) or not (mode is None or isinstance(mode, str)):
            kinds = [str(type(arg)) for arg in [extended, mode] if arg is not None]
            raise TypeError("extended (optional) and mode (optional) should be a string and bool; however, got [%s]." % ", ".join(kinds))
        if isinstance(extended, bool):
            chosen = "extended" if extended else "simple"
        else:
            chosen = mode or extended or "simple"
        print(_host.spanned("df.explain", {"df": self._id, "mode": chosen}))

    # --- views ---------------------------------------------------------------------------------------------------------

    def _view(self, name, replace, everywhere):
        _host.spanned("df.createTempView", {"df": self._id, "name": name, "replace": replace, "global": everywhere})

    def createTempView(self, name):
        self._view(name, False, False)

    def createOrReplaceTempView(self, name):
        self._view(name, True, False)

    def createGlobalTempView(self, name):
        self._view(name, False, True)

    def createOrReplaceGlobalTempView(self, name):
        self._view(name, True, True)

    def registerTempTable(self, name):
        warnings.warn("Deprecated in 2.0, use createOrReplaceTempView instead.", FutureWarning)
        self._view(name, True, False)

    # --- writers -------------------------------------------------------------------------------------------------------

    @property
    def write(self):
        from pyspark.sql.readwriter import DataFrameWriter
        if self._streaming:
            raise _analysis("'write' can not be called on streaming Dataset/DataFrame")
        return DataFrameWriter(self)

    @property
    def writeStream(self):
        from pyspark.sql.streaming import DataStreamWriter
        if not self._streaming:
            # The host knows where SQL text made the frame, and says it.
            _host.spanned("df.checkStream", {"df": self._id})
            raise _analysis("'writeStream' can be called only on streaming Dataset/DataFrame")
        return DataStreamWriter(self)

    # --- caching: changes no result ------------------------------------------------------------------------------------

    def cache(self):
        if self._streaming:
            _host.spanned("df.checkStreaming", {"df": self._id, "what": "cache"})
        self.is_cached = True
        return self

    def persist(self, storageLevel=StorageLevel.MEMORY_AND_DISK_DESER):
        self.cache()
        self._level = storageLevel
        return self

    def unpersist(self, blocking=False):
        self.is_cached = False
        return self

    @property
    def storageLevel(self):
        if not self.is_cached:
            return StorageLevel(False, False, False, False, 1)
        return self.__dict__.get("_level", StorageLevel.MEMORY_AND_DISK_DESER)

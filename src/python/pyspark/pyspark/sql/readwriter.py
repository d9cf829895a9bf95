"""DataFrameReader, DataFrameWriter (and the V2 writer by name)."""

from _weir_refusal import Refusal
from pyspark import _host
from pyspark._refused import method
from pyspark.sql import _options as o
from pyspark.sql._options import Options, read_schema, with_options

__all__ = ["DataFrameReader", "DataFrameWriter"]

_MODES = {"overwrite": "overwrite", "append": "append", "ignore": "ignore", "error": "errorifexists", "errorifexists": "errorifexists",
          "default": "errorifexists"}


class DataFrameReader(Options):
    """`spark.read`."""

    def __init__(self, spark):
        self._spark = spark
        self._schema = None
        self._start()

    def schema(self, schema):
        self._schema = read_schema(schema)
        return self

    def load(self, path=None, format=None, schema=None, **options):
        if format is not None:
            self.format(format)
        if schema is not None:
            self.schema(schema)
        self.options(**options)
        return self._read([] if path is None else [path] if not isinstance(path, (list, tuple)) else list(path))

    def _read(self, paths, method=None):
        from pyspark.sql.dataframe import DataFrame
        payload = {"streaming": False, "format": self._source(), "options": self._options, "paths": paths}
        if self._schema is not None:
            payload["schema"] = self._schema
        return DataFrame(_host.spanned("read", payload, method), self._spark)

    def _files(self, format, path, options):
        self._set_opts(**options)
        if isinstance(path, str):
            path = [path]
        if type(path) is not list:
            if format in ("json", "csv"):
                raise TypeError("path can be only string, list or RDD")
            path = list(path)
        return self.format(format)._read(path, format)

    json = with_options("json", "_files", "path, schema=None", o.JSON)
    csv = with_options("csv", "_files", "path, schema=None", o.CSV)
    text = with_options("text", "_files", "paths, wholetext=False", "lineSep " + o.FILES)
    orc = with_options("orc", "_files", "path", "mergeSchema " + o.FILES)

    def parquet(self, *paths, **options):
        names = ("mergeSchema", "pathGlobFilter", "modifiedBefore", "modifiedAfter", "recursiveFileLookup", "datetimeRebaseMode", "int96RebaseMode")
        self._set_opts(**{n: options.get(n) for n in names})
        return self.format("parquet")._read(list(paths), "parquet")

    def table(self, tableName):
        return self._spark.table(tableName)

    def jdbc(self, url, table, column=None, lowerBound=None, upperBound=None, numPartitions=None, predicates=None, properties=None):
        if column is not None:
            assert lowerBound is not None, "lowerBound can not be None when ``column`` is specified"
            assert upperBound is not None, "upperBound can not be None when ``column`` is specified"
            assert numPartitions is not None, "numPartitions can not be None when ``column`` is specified"
        self.options(**(properties or {}))
        self.option("url", url).option("dbtable", table)
        return self.format("jdbc")._read([])


class DataFrameWriter(Options):
    """`df.write`."""

    def __init__(self, df):
        self._df = df
        self._spark = df.sparkSession
        self._mode = "errorifexists"
        self._partitions = []
        self._start()

    def mode(self, saveMode):
        if saveMode is not None:
            found = _MODES.get(str(saveMode).lower())
            if found is None:
                from pyspark.sql.utils import IllegalArgumentException
                text = ("Unknown save mode: %s. Accepted save modes are 'overwrite', 'append', 'ignore', 'error', 'errorifexists', 'default'."
                        % saveMode)
                raise IllegalArgumentException(text, text)
            self._mode = found
        return self

    def partitionBy(self, *cols):
        if len(cols) == 1 and isinstance(cols[0], (list, tuple)):
            cols = cols[0]
        self._partitions = list(cols)
        return self

    def bucketBy(self, numBuckets, col, *cols):
        if not isinstance(numBuckets, int):
            raise TypeError("numBuckets should be an int, got {0}.".format(type(numBuckets)))
        _names(col, cols)
        raise Refusal("DataFrameWriter.bucketBy")

    def sortBy(self, col, *cols):
        _names(col, cols)
        raise Refusal("DataFrameWriter.sortBy")

    def _apply(self, format, mode, partitionBy, options):
        self.mode(mode).options(**options)
        if partitionBy is not None:
            self.partitionBy(partitionBy)
        if format is not None:
            self.format(format)

    def _write(self, path=None, table=None, method=None):
        _host.spanned("df.write", {"df": self._df._id, "format": self._source(), "mode": self._mode, "options": self._options,
                                   "partitionBy": self._partitions, "path": path, "table": table}, method)

    def save(self, path=None, format=None, mode=None, partitionBy=None, **options):
        self._apply(format, mode, partitionBy, options)
        self._write(path)

    def saveAsTable(self, name, format=None, mode=None, partitionBy=None, **options):
        self._apply(format, mode, partitionBy, options)
        self._write(table=name)

    def _files(self, format, path, options):
        self.mode(options.pop("mode", None))
        partitionBy = options.pop("partitionBy", None)
        if partitionBy is not None:
            self.partitionBy(partitionBy)
        self._set_opts(**options)
        self.format(format)._write(path, method=format)

    json = with_options("json", "_files", "path, mode=None", o.JSON_WRITE)
    csv = with_options("csv", "_files", "path, mode=None", o.CSV_WRITE)
    parquet = with_options("parquet", "_files", "path, mode=None, partitionBy=None", "compression")
    orc = with_options("orc", "_files", "path, mode=None, partitionBy=None", "compression")
    text = with_options("text", "_files", "path", "compression lineSep")

    def jdbc(self, url, table, mode=None, properties=None):
        self.mode(mode).options(**(properties or {}))
        self.option("url", url).option("dbtable", table)
        self.format("jdbc")._write()

    def insertInto(self, tableName, overwrite=None):
        raise Refusal("DataFrameWriter.insertInto", "Write files with save(path), or run this job on a real Spark 3.3.1.")


class DataFrameWriterV2:
    """`df.writeTo(table)`, which is refused."""

    __init__ = method("DataFrameWriterV2", "Use DataFrame.write (DataFrameWriter V1), or run this job on a real Spark 3.3.1.")


for _name in ("append", "create", "createOrReplace", "option", "options", "overwrite", "overwritePartitions", "partitionedBy", "replace",
              "tableProperty", "using"):
    setattr(DataFrameWriterV2, _name, method("DataFrameWriterV2." + _name))


def _names(col, cols):
    if isinstance(col, (list, tuple)):
        if cols:
            raise ValueError("col is a {0} but cols are not empty".format(type(col)))
        col, cols = col[0], col[1:]
    if not all(isinstance(c, str) for c in cols) or not isinstance(col, str):
        raise TypeError("all names should be `str`")

"""DataStreamReader and DataStreamWriter."""

from _weir_refusal import Refusal
from pyspark import _callbacks, _host
from pyspark.sql import _options as o
from pyspark.sql._options import Options, read_schema, with_options
from pyspark.sql._stream_query import StreamingQuery


class DataStreamReader(Options):
    """`spark.readStream`."""

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
        if path is not None and (type(path) != str or len(path.strip()) == 0):
            raise ValueError("If the path is provided for stream, it needs to be a non-empty string. List of paths are not supported.")
        return self._read([] if path is None else [path])

    def _read(self, paths, method=None):
        from pyspark.sql.dataframe import DataFrame
        payload = {"streaming": True, "format": self._source(), "options": self._options, "paths": paths}
        if self._schema is not None:
            payload["schema"] = self._schema
        return DataFrame(_host.spanned("read", payload, method), self._spark)

    def _files(self, format, path, options):
        self._set_opts(**options)
        if not isinstance(path, str):
            raise TypeError("path can be only a single string")
        return self.format(format)._read([path], format)

    json = with_options("json", "_files", "path, schema=None", o.JSON_STREAM)
    csv = with_options("csv", "_files", "path, schema=None", o.CSV_STREAM)
    text = with_options("text", "_files", "path, wholetext=False", "lineSep " + o.FILES_STREAM)
    orc = with_options("orc", "_files", "path", "mergeSchema " + o.FILES_STREAM)
    parquet = with_options("parquet", "_files", "path", "mergeSchema " + o.FILES_STREAM + " datetimeRebaseMode int96RebaseMode")

    def table(self, tableName):
        if not isinstance(tableName, str):
            raise TypeError("tableName can be only a single string")
        raise Refusal("DataStreamReader.table", "Read the table's files with format(…).load(path).")


def _text(value, name):
    if not value or type(value) != str or len(value.strip()) == 0:
        raise ValueError("The %s must be a non-empty string. Got: %s" % (name, value))
    return value


class DataStreamWriter(Options):
    """`df.writeStream`."""

    def __init__(self, df):
        self._df = df
        self._spark = df.sparkSession
        self._mode = self._name = self._trigger = self._foreach = self._batch = None
        self._partitions = []
        self._start()

    def outputMode(self, outputMode):
        text = _text(outputMode, "output mode")
        if text.lower() not in ("append", "complete", "update"):
            from pyspark.sql.utils import IllegalArgumentException
            message = "Unknown output mode %s. Accepted output modes are 'append', 'complete', 'update'" % text
            raise IllegalArgumentException(message, message)
        self._mode = text
        return self

    def partitionBy(self, *cols):
        if len(cols) == 1 and isinstance(cols[0], (list, tuple)):
            cols = cols[0]
        self._partitions = list(cols)
        return self

    def queryName(self, queryName):
        self._name = _text(queryName, "queryName")
        return self

    def trigger(self, *, processingTime=None, once=None, continuous=None, availableNow=None):
        given = [p for p in (processingTime, once, continuous, availableNow) if p is not None]
        if not given:
            raise ValueError("No trigger provided")
        if len(given) > 1:
            raise ValueError("Multiple triggers not allowed.")
        for name, value in (("processingTime", processingTime), ("continuous", continuous)):
            if value is not None:
                if type(value) != str or len(value.strip()) == 0:
                    raise ValueError("Value for %s must be a non empty string. Got: %s" % (name, value))
                trigger = {name: value.strip()}
                _host.call("trigger.check", trigger)
                self._trigger = trigger
        for name, value in (("once", once), ("availableNow", availableNow)):
            if value is not None:
                if value is not True:
                    raise ValueError("Value for %s must be True. Got: %s" % (name, value))
                self._trigger = {name: True}
        return self

    def foreach(self, f):
        self._foreach, self._batch = _callbacks.register_foreach(f), None
        self._format = "foreach"
        return self

    def foreachBatch(self, func):
        self._batch, self._foreach = _callbacks.register(("foreachBatch", func, self._spark)), None
        self._format = "foreachBatch"
        return self

    def _started(self, path, table, format, outputMode, partitionBy, queryName, options):
        self.options(**options)
        if outputMode is not None:
            self.outputMode(outputMode)
        if partitionBy is not None:
            self.partitionBy(partitionBy)
        if format is not None:
            self.format(format)
        if queryName is not None:
            self.queryName(queryName)
        source = None if self._format in ("foreach", "foreachBatch") else self._format
        return StreamingQuery(_host.spanned("stream.start", {
            "df": self._df._id, "format": source, "outputMode": self._mode, "options": self._options, "partitionBy": self._partitions,
            "queryName": self._name, "trigger": self._trigger, "path": path, "table": table,
            "foreachBatch": self._batch if self._format == "foreachBatch" else None,
            "foreach": self._foreach if self._format == "foreach" else None}))

    def start(self, path=None, format=None, outputMode=None, partitionBy=None, queryName=None, **options):
        return self._started(path, None, format, outputMode, partitionBy, queryName, options)

    def toTable(self, tableName, format=None, outputMode=None, partitionBy=None, queryName=None, **options):
        return self._started(None, tableName, format, outputMode, partitionBy, queryName, options)

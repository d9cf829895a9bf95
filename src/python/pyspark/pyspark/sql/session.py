"""SparkSession and its builder."""

from functools import reduce
from threading import RLock

from _weir_refusal import Refusal
from pyspark import _errors, _host
from pyspark._refused import JVM_WAY_OUT, RDD_WAY_OUT, attribute
from pyspark.conf import SparkConf
from pyspark.context import SparkContext
from pyspark.rdd import RDD
from pyspark.sql.conf import RuntimeConfig
from pyspark.sql.dataframe import DataFrame
from pyspark.sql.readwriter import DataFrameReader
from pyspark.sql.streaming import DataStreamReader
from pyspark.sql._values import encoder
from pyspark.sql.types import (
    DataType, StructType, _create_converter, _has_nulltype, _infer_schema, _make_type_verifier, _merge_type, _parse_datatype_string)

__all__ = ["SparkSession"]


class SparkSession:
    """The entry point to DataFrames."""

    class Builder:
        """Collects the configuration of a session."""

        _lock = RLock()
        _options = {}
        _sc = None

        def config(self, key=None, value=None, conf=None):
            with self._lock:
                if conf is None:
                    self._options[key] = str(value)
                else:
                    self._options.update(conf.getAll())
                return self

        def master(self, master):
            return self.config("spark.master", master)

        def appName(self, name):
            return self.config("spark.app.name", name)

        def enableHiveSupport(self):
            return self.config("spark.sql.catalogImplementation", "hive")

        def getOrCreate(self):
            with self._lock:
                session = SparkSession._instantiatedSession
                if session is None or session._sc._stopped:
                    had = SparkContext._active_spark_context is not None
                    sc = SparkContext.getOrCreate(SparkConf().setAll(self._options.items()))
                    session = SparkSession(sc, options=self._options if had else {})
                elif self._options:
                    _host.spanned("session.start", {"conf": dict(self._options)})
                return session

    builder = Builder()
    _instantiatedSession = None
    _activeSession = None

    def __init__(self, sparkContext, jsparkSession=None, options={}):
        self._sc = sparkContext
        if options:
            # The context runs already: what can still be changed is set on the session.
            _host.spanned("session.start", {"conf": {k: str(v) for k, v in options.items()}})
        current = SparkSession._instantiatedSession
        if current is None or current._sc._stopped:
            SparkSession._instantiatedSession = self
            SparkSession._activeSession = self

    def newSession(self):
        raise Refusal("SparkSession.newSession", "Use the one session: the simulator has no second one.")

    @classmethod
    def getActiveSession(cls):
        return SparkSession._activeSession if SparkContext._active_spark_context is not None else None

    @classmethod
    def _getActiveSessionOrCreate(cls, **static_conf):
        spark = SparkSession.getActiveSession()
        if spark is not None:
            return spark
        builder = SparkSession.builder
        for k, v in static_conf.items():
            builder = builder.config(k, v)
        return builder.getOrCreate()

    @property
    def sparkContext(self):
        return self._sc

    @property
    def version(self):
        return self._sc.version

    @property
    def conf(self):
        if not hasattr(self, "_conf"):
            self._conf = RuntimeConfig()
        return self._conf

    @property
    def catalog(self):
        from pyspark.sql.catalog import Catalog
        if not hasattr(self, "_catalog"):
            self._catalog = Catalog(self)
        return self._catalog

    @property
    def udf(self):
        from pyspark.sql.udf import UDFRegistration
        return UDFRegistration(self)

    @property
    def read(self):
        return DataFrameReader(self)

    @property
    def readStream(self):
        return DataStreamReader(self)

    @property
    def streams(self):
        from pyspark.sql.streaming import StreamingQueryManager
        return StreamingQueryManager(self)

    def range(self, start, end=None, step=1, numPartitions=None):
        first, last = (0, start) if end is None else (start, end)
        return DataFrame(_host.spanned("range", {"start": int(first), "end": int(last), "step": int(step)}), self)

    def sql(self, sqlQuery, **kwargs):
        from pyspark.sql.sql_formatter import SQLStringFormatter
        formatter = SQLStringFormatter(self)
        if kwargs:
            sqlQuery = formatter.format(sqlQuery, **kwargs)
        _text(sqlQuery, "sql")
        try:
            return DataFrame(_host.spanned("sql", {"text": sqlQuery}), self)
        finally:
            if kwargs:
                formatter.clear()

    def table(self, tableName):
        return DataFrame(_host.spanned("table", {"name": _text(tableName, "table")}), self)

    def createDataFrame(self, data, schema=None, samplingRatio=None, verifySchema=True):
        SparkSession._activeSession = self
        if isinstance(data, DataFrame):
            raise TypeError("data is already a DataFrame")
        if isinstance(schema, str):
            schema = _parse_datatype_string(schema)
        elif isinstance(schema, (list, tuple)):
            schema = [x.encode("utf-8") if not isinstance(x, str) else x for x in schema]
        if isinstance(data, RDD):
            raise Refusal("createDataFrame of an RDD", RDD_WAY_OUT)
        if type(data).__module__.partition(".")[0] == "pandas":
            raise Refusal("createDataFrame of a pandas DataFrame", "Pass a list of rows, or run this job with local Spark.")
        return self._create_dataframe(data, schema, verifySchema)

    def _create_dataframe(self, data, schema, verifySchema):
        if isinstance(schema, DataType) and not isinstance(schema, StructType):
            verify = _make_type_verifier(schema, name="field value") if verifySchema else None
            rows = [(_checked(verify, obj),) for obj in data]
            struct = StructType().add("value", schema)
        elif isinstance(schema, StructType):
            verify = _make_type_verifier(schema) if verifySchema else None
            rows, struct = [_checked(verify, obj) for obj in data], schema
        elif schema is None or isinstance(schema, list):
            rows, struct = self._inferred(list(data), schema)
        else:
            raise TypeError("schema should be StructType or list or None, but got: %s" % schema)
        encode = encoder(struct)
        values = [encode(struct.toInternal(row)) for row in rows]
        return DataFrame(_host.spanned("local", {"schema": struct.jsonValue(), "rows": values}), self)

    def _inferred(self, data, names):
        struct = self._inferSchemaFromList(data, names)
        convert = _create_converter(struct)
        rows = [convert(row) for row in data]
        for i, name in enumerate(names or []):
            struct.fields[i].name = name
            struct.names[i] = name
        return rows, struct

    def _inferSchemaFromList(self, data, names=None):
        if not data:
            raise ValueError("can not infer schema from empty dataset")
        as_struct = self.conf.get("spark.sql.pyspark.inferNestedDictAsStruct.enabled", "false") == "true"
        schema = reduce(_merge_type, (_infer_schema(row, names, as_struct, False) for row in data))
        if _has_nulltype(schema):
            raise ValueError("Some of types cannot be determined after inferring")
        return schema

    def stop(self):
        self._sc.stop()
        SparkSession._instantiatedSession = None
        SparkSession._activeSession = None

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.stop()


def _text(value, method):
    if not isinstance(value, str):
        from pyspark.sql._literals import java_kind
        raise _errors.no_method("o%d" % next(_errors._object_ids), method, [java_kind(value)])
    return value


def _checked(verify, obj):
    if verify is not None:
        verify(obj)
    return obj


for _name in ("_jvm", "_jsc", "_jsparkSession", "_jconf"):
    setattr(SparkSession, _name, attribute("SparkSession.%s (the JVM)" % _name, JVM_WAY_OUT))

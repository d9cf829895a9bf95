"""Exceptions that PySpark makes of Spark's (pyspark.sql.utils, 3.3.1)."""

from _weir_refusal import refuse
from py4j.protocol import Py4JJavaError


class CapturedException(Exception):
    """A Java exception as a Python one. `desc` is its message, `stackTrace` its Java trace, `cause` the captured cause."""

    def __init__(self, desc=None, stackTrace=None, cause=None, origin=None):
        assert (origin is not None and desc is None and stackTrace is None) or (
            origin is None and desc is not None and stackTrace is not None)
        self.desc = desc if desc is not None else origin.getMessage()
        self.stackTrace = stackTrace if stackTrace is not None else origin.toString()
        self.cause = convert_exception(cause) if cause is not None else None
        if self.cause is None and origin is not None and origin.getCause() is not None:
            self.cause = convert_exception(origin.getCause())
        self._origin = origin

    def __str__(self):
        from pyspark.sql import conf
        desc = self.desc
        if conf.jvm_stacktrace():
            desc = desc + "\n\nJVM stacktrace:\n%s" % self.stackTrace
        return str(desc)

    def getErrorClass(self):
        return None

    def getSqlState(self):
        return None


class AnalysisException(CapturedException):
    """Failed to analyze a SQL query plan."""


class ParseException(CapturedException):
    """Failed to parse a SQL command."""


class IllegalArgumentException(CapturedException):
    """Passed an illegal or inappropriate argument."""


class StreamingQueryException(CapturedException):
    """Exception that stopped a StreamingQuery."""


class QueryExecutionException(CapturedException):
    """Failed to execute a query."""


class PythonException(CapturedException):
    """Exceptions thrown from Python workers."""


class UnknownException(CapturedException):
    """None of the above exceptions."""


class SparkUpgradeException(CapturedException):
    """Exception thrown because of Spark upgrade."""


def convert_exception(e):
    assert e is not None
    if isinstance(e, CapturedException):
        return e
    return UnknownException(desc=e.toString(), stackTrace=e.toString(), cause=e.getCause())


def capture_sql_exception(f):
    return f


def install_exception_handler():
    pass


def toJArray(gateway, jtype, arr):
    refuse("pyspark.sql.utils.toJArray", "The simulator has no JVM: run this job on a real Spark 3.3.1.")


def require_test_compiled():
    raise RuntimeError("%s doesn't exist. Spark sql test classes are not compiled." % "sql/core/target/*/test-classes")


class ForeachBatchFunction:
    """The function given to foreachBatch, with the session its DataFrames belong to."""

    def __init__(self, session, func):
        self.func = func
        self.session = session

    def call(self, jdf, batch_id):
        self.func(jdf, batch_id)


def to_str(value):
    """An option's value as Spark reads it: booleans in lower case, None stays None."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if value is None else str(value)


def is_timestamp_ntz_preferred():
    return False

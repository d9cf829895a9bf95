"""RuntimeConfig: `spark.conf`."""

from _weir_refusal import Refusal
from pyspark import _host
from pyspark._globals import _NoValue

_STACKTRACE = "spark.sql.pyspark.jvmStacktrace.enabled"
_debug = [False]


def jvm_stacktrace():
    """Whether exceptions show their Java trace; known from the last `set`, so that str() of an exception calls nobody."""
    return _debug[0]


class RuntimeConfig:
    """User-facing configuration."""

    def __init__(self, jconf=None):
        pass

    def set(self, key, value):
        if value is None:
            from pyspark.sql.utils import IllegalArgumentException
            text = "requirement failed: value cannot be null for key: %s" % key
            raise IllegalArgumentException(text, text)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        _host.call("conf.set", {"key": key, "value": text})
        if key == _STACKTRACE:
            _debug[0] = text == "true"

    def get(self, key, default=_NoValue):
        self._checkType(key, "key")
        if default is _NoValue:
            return _host.call("conf.get", {"key": key, "hasDefault": False})
        if default is not None:
            self._checkType(default, "default")
        return _host.call("conf.get", {"key": key, "default": default, "hasDefault": True})

    def unset(self, key):
        _host.call("conf.unset", {"key": key})

    def _checkType(self, obj, identifier):
        if not isinstance(obj, str):
            raise TypeError("expected %s '%s' to be a string (was '%s')" % (identifier, obj, type(obj).__name__))

    def isModifiable(self, key):
        raise Refusal("RuntimeConfig.isModifiable")

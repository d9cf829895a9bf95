"""From the host's error data to the exception that PySpark 3.3.1 raises."""

import builtins
import itertools

from _weir_refusal import Refusal
from py4j.protocol import Py4JError, Py4JJavaError

_object_ids = itertools.count(25)
_BUILTIN = ("ValueError", "TypeError", "AttributeError", "KeyError", "RuntimeError", "AssertionError", "KeyboardInterrupt", "SystemExit")


class JavaThrowable:
    """Stands for py4j's proxy of a Java exception, as far as jobs look at one."""

    def __init__(self, java_class, message, stack_trace=None, cause=None):
        self._class, self._message, self._stack, self._cause = java_class, message, stack_trace, cause
        self._target_id = "o%d" % next(_object_ids)

    def getMessage(self):
        return self._message

    getLocalizedMessage = getMessage

    def getCause(self):
        return self._cause

    def getStackTrace(self):
        return []

    def getClass(self):
        return _JavaClass(self._class)

    def toString(self):
        return self._class if self._message is None else "%s: %s" % (self._class, self._message)

    def stack(self):
        return self._stack or self.toString()

    def __str__(self):
        return self.toString()

    def __repr__(self):
        return "JavaObject id=%s" % self._target_id


class _JavaClass:
    def __init__(self, name):
        self._name = name

    def getName(self):
        return self._name

    def getSimpleName(self):
        return self._name.rpartition(".")[2]

    def toString(self):
        return "class " + self._name

    __str__ = toString


def _captured(error):
    from pyspark.sql import utils
    kind = getattr(utils, error["class"], None)
    return kind if isinstance(kind, type) and issubclass(kind, utils.CapturedException) else None


def captured(error):
    """An error as data becomes a CapturedException, its cause with it."""
    kind = _captured(error)
    if kind is None:
        from pyspark.sql.utils import UnknownException as kind
    message = error.get("message", "")
    made = kind(message, error.get("stackTrace") or message)
    if error.get("cause"):
        made.cause = captured(error["cause"])
    return made


def to_exception(error, method):
    """The exception, with Weir's sentence on what to do, which is no part of its text."""
    made = _exception(error, method)
    if error.get("wayOut") and not isinstance(made, Refusal):
        made._weir_way_out = error["wayOut"]
    return made


def _exception(error, method):
    name, message = error["class"], error.get("message", "")
    if name == "Refusal":
        return Refusal(error.get("feature") or message, error.get("wayOut"), message)
    if name in _BUILTIN:
        return getattr(builtins, name)(message)
    if name == "Py4JError":
        return Py4JError(message)
    if name not in ("Py4JJavaError", "UnknownException") and _captured(error):
        return captured(error)
    return java_error(error.get("javaClass") or "java.lang.RuntimeException", message, method, error.get("stackTrace"))


def java_error(java_class, message, method, stack_trace=None):
    """Py4JJavaError of a call on some object: PySpark 3.3.1 leaves every Java exception it does not know as one."""
    return Py4JJavaError("An error occurred while calling o%d.%s.\n" % (next(_object_ids), method), JavaThrowable(java_class, message, stack_trace))


def function_error(java_class, message, method):
    """The same, of a static method of functions."""
    return Py4JJavaError("An error occurred while calling z:org.apache.spark.sql.functions.%s.\n" % method, JavaThrowable(java_class, message))


def no_method(target, method, kinds):
    """py4j's answer to arguments that no Java overload takes."""
    trace = "py4j.Py4JException: Method %s([%s]) does not exist" % (method, ", ".join(kinds))
    return Py4JError("An error occurred while calling %s.%s. Trace:\n%s\n" % (target, method, trace))

"""Weir's PySpark 3.3.1: the names, signatures and error texts of PySpark; every call is handed to the simulator."""

from functools import wraps
import types

from pyspark.version import __version__
from pyspark._globals import _NoValue


def since(version):
    """Decorator that notes in a docstring the version that brought a function."""
    def decorate(f):
        f.__doc__ = (f.__doc__ or "").rstrip() + "\n\n.. versionadded:: %s" % version
        return f
    return decorate


def copy_func(f, name=None, sinceversion=None, doc=None):
    assert isinstance(f, types.FunctionType)
    fn = types.FunctionType(f.__code__, f.__globals__, name or f.__name__, f.__defaults__, f.__closure__)
    fn.__dict__.update(f.__dict__)
    if doc is not None:
        fn.__doc__ = doc
    return since(sinceversion)(fn) if sinceversion is not None else fn


def keyword_only(func):
    """Decorator that forces keyword arguments and keeps them in `_input_kwargs`."""
    @wraps(func)
    def wrapper(self, *args, **kwargs):
        if len(args) > 0:
            raise TypeError("Method %s forces keyword arguments." % func.__name__)
        self._input_kwargs = kwargs
        return func(self, **kwargs)
    return wrapper


from pyspark.conf import SparkConf
from pyspark.rdd import RDD, RDDBarrier
from pyspark.files import SparkFiles
from pyspark.status import SparkJobInfo, SparkStageInfo, StatusTracker
from pyspark.util import InheritableThread, inheritable_thread_target
from pyspark.storagelevel import StorageLevel
from pyspark.accumulators import Accumulator, AccumulatorParam
from pyspark.broadcast import Broadcast
from pyspark.serializers import CPickleSerializer, MarshalSerializer
from pyspark.taskcontext import BarrierTaskContext, BarrierTaskInfo, TaskContext
from pyspark.profiler import BasicProfiler, Profiler
from pyspark.context import SparkContext
from pyspark.sql import HiveContext, Row, SQLContext

__all__ = ["SparkConf", "SparkContext", "SparkFiles", "RDD", "StorageLevel", "Broadcast", "Accumulator", "AccumulatorParam",
           "MarshalSerializer", "CPickleSerializer", "StatusTracker", "SparkJobInfo", "SparkStageInfo", "Profiler", "BasicProfiler",
           "TaskContext", "RDDBarrier", "BarrierTaskContext", "BarrierTaskInfo", "InheritableThread", "inheritable_thread_target",
           "__version__"]

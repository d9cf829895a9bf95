"""Names that PySpark has and the simulator refuses when they are used: importable, so that a job that only imports them runs."""

import importlib.abc
import importlib.machinery
import sys

from _weir_refusal import Refusal

RDD_WAY_OUT = "Use the DataFrame API (spark.createDataFrame, select, filter, groupBy), or run this job on a real Spark 3.3.1."
JVM_WAY_OUT = "The simulator has no JVM: use the public Python API, or run this job on a real Spark 3.3.1."
PANDAS_WAY_OUT = "pandas and Arrow are not part of the simulator: run this job with local Spark."


def method(feature, way_out=None):
    """A method that refuses."""
    def refused(self, *args, **kwargs):
        raise Refusal(feature, way_out)
    refused.__name__ = refused.__qualname__ = feature.rpartition(".")[2]
    return refused


def attribute(feature, way_out=None):
    """A property that refuses."""
    return property(method(feature, way_out))


def kind(name, module, way_out=None):
    """A class that refuses to be made."""
    return type(name, (), {"__init__": method("%s.%s" % (module, name), way_out), "__module__": module})


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Modules of PySpark that are refused whole: their names can be imported and refuse when they are called."""

    _WHOLE = {
        "pyspark.ml": (" base classification clustering common evaluation feature fpm functions image linalg param param.shared pipeline "
                       "recommendation regression stat tree tuning util wrapper", "pyspark.ml is not part of the simulator: run this job with local Spark."),
        "pyspark.mllib": (" classification clustering common evaluation feature fpm linalg linalg.distributed random recommendation regression stat "
                          "tree util", "pyspark.mllib is not part of the simulator: run this job with local Spark."),
        "pyspark.streaming": (" context dstream kinesis listener util", "DStreams are not part of the simulator: use Structured Streaming (spark.readStream)."),
    }

    def __init__(self):
        self._modules = {(root + "." + name).rstrip("."): way_out for root, (names, way_out) in self._WHOLE.items() for name in names.split(" ")}

    def find_spec(self, fullname, path=None, target=None):
        if fullname not in self._modules:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=any(m.startswith(fullname + ".") for m in self._modules))

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name, way_out = module.__name__, self._modules[module.__name__]

        def refusing(attribute_name):
            if attribute_name.startswith("__"):
                raise AttributeError("module %r has no attribute %r" % (name, attribute_name))
            return kind(attribute_name, name, way_out)

        module.__getattr__ = refusing


sys.meta_path.append(_Finder())

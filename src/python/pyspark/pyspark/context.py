"""SparkContext: the part of it that DataFrame jobs use. RDDs and the JVM are refused by name."""

import os
import re
import sys
import time

from _weir_refusal import Refusal
from pyspark import _host
from pyspark._refused import JVM_WAY_OUT, RDD_WAY_OUT, attribute, method
from pyspark._span import span
from pyspark.accumulators import Accumulator, AddingAccumulatorParam
from pyspark.broadcast import Broadcast
from pyspark.conf import SparkConf
from pyspark.version import __version__

__all__ = ["SparkContext"]

_LEVELS = ("ALL", "DEBUG", "ERROR", "FATAL", "TRACE", "WARN", "INFO", "OFF")
_ON_WORKER = ("It appears that you are attempting to reference SparkContext from a broadcast variable, action, or transformation. SparkContext "
              "can only be used on the driver, not in code that it run on workers. For more information, see SPARK-5063.")
_NO_PROFILE = "'spark.python.profile' configuration must be set to 'true' to enable Python profile."


class SparkContext:
    """Main entry point. Starting one starts the simulated session."""

    _active_spark_context = None
    _next_accum_id = 0
    PACKAGE_EXTENSIONS = (".zip", ".egg", ".jar")

    def __init__(self, master=None, appName=None, sparkHome=None, pyFiles=None, environment=None, batchSize=0, serializer=None, conf=None,
                 gateway=None, jsc=None, profiler_cls=None, udf_profiler_cls=None):
        active = SparkContext._active_spark_context
        at = span()
        if active is not None:
            raise ValueError("Cannot run multiple SparkContexts at once; existing SparkContext(app=%s, master=%s) created by %s at %s:%s "
                             % (active.appName, active.master, "__init__", active._made_at[0], active._made_at[1]))
        self._conf = SparkConf().setAll(conf.getAll() if conf is not None else [])
        for key, value in (("spark.master", master), ("spark.app.name", appName), ("spark.home", sparkHome)):
            if value:
                self._conf.set(key, value)
        for key, value in (environment or {}).items():
            self._conf.setExecutorEnv(key, value)
        self._conf.setIfMissing("spark.master", "local[*]")
        self._conf.setIfMissing("spark.app.name", "pyspark-shell")
        self.master = self._conf.get("spark.master")
        self.appName = self._conf.get("spark.app.name")
        self.sparkHome = self._conf.get("spark.home")
        self.environment = environment or {}
        self.pythonExec = os.environ.get("PYSPARK_PYTHON", "python3")
        self.pythonVer = "%d.%d" % sys.version_info[:2]
        self._made_at = at or ["<unknown>", 0]
        self._properties = {}
        self._stopped = False
        _host.call("session.start", {"conf": dict(self._conf.getAll()), "span": at})
        _host.listen()
        self._start = int(time.time() * 1000)
        SparkContext._active_spark_context = self
        for path in pyFiles or []:
            self.addPyFile(path)

    def __repr__(self):
        return "<SparkContext master={master} appName={appName}>".format(master=self.master, appName=self.appName)

    def __getnewargs__(self):
        raise RuntimeError(_ON_WORKER)

    def __enter__(self):
        return self

    def __exit__(self, type, value, trace):
        self.stop()

    @classmethod
    def getOrCreate(cls, conf=None):
        if SparkContext._active_spark_context is None:
            SparkContext(conf=conf or SparkConf())
        return SparkContext._active_spark_context

    def setLogLevel(self, logLevel):
        if str(logLevel).upper() not in _LEVELS:
            from pyspark.sql.utils import IllegalArgumentException
            text = "requirement failed: Supplied level %s did not match one of: %s" % (logLevel, ",".join(_LEVELS))
            raise IllegalArgumentException(text, text)

    @classmethod
    def setSystemProperty(cls, key, value):
        raise Refusal("SparkContext.setSystemProperty", JVM_WAY_OUT)

    @property
    def version(self):
        return __version__

    @property
    def applicationId(self):
        return "local-%d" % self._start

    @property
    def uiWebUrl(self):
        raise Refusal("SparkContext.uiWebUrl (the Spark UI)", "The run panel shows what the Spark UI would: take the line out for a simulation.")

    @property
    def startTime(self):
        return self._start

    @property
    def defaultParallelism(self):
        """As LocalSchedulerBackend: the number of local cores, unless spark.default.parallelism says otherwise."""
        configured = self._conf.get("spark.default.parallelism")
        if configured:
            return int(configured)
        cores = re.fullmatch(r"local(?:\[\s*(\d+|\*)\s*(?:,\s*\d+\s*)?\])?", self.master)
        if cores and cores.group(1) != "*":
            return int(cores.group(1) or 1)
        return os.cpu_count() or 1 if cores else 2

    @property
    def defaultMinPartitions(self):
        return min(self.defaultParallelism, 2)

    @property
    def resources(self):
        return {}

    def stop(self):
        if not self._stopped:
            self._stopped = True
            _host.call("session.stop", {})
        SparkContext._active_spark_context = None

    def broadcast(self, value):
        return Broadcast(self, value)

    def accumulator(self, value, accum_param=None):
        if accum_param is None:
            if not isinstance(value, (int, float, complex)):
                raise TypeError("No default accumulator param for type %s" % type(value))
            accum_param = AddingAccumulatorParam(type(value)(0) if not isinstance(value, bool) else 0)
        SparkContext._next_accum_id += 1
        return Accumulator(SparkContext._next_accum_id - 1, value, accum_param)

    def addPyFile(self, path):
        """Makes a local module or archive importable."""
        if "://" in path:
            raise Refusal("SparkContext.addPyFile of %s" % path, "Put the file beside the job, or pass a local path.")
        whole = path[-4:].lower() in self.PACKAGE_EXTENSIONS
        sys.path.insert(1, os.path.abspath(path if whole else os.path.dirname(path) or "."))

    def setJobGroup(self, groupId, description, interruptOnCancel=False):
        self._properties["spark.jobGroup.id"] = groupId
        self._properties["spark.job.description"] = description

    def setJobDescription(self, value):
        self._properties["spark.job.description"] = value

    def setLocalProperty(self, key, value):
        self._properties[key] = value

    def getLocalProperty(self, key):
        return self._properties.get(key)

    def sparkUser(self):
        return os.environ.get("SPARK_USER") or os.environ.get("USER") or os.environ.get("USERNAME") or "user"

    def cancelJobGroup(self, groupId):
        pass

    def cancelAllJobs(self):
        pass

    def show_profiles(self):
        raise RuntimeError(_NO_PROFILE)

    def dump_profiles(self, path):
        raise RuntimeError(_NO_PROFILE)

    def getConf(self):
        return SparkConf().setAll(self._conf.getAll())

    def getCheckpointDir(self):
        return None


for _name in ("binaryFiles", "binaryRecords", "emptyRDD", "hadoopFile", "hadoopRDD", "newAPIHadoopFile", "newAPIHadoopRDD", "parallelize",
              "pickleFile", "range", "runJob", "sequenceFile", "textFile", "union", "wholeTextFiles"):
    setattr(SparkContext, _name, method("SparkContext." + _name, RDD_WAY_OUT))
for _name in ("addArchive", "addFile", "setCheckpointDir", "statusTracker"):
    setattr(SparkContext, _name, method("SparkContext." + _name))
for _name in ("_jvm", "_jsc", "_gateway"):
    setattr(SparkContext, _name, attribute("SparkContext.%s (the JVM)" % _name, JVM_WAY_OUT))

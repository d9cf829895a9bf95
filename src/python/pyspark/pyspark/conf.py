"""SparkConf: configuration before there is a session."""

__all__ = ["SparkConf"]


class SparkConf:
    """Key and value pairs for a SparkContext."""

    def __init__(self, loadDefaults=True, _jvm=None, _jconf=None):
        self._conf = {}

    def set(self, key, value):
        self._conf[key] = str(value)
        return self

    def setIfMissing(self, key, value):
        if self.get(key) is None:
            self.set(key, value)
        return self

    def setMaster(self, value):
        return self.set("spark.master", value)

    def setAppName(self, value):
        return self.set("spark.app.name", value)

    def setSparkHome(self, value):
        return self.set("spark.home", value)

    def setExecutorEnv(self, key=None, value=None, pairs=None):
        if (key is None) == (pairs is None):
            raise RuntimeError("Either pass one key-value pair or a list of pairs")
        for k, v in [(key, value)] if pairs is None else pairs:
            self.set("spark.executorEnv.{}".format(k), v)
        return self

    def setAll(self, pairs):
        for k, v in pairs:
            self.set(k, v)
        return self

    def get(self, key, defaultValue=None):
        return self._conf.get(key, defaultValue)

    def getAll(self):
        return list(self._conf.items())

    def contains(self, key):
        return key in self._conf

    def toDebugString(self):
        return "\n".join("%s=%s" % pair for pair in self._conf.items())

"""TaskContext: None on the driver, as in Spark; inside foreach it knows the partition and the epoch."""

from pyspark._refused import kind

BarrierTaskContext = kind("BarrierTaskContext", __name__)
BarrierTaskInfo = kind("BarrierTaskInfo", __name__)


class TaskContext:
    """What a running task can ask about itself."""

    _taskContext = None

    def __init__(self, partition=0, properties=None):
        self._partitionId = partition
        self._localProperties = properties or {}

    @classmethod
    def get(cls):
        return cls._taskContext

    def stageId(self):
        return 0

    def partitionId(self):
        return self._partitionId

    def attemptNumber(self):
        return 0

    def taskAttemptId(self):
        return 0

    def getLocalProperty(self, key):
        return self._localProperties.get(key, None)

    def cpus(self):
        return 1

    def resources(self):
        return {}

"""StreamingQuery and StreamingQueryManager."""

from pyspark import _errors, _host


def _timeout(timeout):
    """Milliseconds, or None for no end."""
    if timeout is None:
        return None
    if not isinstance(timeout, (int, float)) or timeout < 0:
        raise ValueError("timeout must be a positive integer or float. Got %s" % timeout)
    return int(timeout * 1000)


class StreamingQuery:
    """A handle to a query that runs as new data arrives."""

    def __init__(self, jsq):
        self._number = jsq["query"]
        self._about = jsq

    @property
    def id(self):
        return self._about["id"]

    @property
    def runId(self):
        return self._about["runId"]

    @property
    def name(self):
        return self._about.get("name")

    @property
    def isActive(self):
        return _host.call("query.isActive", {"query": self._number})

    def awaitTermination(self, timeout=None):
        limit = _timeout(timeout)
        ended = _host.spanned("query.await", {"query": self._number, "timeoutMs": limit})
        return ended if limit is not None else None

    @property
    def status(self):
        return _host.call("query.status", {"query": self._number})

    @property
    def recentProgress(self):
        return [_with_rates(p) for p in _host.call("query.progress", {"query": self._number, "last": False})]

    @property
    def lastProgress(self):
        return _with_rates(_host.call("query.progress", {"query": self._number, "last": True}))

    def processAllAvailable(self):
        _host.spanned("query.processAll", {"query": self._number})

    def stop(self):
        _host.spanned("query.stop", {"query": self._number})

    def explain(self, extended=False):
        print(_host.call("query.explain", {"query": self._number}))

    def exception(self):
        found = _host.call("query.exception", {"query": self._number})
        return None if found is None else _errors.captured({"class": "StreamingQueryException", **found})


def _with_rates(progress):
    """Rates are doubles in Spark's JSON, whole ones too."""
    for part in () if progress is None else (progress, *progress.get("sources", ())):
        for key in ("inputRowsPerSecond", "processedRowsPerSecond"):
            if key in part:
                part[key] = float(part[key])
    return progress


class StreamingQueryManager:
    """`spark.streams`."""

    def __init__(self, jsqm):
        self._session = jsqm

    @property
    def active(self):
        return [StreamingQuery(found) for found in _host.call("streams.active", {})]

    def get(self, id):
        """The active query of that id. Without one PySpark gives a handle whose every use fails; here it is None's AttributeError."""
        for query in self.active:
            if query.id == str(id):
                return query
        return None

    def awaitAnyTermination(self, timeout=None):
        limit = _timeout(timeout)
        ended = _host.spanned("streams.await", {"timeoutMs": limit})
        return ended if limit is not None else None

    def resetTerminated(self):
        _host.call("streams.reset", {})

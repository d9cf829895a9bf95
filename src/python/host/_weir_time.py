"""Sleeping. The clock itself is the host's, below CPython: only waiting has to be seen here, so that due batches run meanwhile."""

import json
import math
import threading
import time

import _weir


def sleep(seconds, /):
    if isinstance(seconds, float):
        if math.isnan(seconds):
            raise ValueError("Invalid value NaN (not a number)")
    elif not hasattr(type(seconds), "__index__"):
        raise TypeError("'%s' object cannot be interpreted as an integer" % type(seconds).__name__)
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if seconds > 9223372036:
        raise OverflowError("timestamp too large to convert to C PyTime_t")
    _pause(float(seconds))


def _pause(seconds):
    from pyspark import _host
    try:
        from pyspark._span import span
        at = span()
    except Exception:
        at = None
    _host.call("time.sleep", {"seconds": seconds, "span": at})


def _wait(self, timeout=None):
    """threading.Condition.wait where no other thread can ever notify: only the time can pass."""
    if not self._is_owned():
        raise RuntimeError("cannot wait on un-acquired lock")
    if timeout is None:
        from _weir_refusal import refuse
        refuse("a wait on threading.Condition or Event that only another thread could end", "Wait with a timeout, or on the query: query.awaitTermination().")
    if timeout > 0:
        _pause(float(timeout))
    return False


def prepare():
    """After each restore: the zone's names were those of the machine that made the snapshot."""
    if hasattr(time, "tzset"):
        time.tzset()


time.sleep = sleep
threading.Condition.wait = _wait

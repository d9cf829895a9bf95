"""Writes each progress of a job's streaming queries as one line on stderr, so that it can be read from the driver's log at any log level.

A job carries this file and `sitecustomize.py` in `spark.submit.pyFiles` and is not edited. A line is `weir-progress 1 ` and the
progress as Spark's own JSON. Only queries of the job's first session are seen. Nothing is sent anywhere, and no error reaches the job.
"""
import json
import os
import sys
import threading
import time

PREFIX = "weir-progress 1 "
POLL_SECONDS = 1.0
# After so many polls in a row that failed, the JVM is gone.
MOST_FAILURES = 30

_started = False


def start():
    """Begins to watch, in a thread that ends with the job; once a process."""
    global _started
    if not _started:
        _started = True
        threading.Thread(target=_watch, name="weir-progress", daemon=True).start()


def _session():
    """The job's session, once it has made one. It is never made here."""
    sql = sys.modules.get("pyspark.sql.session")
    return getattr(getattr(sql, "SparkSession", None), "_instantiatedSession", None)


def _watch():
    seen, failures = {}, 0
    while failures < MOST_FAILURES:
        time.sleep(POLL_SECONDS)
        try:
            session = _session()
            if session is not None:
                for query in session.streams.active:
                    _tell(query, seen)
            failures = 0
        except BaseException:  # the job must not hear of it
            failures += 1


def _tell(query, seen):
    last = query.lastProgress
    if last is None:
        return
    run, key = last["runId"], (last["batchId"], last["timestamp"])
    before = seen.get(run)
    if key == before:
        return
    # More than one batch since the last look: Spark keeps the newest hundred.
    fresh = [last] if before is not None and key[0] <= before[0] + 1 else query.recentProgress
    for progress in fresh:
        if before is None or (progress["batchId"], progress["timestamp"]) > before:
            os.write(2, (PREFIX + json.dumps(progress, separators=(",", ":")) + "\n").encode("ascii"))
    seen[run] = key

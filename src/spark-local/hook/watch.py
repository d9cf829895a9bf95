"""Reads in the job's own process what its streaming queries do, and writes it to `events.jsonl` beside this file, one JSON object a line.

A file carries it: it is the same on every system, never holds the job up, needs no port and no secret, is not inherited by the
job's processes, and what was written is there even when the interpreter is killed.

PySpark 3.3 has no listener for queries, so a thread polls `recentProgress`, of which Spark keeps 100 a query.
"""
import atexit
import json
import os
import signal
import sys
import threading
import time

import importlib.util

POLL_SECONDS = 0.1


class Channel:
    def __init__(self, folder):
        self._fd = os.open(os.path.join(folder, "events.jsonl"), os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        self._lock = threading.Lock()

    def send(self, kind, **fields):
        data = (json.dumps(dict(kind=kind, **fields)) + "\n").encode("ascii")
        with self._lock:
            os.write(self._fd, data)


class Watched:
    """One query: what of its progress is told already."""

    def __init__(self, query):
        self.query = query
        self.jsq = query._jsq
        self.id = query.id
        self.run_id = query.runId
        self.last = None
        self.ended = False

    def poll(self, send):
        # Asked first: a query that has ended by now has no progress to come.
        active = self.jsq.isActive()
        for text in self._fresh(send):
            send("progress", text=text)
        if not active and not self.ended:
            self.ended = True
            failure = self.jsq.exception()
            send("queryEnd", id=self.id, runId=self.run_id, error=str(failure.get().message()) if failure.isDefined() else None)

    def _fresh(self, send):
        recent = self.jsq.recentProgress()
        found = []
        for at in range(len(recent) - 1, -1, -1):
            progress = recent[at]
            key = (progress.batchId(), progress.timestamp())
            if key == self.last:
                break
            found.append((key, progress.json()))
        else:
            if self.last is not None and found:
                send("lost", id=self.id, after=self.last[0], before=found[-1][0][0])
        if found:
            self.last = found[0][0]
        return [text for _, text in reversed(found)]


class Watch:
    def __init__(self, folder):
        self.folder = folder
        self.channel = Channel(folder)
        self.pid = os.getpid()
        self.parent = os.getppid()
        self.queries = []
        self.lock = threading.RLock()
        self.thread = None
        self.stopped = False

    def begin(self):
        self.channel.send("hello", pid=self.pid, version="%d.%d.%d" % sys.version_info[:3])
        atexit.register(self.end)

    def started(self, writer, query, frame):
        """A query was started: from here on it is watched."""
        from _weir_watch_query import describe

        try:
            self.channel.send("query", **describe(writer, query, frame))
            with self.lock:
                self.queries.append(Watched(query))
        except Exception as error:
            self.channel.send("unseen", reason="%s: %s" % (type(error).__name__, error))
        if self.thread is None:
            # Once more, so that on Windows it runs before PySpark ends the JVM.
            atexit.register(self.drain)
            self.thread = threading.Thread(target=self._loop, name="weir-watch", daemon=True)
            self.thread.start()

    def drain(self):
        if os.getpid() != self.pid:
            return
        with self.lock:
            for watched in self.queries:
                try:
                    watched.poll(self.channel.send)
                except Exception:
                    # The JVM is gone, or the session was stopped under it: there is nothing more to be told.
                    watched.ended = True
            self.queries = [watched for watched in self.queries if not watched.ended]

    def end(self):
        if os.getpid() != self.pid:
            return
        self.drain()
        from _weir_watch_query import exception

        value = getattr(sys, "last_value", None)
        if value is not None:
            self.channel.send("exception", **exception(value, getattr(sys, "last_traceback", None)))
        self.channel.send("end")

    def _loop(self):
        asked = os.path.join(self.folder, "stop")
        while True:
            self.drain()
            if not self.stopped and os.path.exists(asked):
                self.stopped = True
                self._stop(interrupt=os.path.exists(os.path.join(self.folder, "interrupt")))
            if os.getppid() != self.parent and os.name != "nt":
                self.parent = os.getppid()
                os.kill(self.pid, signal.SIGINT)
            time.sleep(POLL_SECONDS)

    def _stop(self, interrupt):
        with self.lock:
            queries = [watched.query for watched in self.queries]
        for query in queries:
            try:
                query.stop()
            except Exception as error:
                self.channel.send("unseen", reason="%s: %s" % (type(error).__name__, error))
        if interrupt:
            import _thread

            _thread.interrupt_main()


class Patches:
    """Finds no module itself: what is asked for is changed once it has been loaded as ever."""

    def __init__(self, patches):
        self.patches = patches

    def find_spec(self, name, path=None, target=None):
        patch = self.patches.pop(name, None)
        if patch is None:
            return None
        if not self.patches:
            sys.meta_path.remove(self)
        for finder in list(sys.meta_path):
            spec = finder.find_spec(name, path, target) if finder is not self and hasattr(finder, "find_spec") else None
            if spec is not None:
                self._after(spec.loader, patch)
                return spec
        return None

    @staticmethod
    def _after(loader, patch):
        load = loader.exec_module

        def exec_module(module):
            del loader.exec_module
            load(module)
            patch(module)

        loader.exec_module = exec_module


def begin(folder):
    watch = Watch(folder)
    load_beside(folder, "_weir_watch_query", "query.py")
    patches = {"pyspark.sql.streaming": lambda module: patch_writer(module, watch), "pyspark.context": lambda module: patch_context(module, watch)}
    if os.path.exists(os.path.join(folder, "compare.json")):
        load_beside(folder, "_weir_watch_compare", "compare.py").prepare(folder, watch, patches)
    sys.meta_path.insert(0, Patches(patches))
    watch.begin()


def load_beside(folder, name, file):
    spec = importlib.util.spec_from_file_location(name, os.path.join(folder, file))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def patch_writer(module, watch):
    """`_sq` is called once a query has been started: what `start` raises never passes here."""
    make = module.DataStreamWriter._sq

    def _sq(self, jsq):
        query = make(self, jsq)
        watch.started(self, query, sys._getframe(1))
        return query

    module.DataStreamWriter._sq = _sq


def patch_context(module, watch):
    """What queries did last is read before their JVM ends."""
    stop = module.SparkContext.stop

    def stop_told(self):
        watch.drain()
        stop(self)
        watch.drain()

    module.SparkContext.stop = stop_told

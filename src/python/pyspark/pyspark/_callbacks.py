"""Python that the host calls back: UDFs, foreachBatch, foreach. Replies are JSON text, errors data."""

import copy
import itertools
import pickle
import traceback

from _weir_refusal import Refusal
from pyspark import _host
from pyspark._span import ROOT

_ids = itertools.count(1)
_registered = {}


def register(entry):
    """Keeps a callback; its number goes to the host."""
    number = next(_ids)
    _registered[number] = entry
    return number


def dispatch(payload):
    """The host's one entry: a BridgeCallback as JSON text, the reply as JSON text."""
    try:
        request = _host.decode(payload)
        kind, entry = request["kind"], _registered[request["id"]]
        if kind == "udf":
            return _host.encode({"ok": entry[1](request)})
        if kind == "foreachBatch":
            return _host.encode({"ok": _foreach_batch(entry, request)})
        return _host.encode({"ok": _foreach(entry, request)})
    except BaseException as error:
        return _host.encode({"error": describe(error)})


def describe(error):
    """An exception as data. The traceback shows the user's frames only, as Spark's simplified traceback of a worker does."""
    kind = type(error)
    data = {"class": kind.__name__, "message": _message(error), "traceback": user_traceback(error), "place": _place(error)}
    if isinstance(error, Refusal):
        data.update({"feature": error.feature, "wayOut": error.way_out})
    return data


def _place(error):
    try:
        from _weir_traceback import place
    except ImportError:
        return None
    return place(error, ROOT)


def _message(error):
    try:
        return str(error)
    except Exception:
        return "<unprintable %s object>" % type(error).__name__


def user_traceback(error):
    whole = traceback.TracebackException.from_exception(error)
    cleaned = whole
    while cleaned is not None:
        own = [f for f in cleaned.stack if not f.filename.startswith(ROOT)]
        if own:
            cleaned.stack = traceback.StackSummary.from_list(own)
        cleaned = cleaned.__cause__ or cleaned.__context__
    return "".join(whole.format())


def _foreach_batch(entry, request):
    from pyspark.sql.dataframe import DataFrame
    _, func, session = entry
    func(DataFrame({"df": request["df"], "schema": request["schema"], "streaming": False}, session), request["batchId"])


# --- foreach -------------------------------------------------------------------------------------------------------------


def register_foreach(f):
    """Checks what was given to DataStreamWriter.foreach, as PySpark does, and keeps a copy: Spark sends one to every task."""
    if not callable(f):
        if not hasattr(f, "process"):
            raise AttributeError("Provided object does not have a 'process' method")
        for name in ("process", "open", "close"):
            if hasattr(f, name) and not callable(getattr(f, name)):
                raise TypeError("Attribute '%s' in provided object is not callable" % name)
    return register(("foreach", _copied(f)))


def _copied(f):
    try:
        return copy.deepcopy(f)
    except (TypeError, pickle.PickleError) as e:
        raise pickle.PicklingError("Could not serialize object: %s: %s" % (type(e).__name__, e)) from None


def _foreach(entry, request):
    from pyspark.sql._types_nested import StructType
    from pyspark.sql._values import rows
    from pyspark.taskcontext import TaskContext
    found = rows(StructType.fromJson(request["schema"]), request["rows"])
    TaskContext._taskContext = TaskContext(request["partition"], {"streaming.sql.batchId": str(request["epoch"])})
    try:
        f = _copied(entry[1])
        if callable(f):
            for row in found:
                f(row)
        else:
            _process(f, request["partition"], request["epoch"], found)
    finally:
        TaskContext._taskContext = None


def _process(f, partition, epoch, found):
    """open, process each row unless open said no, close with the error if there was one."""
    wanted = f.open(partition, epoch) if hasattr(f, "open") else True
    error = None
    try:
        if wanted:
            for row in found:
                f.process(row)
    except Exception as e:
        error = e
    finally:
        if hasattr(f, "close"):
            f.close(error)
        if error:
            raise error

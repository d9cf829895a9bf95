"""The one way from this package to the host: `_weir.call`, JSON text in and out."""

import json

from pyspark._span import span

_dumps = json.JSONEncoder(separators=(",", ":"), allow_nan=False, ensure_ascii=False, check_circular=False).encode
_loads = json.JSONDecoder().decode

# What a traceback of py4j would name as the Java method that failed, where it is not the op's last part.
_METHODS = {"read": "load", "stream.start": "start", "df.collect": "collectToPython", "df.show": "showString", "query.await": "awaitTermination",
            "df.write": "save", "query.processAll": "processAllAvailable", "streams.await": "awaitAnyTermination"}


def call(op, payload, method=None):
    """Sends one operation and returns its result; raises what the host answers as the Python exception of PySpark, from that Java method."""
    import _weir
    reply = _loads(_weir.call(op, _dumps(payload)))
    if "error" in reply:
        from pyspark import _errors
        raise _errors.to_exception(reply["error"], method or _METHODS.get(op, op.rpartition(".")[2])) from None
    return reply.get("ok")


def spanned(op, payload, method=None):
    """`call` with the span of the user's line added."""
    payload["span"] = span()
    return call(op, payload, method)


def encode(value):
    return _dumps(value)


def decode(text):
    return _loads(text)


def listen():
    """Registers the callbacks (UDFs, foreach, foreachBatch). Again for every session: a restored snapshot forgot it."""
    import _weir
    from pyspark import _callbacks
    _weir.on_callback(_callbacks.dispatch)

"""The bridge to the host. Both directions carry JSON text; see src/protocol/bridge.ts for the operations.

The host puts its function into `_send` after each restore: a snapshot can hold no JavaScript object, so nothing in Python may keep one.
"""

import json
import sys

_send = None
_callback = None


def call(op, payload):
    """Sends one operation and returns the reply's text. Does not raise on an error reply: that is the caller's to read."""
    flush()
    return _send(op, payload)


def on_callback(fn):
    """Registers `fn(payload: str) -> str`, called for UDFs, foreach and foreachBatch."""
    global _callback
    _callback = fn


def flush():
    """Python's buffered output goes out before anything that the host prints, so that both stay in order."""
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()
        except (AttributeError, ValueError, OSError):
            pass


def _handle(payload):
    """A call from the host. What escapes the package's own handling comes back as data: nothing may unwind through the host's frames."""
    try:
        if _callback is None:
            raise RuntimeError("no Python callback is registered")
        reply = _callback(payload)
    except BaseException as error:
        from _weir_traceback import text
        found = {"class": type(error).__name__, "message": str(error), "traceback": text(error)}
        for name in ("feature", "way_out"):
            if hasattr(error, name):
                found["wayOut" if name == "way_out" else name] = getattr(error, name)
        reply = json.dumps({"error": found})
    flush()
    return reply

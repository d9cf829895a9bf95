"""A host that records what the package asks of it, and answers as it is told to."""

import json
import sys
import types

SCHEMA = {"type": "struct", "fields": [
    {"name": "a", "type": "long", "nullable": True, "metadata": {}},
    {"name": "b", "type": "string", "nullable": True, "metadata": {}},
    {"name": "ts", "type": "timestamp", "nullable": True, "metadata": {}}]}


class Host:
    def __init__(self):
        self.ops = []
        self.answers = {}
        self.streaming = False
        self.schema = SCHEMA
        self.callback = None
        self._next = 0

    def call(self, op, payload):
        payload = json.loads(payload)
        self.ops.append((op, payload))
        answer = self.answers.get(op)
        if callable(answer):
            answer = answer(payload)
        if answer is None:
            answer = {"ok": self._default(op)}
        return json.dumps(answer)

    def _default(self, op):
        if op.startswith("df.") or op in ("read", "range", "local", "sql", "table"):
            self._next += 1
            return {"df": self._next, "schema": self.schema, "streaming": self.streaming}
        if op == "stream.start":
            return {"query": 7, "id": "id-7", "runId": "run-7", "name": None}
        return None

    def on_callback(self, fn):
        self.callback = fn

    def back(self, **request):
        """What the host does to call Python: a BridgeCallback out, its reply in."""
        return json.loads(self.callback(json.dumps(request)))

    def last(self, op=None):
        return next(p for name, p in reversed(self.ops) if op is None or name == op)


host = Host()
module = types.ModuleType("_weir")
module.call = host.call
module.on_callback = host.on_callback
sys.modules["_weir"] = module


def bare(value):
    """An expression without its spans."""
    if not isinstance(value, list) or not value or not isinstance(value[0], str):
        return value
    if value[0] == "fn" or value[0] == "fnd":
        return [value[0], value[1], [bare(v) for v in value[2]]]
    if value[0] in ("var",):
        return value
    if value[0] == "lambda":
        return ["lambda", value[1], bare(value[2])]
    if value[0] == "alias":
        return ["alias", bare(value[1]), *value[2:-1]]
    if value[0] in ("cast", "sort", "over"):
        return [value[0], bare(value[1]), *value[2:-1]]
    if value[0] == "udf":
        return [*value[:5], [bare(v) for v in value[5]]]
    return value[:-1]


def session(streaming=False):
    from pyspark.sql import SparkSession
    host.streaming = streaming
    host.answers = {}
    host.schema = SCHEMA
    return SparkSession.builder.getOrCreate()


def frame(streaming=False):
    found = session(streaming).table("t")
    host.ops.clear()
    return found

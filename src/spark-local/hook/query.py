"""What a query is, where it was started, and what a job died of. Only what Spark and Python tell."""
import ast
import os
import re
import sys


def describe(writer, query, frame):
    """`writer`: the DataStreamWriter; `frame`: the one below which the query was started."""
    execution = query._jsq.streamingQuery()
    return {
        "id": query.id, "runId": query.runId, "name": query.name, "outputMode": str(execution.outputMode().toString()).lower(),
        "trigger": str(execution.trigger().toString()), "sink": sink_of(execution.sink()), "timeZone": time_zone(writer),
        "watermarks": watermarks(str(execution.analyzedPlan().toString())), "span": span(outside_pyspark(frame)),
    }


def sink_of(sink):
    """Its class alone: a table's text may hold options."""
    return str(sink.getClass().getName())


def time_zone(writer):
    return writer._df.sparkSession.conf.get("spark.sql.session.timeZone")


def watermarks(plan):
    """[column, delay] of each withWatermark, top-down as in Spark's plan."""
    found = re.findall(r"EventTimeWatermark ([^\s:]+?)#\d+[^,\n]*, (.+)", plan)
    return [[name, delay.strip()] for name, delay in dict.fromkeys(found)]


def outside_pyspark(frame):
    package = os.path.dirname(os.path.abspath(sys.modules["pyspark"].__file__)) + os.sep
    while frame is not None and os.path.abspath(frame.f_code.co_filename).startswith(package):
        frame = frame.f_back
    return frame


def span(frame):
    """The call that started the query: {file, line, column, endLine, endColumn}, columns in UTF-16 units."""
    if frame is None:
        return None
    file, line = os.path.abspath(frame.f_code.co_filename), frame.f_lineno
    try:
        with open(file, encoding="utf-8") as source:
            text = source.read()
        calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                 and node.func.attr in ("start", "toTable") and node.lineno <= line <= node.end_lineno]
        call = min(calls, key=lambda node: (node.end_lineno - node.lineno, node.end_col_offset))
    except (OSError, SyntaxError, ValueError, AttributeError):
        return {"file": file, "line": line}
    lines = text.split("\n")
    return {"file": file, "line": call.lineno, "column": utf16(lines[call.lineno - 1], call.col_offset),
            "endLine": call.end_lineno, "endColumn": utf16(lines[call.end_lineno - 1], call.end_col_offset)}


def utf16(line, offset):
    return len(line.encode("utf-8")[:offset].decode("utf-8", "ignore").encode("utf-16-le")) // 2


def exception(value, trace):
    frames = []
    while trace is not None:
        frames.append([os.path.abspath(trace.tb_frame.f_code.co_filename), trace.tb_lineno])
        trace = trace.tb_next
    message = getattr(value, "desc", None)
    told = {"class": type(value).__name__, "message": str(value) if message is None else str(message), "frames": frames}
    if isinstance(value, SyntaxError):
        told["syntax"] = [value.filename and os.path.abspath(value.filename), value.lineno, value.msg]
    if isinstance(value, ImportError):
        told["module"] = value.name
    return told

"""Runs the user's file as `python file.py args…` would."""

import atexit
import json
import os
import sys
import types

import _weir
import _weir_packages
import _weir_time
import _weir_traceback
from _weir_refusal import Refusal

_LIBRARY = os.path.dirname(os.path.abspath(__file__)) + "/"


class HostExit(BaseException):
    """os._exit: no clean-up, only the code."""

    def __init__(self, code):
        self.code = code


def _exit(code):
    raise HostExit(code)


def prepare(setup):
    """What a snapshot carries from the machine that made it is replaced by what this run was given."""
    os.environ.clear()
    os.environ.update(setup["env"])
    os.chdir(setup["cwd"])
    sys.argv[:] = setup["argv"]
    sys.orig_argv[:] = ["python", *setup["argv"]]
    sys.executable = setup["executable"]
    sys.dont_write_bytecode = True
    sys.path[:] = [setup["folder"], *setup["pythonPath"], *[p for p in sys.path if p not in ("", setup["folder"])]]
    sys.path_importer_cache.clear()
    _reseed()
    _weir_time.prepare()
    _weir_packages.prepare(setup)
    buffered = not setup["env"].get("PYTHONUNBUFFERED")
    sys.stdout.reconfigure(encoding="utf-8", errors="strict", line_buffering=setup["lineBuffered"] or not buffered, write_through=not buffered)
    sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    sys.stdin.reconfigure(encoding="utf-8", errors="strict")
    sys.excepthook = sys.__excepthook__


def _reseed():
    """A restored snapshot would draw the same numbers every time."""
    import random
    random._inst.seed()
    if "uuid" in sys.modules:
        uuid = sys.modules["uuid"]
        uuid._node = uuid._last_timestamp = None
    tempfile = sys.modules.get("tempfile")
    if tempfile is not None:
        tempfile.tempdir = tempfile._name_sequence = None


def run(setup_text):
    """Runs the file and returns, as JSON text, how it ended: {exitCode, kind, class?, message?, place?, feature?, wayOut?, module?}.

    kind: ok, exit, exception, interrupt, refusal, or missing (there is no such file).
    """
    setup = json.loads(setup_text)
    prepare(setup)
    path = setup["path"]
    try:
        source = setup["source"]
        if source is None:
            with open(path, "rb") as file:
                source = file.read()
        else:
            _remember(path, source)
    except IsADirectoryError:
        return json.dumps({"exitCode": 2, "kind": "missing", "message": "%s is a folder: name the job's .py file." % setup["shown"]})
    except FileNotFoundError:
        return json.dumps({"exitCode": 2, "kind": "missing", "message": "There is no file %s." % setup["shown"]})
    except OSError as error:
        return json.dumps({"exitCode": 2, "kind": "missing", "message": "%s cannot be read: %s." % (setup["shown"], error.strerror)})
    main = types.ModuleType("__main__")
    main.__dict__.update(__file__=path, __builtins__=sys.modules["builtins"], __annotations__={}, __cached__=None)
    sys.modules["__main__"] = main
    end = _guarded(lambda: _execute(source, path, main))
    after = _guarded(_finish)
    if after["kind"] != "ok" and end["kind"] in ("ok", "exit") or after["kind"] == "refusal":
        end = after
    _weir.flush()
    return json.dumps(end)


def _remember(path, source):
    """The lines that a traceback shows are those that run, whether or not they are on disk yet."""
    import io
    import linecache
    linecache.cache[path] = (len(source), None, list(io.StringIO(source, newline=None)), path)


def _execute(source, path, main):
    if isinstance(source, bytes):
        _check_encoding(source, path)
    exec(compile(source, path, "exec", dont_inherit=True), main.__dict__)


def _check_encoding(source, path):
    """CPython names the line of a byte that is no UTF-8 when it reads a file, but not when it compiles bytes."""
    import tokenize
    try:
        source.decode("utf-8")
        return
    except UnicodeDecodeError as error:
        wrong = error
    lines = iter(source.splitlines(keepends=True))
    try:
        encoding, _ = tokenize.detect_encoding(lambda: next(lines, b""))
    except SyntaxError:
        encoding = "utf-8"
    if encoding not in ("utf-8", "utf-8-sig"):
        return
    byte, line = source[wrong.start], source.count(b"\n", 0, wrong.start) + 1
    found = SyntaxError("Non-UTF-8 code starting with '\\x%02x' in file %s on line %d, but no encoding declared; see https://peps.python.org/pep-0263/ for details"
                        % (byte, path, line))
    found.filename, found.lineno = path, line
    raise found


def _finish():
    """The interpreter's end, as far as a job can see it."""
    try:
        atexit._run_exitfuncs()
    finally:
        import _weir_end
        _weir_end._weir_end()


def _guarded(work):
    try:
        work()
    except SystemExit as error:
        return {"kind": "exit", "exitCode": _exit_code(error.code)}
    except HostExit as error:
        return {"kind": "exit", "exitCode": error.code & 0xFF}
    except Refusal as error:
        _weir_traceback.strip(error)
        return {"kind": "refusal", "exitCode": 78, "message": str(error), "feature": error.feature, "wayOut": error.way_out,
                "place": _weir_traceback.place(error, _LIBRARY)}
    except KeyboardInterrupt as error:
        _weir.flush()
        _weir_traceback.show(error)
        return {"kind": "interrupt", "exitCode": 130, "class": "KeyboardInterrupt", "message": "", "place": _weir_traceback.place(error, _LIBRARY)}
    except BaseException as error:
        _weir.flush()
        _weir_traceback.show(error)
        end = {"kind": "exception", "exitCode": 1, "class": type(error).__name__, "message": _message(error), "place": _weir_traceback.place(error, _LIBRARY)}
        way_out = getattr(error, "_weir_way_out", None)
        if isinstance(way_out, str):
            end["wayOut"] = way_out
        if isinstance(error, ImportError) and error.name:
            end["module"] = error.name
            hint = _weir_packages.hint(error.name)
            if hint:
                end["wayOut"] = hint
        return end
    return {"kind": "ok", "exitCode": 0}


def _message(error):
    try:
        return error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:
        return "<exception str() failed>"


def _exit_code(code):
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    _weir.flush()
    print(code, file=sys.stderr)
    return 1


os._exit = _exit

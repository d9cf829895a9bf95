"""What Python imports by itself before a job that Weir runs on local Spark: it watches the run, and leaves no trace of how it came in.

The job is started as `python job.py`, so that its arguments, `__main__`, tracebacks, streams and exit code are Python's own. Only
this folder stands first in PYTHONPATH, and is taken out again here: before the job's first line, and before it starts a process.
"""
import os
import sys


def _step_aside(here):
    before = os.environ.pop("WEIR_PYTHONPATH", None)
    if before is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = before
    same = os.path.normcase(os.path.abspath(here))
    sys.path[:] = [entry for entry in sys.path if entry == "" or os.path.normcase(os.path.abspath(entry)) != same]


def _next_one():
    """The sitecustomize that this one stands before, where there is one."""
    own = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # noqa: F401
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
        if own is not None:
            sys.modules["sitecustomize"] = own


def _watch(here):
    import importlib.util

    spec = importlib.util.spec_from_file_location("_weir_watch", os.path.join(here, "watch.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules["_weir_watch"] = module
    spec.loader.exec_module(module)
    module.begin(here)


if os.environ.pop("WEIR_SPARK_RUN", None) is not None:
    _step_aside(os.path.dirname(os.path.abspath(__file__)))
    try:
        _watch(os.path.dirname(os.path.abspath(__file__)))
    finally:
        _next_one()

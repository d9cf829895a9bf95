"""What Python imports by itself where it starts: begins `weir_progress` in a job's driver, and lets the sitecustomize of the machine do its work."""
import os
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec


def _next_one():
    here = os.path.dirname(os.path.abspath(__file__))
    spec = PathFinder.find_spec("sitecustomize", [entry for entry in sys.path if os.path.abspath(entry or ".") != here])
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(module_from_spec(spec))


# Spark tells the driver's Python alone where its JVM listens; executors' workers are left as they are.
if os.environ.get("PYSPARK_GATEWAY_PORT"):
    try:
        import weir_progress

        weir_progress.start()
    except Exception as error:  # the job must not hear of it
        sys.stderr.write("weir-progress: %s\n" % error)
_next_one()

"""What an interpreter is, asked before a job is run with it: one line of JSON. Nothing of PySpark is imported."""
import glob
import importlib.util
import json
import os
import re
import sys


def pyspark():
    spec = importlib.util.find_spec("pyspark")
    if spec is None or not spec.submodule_search_locations:
        return {}
    home = list(spec.submodule_search_locations)[0]
    try:
        with open(os.path.join(home, "version.py"), encoding="utf-8") as source:
            found = re.search(r"^__version__.*?=\s*[\"']([^\"']+)", source.read(), re.M)
    except OSError:
        found = None
    return {"pyspark": found.group(1) if found else "unknown", "home": os.environ.get("SPARK_HOME") or home}


def core(home):
    """Versions of Scala and Spark by Spark's own jar."""
    for jar in glob.glob(os.path.join(home, "jars", "spark-core_*.jar")):
        found = re.search(r"spark-core_([\d.]+)-(.+)\.jar$", jar)
        if found:
            return {"scala": found.group(1), "spark": found.group(2)}
    return {}


told = {"executable": sys.executable, "python": "%d.%d.%d" % sys.version_info[:3], "implementation": sys.implementation.name}
told.update(pyspark())
if "home" in told:
    told.update(core(told["home"]))
    told["connector"] = bool(glob.glob(os.path.join(told["home"], "jars", "spark-sql-kafka-*.jar")))
print(json.dumps(told))

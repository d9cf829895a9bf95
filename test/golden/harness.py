"""Runs golden cases and writes what they did, one JSON object a line.

    harness.py <out.jsonl> <case name>...
    harness.py --list <out.json>

An ordinary PySpark program: real Spark 3.3.1 and Weir run this same file. What a case prints is set off on stdout by
lines that begin with U+001E and carry the case's name, so that whoever runs the harness can give each case its text
(Spark's console sink prints from the JVM, past Python's sys.stdout).
"""
import json
import os
import sys
import tempfile

from pyspark.sql import SparkSession

from cases import load
from recorder import Case

MARK = "\x1e"


def session():
    builder = (SparkSession.builder.master("local[1]").appName("golden")
               .config("spark.ui.enabled", "false")
               .config("spark.sql.shuffle.partitions", "1")
               .config("spark.sql.session.timeZone", "UTC")
               .config("spark.driver.host", "127.0.0.1"))
    if os.environ.get("GOLDEN_JARS"):
        builder = builder.config("spark.jars", os.environ["GOLDEN_JARS"])
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def names_by_module(out):
    modules = {}
    for entry in load().values():
        modules.setdefault(entry.module, []).append(entry.name)
    with open(out, "w", encoding="utf-8") as sink:
        json.dump(modules, sink)


def main(out, names):
    cases = load()
    spark = session()
    with open(out, "w", encoding="utf-8", newline="\n") as sink:
        for name in names:
            with tempfile.TemporaryDirectory(prefix="golden-", ignore_cleanup_errors=True) as folder:
                print(MARK + name, flush=True)
                record = Case(spark, name, folder).play(cases[name].body)
                print(MARK, flush=True)
                sink.write(json.dumps(record) + "\n")
                sink.flush()
    spark.stop()


if __name__ == "__main__":
    if sys.argv[1] == "--list":
        names_by_module(sys.argv[2])
    else:
        main(sys.argv[1], sys.argv[2:])

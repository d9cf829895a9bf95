"""Has Spark fetch a package as `--packages` does, and prints the jars that it found: `jar <path>`, one a line.

    resolve.py <group:name:version>
"""
import os
import sys

from pyspark.java_gateway import launch_gateway

os.environ["PYSPARK_SUBMIT_ARGS"] = "--master local --packages %s pyspark-shell" % sys.argv[1]
gateway = launch_gateway()
jars = gateway.jvm.java.lang.System.getProperty("spark.jars") or ""
for jar in jars.split(","):
    if jar:
        print("jar", gateway.jvm.java.nio.file.Paths.get(gateway.jvm.java.net.URI(jar)).toString() if jar.startswith("file:") else jar)
sys.stdout.flush()
gateway.shutdown()

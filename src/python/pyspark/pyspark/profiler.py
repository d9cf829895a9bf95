"""Importable names of pyspark.profiler; they refuse when made."""

from pyspark._refused import kind

Profiler = kind("Profiler", __name__)
BasicProfiler = kind("BasicProfiler", __name__)

"""Importable names of pyspark.status; they refuse when made."""

from pyspark._refused import kind

StatusTracker = kind("StatusTracker", __name__)
SparkJobInfo = kind("SparkJobInfo", __name__)
SparkStageInfo = kind("SparkStageInfo", __name__)

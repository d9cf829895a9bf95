"""Importable names of pyspark.serializers; they refuse when made."""

from pyspark._refused import kind

CPickleSerializer = kind("CPickleSerializer", __name__)
MarshalSerializer = kind("MarshalSerializer", __name__)
PickleSerializer = kind("PickleSerializer", __name__)
CloudPickleSerializer = kind("CloudPickleSerializer", __name__)

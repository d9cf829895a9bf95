"""Importable, because PySpark programs import it; using it needs a JVM."""

from _weir_refusal import refuse

_WAY_OUT = "The simulator has no JVM: run this job on a real Spark 3.3.1."


class JavaObject:
    def __init__(self, *args, **kwargs):
        refuse("py4j.java_gateway.JavaObject", _WAY_OUT)


class JavaGateway:
    def __init__(self, *args, **kwargs):
        refuse("py4j.java_gateway.JavaGateway", _WAY_OUT)


def java_import(jvm_view, import_str):
    refuse("py4j.java_gateway.java_import", _WAY_OUT)


def is_instance_of(gateway, java_object, java_class):
    refuse("py4j.java_gateway.is_instance_of", _WAY_OUT)

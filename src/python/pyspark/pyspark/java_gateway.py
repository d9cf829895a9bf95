"""The way to the JVM, which the simulator does not have."""

from _weir_refusal import refuse
from pyspark._refused import JVM_WAY_OUT


def launch_gateway(conf=None, popen_kwargs=None):
    refuse("pyspark.java_gateway.launch_gateway", JVM_WAY_OUT)


def ensure_callback_server_started(gw):
    refuse("pyspark.java_gateway.ensure_callback_server_started", JVM_WAY_OUT)

"""from_avro and to_avro, refused when called."""

from _weir_refusal import Refusal

_WAY_OUT = "Decode the messages before they reach the topic of the simulation (JSON), or run this job on a real Spark 3.3.1."


def from_avro(data, jsonFormatSchema, options=None):
    raise Refusal("from_avro", _WAY_OUT)


def to_avro(data, jsonFormatSchema=""):
    raise Refusal("to_avro", _WAY_OUT)

"""Observation: metrics beside a query. Refused when used."""

from pyspark._refused import attribute

__all__ = ["Observation"]


class Observation:
    """Named metrics to observe on a DataFrame."""

    def __init__(self, name=None):
        if name is not None:
            if not isinstance(name, str):
                raise TypeError("name should be a string")
            if name == "":
                raise ValueError("name should not be empty")
        self._name = name

    get = attribute("Observation.get", "Aggregate in a query of its own, or run this job on a real Spark 3.3.1.")

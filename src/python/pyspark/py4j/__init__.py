"""The names of py4j that jobs import: its exceptions. There is no JVM behind it."""

__all__ = ["protocol", "java_gateway"]

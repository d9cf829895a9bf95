"""Streaming: DataStreamReader, DataStreamWriter, StreamingQuery, StreamingQueryManager."""

from pyspark.sql._stream_query import StreamingQuery, StreamingQueryManager
from pyspark.sql._stream_io import DataStreamReader, DataStreamWriter

__all__ = ["StreamingQuery", "StreamingQueryManager", "DataStreamReader", "DataStreamWriter"]

for _kind in (StreamingQuery, StreamingQueryManager, DataStreamReader, DataStreamWriter):
    _kind.__module__ = __name__
del _kind

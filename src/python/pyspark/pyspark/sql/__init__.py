"""Spark SQL and DataFrames: the public names of pyspark.sql 3.3.1."""

from pyspark.sql.types import Row
from pyspark.sql.context import HiveContext, SQLContext, UDFRegistration
from pyspark.sql.session import SparkSession
from pyspark.sql.column import Column
from pyspark.sql.catalog import Catalog
from pyspark.sql.dataframe import DataFrame, DataFrameNaFunctions, DataFrameStatFunctions
from pyspark.sql.group import GroupedData
from pyspark.sql.observation import Observation
from pyspark.sql.readwriter import DataFrameReader, DataFrameWriter
from pyspark.sql.window import Window, WindowSpec
from pyspark.sql.pandas.group_ops import PandasCogroupedOps

__all__ = ["SparkSession", "SQLContext", "HiveContext", "UDFRegistration", "DataFrame", "GroupedData", "Column", "Catalog", "Observation",
           "Row", "DataFrameNaFunctions", "DataFrameStatFunctions", "Window", "WindowSpec", "DataFrameReader", "DataFrameWriter",
           "PandasCogroupedOps"]

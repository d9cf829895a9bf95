"""DataFrame of PySpark 3.3.1. It holds the host's number of a plan; every method is one operation of the bridge."""

from functools import reduce
from collections.abc import Iterable

from _weir_refusal import Refusal
from pyspark import _errors, _host
from pyspark._span import span
from pyspark.sql._frame_actions import Actions
from pyspark.sql._frame_missing import Missing
from pyspark.sql._frame_na import DataFrameNaFunctions, DataFrameStatFunctions, MissingValues
from pyspark.sql._literals import java_kind, literal
from pyspark.sql.column import Column, _to_expr
from pyspark.sql.types import StructType

__all__ = ["DataFrame", "DataFrameNaFunctions", "DataFrameStatFunctions"]


class DataFrame(Actions, MissingValues, Missing):
    """A distributed collection of rows with named columns."""

    def __init__(self, jdf, sql_ctx):
        self._id = jdf["df"]
        self._json = jdf["schema"]
        self._streaming = jdf.get("streaming", False)
        self._session = sql_ctx
        self._schema = None
        self._resolved = None
        self.is_cached = False

    # --- what it is ----------------------------------------------------------------------------------------------------

    @property
    def sparkSession(self):
        return self._session

    @property
    def schema(self):
        if self._schema is None:
            try:
                self._schema = StructType.fromJson(self._json)
            except Exception as e:
                raise ValueError("Unable to parse datatype from schema. %s" % e) from e
        return self._schema

    @property
    def columns(self):
        return [f["name"] for f in self._json["fields"]]

    @property
    def dtypes(self):
        return [(str(f.name), f.dataType.simpleString()) for f in self.schema.fields]

    @property
    def isStreaming(self):
        return self._streaming

    def __repr__(self):
        return "DataFrame[%s]" % ", ".join("%s: %s" % c for c in self.dtypes)

    def __getitem__(self, item):
        if isinstance(item, str):
            return self._column(item)
        if isinstance(item, Column):
            return self.filter(item)
        if isinstance(item, (list, tuple)):
            return self.select(*item)
        if isinstance(item, int):
            return self._column(self.columns[item])
        raise TypeError("unexpected item type: %s" % type(item))

    def __getattr__(self, name):
        if name in ("_json", "_id"):  # Before __init__ ran (copy, pickle).
            raise AttributeError(name)
        if name not in self.columns:
            if name in ("_jdf", "_sc", "_jmap", "_jseq", "_jcols"):
                raise Refusal("DataFrame.%s (the JVM)" % name, "Use the public methods of DataFrame, or run this job on a real Spark 3.3.1.")
            raise AttributeError("'%s' object has no attribute '%s'" % (self.__class__.__name__, name))
        return self._column(name)

    def _column(self, name):
        """df["name"], resolved at once. A name that is plainly one column needs no answer from the host."""
        expr = ["dfcol", self._id, name, span()]
        if self._resolved is None:
            lower = [c.lower() for c in self.columns]
            self._resolved = {c for c in self.columns if lower.count(c.lower()) == 1 and "." not in c and "`" not in c}
        if name not in self._resolved and name != "*":
            _host.call("column.text", {"expr": expr})
        return Column(expr)

    def _derive(self, op, **payload):
        payload["df"] = self._id
        return DataFrame(_host.spanned(op, payload), self._session)

    def _exprs(self, cols):
        if len(cols) == 1 and isinstance(cols[0], list):
            cols = cols[0]
        return [_to_expr(c) for c in cols]

    # --- columns and rows ----------------------------------------------------------------------------------------------

    def select(self, *cols):
        return self._derive("df.select", exprs=self._exprs(cols))

    def selectExpr(self, *expr):
        if len(expr) == 1 and isinstance(expr[0], list):
            expr = expr[0]
        return self._derive("df.selectExpr", exprs=list(expr))

    def filter(self, condition):
        if isinstance(condition, str):
            return self._derive("df.filter", condition=["expr", condition, span()])
        if isinstance(condition, Column):
            return self._derive("df.filter", condition=condition._expr)
        raise TypeError("condition should be string or Column")

    def withColumn(self, colName, col):
        if not isinstance(col, Column):
            raise TypeError("col should be Column")
        return self._derive("df.withColumns", names=[_name(colName, "withColumn", colName, col)], exprs=[col._expr])

    def withColumns(self, *colsMap):
        assert len(colsMap) == 1
        columns = colsMap[0]
        if not isinstance(columns, dict):
            raise TypeError("colsMap must be dict of column name and column.")
        return self._derive("df.withColumns", names=list(columns), exprs=[_to_expr(c) for c in columns.values()])

    def withColumnRenamed(self, existing, new):
        return self._derive("df.withColumnRenamed", **{"from": _name(existing, "withColumnRenamed", existing, new),
                                                           "to": _name(new, "withColumnRenamed", existing, new)})

    def withMetadata(self, columnName, metadata):
        if not isinstance(metadata, dict):
            raise TypeError("metadata should be a dict")
        at = span()
        return self._derive("df.withColumns", names=[columnName], exprs=[["alias", ["col", columnName, at], [columnName], metadata, at]])

    def drop(self, *cols):
        if len(cols) == 1:
            if not isinstance(cols[0], (str, Column)):
                raise TypeError("col should be a string or a Column")
        elif not all(isinstance(c, str) for c in cols):
            raise TypeError("each col in the param list should be a string")
        return self._derive("df.drop", columns=[c._expr if isinstance(c, Column) else c for c in cols])

    def toDF(self, *cols):
        return self._derive("df.toDF", names=list(cols))

    def alias(self, alias):
        assert isinstance(alias, str), "alias should be a string"
        return self._derive("df.alias", name=alias)

    def withWatermark(self, eventTime, delayThreshold):
        if not eventTime or type(eventTime) is not str:
            raise TypeError("eventTime should be provided as a string")
        if not delayThreshold or type(delayThreshold) is not str:
            raise TypeError("delayThreshold should be provided as a string interval")
        return self._derive("df.withWatermark", column=eventTime, delay=delayThreshold)

    def distinct(self):
        return self._derive("df.dropDuplicates", columns=None)

    def dropDuplicates(self, subset=None):
        if subset is not None and (not isinstance(subset, Iterable) or isinstance(subset, str)):
            raise TypeError("Parameter 'subset' must be a list of columns")
        return self._derive("df.dropDuplicates", columns=None if subset is None else list(subset))

    def limit(self, num):
        if type(num) is not int:
            raise _errors.no_method("o%d" % next(_errors._object_ids), "limit", [java_kind(num)])
        return self._derive("df.limit", n=num)

    def sort(self, *cols, **kwargs):
        return self._derive("df.sort", exprs=_sort_exprs(cols, kwargs), **{"global": True})

    def sortWithinPartitions(self, *cols, **kwargs):
        return self._derive("df.sort", exprs=_sort_exprs(cols, kwargs), **{"global": False})

    def sample(self, withReplacement=None, fraction=None, seed=None):
        with_flag = type(withReplacement) == bool and isinstance(fraction, float)
        by_keyword = withReplacement is None and isinstance(fraction, float)
        by_position = isinstance(withReplacement, float)
        if not (with_flag or by_keyword or by_position):
            kinds = [str(type(arg)) for arg in [withReplacement, fraction, seed] if arg is not None]
            raise TypeError("withReplacement (optional), fraction (required) and seed (optional) should be a bool, float and number; however, "
                            "got [%s]." % ", ".join(kinds))
        if by_position:
            seed, fraction, withReplacement = fraction if fraction is not None else seed, withReplacement, None
        import random
        seed = int(seed) if seed is not None else random.getrandbits(48)
        return self._derive("df.sample", fraction=fraction, withReplacement=bool(withReplacement), seed=seed)

    # --- several frames ------------------------------------------------------------------------------------------------

    def join(self, other, on=None, how=None):
        if on is not None and not isinstance(on, list):
            on = [on]
        using = on is not None and isinstance(on[0], str)
        if on is not None and not using:
            assert isinstance(on[0], Column), "on should be Column or list of Column"
            on = reduce(lambda x, y: x.__and__(y), on)._expr
        if how is not None:
            assert isinstance(how, str), "how should be a string"
        return self._derive("df.join", other=_id_of(other), on=on, using=using, how=how)

    def crossJoin(self, other):
        return self._derive("df.crossJoin", other=_id_of(other))

    def union(self, other):
        return self._derive("df.union", other=_id_of(other), byName=False, allowMissing=False)

    def unionAll(self, other):
        return self.union(other)

    def unionByName(self, other, allowMissingColumns=False):
        number = _id_of(other)
        if type(allowMissingColumns) is not bool:
            raise _errors.no_method("o%d" % next(_errors._object_ids), "unionByName", ["class org.apache.spark.sql.Dataset", java_kind(allowMissingColumns)])
        return self._derive("df.union", other=number, byName=True, allowMissing=allowMissingColumns)

    def intersect(self, other):
        return self._derive("df.setop", other=_id_of(other), kind="intersect")

    def intersectAll(self, other):
        return self._derive("df.setop", other=_id_of(other), kind="intersectAll")

    def subtract(self, other):
        return self._derive("df.setop", other=_id_of(other), kind="except")

    def exceptAll(self, other):
        return self._derive("df.setop", other=_id_of(other), kind="exceptAll")

    def transform(self, func, *args, **kwargs):
        result = func(self, *args, **kwargs)
        assert isinstance(result, DataFrame), "Func returned an instance of type [%s], should have been DataFrame." % type(result)
        return result

    # --- groups --------------------------------------------------------------------------------------------------------

    def groupBy(self, *cols):
        return self._grouped("groupby", cols)

    def rollup(self, *cols):
        return self._grouped("rollup", cols)

    def cube(self, *cols):
        return self._grouped("cube", cols)

    def _grouped(self, kind, cols):
        from pyspark.sql.group import GroupedData
        return GroupedData({"kind": kind, "keys": self._exprs(cols)}, self)

    def agg(self, *exprs):
        return self.groupBy().agg(*exprs)

    # --- partitions and hints ------------------------------------------------------------------------------------------

    def coalesce(self, numPartitions):
        return self._derive("df.repartition", n=numPartitions, exprs=[], coalesce=True)

    def repartition(self, numPartitions, *cols):
        if isinstance(numPartitions, int):
            return self._derive("df.repartition", n=numPartitions, exprs=self._exprs(cols), coalesce=False)
        if isinstance(numPartitions, (str, Column)):
            return self._derive("df.repartition", n=None, exprs=self._exprs((numPartitions,) + cols), coalesce=False)
        raise TypeError("numPartitions should be an int or Column")

    def repartitionByRange(self, numPartitions, *cols):
        if isinstance(numPartitions, int):
            if len(cols) == 0:
                raise ValueError("At least one partition-by expression must be specified.")
            return self._derive("df.repartition", n=numPartitions, exprs=self._exprs(cols), coalesce=False)
        if isinstance(numPartitions, (str, Column)):
            return self._derive("df.repartition", n=None, exprs=self._exprs((numPartitions,) + cols), coalesce=False)
        raise TypeError("numPartitions should be an int, string or Column")

    def hint(self, name, *parameters):
        if len(parameters) == 1 and isinstance(parameters[0], list):
            parameters = parameters[0]
        if not isinstance(name, str):
            raise TypeError("name should be provided as str, got {0}".format(type(name)))
        allowed = (str, list, float, int)
        for p in parameters:
            if not isinstance(p, allowed):
                raise TypeError("all parameters should be in {0}, got {1} of type {2}".format(allowed, p, type(p)))
        if any(isinstance(p, list) for p in parameters):
            raise Refusal("A list as a parameter of DataFrame.hint")
        return self._derive("df.hint", name=name, args=[literal(p, None) for p in parameters])

    where = filter
    orderBy = sort
    groupby = groupBy
    drop_duplicates = dropDuplicates


def _name(value, method, *given):
    """A name that Java declares as text."""
    if not isinstance(value, str):
        raise _errors.no_method("o%d" % next(_errors._object_ids), method, [java_kind(v) for v in given])
    return value


def _id_of(other):
    if not isinstance(other, DataFrame):
        raise AttributeError("'%s' object has no attribute '_jdf'" % type(other).__name__)
    return other._id


def _sort_exprs(cols, kwargs):
    if not cols:
        raise ValueError("should sort by at least one column")
    if len(cols) == 1 and isinstance(cols[0], list):
        cols = cols[0]
    exprs = [_to_expr(c) for c in cols]
    ascending = kwargs.get("ascending", True)
    if isinstance(ascending, (bool, int)):
        flags = [ascending] * len(exprs)
    elif isinstance(ascending, list):
        # zip cuts to the shorter, and so do the columns: PySpark's own behaviour.
        flags = ascending
    else:
        raise TypeError("ascending can only be boolean or list, but got %s" % type(ascending))
    at = span()
    return [e if up else ["sort", e, "desc", None, at] for e, up in zip(exprs, flags)]

"""GroupedData: `df.groupBy(…)`."""

from pyspark import _host
from pyspark._refused import PANDAS_WAY_OUT, method
from pyspark._span import span
from pyspark.sql._java_order import map_order
from pyspark.sql._literals import literal
from pyspark.sql.column import Column
from pyspark.sql.dataframe import DataFrame

__all__ = ["GroupedData"]

_NUMERIC = ("byte", "short", "integer", "long", "float", "double")
# RelationalGroupedDataset.strToExpr: names that stand for others there; every other one is looked up as in SQL.
_SYNONYMS = {"avg": "avg", "average": "avg", "mean": "avg", "stddev": "stddev", "std": "stddev", "count": "count", "size": "count"}


class GroupedData:
    """Aggregations of a DataFrame."""

    def __init__(self, jgd, df):
        self._grouping = jgd
        self._df = df
        self.session = df.sparkSession

    def _aggregate(self, exprs):
        reply = _host.spanned("df.aggregate", {"df": self._df._id, **self._grouping, "exprs": exprs})
        return DataFrame(reply, self.session)

    def agg(self, *exprs):
        assert exprs, "exprs should not be empty"
        if len(exprs) == 1 and isinstance(exprs[0], dict):
            at = span()
            return self._aggregate([self._named(name, exprs[0][name], at) for name in map_order(exprs[0])])
        assert all(isinstance(c, Column) for c in exprs), "all exprs should be Column"
        return self._aggregate([c._expr for c in exprs])

    def _named(self, column, function, at):
        """One entry of the dict form: {"column": "function"}."""
        lower = function.lower()
        target = ["col", "*", at] if column == "*" else self._df._column(column)._expr
        return ["fn", _SYNONYMS.get(lower, function), [target], at]

    def count(self):
        at = span()
        return self._aggregate([["alias", ["fn", "count", [["lit", "integer", 1, at]], at], ["count"], None, at]])

    def _numeric(self, function, cols):
        at = span()
        fields = self._df._json["fields"]
        if not cols:
            names = [f["name"] for f in fields if _is_numeric(f["type"])]
        else:
            names = list(cols)
            kinds = {f["name"].lower(): f["type"] for f in fields}
            for name in names:
                if name.lower() in kinds and not _is_numeric(kinds[name.lower()]):
                    from pyspark.sql.utils import AnalysisException
                    text = '"%s" is not a numeric column. Aggregation function can only be applied on a numeric column.' % name
                    raise AnalysisException(text, text)
        return self._aggregate([["fn", function, [self._df._column(name)._expr], at] for name in names])

    def mean(self, *cols):
        return self._numeric("avg", cols)

    def avg(self, *cols):
        return self._numeric("avg", cols)

    def max(self, *cols):
        return self._numeric("max", cols)

    def min(self, *cols):
        return self._numeric("min", cols)

    def sum(self, *cols):
        return self._numeric("sum", cols)

    def pivot(self, pivot_col, values=None):
        at = span()
        if isinstance(pivot_col, Column):
            raise TypeError("Column is not iterable")
        pivot = {"column": ["col", pivot_col, at],
                 "values": None if values is None else [literal(v, at, "pivot") for v in values]}
        return GroupedData({**self._grouping, "pivot": pivot}, self._df)


def _is_numeric(kind):
    return isinstance(kind, str) and (kind in _NUMERIC or kind.startswith("decimal"))


for _name in ("apply", "applyInPandas", "cogroup"):
    setattr(GroupedData, _name, method("GroupedData." + _name, PANDAS_WAY_OUT))

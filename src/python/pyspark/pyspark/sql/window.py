"""Window and WindowSpec: windows over rows, for Column.over."""

from pyspark.sql.column import _to_expr

__all__ = ["Window", "WindowSpec"]


def _exprs(cols):
    if len(cols) == 1 and isinstance(cols[0], list):
        cols = cols[0]
    return [_to_expr(c) for c in cols]


class Window:
    """Makes WindowSpecs."""

    _JAVA_MIN_LONG = -(1 << 63)
    _JAVA_MAX_LONG = (1 << 63) - 1
    # sys.maxsize of a 64-bit Python, where Spark runs; WebAssembly's is smaller.
    _PRECEDING_THRESHOLD = -_JAVA_MAX_LONG
    _FOLLOWING_THRESHOLD = _JAVA_MAX_LONG
    unboundedPreceding = _JAVA_MIN_LONG
    unboundedFollowing = _JAVA_MAX_LONG
    currentRow = 0

    @staticmethod
    def partitionBy(*cols):
        return WindowSpec().partitionBy(*cols)

    @staticmethod
    def orderBy(*cols):
        return WindowSpec().orderBy(*cols)

    @staticmethod
    def rowsBetween(start, end):
        return WindowSpec().rowsBetween(start, end)

    @staticmethod
    def rangeBetween(start, end):
        return WindowSpec().rangeBetween(start, end)


def _frame(unit, start, end):
    """The frame, unbounded ends as "unbounded"."""
    return [unit, "unbounded" if start <= Window._PRECEDING_THRESHOLD else start, "unbounded" if end >= Window._FOLLOWING_THRESHOLD else end]


class WindowSpec:
    """Partitioning, order and frame of a window. Immutable."""

    def __init__(self, jspec=None):
        self._parts = jspec or {"partitionBy": [], "orderBy": [], "frame": None}

    def _spec(self):
        return self._parts

    def partitionBy(self, *cols):
        return WindowSpec({**self._parts, "partitionBy": _exprs(cols)})

    def orderBy(self, *cols):
        return WindowSpec({**self._parts, "orderBy": _exprs(cols)})

    def rowsBetween(self, start, end):
        return WindowSpec({**self._parts, "frame": _frame("rows", start, end)})

    def rangeBetween(self, start, end):
        return WindowSpec({**self._parts, "frame": _frame("range", start, end)})

"""DataFrame: missing values, and the `na` and `stat` namespaces."""

import warnings

from pyspark._globals import _NoValue
from pyspark.sql._literals import literal


class MissingValues:
    """dropna, fillna, replace."""

    def dropna(self, how="any", thresh=None, subset=None):
        if how is not None and how not in ["any", "all"]:
            raise ValueError("how ('" + how + "') should be 'any' or 'all'")
        if isinstance(subset, str):
            subset = [subset]
        elif subset is not None and not isinstance(subset, (list, tuple)):
            raise TypeError("subset should be a list or tuple of column names")
        return self._derive("df.na.drop", how=how or "all", thresh=thresh, subset=None if subset is None else list(subset))

    def fillna(self, value, subset=None):
        if not isinstance(value, (float, int, str, bool, dict)):
            raise TypeError("value should be a float, int, string, bool or dict")
        if not isinstance(value, bool) and isinstance(value, int):
            value = float(value)
        if isinstance(value, dict):
            return self._derive("df.na.fill", value={k: literal(v, None) for k, v in value.items()}, subset=None)
        if isinstance(subset, str):
            subset = [subset]
        elif subset is not None and not isinstance(subset, (list, tuple)):
            raise TypeError("subset should be a list or tuple of column names")
        return self._derive("df.na.fill", value=literal(value, None), subset=None if subset is None else list(subset))

    def replace(self, to_replace, value=_NoValue, subset=None):
        if value is _NoValue:
            if not isinstance(to_replace, dict):
                raise TypeError("value argument is required when to_replace is not a dictionary.")
            value = None
        valid = (bool, float, int, str, list, tuple)
        if not isinstance(to_replace, valid + (dict,)):
            raise TypeError("to_replace should be a bool, float, int, string, list, tuple, or dict. Got {0}".format(type(to_replace)))
        if not isinstance(value, valid) and value is not None and not isinstance(to_replace, dict):
            raise TypeError("If to_replace is not a dict, value should be a bool, float, int, string, list, tuple or None. Got {0}".format(
                type(value)))
        if isinstance(to_replace, (list, tuple)) and isinstance(value, (list, tuple)) and len(to_replace) != len(value):
            raise ValueError("to_replace and value lists should be of the same length. Got {0} and {1}".format(len(to_replace), len(value)))
        if not (subset is None or isinstance(subset, (list, tuple, str))):
            raise TypeError("subset should be a list or tuple of column names, column name or None. Got {0}".format(type(subset)))
        pairs = _replacements(to_replace, value)
        if isinstance(subset, str):
            subset = [subset]
        return self._derive("df.na.replace", **{"from": [literal(k, None) for k in pairs], "to": [literal(v, None) for v in pairs.values()]},
                            subset=None if subset is None else list(subset))


def _replacements(to_replace, value):
    if isinstance(to_replace, (float, int, str)):
        to_replace = [to_replace]
    if isinstance(to_replace, dict):
        if value is not None:
            warnings.warn("to_replace is a dict and value is not None. value will be ignored.")
        pairs = to_replace
    else:
        if isinstance(value, (float, int, str)) or value is None:
            value = [value] * len(to_replace)
        pairs = dict(zip(to_replace, value))
    known = [v for v in pairs.values() if v is not None]
    if not any(all(isinstance(x, kinds) for x in [*pairs, *known]) for kinds in (bool, str, (float, int))):
        raise ValueError("Mixed type replacements are not supported")
    return pairs


class DataFrameNaFunctions:
    """`df.na`."""

    def __init__(self, df):
        self.df = df

    def drop(self, how="any", thresh=None, subset=None):
        return self.df.dropna(how=how, thresh=thresh, subset=subset)

    def fill(self, value, subset=None):
        return self.df.fillna(value=value, subset=subset)

    def replace(self, to_replace, value=_NoValue, subset=None):
        return self.df.replace(to_replace, value, subset)


class DataFrameStatFunctions:
    """`df.stat`."""

    def __init__(self, df):
        self.df = df

    def approxQuantile(self, col, probabilities, relativeError):
        return self.df.approxQuantile(col, probabilities, relativeError)

    def corr(self, col1, col2, method=None):
        return self.df.corr(col1, col2, method)

    def cov(self, col1, col2):
        return self.df.cov(col1, col2)

    def crosstab(self, col1, col2):
        return self.df.crosstab(col1, col2)

    def freqItems(self, cols, support=None):
        return self.df.freqItems(cols, support)

    def sampleBy(self, col, fractions, seed=None):
        return self.df.sampleBy(col, fractions, seed)


DataFrameNaFunctions.__module__ = DataFrameStatFunctions.__module__ = "pyspark.sql.dataframe"

"""`spark.sql(text, name=…)`: DataFrames become temp views, columns their names, strings literals."""

import string
import uuid


class SQLStringFormatter(string.Formatter):
    """A formatter whose DataFrames live as temp views until `clear`."""

    def __init__(self, session):
        self._session = session
        self._temp_views = []

    def get_field(self, field_name, args, kwargs):
        obj, first = super().get_field(field_name, args, kwargs)
        return self._convert_value(obj, field_name), first

    def _convert_value(self, val, field_name):
        from pyspark.sql.column import Column
        from pyspark.sql.dataframe import DataFrame
        if isinstance(val, Column):
            if val._expr[0] not in ("col", "dfcol"):
                raise ValueError("%s in %s should be a plain column reference such as `df.col` or `col('column')`" % (val, field_name))
            name = val._expr[1] if val._expr[0] == "col" else "`%s`" % val._expr[2].replace("`", "``")
            return name
        if isinstance(val, DataFrame):
            return self._view(val)
        if isinstance(val, str):
            return "'%s'" % val.replace("\\", "\\\\").replace("'", "\\'")
        return val

    def _view(self, df):
        for known, name in self._temp_views:
            if known is df:
                return name
        name = "_pyspark_%s" % uuid.uuid4().hex
        self._temp_views.append((df, name))
        df.createOrReplaceTempView(name)
        return name

    def clear(self):
        for _, name in self._temp_views:
            self._session.catalog.dropTempView(name)
        self._temp_views = []

"""Python values of a Spark row as JSON, exactly: what JSON cannot say is an object with one key that names its kind."""
import datetime
import decimal
import math

from pyspark.sql import Row

SAFE = 2 ** 53


def plain(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Row):
        return {name: plain(item) for name, item in zip(value.__fields__, value)}
    if isinstance(value, int):
        return value if -SAFE <= value <= SAFE else {"long": str(value)}
    if isinstance(value, float):
        return value if math.isfinite(value) and str(value) != "-0.0" else {"double": str(value)}
    if isinstance(value, decimal.Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime.timedelta):
        return {"interval": str(value)}
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return {"binary": bytes(value).hex()}
    if isinstance(value, dict):
        return {"map": [[plain(key), plain(item)] for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return str(value)


def shape(value):
    """What a case answers: its own dicts and lists stay, the Spark values in them become plain."""
    if isinstance(value, Row) or not isinstance(value, (dict, list, tuple)):
        return plain(value)
    if isinstance(value, dict):
        return {str(key): shape(item) for key, item in value.items()}
    return [shape(item) for item in value]


def schema_of(df):
    """Names, types and nullability, as text."""
    return ", ".join("%s %s%s" % (f.name, f.dataType.simpleString(), "" if f.nullable else " not null") for f in df.schema.fields)

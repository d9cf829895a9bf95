"""Packages of the interpreter that the user chose: pure Python ones can be imported, the others are missing, with a reason."""

import importlib.machinery
import os
import sys

# Clients that need sockets, and what to do instead. Found or not, they are missing here.
_CLIENTS = frozenset("""kafka confluent_kafka aiokafka pykafka requests urllib3 httpx aiohttp psycopg2 psycopg asyncpg pymysql MySQLdb mysql redis pymongo motor
    cassandra elasticsearch opensearchpy boto3 botocore s3fs azure google snowflake pyodbc pymssql cx_Oracle oracledb sqlalchemy influxdb influxdb_client
    clickhouse_driver pika paho websocket websockets grpc hdfs happybase trino prestodb neo4j minio paramiko slack_sdk twilio tweepy praw ray dask""".split())
_DATA = frozenset("pandas numpy pyarrow scipy sklearn tensorflow torch matplotlib xgboost lightgbm polars".split())
# Have C extensions, and do the same without them.
_WORKS_WITHOUT_C = frozenset("yaml markupsafe simplejson wrapt msgpack charset_normalizer".split())
_NATIVE = (".so", ".pyd", ".dylib")
_MOST_FILES = 20000

_site = None
_ask = None
_native = {}


def prepare(setup):
    global _site, _ask
    _site = None
    _ask = setup.get("canAsk")
    _native.clear()


def install():
    sys.path_hooks.insert(0, _site_hook)
    sys.meta_path.append(_Interpreter())


def site():
    """The interpreter's package folders as seen here; asked for once, at the first import that nothing else satisfies."""
    global _site
    if _site is None:
        if not _ask:
            _site = []
        else:
            import json
            import _weir
            _site = json.loads(_weir._send("host.packages", "{}")).get("ok") or []
            sys.path.extend(p for p in _site if p not in sys.path)
    return _site


class _Interpreter:
    """Last on sys.meta_path: asks for the interpreter's folders at the first import that nothing else satisfies."""

    def find_spec(self, name, path=None, target=None):
        if _site is not None or path is not None or name.startswith("_weir") or name in sys.stdlib_module_names:
            return None
        return importlib.machinery.PathFinder.find_spec(name, site())


class _SiteFinder(importlib.machinery.FileFinder):
    """A folder of the interpreter's, without what cannot run here. A module of the same name beside the job is found before it."""

    def find_spec(self, name, target=None):
        if name in _CLIENTS or name in _DATA:
            return None
        if _native_code(self.path, name):
            _native[name] = self.path
            return None
        return super().find_spec(name, target)


def _site_hook(path):
    if path not in (_site or ()):
        raise ImportError
    return _SiteFinder(path, (importlib.machinery.SourceFileLoader, importlib.machinery.SOURCE_SUFFIXES),
                       (importlib.machinery.SourcelessFileLoader, importlib.machinery.BYTECODE_SUFFIXES))


def _native_code(folder, name):
    """Whether a top-level package or module brings compiled code."""
    if name in _WORKS_WITHOUT_C:
        return False
    root = os.path.join(folder, name)
    if os.path.isdir(root):
        seen = 0
        for _, _, files in os.walk(root):
            seen += len(files)
            if any(f.endswith(_NATIVE) for f in files):
                return True
            if seen > _MOST_FILES:
                break
        return False
    if os.path.exists(root + ".py"):
        return False
    return any(f.startswith(name + ".") and f.endswith(_NATIVE) for f in os.listdir(folder))


def hint(module):
    """What to do about a missing module, one line; None where Python's own message says it all."""
    top = module.partition(".")[0]
    spark = "run this job with a real Spark: weir run --target spark"
    if top in _DATA:
        return "%s is native code, which the simulator cannot load; %s." % (top, spark)
    if top in _CLIENTS:
        return "%s needs network sockets, which the simulator does not have; %s." % (top, spark)
    if top in _native:
        return "%s in %s contains native code, which the simulator cannot load; %s." % (top, _native[top], spark)
    if top in ("pyspark", "py4j"):
        return None
    if top in sys.stdlib_module_names:
        return "%s is not part of the simulator's Python; %s." % (top, spark)
    if _site:
        return "%s is not installed in %s; install it there, or choose another interpreter with --python." % (top, ", ".join(_site))
    return "choose the interpreter that has %s with --python (pure-Python packages can be imported from it)." % top

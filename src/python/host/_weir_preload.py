"""Imports everything that jobs commonly use, once, when the snapshot is made."""

import importlib
import os
import pkgutil

_STANDARD = """abc argparse ast base64 bisect calendar collections configparser contextlib copy csv dataclasses datetime decimal enum fnmatch fractions
    functools getpass glob gzip hashlib heapq hmac inspect io ipaddress itertools json linecache locale logging logging.config logging.handlers math numbers operator os
    pathlib pickle platform pprint queue random re runpy secrets shlex shutil signal statistics string struct sys tempfile textwrap threading time timeit
    traceback types typing unicodedata urllib.parse uuid warnings weakref zipfile zlib zoneinfo concurrent.futures encodings.idna encodings.latin_1""".split()


def load():
    for name in _STANDARD:
        importlib.import_module(name)
    import _weir_guard
    from _weir_refusal import Refusal
    import _weir_main
    import _weir_packages
    import _weir_warm
    _weir_guard.install()
    _weir_packages.install()
    root = os.path.dirname(os.path.abspath(__file__))
    if os.path.isdir(root + "/pyspark"):
        import pyspark
        for module in pkgutil.walk_packages(pyspark.__path__, "pyspark.", onerror=lambda name: None):
            try:
                importlib.import_module(module.name)
            except (ImportError, Refusal):
                pass  # says at import that it is not here: that is for the job to see
    return _weir_main

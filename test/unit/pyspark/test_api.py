import importlib
import inspect
import json
import os
import unittest

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "api331.json"), encoding="utf-8") as file:
    API = json.load(file)
# What builtins bring is no member of PySpark's.
BUILTIN = {name for kind in (object, tuple, BaseException, type) for name in dir(kind)}


def signature(function):
    found = inspect.signature(function)
    plain = [p.replace(annotation=inspect.Parameter.empty) for p in found.parameters.values()]
    return str(found.replace(parameters=plain, return_annotation=inspect.Signature.empty))


def refusing(text):
    return text in ("(*args, **kwargs)", "(self, *args, **kwargs)")


class Api(unittest.TestCase):
    def test_functions_have_the_signatures_of_3_3_1(self):
        from pyspark.sql import functions
        wrong = {}
        for name, wanted in API["functions"].items():
            found = signature(getattr(functions, name)) if hasattr(functions, name) else None
            if found != wanted and not (found and refusing(found)):
                wrong[name] = (found, wanted)
        self.assertEqual(wrong, {})

    def test_star_import_brings_what_pyspark_brings(self):
        space = {}
        exec("from pyspark.sql.functions import *", space)
        space.pop("__builtins__")
        self.assertEqual(set(space), set(API["star"]))

    def test_classes_have_the_members_and_signatures_of_3_3_1(self):
        wrong = {}
        for path, members in API["classes"].items():
            module, _, name = path.rpartition(".")
            kind = getattr(importlib.import_module(module), name)
            mine = {n for n in dir(kind) if not n.startswith("_") and (n not in BUILTIN or n in members)}
            if mine != set(members):
                wrong[path] = ("missing", sorted(set(members) - mine), "extra", sorted(mine - set(members)))
            for member, wanted in members.items():
                if member not in mine or not isinstance(wanted, str) or not wanted.startswith("("):
                    continue
                found = signature(getattr(kind, member))
                if found != wanted and not refusing(found):
                    wrong[path + "." + member] = (found, wanted)
        self.assertEqual(wrong, {})

    def test_later_names_do_not_exist(self):
        from pyspark.sql import DataFrame, functions
        for name in ("dropDuplicatesWithinWatermark", "offset", "melt", "to"):
            self.assertFalse(hasattr(DataFrame, name), name)
        for name in ("window_time", "call_udf", "median", "from_protobuf"):
            self.assertFalse(hasattr(functions, name), name)
        with self.assertRaises(ImportError):
            importlib.import_module("pyspark.sql.protobuf")
        with self.assertRaises(ImportError):
            importlib.import_module("pyspark.sql.connect")

    def test_refused_modules_can_be_imported_and_refuse_by_name(self):
        from _weir_refusal import Refusal
        from pyspark.ml.feature import VectorAssembler
        from pyspark.streaming import StreamingContext
        from pyspark.sql.avro.functions import from_avro
        for use, feature in ((VectorAssembler, "pyspark.ml.feature.VectorAssembler"), (StreamingContext, "pyspark.streaming.StreamingContext"),
                             (lambda: from_avro("a", "{}"), "from_avro")):
            with self.assertRaises(Refusal) as caught:
                use()
            self.assertEqual(caught.exception.feature, feature)
        with self.assertRaises(ImportError) as caught:
            importlib.import_module("pyspark.pandas")
        self.assertEqual(str(caught.exception), "Pandas >= 1.0.5 must be installed; however, it was not found.")

    def test_a_function_outside_the_registry_refuses_when_called(self):
        from _weir_refusal import Refusal
        from pyspark.sql import functions
        for use in (functions.bucket, functions.years):
            with self.assertRaises(Refusal):
                use(4, "a") if use is functions.bucket else use("a")

    def test_a_refusal_is_no_exception(self):
        from _weir_refusal import Refusal
        self.assertFalse(issubclass(Refusal, Exception))
        self.assertEqual(str(Refusal("x", "Do y.")), "x is not simulated. Do y.")

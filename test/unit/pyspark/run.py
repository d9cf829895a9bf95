"""Runs the test files given as arguments, each method one JSON line: {name, error|null}."""

import importlib
import json
import sys
import traceback
import unittest

library = sys.argv[1]
sys.path.insert(0, library)
import fake_weir  # noqa: E402, F401

for name in sys.argv[2:]:
    suite = unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(name))
    for group in suite:
        for case in group:
            result = unittest.TestResult()
            case.run(result)
            problems = [text for _, text in result.errors + result.failures]
            print("RESULT " + json.dumps({"name": "%s: %s" % (name, case.id().rpartition(".")[2]), "error": "\n".join(problems) or None}), flush=True)

"""`_functions.json`: what the build derives from the registry of Spark's functions (functions-json.ts). Nothing is listed twice."""

import json
import os


def _load():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "_functions.json"), encoding="utf-8") as file:
        return json.load(file)


DATA = _load()
# Every SQL name and operator's sign that the engine has. What is not among them is refused by its Python name.
KNOWN = frozenset(DATA["names"])

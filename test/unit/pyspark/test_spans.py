import os
import tempfile
import unittest

from fake_weir import frame, host
from pyspark.sql import functions as F


class Spans(unittest.TestCase):
    def run_file(self, text):
        """Runs text as a user's file; the operations it made."""
        folder = tempfile.mkdtemp()
        path = os.path.join(folder, "job.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        df = frame()
        exec(compile(text, path, "exec"), {"df": df, "F": F})
        return path, host.ops

    def test_a_call_in_a_chain_is_where_its_method_stands(self):
        path, ops = self.run_file("out = (df\n    .filter(F.col('a') > 1)\n    .select('b'))\n")
        self.assertEqual(ops[0][1]["span"], [path, 2, 5, 2, 27])
        self.assertEqual(ops[0][1]["condition"][3], [path, 2, 12, 2, 26])
        self.assertEqual(ops[0][1]["condition"][2][0], ["col", "a", [path, 2, 12, 2, 22]])
        self.assertEqual(ops[1][1]["span"], [path, 3, 5, 3, 16])

    def test_columns_are_utf16_units(self):
        path, ops = self.run_file("x = '\U0001F600é'; df.select('a')\n")
        self.assertEqual(ops[0][1]["span"], [path, 1, 11, 1, 25])

    def test_inside_a_function_of_the_user(self):
        path, ops = self.run_file("def f(d):\n    return d.distinct()\nf(df)\nf(df)\n")
        self.assertEqual([o[1]["span"] for o in ops], [[path, 2, 11, 2, 23]] * 2)

    def test_through_reduce(self):
        path, ops = self.run_file("from functools import reduce\nreduce(lambda x, y: x.union(y), [df, df])\n")
        self.assertEqual(ops[0][1]["span"], [path, 2, 20, 2, 30])

    def test_a_call_over_several_lines(self):
        path, ops = self.run_file("df.select(\n    'a',\n    'b'\n)\n")
        self.assertEqual(ops[0][1]["span"], [path, 1, 0, 4, 1])

/** Where the code of a schema goes in a Python file. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PythonCode } from '../../src/protocol/topic-schema';
import { insertionOf, insideText } from '../../src/ui/topic-schema/place';

const CODE: PythonCode = { imports: ['from pyspark.sql import functions as F', 'from pyspark.sql.types import LongType, StructType'], text: 'A = """\n    x\n"""\nb = (\n    A\n)' };
const ONE: PythonCode = { imports: ['from pyspark.sql import functions as F'], text: 'A = 1\nB = 2' };

/** The file afterwards; `|` is the cursor. */
function after(marked: string, code = ONE): string {
  const cursor = marked.indexOf('|'), source = marked.replace('|', '');
  let text = source;
  for (const { at, text: put } of [...insertionOf(source, cursor, code)].sort((a, b) => b.at - a.at)) text = text.slice(0, at) + put + text.slice(at);
  return text;
}

test('an empty file gets imports and code', () => {
  assert.equal(after('|', CODE), `from pyspark.sql import functions as F\nfrom pyspark.sql.types import LongType, StructType\n\n${CODE.text}`);
});

test('at the cursor on an empty line, with imports below the last one', () => {
  assert.equal(after('import os  # env\n\n|\nx = 1\n'), 'import os  # env\nfrom pyspark.sql import functions as F\n\nA = 1\nB = 2\nx = 1\n');
  assert.equal(after('import os\r\n\r\n|\r\n').replaceAll('\r', ''), 'import os\nfrom pyspark.sql import functions as F\n\nA = 1\nB = 2\n');
});

test('what is imported already is not imported again, and only missing names are', () => {
  assert.equal(after('from pyspark.sql import SparkSession, functions as F\n|'), 'from pyspark.sql import SparkSession, functions as F\nA = 1\nB = 2');
  assert.equal(after('from pyspark.sql import (\n    functions as F,  # all\n)\nfrom pyspark.sql.types import StructType\n\n|', CODE),
    `from pyspark.sql import (\n    functions as F,  # all\n)\nfrom pyspark.sql.types import StructType\nfrom pyspark.sql.types import LongType\n\n${CODE.text}`);
  assert.equal(after('from pyspark.sql.types import *\nfrom pyspark.sql import functions as F\n|', CODE), `from pyspark.sql.types import *\nfrom pyspark.sql import functions as F\n${CODE.text}`);
});

test('imports that are not at the top level, come later or are broken do not count', () => {
  assert.equal(after('def f():\n    from pyspark.sql import functions as F\n\n|'), 'def f():\n    from pyspark.sql import functions as F\n\n# Needs: from pyspark.sql import functions as F\nA = 1\nB = 2');
  assert.equal(after('|\nimport os\n'), 'from pyspark.sql import functions as F\n\nA = 1\nB = 2\nimport os\n');
  assert.equal(after('"""\nimport os\n"""\n|'), '"""\nimport os\n"""\nfrom pyspark.sql import functions as F\n\nA = 1\nB = 2');
});

test('a name that means something else is left alone, and the need is said', () => {
  for (const taken of ['F = 1', 'import numpy as F', 'def F(): pass', 'class F: pass', 'for F in []: pass']) {
    assert.equal(after(`import os\n${taken}\n|`), `import os\n${taken}\n# Needs: from pyspark.sql import functions as F\nA = 1\nB = 2`, taken);
  }
});

test('inside a block the code has its indentation, and imports stay at the top', () => {
  assert.equal(after('import os\ndef f():\n    x = 1\n    |\n    return x\n'), 'import os\nfrom pyspark.sql import functions as F\ndef f():\n    x = 1\n    A = 1\n    B = 2\n    return x\n');
  assert.equal(after('def f():\n    x = 1\n    |\n'), 'def f():\n    x = 1\n    # Needs: from pyspark.sql import functions as F\n    A = 1\n    B = 2\n');
});

test('a line with code, and the inside of a call or a literal, are not torn', () => {
  const f = 'from pyspark.sql import functions as F\n';
  assert.equal(after(`${f}x = |1\ny = 2\n`), `${f}x = 1\n\nA = 1\nB = 2\ny = 2\n`);
  assert.equal(after(`${f}x = f(\n    1,\n|\n    2)  # end\ny = 2\n`), `${f}x = f(\n    1,\n\n    2)  # end\n\nA = 1\nB = 2\ny = 2\n`);
  assert.equal(after(`${f}x = """\n|\n"""\n`), `${f}x = """\n\n"""\n\nA = 1\nB = 2\n`);
  assert.equal(after(`${f}def g():\n    x = [\n        |\n    ]\n`), `${f}def g():\n    x = [\n        \n    ]\n\n    A = 1\n    B = 2\n`);
});

test('inside a plain literal the bare schema can stand, elsewhere not', () => {
  const at = (marked: string): boolean => insideText(marked.replace('|', ''), marked.indexOf('|'));
  assert.deepEqual(['f("|")', "f('|')", 'x = """a\n|"""', 'f(u"a|b")'].map(at), [true, true, true, true]);
  assert.deepEqual(['f(|"")', 'f(""|)', 'f(r"|")', 'f(b"|")', 'f(f"|")', 'f(|)', '# "|"'].map(at), [false, false, false, false, false, false, false]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findStarts } from '../../src/ui/run/starts';

/** Lines marked with `# here` must be the lines of `.start`; nothing else may be found. */
function check(source: string): void {
  const expected = source.split('\n').flatMap((line, i) => line.includes('# here') ? [i + 1] : []);
  assert.deepEqual(findStarts(source).map((start) => start.line), expected);
}

test('a chain on one line and a chain over many', () => {
  check('df.writeStream.format("console").start()  # here\n');
  check('query = (\n    df.writeStream\n    .format("console")\n    .option("a", ".start()")\n    .start()  # here\n)\nquery.awaitTermination()\n');
  check('q = df.writeStream \\\n  .format("console") \\\n  .start()  # here\n');
});

test('the buttons stand above the statement', () => {
  const [start] = findStarts('\n\nquery = (\n    df.writeStream\n    .start("/out")\n)\n');
  assert.deepEqual(start, { statementLine: 3, line: 5, endLine: 5 });
});

test('other objects that start', () => {
  check('import threading\nt = threading.Thread(target=f)\nt.start()\nspark.streams.start()\nself.server.start()\nstart()\n"df.writeStream.start()"\n# df.writeStream.start()\n');
  check('df.write.format("parquet").start()\n');
});

test('a writer kept in a name', () => {
  check('writer = df.writeStream.format("console")\nwriter = writer.outputMode("append")\nq = writer.trigger(once=True).start()  # here\n');
  check('writer = df.writeStream.format("console")\nwriter = threading.Timer(1, f)\nwriter.start()\n');
  check('q = df.writeStream.start()  # here\nq.start()\n');
});

test('functions, loops, lambdas, calls inside calls', () => {
  check('def run(df):\n    return (df.writeStream\n            .foreachBatch(lambda b, i: t.start())\n            .start())  # here\n');
  check('for name, df in frames.items():\n    queries.append(df.writeStream.queryName(name).start())  # here\n');
  check('queries = [df.writeStream.start() for df in frames]  # here\n');
  check('(events.filter("a > 1")).writeStream.toTable("t")  # here\n');
});

test('broken code and code with CR LF', () => {
  check('q = df.writeStream.format("console").start()  # here\nprint((\n');
  check('a = 1\r\nq = (df.writeStream\r\n  .start())  # here\r\n');
  check('');
});

test('comments inside the chain', () => {
  check('q = (\n    # what goes out\n    df.writeStream  # .start()\n    .format("console")\n    # .start()\n    .start()  # here\n)\n');
});

test('a large file', () => {
  const source = 'def f(a):\n    return a.b(c).d(e)\n'.repeat(3000) + 'df.writeStream.start()\n';
  assert.equal(findStarts(source).length, 1);
});

/** The root of a failure, in logs as PySpark 3.3.1 on YARN 3.3.4 writes them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureIn, yarnReason } from '../../src/hdinsight/failure/trace.ts';

const of = (text: string): unknown => {
  const found = failureIn(text.split('\n'));
  return found && [found.kind, found.exception, found.message, found.at && `${found.at.file}:${found.at.line} ${found.at.function ?? ''}`.trim()];
};

test('a plain traceback', () => {
  assert.deepEqual(of('before\nTraceback (most recent call last):\n  File "bad_plain.py", line 5, in <module>\n    f(0)\n  File "bad_plain.py", line 2, in f\n    return 1 / x\nZeroDivisionError: division by zero\nafter'), ['python', 'ZeroDivisionError', 'division by zero', 'bad_plain.py:2 f']);
});

const EACH = `Traceback (most recent call last):
  File "bad_each.py", line 12, in <module>
    q.awaitTermination()
  File "/x/application_1/container_1/pyspark.zip/pyspark/sql/streaming.py", line 107, in awaitTermination
  File "/x/application_1/container_1/py4j-0.10.9.5-src.zip/py4j/java_gateway.py", line 1321, in __call__
  File "/x/application_1/container_1/pyspark.zip/pyspark/sql/utils.py", line 196, in deco
pyspark.sql.utils.StreamingQueryException: Query [id = 1, runId = 2] terminated with exception: An exception was raised by the Python Proxy. Return Message: Traceback (most recent call last):
  File "/x/application_1/container_1/py4j-0.10.9.5-src.zip/py4j/clientserver.py", line 617, in _call_proxy
    return_value = getattr(self.pool[obj_id], method)(*params)
  File "/x/application_1/container_1/pyspark.zip/pyspark/sql/utils.py", line 272, in call
    raise e
  File "/x/application_1/container_1/pyspark.zip/pyspark/sql/utils.py", line 269, in call
    self.func(DataFrame(jdf, self.session), batch_id)
  File "bad_each.py", line 9, in each
    score("n/a")
  File "bad_each.py", line 5, in score
    return float(x)
ValueError: could not convert string to float: 'n/a'
`;

test('foreachBatch: the error of the function, not that of the query that waited', () => {
  assert.deepEqual(of(EACH), ['python', 'ValueError', "could not convert string to float: 'n/a'", 'bad_each.py:5 score']);
});

test('the log around it, and a failure of an earlier attempt before it, change nothing', () => {
  const log = Array.from({ length: 500 }, (_, i) => `26/11/28 03:22:16 INFO Work: step ${i}`).join('\n');
  assert.deepEqual(of(`Traceback (most recent call last):\n  File "old.py", line 1, in <module>\nKeyError: 'a'\n${log}\n${EACH}\n${log}`), ['python', 'ValueError', "could not convert string to float: 'n/a'", 'bad_each.py:5 score']);
});

test('a function of rows: the error in the worker, inside the exception of the JVM', () => {
  assert.deepEqual(of(`26/11/28 03:22:16 ERROR Executor: Exception in task 0.0 in stage 1.0 (TID 1)
org.apache.spark.api.python.PythonException: Traceback (most recent call last):
  File "/x/pyspark.zip/pyspark/worker.py", line 686, in main
    process()
  File "/x/pyspark.zip/pyspark/worker.py", line 678, in process
    serializer.dump_stream(out_iter, outfile)
  File "/jobs/rows.py", line 14, in parse
    return int(text)
ValueError: invalid literal for int() with base 10: 'x'

\tat org.apache.spark.api.python.BasePythonRunner$ReaderIterator.handlePythonException(PythonRunner.scala:559)`), ['python', 'ValueError', "invalid literal for int() with base 10: 'x'", '/jobs/rows.py:14 parse']);
});

test('"direct cause": the first error is the root', () => {
  assert.deepEqual(of(`Traceback (most recent call last):
  File "a.py", line 3, in load
    return table[key]
KeyError: 'x'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "a.py", line 9, in <module>
    load('x')
  File "a.py", line 5, in load
    raise RuntimeError('no table') from error
RuntimeError: no table`), ['python', 'KeyError', "'x'", 'a.py:3 load']);
});

test('an error of Spark that the job did not catch: the line that called', () => {
  assert.deepEqual(of(`Traceback (most recent call last):
  File "bad_java.py", line 3, in <module>
    spark.read.json("file:///nowhere/at/all").show()
  File "/x/pyspark.zip/pyspark/sql/readwriter.py", line 284, in json
  File "/x/py4j-0.10.9.5-src.zip/py4j/java_gateway.py", line 1321, in __call__
  File "/x/pyspark.zip/pyspark/sql/utils.py", line 196, in deco
pyspark.sql.utils.AnalysisException: Path does not exist: file:/nowhere/at/all`), ['python', 'pyspark.sql.utils.AnalysisException', 'Path does not exist: file:/nowhere/at/all', 'bad_java.py:3 <module>']);
});

test('Java: the last cause, and the first frame that is no library', () => {
  assert.deepEqual(of(`Exception in thread "main" org.apache.spark.sql.streaming.StreamingQueryException: Query alerts terminated
\tat org.apache.spark.sql.execution.streaming.StreamExecution.runStream(StreamExecution.scala:330)
Caused by: org.apache.spark.SparkException: Job aborted due to stage failure
\tat org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(DAGScheduler.scala:2672)
Caused by: java.lang.NumberFormatException: For input string: "n/a"
\tat java.base/java.lang.Double.parseDouble(Double.java:549)
\tat com.contoso.fraud.Score$.score(Score.scala:58)
\tat com.contoso.fraud.Main$.main(Main.scala:20)
\t... 3 more
26/11/28 INFO ShutdownHookManager: Shutdown hook called`), ['java', 'java.lang.NumberFormatException', 'For input string: "n/a"', 'Score.scala:58 com.contoso.fraud.Score$.score']);
});

test('that the application exited with 1 is no cause', () => {
  assert.equal(failureIn(['26/11/28 03:27:29 ERROR ApplicationMaster: Uncaught exception: ', 'org.apache.spark.SparkException: Exception thrown in awaitResult: ', '\tat org.apache.spark.util.ThreadUtils$.awaitResult(ThreadUtils.scala:301)', 'Caused by: org.apache.spark.SparkUserAppException: User application exited with 1', '\tat org.apache.spark.deploy.PythonRunner$.main(PythonRunner.scala:103)']), undefined);
  assert.equal(failureIn(['26/11/28 INFO a: b', 'SomeError: of a print', '  at night', '']), undefined);
});

test('a traceback that the end of the log cut, and one of hostile size, do no harm', () => {
  assert.equal(failureIn(['Traceback (most recent call last):', '  File "a.py", line 1, in f']), undefined);
  const deep = ['Traceback (most recent call last):', ...Array.from({ length: 400 }, (_, i) => `  File "a.py", line ${i + 1}, in f`), `RecursionError: ${'x'.repeat(100_000)}`], found = failureIn(deep)!;
  assert.deepEqual([found.trace.length, found.message.length < 2100, found.at?.line], [60, true, 400]);
  failureIn(Array.from({ length: 20_000 }, () => 'Traceback (most recent call last):'));
  failureIn([`${'a.'.repeat(50_000)}Error`, `  File "${'x'.repeat(50_000)}`]);
});

test('secrets in a message are dots', () => {
  assert.deepEqual(of('Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: jdbc password=hunter2 is wrong'), ['python', 'ValueError', 'jdbc password=… is wrong', 'a.py:1 f']);
});

test("YARN's own reasons", () => {
  assert.match(yarnReason('Application application_1_0001 failed 2 times due to AM Container for appattempt_1_0001_000002 exited with  exitCode: -104\nFailing this attempt.Diagnostics: [2026]Container is running beyond physical memory limits. Current usage: 1.1 GB')!, /beyond physical memory limits|exitCode: -104/);
  assert.equal(yarnReason('Application killed by user.'), 'Application killed by user.');
  assert.equal(yarnReason(''), undefined);
});

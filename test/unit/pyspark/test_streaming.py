import unittest

from fake_weir import SCHEMA, frame, host, session
from _weir_refusal import Refusal
from pyspark.sql.utils import AnalysisException, IllegalArgumentException, StreamingQueryException


class Streaming(unittest.TestCase):
    def setUp(self):
        self.df = frame(streaming=True)

    def start(self, writer):
        writer.start()
        return host.last("stream.start")

    def test_start(self):
        query = (self.df.writeStream.format("kafka").outputMode("update").option("checkpointLocation", "/c").queryName("q")
                 .trigger(processingTime=" 5 seconds ").partitionBy("a").start("/p", extra=True))
        sent = dict(host.last("stream.start"))
        sent.pop("span")
        self.assertEqual(sent, {"df": self.df._id, "format": "kafka", "outputMode": "update", "options": {"checkpointLocation": "/c", "extra": "true"},
                                "partitionBy": ["a"], "queryName": "q", "trigger": {"processingTime": "5 seconds"}, "path": "/p", "table": None,
                                "foreachBatch": None, "foreach": None})
        self.assertEqual((query.id, query.runId, query.name), ("id-7", "run-7", None))

    def test_checks(self):
        w = self.df.writeStream
        for use, kind, text in [
            (lambda: w.trigger(), ValueError, "No trigger provided"), (lambda: w.trigger(once=True, availableNow=True), ValueError, "Multiple triggers not allowed."),
            (lambda: w.trigger(once=False), ValueError, "Value for once must be True. Got: False"),
            (lambda: w.trigger(availableNow=1), ValueError, "Value for availableNow must be True. Got: 1"),
            (lambda: w.trigger(processingTime=5), ValueError, "Value for processingTime must be a non empty string. Got: 5"),
            (lambda: w.trigger(continuous=" "), ValueError, "Value for continuous must be a non empty string. Got:  "),
            (lambda: w.outputMode(""), ValueError, "The output mode must be a non-empty string. Got: "),
            (lambda: w.outputMode("foo"), IllegalArgumentException, "Unknown output mode foo. Accepted output modes are 'append', 'complete', 'update'"),
            (lambda: w.queryName(5), ValueError, "The queryName must be a non-empty string. Got: 5"),
            (lambda: w.foreach(5), AttributeError, "Provided object does not have a 'process' method"),
            (lambda: session().readStream.load(["/a"]), ValueError, "If the path is provided for stream, it needs to be a non-empty string. List of paths are not supported."),
            (lambda: session().readStream.json(5), TypeError, "path can be only a single string"),
            (lambda: session().readStream.schema(5), TypeError, "schema should be StructType or string"),
        ]:
            with self.assertRaises(kind) as caught:
                use()
            self.assertEqual(str(caught.exception), text)
        with self.assertRaises(TypeError):
            w.trigger("5 seconds")
        frame(streaming=True)
        with self.assertRaises(Refusal):
            session().readStream.table("t")

    def test_each_kind_of_frame_has_its_writer(self):
        for df, name, text in [(frame(), "writeStream", "'writeStream' can be called only on streaming Dataset/DataFrame"),
                               (frame(streaming=True), "write", "'write' can not be called on streaming Dataset/DataFrame")]:
            with self.assertRaises(AnalysisException) as caught:
                getattr(df, name)
            self.assertEqual(str(caught.exception), text)

    def test_reader(self):
        spark = session(streaming=True)
        host.answers["types.parse"] = {"ok": SCHEMA}
        spark.readStream.schema("a LONG").option("maxFilesPerTrigger", 1).json("/in", multiLine=True)
        sent = host.last("read")
        self.assertEqual((sent["streaming"], sent["format"], sent["options"], sent["paths"], sent["schema"]),
                         (True, "json", {"maxFilesPerTrigger": "1", "multiLine": "true"}, ["/in"], SCHEMA))

    def test_foreach_batch(self):
        seen = []

        def handle(batch, number):
            seen.append((batch.isStreaming, batch.columns, number, batch.sparkSession))
            if number == 2:
                raise KeyError("k")
        sent = self.start(self.df.writeStream.foreachBatch(handle))
        self.assertIsNone(sent["format"])
        request = {"kind": "foreachBatch", "id": sent["foreachBatch"], "df": 50, "schema": SCHEMA}
        self.assertEqual(host.back(batchId=1, **request), {"ok": None})
        self.assertEqual(seen[0][:3], (False, ["a", "b", "ts"], 1))
        self.assertIs(seen[0][3], self.df.sparkSession)
        error = host.back(batchId=2, **request)["error"]
        self.assertEqual((error["class"], error["message"]), ("KeyError", "'k'"))
        self.assertIn('raise KeyError("k")', error["traceback"])
        self.assertNotIn("_callbacks", error["traceback"])

    def test_foreach_function(self):
        seen = []
        sent = self.start(self.df.writeStream.foreach(lambda row: seen.append(row.a)))
        self.assertEqual(host.back(kind="foreach", id=sent["foreach"], partition=0, epoch=3, schema=SCHEMA, rows=[[1, "x", None], [2, None, 0]]), {"ok": None})
        self.assertEqual(seen, [1, 2])

    def test_foreach_object(self):
        log = []

        class Writer:
            opened = 0

            def open(self, partition, epoch):
                self.opened += 1
                log.append(("open", partition, epoch, self.opened))
                return epoch != 9

            def process(self, row):
                log.append(row.a)
                if row.a == 13:
                    raise ValueError("unlucky")

            def close(self, error):
                log.append(("close", str(error)))
        sent = self.start(self.df.writeStream.foreach(Writer()))
        request = {"kind": "foreach", "id": sent["foreach"], "partition": 1, "schema": SCHEMA}
        host.back(epoch=1, rows=[[1, None, None]], **request)
        host.back(epoch=9, rows=[[2, None, None]], **request)
        error = host.back(epoch=2, rows=[[13, None, None], [3, None, None]], **request)["error"]
        self.assertEqual(log, [("open", 1, 1, 1), 1, ("close", "None"), ("open", 1, 9, 1), ("close", "None"), ("open", 1, 2, 1), 13, ("close", "unlucky")])
        self.assertEqual((error["class"], error["message"]), ("ValueError", "unlucky"))

    def test_query(self):
        query = self.df.writeStream.format("console").start()
        for op, use, answer in [("query.isActive", lambda: query.isActive, True), ("query.status", lambda: query.status, {"message": "x"}),
                                ("query.progress", lambda: query.recentProgress, [{"batchId": 0}])]:
            host.answers[op] = {"ok": answer}
            self.assertEqual(use(), answer)
        host.answers["query.await"] = {"ok": False}
        self.assertFalse(query.awaitTermination(1.5))
        self.assertEqual(host.last("query.await")["timeoutMs"], 1500)
        self.assertIsNone(query.awaitTermination())
        with self.assertRaises(ValueError) as caught:
            query.awaitTermination(-1)
        self.assertEqual(str(caught.exception), "timeout must be a positive integer or float. Got -1")
        self.assertIsNone(query.exception())
        host.answers["query.exception"] = {"ok": {"message": "boom\n=== Streaming Query ===", "stackTrace": "s", "cause": {"class": "IllegalArgumentException", "message": "boom"}}}
        error = query.exception()
        self.assertIsInstance(error, StreamingQueryException)
        self.assertEqual((str(error), error.stackTrace, type(error.cause), str(error.cause)), ("boom\n=== Streaming Query ===", "s", IllegalArgumentException, "boom"))

    def test_manager(self):
        spark = session()
        host.answers["streams.active"] = {"ok": [{"query": 7, "id": "id-7", "runId": "r", "name": "n"}]}
        self.assertEqual([q.name for q in spark.streams.active], ["n"])
        self.assertEqual(spark.streams.get("id-7").runId, "r")
        spark.streams.awaitAnyTermination(2)
        self.assertEqual(host.last("streams.await")["timeoutMs"], 2000)

    def test_end(self):
        from _weir_end import _weir_end
        _weir_end()
        self.assertEqual(host.ops[-1], ("end", {"span": None}))

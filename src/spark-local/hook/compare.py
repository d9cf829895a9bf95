"""`weir compare`: the job on Spark over captures, without a broker, each query in the micro-batches that `compare.json` says.

A topic becomes a stream of files with the columns of Spark's Kafka source, one file a micro-batch; a query runs through all of them
with availableNow when it is started, and `start` returns when it has ended. Where a sink would write, the rows are told instead.
"""
import json
import os
import shutil
import time


class Refused(Exception):
    pass


class Compare:
    def __init__(self, folder, watch):
        with open(os.path.join(folder, "compare.json"), encoding="utf-8") as source:
            told = json.load(source)
        self.folder = told["folder"]
        self.queries = told["queries"]
        self.watch = watch
        self.started = 0

    def refuse(self, what):
        self.watch.channel.send("refused", what=what)
        raise Refused(what)

    def live(self, key):
        path = os.path.join(self.folder, "live", key.encode("utf-8").hex())
        os.makedirs(path, exist_ok=True)
        return path

    def topic(self, reader):
        from pyspark.sql import functions as F

        options = {key.lower(): value for key, value in reader._weir_options.items()}
        if "subscribe" in options:
            key = "Subscribe[%s]" % ", ".join(name.strip() for name in options["subscribe"].split(",") if name.strip())
        elif "subscribepattern" in options:
            key = "SubscribePattern[%s]" % options["subscribepattern"]
        else:
            self.refuse("a topic that is read by assign")
        headers = str(options.get("includeheaders", "false")).lower() == "true"
        fields = "key string, value string, topic string, partition int, offset bigint, timestamp bigint, timestampType int"
        files = reader._spark.readStream.schema(fields + (", headers array<struct<key: string, value: string>>" if headers else ""))
        columns = [F.unhex("key").alias("key"), F.unhex("value").alias("value"), "topic", "partition", "offset", F.expr("timestamp_millis(timestamp)").alias("timestamp"), "timestampType"]
        if headers:
            columns.append(F.expr("transform(headers, h -> struct(h.key as key, unhex(h.value) as value))").alias("headers"))
        return files.option("maxFilesPerTrigger", 1).json(self.live(key)).select(*columns)

    def put(self, number):
        """The files of one query take the place of those of the one before."""
        if number >= len(self.queries):
            self.refuse("a query that the simulator did not start")
        for source in self.queries[number]["sources"]:
            folder = self.live(source["key"])
            for name in os.listdir(folder):
                os.remove(os.path.join(folder, name))
            for at, file in enumerate(source["files"]):
                made = os.path.join(folder, "%08d.json" % at)
                shutil.copyfile(file, made)
                os.utime(made, (1700000000 + at, 1700000000 + at))

    def tell(self, number, batch, batch_id):
        from pyspark.sql.types import BinaryType

        schema = batch.schema
        shown = [field.name if isinstance(field.dataType, BinaryType) else None for field in schema.fields]
        renamed = batch.toDF(*["c%d" % at for at in range(len(schema.fields))])
        texts = renamed.select(*[renamed[at] if shown[at] else renamed[at].cast("string") for at in range(len(shown))]).collect()
        rows = [[cell if cell is None or not shown[at] else "[%s]" % " ".join("%02X" % byte for byte in cell) for at, cell in enumerate(row)] for row in texts]
        columns = [{"name": field.name, "type": field.dataType.simpleString()} for field in schema.fields]
        self.watch.channel.send("rows", query=number, batchId=batch_id, columns=columns, rows=rows)


def prepare(folder, watch, patches):
    compare, patch = Compare(folder, watch), patches["pyspark.sql.streaming"]

    def patch_streaming(module):
        patch(module)
        patch_reader(module.DataStreamReader, compare)
        patch_writer(module.DataStreamWriter, compare)

    patches["pyspark.sql.streaming"] = patch_streaming


def patch_reader(reader, compare):
    begin, make_format, option, options, load = reader.__init__, reader.format, reader.option, reader.options, reader.load

    def __init__(self, spark):
        begin(self, spark)
        self._weir_format, self._weir_options = None, {}

    def format_(self, source):
        self._weir_format = source
        return make_format(self, source)

    def option_(self, key, value):
        self._weir_options[key] = value
        return option(self, key, value)

    def options_(self, **more):
        self._weir_options.update(more)
        return options(self, **more)

    def load_(self, path=None, format=None, schema=None, **more):
        if (format or self._weir_format or "").lower() != "kafka":
            return load(self, path, format, schema, **more)
        self._weir_options.update(more)
        return compare.topic(self)

    reader.__init__, reader.format, reader.option, reader.options, reader.load = __init__, format_, option_, options_, load_


def patch_writer(writer, compare):
    begin, make_format, each, trigger, start = writer.__init__, writer.format, writer.foreachBatch, writer.trigger, writer.start

    def __init__(self, df):
        begin(self, df)
        self._weir_format, self._weir_each, self._weir_once = None, None, False

    def format_(self, source):
        self._weir_format = source
        return self

    def each_(self, func):
        self._weir_each = func
        return self

    def trigger_(self, **given):
        self._weir_once = bool(given.get("once"))
        return trigger(self, **given)

    def start_(self, path=None, format=None, outputMode=None, partitionBy=None, queryName=None, **options):
        if (format or self._weir_format) == "memory":
            compare.refuse("the memory sink")
        number = compare.started
        compare.started += 1
        compare.put(number)
        function = self._weir_each

        def told(batch, batch_id):
            batch.persist()
            compare.tell(number, batch, batch_id)
            if function is not None:
                function(batch, batch_id)
            batch.unpersist()

        each(self, told)
        if not self._weir_once:
            trigger(self, availableNow=True)
        self.option("checkpointLocation", os.path.join(compare.folder, "checkpoints", str(number)))
        if outputMode is not None:
            self.outputMode(outputMode)
        if queryName is not None:
            self.queryName(queryName)
        query = start(self)
        while query.isActive:
            time.sleep(0.05)
        return query

    def refuse_table(self, *args, **options):
        compare.refuse("toTable")

    writer.__init__, writer.format, writer.foreachBatch, writer.trigger, writer.start = __init__, format_, each_, trigger_, start_
    writer.partitionBy = lambda self, *columns: self
    writer.foreach = lambda self, function: self
    writer.toTable = refuse_table

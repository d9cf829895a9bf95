"""What a golden case is given: folders, inputs, and ways to run a query and keep what it did."""
import json
import os

from values import plain, schema_of, shape

SCHEMA = "ts timestamp, k string, v int"


def describe(error):
    """The error as PySpark shows it: for Spark's own classes the text without Java's stack trace."""
    text = str(getattr(error, "desc", None) or error)
    return {"type": type(error).__name__, "message": text.split("\n\tat ")[0]}


class Case:
    """`record` is what is compared: queries (schema, batches, progress), values, files, and the error that ended the case."""

    def __init__(self, spark, name, folder):
        self.spark = spark
        self.folder = folder
        self.record = {"name": name, "folder": folder}
        self._inputs = 0
        self._written = {}
        self._conf = {}

    def play(self, body):
        try:
            value = body(self)
            if value is not None:
                self.record["value"] = shape(value)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self.record["error"] = describe(error)
        self._clean()
        return self.record

    def _clean(self):
        for query in self.spark.streams.active:
            query.stop()
        for table in self.spark.catalog.listTables():
            self.spark.catalog.dropTempView(table.name)
        for key, before in self._conf.items():
            if before is None:
                self.spark.conf.unset(key)
            else:
                self.spark.conf.set(key, before)

    def conf(self, key, value):
        """Sets a session configuration until the case ends."""
        self._conf.setdefault(key, self.spark.conf.get(key, None))
        self.spark.conf.set(key, value)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text):
        """Writes a text file below the case's folder. Each file is ten seconds younger than the one before it."""
        file = self.path(*name.split("/"))
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
        self._written[name] = 1700000000 + 10 * len(self._written)
        os.utime(file, (self._written[name], self._written[name]))
        return file

    def files(self, batches, schema=SCHEMA, format="json", maxFilesPerTrigger=1, **options):
        """A streaming file source with one file a batch. A batch is a list of lines: text, or what json.dumps makes text of."""
        self._inputs += 1
        name = "input" if self._inputs == 1 else "input%d" % self._inputs
        for i, batch in enumerate(batches):
            lines = [line if isinstance(line, str) else json.dumps(line) for line in batch]
            self.write("%s/f%02d.%s" % (name, i, format), "".join(line + "\n" for line in lines))
        reader = self.spark.readStream.format(format).option("maxFilesPerTrigger", maxFilesPerTrigger).options(**options)
        return (reader.schema(schema) if schema else reader).load(self.path(name))

    def run(self, df, mode="append", trigger=None, checkpoint="checkpoint", each=None):
        """Runs a query to its end through foreachBatch and keeps every batch and every progress."""
        query = {"mode": mode, "schema": schema_of(df), "batches": [], "progress": []}
        self.record.setdefault("queries", []).append(query)

        def keep(batch, number):
            rows = [plain(row) for row in (each(batch, number) if each else batch).collect()]
            query["batches"].append({"batchId": number, "rows": rows})

        trigger = trigger or {"availableNow": True}
        started = (df.writeStream.outputMode(mode).option("checkpointLocation", self.path(checkpoint))
                   .trigger(**trigger).foreachBatch(keep).start())
        try:
            started.awaitTermination()
        finally:
            query["progress"] = started.recentProgress

    def sink(self, df, format="memory", mode="append", trigger=None, **options):
        """Runs a query on a sink until everything that is there has been processed. Gives the last progress."""
        path = options.pop("path", None)
        writer = df.writeStream.format(format).outputMode(mode)
        for key, value in options.items():
            writer = writer.option(key.replace("__", "."), value)
        if trigger:
            writer = writer.trigger(**trigger)
        query = writer.start(path) if path else writer.start()
        try:
            if trigger and "processingTime" not in trigger:
                query.awaitTermination()
            else:
                query.processAllAvailable()
            return query.lastProgress
        finally:
            query.stop()

    def rows(self, df):
        """Collects a batch DataFrame: its schema and its rows."""
        return {"schema": schema_of(df), "rows": [plain(row) for row in df.collect()]}

    def each(self, texts, df=None):
        """SQL expressions one by one, over `df` or over nothing: type and values, or the error."""
        return [self._attempt(text, df) for text in texts]

    def _attempt(self, text, df):
        try:
            result = self.spark.sql("select " + text) if df is None else df.selectExpr(text)
            return {"sql": text, "schema": schema_of(result), "rows": [plain(row) for row in result.collect()]}
        except Exception as error:
            return {"sql": text, "error": describe(error)}

    def errors(self, *attempts):
        """What each call answers (as text) or raises."""
        kept = []
        for attempt in attempts:
            try:
                kept.append({"repr": str(attempt())})
            except Exception as error:
                kept.append(describe(error))
        return kept

    def keep_files(self, name):
        """Keeps the files below a folder of the case, as text where they are text."""
        kept = self.record.setdefault("files", {})
        for folder, _, files in os.walk(self.path(name)):
            for file in files:
                if file.endswith(".crc"):
                    continue
                full = os.path.join(folder, file)
                with open(full, "rb") as data:
                    content = data.read()
                try:
                    text = content.decode("utf-8")
                except UnicodeDecodeError:
                    text = "<binary>"
                kept[os.path.relpath(full, self.folder).replace(os.sep, "/")] = text

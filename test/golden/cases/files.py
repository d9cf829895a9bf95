"""Files that a job writes and reads back: partition folders, save modes, compression, csv and json with their options, schema inference."""
import gzip
import os

from pyspark.sql import functions as F

from cases import case
from cases._inputs import A
from cases.sinks import outputs

NOW = {"availableNow": True}
PEOPLE = [(1, "a", "x/y", 1.5), (2, "b", "", None), (3, None, None, -0.5), (4, "c d", "é=%", 4.0)]


def people(c):
    return c.spark.createDataFrame(PEOPLE, "id int, name string, part string, score double")


def names(c, folder="output"):
    """Every visible file below a folder, without the part of its name that each run makes anew."""
    found = []
    for base, _, files in os.walk(c.path(folder)):
        for file in files:
            if not file.startswith("."):
                found.append(os.path.join(os.path.relpath(base, c.path(folder)), file).replace(os.sep, "/"))
    return sorted(found)


@case("write_partitioned_batch")
def write_partitioned_batch(c):
    people(c).coalesce(1).write.partitionBy("part").json(c.path("output"))
    df = c.spark.read.json(c.path("output"))
    return names(c), outputs(c), c.rows(df), c.rows(df.where("part is null").select("id", "part"))


@case("write_two_partition_levels")
def write_two_partition_levels(c):
    df = c.spark.createDataFrame([(1, 2023, "2023-01-01", 1.5), (2, 2023, "2023-02-01", 2.5), (3, 2024, "2023-01-01", 3.5)], "id int, year int, day string, v double")
    df = df.select("id", "v", "year", F.to_date("day").alias("day"), (F.col("v") * 2).alias("w"))
    df.coalesce(1).write.partitionBy("year", "day", "w").option("header", True).csv(c.path("output"))
    back = c.spark.read.option("header", True).option("inferSchema", True).csv(c.path("output"))
    given = c.spark.read.schema("day string, v double, id string, year long").option("header", True).csv(c.path("output"))
    one = c.spark.read.option("header", True).csv(c.path("output", "year=2023"))
    based = c.spark.read.option("header", True).option("basePath", c.path("output")).csv(c.path("output", "year=2023"))
    return names(c), c.rows(back), c.rows(given), c.rows(one), c.rows(based)


@case("read_partition_types")
def read_partition_types(c):
    kinds = {"int": ["1", "02"], "long": ["1", "9999999999"], "decimal": ["1", "99999999999999999999"], "double": ["1", "1.5"], "mixed": ["1", "x"], "date": ["2023-01-01", "2023-1-2"],
             "stamp": ["2023-01-01 10%3A00%3A00", "2023-01-01"], "null": ["__HIVE_DEFAULT_PARTITION__", "7"], "all_null": ["__HIVE_DEFAULT_PARTITION__"], "exp": ["1e3", "2"], "nan": ["NaN", "1"], "sign": ["+1", "-1"],
             "longdouble": ["9999999999", "1.5"], "bool": ["true", "false"]}
    kept = []
    for kind, values in kinds.items():
        for i, value in enumerate(values):
            c.write("%s/p=%s/f.json" % (kind, value), '{"i":%d}\n' % i)
        kept.append([kind, c.errors(lambda: c.spark.read.json(c.path(kind)).orderBy("i").selectExpr("p", "typeof(p)").collect())])
    return kept


@case("read_odd_folders")
def read_odd_folders(c):
    c.write("nested/a.json", '{"v":1}\n')
    c.write("nested/sub/b.json", '{"v":2}\n')
    c.write("nested/_hidden/c.json", '{"v":3}\n')
    c.write("nested/.dot.json", '{"v":4}\n')
    c.write("nested/empty.json", "")
    c.write("loose/x.json", '{"v":1}\n')
    c.write("loose/a=1/x.json", '{"v":2}\n')
    read = c.spark.read
    return (c.rows(read.json(c.path("nested"))), c.rows(c.spark.read.option("recursiveFileLookup", "true").json(c.path("nested"))),
            c.rows(c.spark.read.option("pathGlobFilter", "[a-c]*.json").json(c.path("nested"))), c.rows(c.spark.read.json([c.path("nested", "sub"), c.path("loose", "a=1")])),
            c.errors(lambda: c.spark.read.json(c.path("{nested,loose}")).count(), lambda: c.spark.read.json(c.path("loose", "*")).collect(), lambda: c.spark.read.json(c.path("loose")).collect(),
                     lambda: c.spark.read.schema("v int").csv(c.path("nowhere")).collect(), lambda: c.spark.read.json(c.path("nested", "_hidden")).collect(),
                     lambda: c.spark.read.schema("v array<int>").csv(c.path("nested")).collect(), lambda: c.spark.read.option("basePath", c.path("nested")).json(c.path("loose")).collect(),
                     lambda: c.spark.read.option("recursiveFileLookup", "true").json(c.path("loose")).orderBy("v").collect(), lambda: c.spark.read.json(c.path("nested", "empty.json")).collect(),
                     lambda: c.spark.read.json(c.path("nested", "*.json")).collect()))


@case("stream_partition_folders")
def stream_partition_folders(c):
    c.write("input/k=a/day=2023-01-01/f.json", '{"v":1}\n{"v":2}\n')
    c.write("input/k=b/day=2023-01-02/f.json", '{"v":3}\n')
    c.write("input/k=__HIVE_DEFAULT_PARTITION__/day=2023-01-02/f.json", '{"v":4}\n')
    df = c.spark.readStream.schema("day string, v int").option("maxFilesPerTrigger", 1).json(c.path("input"))
    c.run(df)
    c.run(df.groupBy("k", "day").agg(F.sum("v").alias("s")), "complete", checkpoint="checkpoint2")


@case("stream_from_file_sink")
def stream_from_file_sink(c):
    write = lambda: (c.files(A).select("k", "v").writeStream.format("json").partitionBy("k").option("checkpointLocation", c.path("checkpoint")).trigger(**NOW).start(c.path("output")).awaitTermination())
    write()
    c.write("output/k=z/stray.json", '{"v":100}\n')
    df = c.spark.readStream.schema("k string, v int").json(c.path("output"))
    c.run(df, checkpoint="second")
    return c.rows(c.spark.read.json(c.path("output")))


@case("save_modes")
def save_modes(c):
    df = c.spark.range(3).coalesce(1)
    out = c.path("output")
    df.write.json(out)
    kept = c.errors(lambda: df.write.json(out), lambda: df.write.mode("ignore").json(out), lambda: df.write.mode("append").json(out), lambda: c.spark.read.json(out).count(),
                    lambda: df.limit(1).write.mode("overwrite").json(out), lambda: c.spark.read.json(out).count(), lambda: c.spark.read.json(out).write.mode("overwrite").json(out),
                    lambda: df.write.mode("upsert"), lambda: df.write.partitionBy("id").json(c.path("p")), lambda: df.write.partitionBy("nope").json(c.path("p")), lambda: df.write.text(c.path("t")),
                    lambda: df.selectExpr("array(id) a").write.csv(c.path("t2")), lambda: df.selectExpr("id", "id as ID").write.json(c.path("t3")), lambda: df.write.option("compression", "zip").json(c.path("t4")),
                    lambda: df.write.option("path", out).json(out), lambda: df.write.format("json").save(), lambda: df.selectExpr("cast(id as string) a", "'x' b").write.text(c.path("t5")),
                    lambda: df.selectExpr("interval 1 day i", "make_interval(1) j").write.json(c.path("t6")), lambda: df.selectExpr("null n").write.csv(c.path("t7")))
    return kept, names(c)


@case("write_compressed")
def write_compressed(c):
    df = people(c).coalesce(1)
    df.write.option("compression", "gzip").json(c.path("output", "json"))
    df.write.option("compression", "deflate").csv(c.path("output", "csv"))
    df.select("name").write.option("compression", "gzip").text(c.path("output", "text"))
    with gzip.open(c.path("plain.json.gz"), "wt", encoding="utf-8") as out:
        out.write('{"a":1}\n{"a":2}\n')
    return (names(c), c.rows(c.spark.read.json(c.path("output", "json"))), c.rows(c.spark.read.csv(c.path("output", "csv"))), c.rows(c.spark.read.text(c.path("output", "text"))),
            c.rows(c.spark.read.json(c.path("plain.json.gz"))))


@case("write_csv_values")
def write_csv_values(c):
    df = people(c).coalesce(1).selectExpr("id", "name", "part", "score", "id > 2 b", "cast(score as decimal(10,3)) d", "timestamp'2023-01-01 10:00:00.5' t", "date'2023-01-02' day",
                                          "' pad ' pad", "'q\"q' q", "'b\\\\s' back", "'l1\nl2' nl", "'c,d' comma", "cast('NaN' as double) nan", "interval '1' year y", "float(0.1) f")
    kept = []
    for i, options in enumerate([{}, {"header": True, "quoteAll": True}, {"sep": "\\t", "emptyValue": "E", "nullValue": "N"}, {"ignoreLeadingWhiteSpace": False, "ignoreTrailingWhiteSpace": False, "escape": '"'},
                                 {"dateFormat": "dd.MM.yyyy", "timestampFormat": "HH:mm dd/MM", "escapeQuotes": False}, {"lineSep": ";", "quote": "'", "charToEscapeQuoteEscaping": "|"},
                                 {"encoding": "ISO-8859-1", "sep": "||"}]):
        df.write.options(**options).csv(c.path("output%d" % i))
        folder = c.path("output%d" % i)
        for file in os.listdir(folder):
            if file.startswith("part-"):
                with open(os.path.join(folder, file), encoding=options.get("encoding", "utf-8"), newline="") as text:
                    kept.append(text.read())
    c.spark.createDataFrame([(None,), ("",), (" ",), ("a",)], "s string").coalesce(1).write.csv(c.path("one"))
    return kept, [text for _, text, _ in outputs(c, "one")]


@case("write_json_values")
def write_json_values(c):
    df = people(c).coalesce(1).selectExpr("id", "name", "part", "struct(score, null as n) s", "map(id, name) m", "array(score, null) a", "timestamp'2023-01-01 10:00:00.123456' t", "date'2023-01-02' d",
                                          "cast('NaN' as double) nan", "1e300D big", "cast(1 as decimal(20,10)) dec", "cast('ab' as binary) bin", "'\"\\\\/\n\u0001é' esc", "interval '1 02' day to hour i")
    kept = []
    for i, options in enumerate([{}, {"ignoreNullFields": False, "timestampFormat": "yyyy/MM/dd HH:mm:ss.SSS", "dateFormat": "MMM d yyyy"}, {"lineSep": "|", "timeZone": "Asia/Tokyo"}]):
        df.write.options(**options).json(c.path("output%d" % i))
        kept.append([text for _, text, _ in outputs(c, "output%d" % i)])
    return kept


@case("max_records_per_file")
def max_records_per_file(c):
    df = c.spark.range(5).coalesce(1)
    df.write.option("maxRecordsPerFile", 2).json(c.path("output", "one"))
    df.selectExpr("id", "id % 2 p").write.partitionBy("p").option("maxRecordsPerFile", 2).csv(c.path("output", "two"))
    return names(c), outputs(c)


def sink(c, df, format, name="output", **options):
    """Runs a query into files to its end."""
    query = df.writeStream.format(format).options(**options).option("checkpointLocation", c.path("checkpoint_" + name)).trigger(**NOW).start(c.path(name))
    query.awaitTermination()


@case("file_sink_compressed")
def file_sink_compressed(c):
    sink(c, c.files(A).select("k", "v"), "json", compression="gzip")
    sink(c, c.files(A).select("v", "k"), "csv", "second", compression="deflate", header="true")
    return names(c), names(c, "second"), c.rows(c.spark.read.json(c.path("output"))), c.rows(c.spark.read.option("header", True).csv(c.path("second")))


@case("file_sink_odd_partitions")
def file_sink_odd_partitions(c):
    rows = [[{"k": "a b", "v": 1}, {"k": "x/y%", "v": 2}, {"k": "", "v": 3}, {"v": 4}], [{"k": "é#?", "v": 5}, {"k": "a b", "v": 6}, {"k": "q\"'=:", "v": None}]]
    df = c.files(rows, "k string, v int").withColumn("n", F.col("v") % 2)
    df.writeStream.format("csv").partitionBy("n", "K").option("checkpointLocation", c.path("checkpoint")).trigger(**NOW).start(c.path("output")).awaitTermination()
    back = c.spark.read.schema("v int").csv(c.path("output"))
    return outputs(c), c.rows(back), c.rows(c.spark.read.csv(c.path("output", "n=1")))


@case("file_sink_log")
def file_sink_log(c):
    sink(c, c.files([[{"k": "a %d" % i, "v": i}] for i in range(12)], "k string, v int"), "json")
    c.keep_files("output/_spark_metadata")
    return names(c, "output/_spark_metadata"), c.rows(c.spark.read.json(c.path("output")))


@case("file_sink_bad")
def file_sink_bad(c):
    df = c.files(A)
    start = lambda writer, path="output": writer.option("checkpointLocation", c.path("checkpoint")).trigger(**NOW).start(c.path(path) if path else None).awaitTermination()
    return c.errors(lambda: start(df.writeStream.format("json").partitionBy("nope")), lambda: start(df.writeStream.format("json").outputMode("update")), lambda: start(df.writeStream.format("csv"), None),
                    lambda: start(df.groupBy("k").count().writeStream.format("json").outputMode("complete")))


@case("stream_schema_inference")
def stream_schema_inference(c):
    c.write("input/a.csv", "id,name\n1,a\n")
    c.write("input/b.csv", "id,name\n2,\n3.5,c\n")
    c.conf("spark.sql.streaming.schemaInference", "true")
    c.run(c.spark.readStream.option("header", True).option("inferSchema", True).csv(c.path("input")))
    c.write("json/a.json", '{"a":1,"b":{"c":"x"}}\n')
    c.run(c.spark.readStream.json(c.path("json")), checkpoint="second")


@case("text_files")
def text_files(c):
    df = c.spark.createDataFrame([("a", "x"), (None, "x"), ("c d", "y")], "s string, p string").coalesce(1)
    df.write.partitionBy("p").option("lineSep", "|").text(c.path("output"))
    c.write("crlf/a.txt", "a\r\nb\rc\n\n d")
    return (outputs(c), c.rows(c.spark.read.option("lineSep", "|").text(c.path("output"))), c.rows(c.spark.read.text(c.path("crlf"))), c.rows(c.spark.read.text(c.path("crlf"), wholetext=True)),
            c.rows(c.spark.read.text([c.path("crlf", "a.txt"), c.path("crlf", "a.txt")])), c.rows(c.spark.read.option("lineSep", "\r\n").text(c.path("crlf"))))


@case("json_inference_options")
def json_inference_options(c):
    lines = ['{"a":1,"b":"2023-01-01T00:00:00Z","c":1.5,"d":null,"e":[],"f":{}}', '{"a":"x","b":null,"c":2,"d":null,"e":[1,"y"],"g":{"h":[{"i":1}]}}', "", "  ", "bad", "[{\"a\":3}]", "7", '{"c":12345678901234567890}']
    c.write("in/a.json", "".join(line + "\n" for line in lines))
    kept = []
    for options in [{}, {"primitivesAsString": True}, {"prefersDecimal": True}, {"inferTimestamp": True}, {"dropFieldIfAllNull": True}, {"mode": "DROPMALFORMED"}, {"columnNameOfCorruptRecord": "oops"}]:
        df = c.spark.read.options(**options).json(c.path("in"))
        kept.append(c.rows(df))
    c.write("multi/a.json", '[{"a":1,\n"b":2},\n{"a":3}]')
    c.write("sep/a.json", '{"a":1}|{"a":2}|')
    return kept, c.rows(c.spark.read.option("multiLine", True).json(c.path("multi"))), c.rows(c.spark.read.option("lineSep", "|").json(c.path("sep")))


@case("read_file_errors")
def read_file_errors(c):
    c.write("in/a.json", '{"a":1}\nbad\n')
    c.write("dup/a.json", '{"a":1,"A":2}\n')
    c.write("bytes/a.csv", "1,a\nx\n")
    json = c.spark.read.json(c.path("in"))
    csv = c.spark.read.schema("i int, s string, _corrupt_record string").csv(c.path("bytes"))
    return c.errors(lambda: json.select("_corrupt_record").count(), lambda: json.filter("_corrupt_record is null").select("a").collect(), lambda: csv.count(), lambda: csv.select("i").collect(), lambda: json.count(),
                    lambda: c.spark.read.json(c.path("dup")).collect(), lambda: c.spark.read.schema("a int, A int").json(c.path("in")).collect(), lambda: c.spark.read.schema("a int").load(c.path("in"), format="nope"),
                    lambda: c.spark.read.json(c.path("missing")), lambda: c.spark.read.csv(), lambda: c.spark.read.schema("a interval").json(c.path("in")).collect(), lambda: c.spark.read.text(c.path("missing", "*.txt")))


@case("read_corrupt_columns")
def read_corrupt_columns(c):
    c.write("in/a.json", '{"a":1}\nbad\n')
    c.write("bytes/a.csv", "1,a\nx\n2,b,c\ny,z\n")
    json = c.spark.read.json(c.path("in"))
    csv = c.spark.read.schema("i int, s string, _corrupt_record string").csv(c.path("bytes"))
    drop = c.spark.read.schema("i int, s string").option("mode", "DROPMALFORMED").csv(c.path("bytes"))
    return c.errors(lambda: json.select("_corrupt_record").count(), lambda: json.select("_corrupt_record").collect(), lambda: json.filter("_corrupt_record is null").count(), lambda: json.filter("_corrupt_record is null").select("a").collect(),
                    lambda: csv.select("_corrupt_record").collect(), lambda: csv.filter("_corrupt_record is not null").count(), lambda: csv.count(), lambda: csv.select("i").collect(), lambda: csv.collect(),
                    lambda: drop.count(), lambda: drop.select("i").collect(), lambda: drop.select("s").collect(), lambda: drop.collect(), lambda: drop.filter("s = 'z'").collect(), lambda: drop.filter("i = 1").select("s").collect())

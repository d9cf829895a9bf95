"""A query that stops and starts again on its checkpoint: new files, other settings, damaged or foreign checkpoints."""
import os

from pyspark.sql import functions as F

from cases import case
from cases._inputs import A, D, late, r, sums

SCHEMA = "ts timestamp, k string, v int"


def lines(rows):
    import json
    return "".join(json.dumps(row) + "\n" for row in rows)


def source(c, **options):
    return c.spark.readStream.schema(SCHEMA).options(**{"maxFilesPerTrigger": 1, **options}).json(c.path("input"))


def runs(c, build, mode="append", trigger=None, batches=A, at=2, **options):
    """Some files, a run, the other files, another run on the same checkpoint."""
    for i, batch in enumerate(batches):
        if i == at:
            c.run(build(source(c, **options)), mode, trigger)
        c.write("input/f%02d.json" % i, lines(batch))
    c.run(build(source(c, **options)), mode, trigger)


case("restart_agg_append", lambda c: (runs(c, lambda df: sums(late(df))), c.keep_files("checkpoint")) and None)
case("restart_agg_update", lambda c: runs(c, lambda df: df.groupBy("k").agg(F.sum("v").alias("s")), "update"))
case("restart_agg_complete", lambda c: runs(c, lambda df: df.groupBy("k").count(), "complete"))
case("restart_dedup", lambda c: runs(c, lambda df: late(df).dropDuplicates(["k", "ts"]), batches=D))
case("restart_session", lambda c: runs(c, lambda df: late(df).groupBy(F.session_window("ts", "1 minute"), "k").count()))
case("restart_stateless", lambda c: (runs(c, lambda df: df.filter("v > 2").select("k")), c.keep_files("checkpoint")) and None)
case("restart_once", lambda c: runs(c, lambda df: sums(late(df)), trigger={"once": True}))
case("restart_nothing_new", lambda c: runs(c, lambda df: sums(late(df)), at=4) or c.run(sums(late(source(c)))))
case("restart_another_delay", lambda c: (
    c.write("input/f00.json", lines(A[0] + A[1])), c.run(sums(late(source(c)))),
    c.write("input/f01.json", lines(A[2])), c.run(sums(source(c).withWatermark("ts", "5 minutes"))),
    c.write("input/f02.json", lines(A[3])), c.run(sums(source(c).withWatermark("ts", "1 second")))) and None)
case("restart_max_files_changed", lambda c: (
    c.write("input/f00.json", lines(A[0])), c.run(source(c).select("k")),
    c.write("input/f01.json", lines(A[1])), c.write("input/f02.json", lines(A[2])), c.run(source(c, maxFilesPerTrigger=10).select("k"))) and None)
case("restart_file_gone", lambda c: (
    c.write("input/f00.json", lines(A[0])), c.run(source(c).select("k")), os.remove(c.path("input", "f00.json")),
    c.write("input/f01.json", lines(A[1])), c.run(source(c).select("k"))) and None)
case("restart_same_name_file", lambda c: (
    c.write("input/f00.json", lines(A[0])), c.run(source(c).select("k")), c.write("input/f00.json", lines(A[2])),
    c.run(source(c).select("k"))) and None)
case("restart_join", lambda c: (
    c.write("input/f00.json", lines([r(10, "a", 1)])), c.write("other/g00.json", lines([r(12, "b", 5)])), c.run(both(c)),
    c.write("input/f01.json", lines([r(20, "b", 2)])), c.write("other/g01.json", lines([r(15, "a", 6)])), c.run(both(c)),
    c.write("input/f02.json", lines([r(300, "x", 3)])), c.write("other/g02.json", lines([r(400, "y", 7)])), c.run(both(c))) and None)


def both(c):
    left = source(c).withWatermark("ts", "10 seconds").selectExpr("ts lt", "k lk", "v lv")
    right = c.spark.readStream.schema(SCHEMA).json(c.path("other")).withWatermark("ts", "10 seconds").selectExpr("ts rt", "k rk", "v rv")
    return left.join(right, F.expr("lk = rk and rt between lt and lt + interval 1 minute"), "left_outer")


def damaged(name, damage):
    def body(c):
        c.write("input/f00.json", lines(A[0]))
        c.run(sums(late(source(c))))
        damage(c)
        c.write("input/f01.json", lines(A[1]))
        c.run(sums(late(source(c))))
    case(name, body)


def without(c, name):
    """Removes a file of the checkpoint, with Hadoop's checksum beside it."""
    for file in (name, ".%s.crc" % name.rpartition("/")[2]):
        path = c.path("checkpoint", *name.split("/")[:-1], file.rpartition("/")[2])
        if os.path.exists(path):
            os.remove(path)


def rewrite(c, name, text):
    without(c, name)
    with open(c.path("checkpoint", *name.split("/")), "w", newline="\n") as out:
        out.write(text)


damaged("restart_bad_metadata", lambda c: rewrite(c, "metadata", "not json"))
damaged("restart_bad_offsets_version", lambda c: rewrite(c, "offsets/0", "v99\n{}\n{\"logOffset\":0}"))
damaged("restart_empty_offsets", lambda c: rewrite(c, "offsets/0", ""))
damaged("restart_commit_missing", lambda c: without(c, "commits/0"))
damaged("restart_commit_bad", lambda c: rewrite(c, "commits/0", "v1\nnope"))
damaged("restart_source_log_bad", lambda c: rewrite(c, "sources/0/0", "v1\n{bad"))

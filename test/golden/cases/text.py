"""The csv and text sources with their options, and from_csv / to_csv."""
from pyspark.sql import functions as F

from cases import case

SCHEMA = "id int, name string, amount double, at timestamp"
LINES = ["1,alice,10.5,2023-01-01T00:00:00Z", '2,"bob, jr",,2023-01-01 10:00:00', "3,,7,", "x,carol,1,2023-01-01", "4,dan", "5,eve,1,2023-01-02,more",
         '6,"quote ""q""",2,', "", "7,  pad  ,3,"]


def csv(name, lines, schema=SCHEMA, build=lambda df: df, **options):
    case(name, lambda c: c.run(build(c.files([lines], schema, "csv", **options))))


csv("csv_permissive", LINES)
csv("csv_corrupt_record", LINES, SCHEMA + ", _corrupt_record string")
csv("csv_dropmalformed", LINES, mode="DROPMALFORMED")
csv("csv_failfast", LINES, mode="FAILFAST")
csv("csv_header", ["id,name,amount,at"] + LINES[:3], header="true")
csv("csv_header_mismatch", ["id,nom,amount,at", "1,a,2,2023-01-01"], header="true")
csv("csv_separator_quote", ["1;'a;b';2,5;2023-01-01", "2;'it\\'s';3;"], sep=";", quote="'")
csv("csv_trim_null_comment", ["# a comment", "1 , - , 2 ,2023-01-01", "-,x,-,-"], nullValue="-", comment="#",
    ignoreLeadingWhiteSpace="true", ignoreTrailingWhiteSpace="true")
csv("csv_formats", ["1,2023/03/01,01-03-2023 12:30", "2,2023-03-01,2023-03-01T00:00:00Z", "3,bad,bad"], "id int, d date, t timestamp",
    dateFormat="yyyy/MM/dd", timestampFormat="dd-MM-yyyy HH:mm")
csv("csv_numbers", ["1,9007199254740993,1.005,true,NaN", "1.5,9223372036854775808,x,TRUE,Inf", "-2,-1,123456789.12,0,-Infinity", ' 3,1,"1,5",false,1e5'],
    "i int, l bigint, d decimal(8,2), b boolean, f double")
csv("csv_empty_null_values", ['1,"",a', "2,,b", '3,"null",NULL'], "id int, s string, t string", emptyValue="EMPTY", nullValue="NULL")
csv("csv_escape_multiline", ['1,"two', 'lines"', '2,"back\\"slash"'], "id int, s string", multiLine="true")
csv("csv_all_strings", ["1,a,2,b", "x"], "a string, b string, c string, d string")

case("text_source", lambda c: c.run(c.files([["a b", "", "  c  ", "é"], ["d"]], None, "text").select(
    "value", F.length("value").alias("n"), F.split("value", " ").alias("words"))))
case("text_wholetext", lambda c: c.run(c.files([["a", "b"], ["c"]], None, "text", wholetext="true")))
case("text_linesep", lambda c: c.run(c.files([["a|b|c"]], None, "text", lineSep="|")))
case("text_wordcount", lambda c: c.run(
    c.files([["to be or not", "to be"], ["not to"]], None, "text").select(F.explode(F.split("value", " ")).alias("word")).groupBy("word").count(),
    "complete"))


@case("from_csv_to_csv")
def from_csv_to_csv(c):
    df = c.files([LINES], None, "text").select("value", F.from_csv("value", "id int, name string, amount double", {"mode": "PERMISSIVE"}).alias("r"))
    c.run(df.select("value", "r", F.to_csv("r").alias("back"), F.to_csv("r", {"sep": ";", "nullValue": "-"}).alias("semi")))


@case("csv_batch_read")
def csv_batch_read(c):
    c.write("data/a.csv", "id,name,score\n1,a,1.5\n2,,2\n3,c,x\n")
    c.spark.read.option("header", True).csv(c.path("data")).show()
    df = c.spark.read.csv(c.path("data"), header=True, inferSchema=True)
    df.printSchema()
    return c.rows(df)

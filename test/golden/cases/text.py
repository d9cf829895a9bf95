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


PLAIN = ["1,a,1.5", "2,b", "3,c,x", "4,d,4.5,more", "y,e,5"]
NARROW = "id int, name string, score double"

csv("csv_pruned_drop", PLAIN, NARROW, lambda df: df.select("id"), mode="DROPMALFORMED")
csv("csv_pruned_name", PLAIN, NARROW, lambda df: df.select("name"), mode="DROPMALFORMED")
csv("csv_pruned_corrupt", PLAIN, NARROW + ", _corrupt_record string", lambda df: df.select("id", "_corrupt_record"))
csv("csv_only_corrupt", PLAIN, NARROW + ", _corrupt_record string", lambda df: df.select("_corrupt_record"))
csv("csv_pruned_all", PLAIN, NARROW, lambda df: df.groupBy().count(), mode="DROPMALFORMED")
csv("csv_corrupt_in_the_middle", PLAIN, "id int, bad string, name string, score double", columnNameOfCorruptRecord="bad")
csv("csv_corrupt_not_string", PLAIN, NARROW + ", _corrupt_record int")
csv("csv_not_enforced", ["ID,name,score", "1,a,2"], NARROW, header="true", enforceSchema="false")
csv("csv_quotes", ['1,"a""b",1', '2,"a"b,2', '3,a"b,3', '4,"a,4', '5, "a",5', '6,"a" ,6', '7,"",7', '8,"a\\\\",8', '9,"a\\"b",9'], NARROW)
csv("csv_doubled_quotes", ['1,"a""b",1', '2,"""a""",2', '3,"a\\b",3', '4,"",4', '5,"a""",5'], NARROW, escape='"')
csv("csv_multiline", ["id,name,score", '1,"a', 'b",2', "", "2,c,3", '3,"d""', '",4'], NARROW, header="true", multiLine="true", escape='"')
csv("csv_multiline_corrupt", ["1,a,2", '2,"b', 'c",x', "3,d"], NARROW + ", _corrupt_record string", multiLine="true")
csv("csv_tabs", ["1\ta b\t2", "2\t\t"], NARROW, sep="\\t")
csv("csv_two_separators", ["1||a|b||2", "2||\"x||y\"||3"], NARROW, sep="||")
csv("csv_latin1_option", ["1,a,2"], NARROW, encoding="ISO-8859-1")
csv("csv_bad_options", ["1,a,2"], NARROW, quote="ab")
csv("csv_infinities", ["1,a,pinf", "2,b,minf", "3,c,nope", "4,d,NaN", "5,e,Infinity"], NARROW, positiveInf="pinf", negativeInf="minf", nanValue="nope")
csv("csv_dates", ["1,2023-01-02,2023-01-02 03:04:05", "2,2023-1-2,2023-01-02T03:04:05.678+01:00", "3,20230102,1672628645", "4,2023-01-02T00:00:00,2023-01-02"], "id int, d date, t timestamp")
csv("csv_types", ["1,-128,32767,1.5,true,P1D", "x,128,32768,1e40,yes,1 day"], "i int, b byte, s short, f float, o boolean, n decimal(3,1)")


def infer(name, lines, **options):
    def body(c):
        c.write("data/a.csv", "".join(line + "\n" for line in lines))
        return c.rows(c.spark.read.options(**options).csv(c.path("data")))
    case(name, body)


infer("csv_infer", ["i,l,d,dec,s,t,b,n,mix,date", "1,9999999999,1.5,99999999999999999999,a,2023-01-01 10:00:00,true,,1,2023-01-01", "2,1,2,1,b,2023-01-02T00:00:00Z,FALSE,,x,2023-01-02"], header=True, inferSchema=True)
infer("csv_infer_duplicates", ["a,A,a,,b", "1,2,3,4,5"], header=True)
infer("csv_infer_no_header", ["1,a", "2,b,c", "x"], inferSchema=True)
infer("csv_infer_header_only", ["a,b"], header=True, inferSchema=True)
infer("csv_infer_null_value", ["a,b", "-,1", "2,-"], header=True, inferSchema=True, nullValue="-")
infer("csv_infer_comment", ["# c", "", "a,b", "# d", "1,2"], header=True, inferSchema=True, comment="#")
infer("csv_infer_formats", ["a,b", "01/02/2023,NaN", "02/02/2023,-Inf"], header=True, inferSchema=True, timestampFormat="dd/MM/yyyy")
infer("csv_infer_multiline", ['a,"b', 'c"', '1,"x', 'y"', '2,z'], header=True, inferSchema=True, multiLine=True)


@case("csv_functions")
def csv_functions(c):
    return c.each(["from_csv('1,a', 'a int, b string')", "from_csv('x,a', 'a int, b string')", "from_csv('1', 'a int, b string')", "from_csv('1,a,2', 'a int, b string')", "from_csv(null, 'a int')",
                   "from_csv('1;a', 'a int, b string', map('sep', ';'))", "from_csv('26/08/2015', 'time Timestamp', map('timestampFormat', 'dd/MM/yyyy'))", "from_csv('1', 'int')", "from_csv(1, 'a int')",
                   "from_csv('x', 'a int, _corrupt_record string')", "from_csv('a\\nb,2', 'a string, b int')", "to_csv(named_struct('a', 1, 'b', null, 'c', 'x,y'))",
                   "to_csv(named_struct('t', timestamp'2023-01-01 00:00:00', 'd', date'2023-01-02'), map('timestampFormat', 'dd/MM/yyyy'))", "to_csv(1)", "to_csv(named_struct('a', 1.50, 'b', 1e10D, 'c', true))",
                   "to_csv(named_struct('a', ''))", "to_csv(named_struct('a', null))", "schema_of_csv('1,abc,2023-01-01 00:00:00,1.5,true,,9999999999')", "schema_of_csv('1|a', map('sep', '|'))", "schema_of_csv(null)",
                   "from_csv('1,2', schema_of_csv('1,a'))", "from_csv('1', 'a int', map('mode', 'FAILFAST'))"])

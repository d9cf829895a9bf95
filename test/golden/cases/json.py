"""from_json and to_json: modes, corrupt records, exact numbers, timestamps; the json file source."""
from pyspark.sql import functions as F

from cases import case

BAD = ['{"k": "a", "v": 1}', '{"k": "b", "v": "x"}', '{"k": "c"', "not json", "[1, 2]", '{"k": null}', '{"other": 1}', "",
       '[{"k": "d", "v": 4}]', '{"k": "e", "v": 2.5}', '{"k": 5, "v": 5}', '{"k": {"z": 1}, "v": 6}', "null", '"text"']


def messages(c, lines):
    """Lines of text as a streaming DataFrame with the one column `value`, as a Kafka value cast to string has it."""
    return c.files([lines], None, "text")


def parsed(c, schema, lines, **options):
    df = messages(c, lines)
    return df.select("value", F.from_json("value", schema, options).alias("j"))


def stream(name, build, mode="append"):
    case(name, lambda c: c.run(build(c), mode))


stream("from_json_permissive", lambda c: parsed(c, "k string, v int", BAD))
stream("from_json_corrupt_column", lambda c: parsed(
    c, "k string, v int, _corrupt_record string", BAD, columnNameOfCorruptRecord="_corrupt_record"))
stream("from_json_corrupt_renamed", lambda c: parsed(
    c, "k string, v int, broken string", BAD, mode="PERMISSIVE", columnNameOfCorruptRecord="broken"))
stream("from_json_failfast", lambda c: parsed(c, "k string, v int", BAD, mode="FAILFAST"))
stream("from_json_failfast_good", lambda c: parsed(c, "k string, v int", BAD[:1], mode="FAILFAST"))
stream("from_json_dropmalformed_refused", lambda c: parsed(c, "k string, v int", BAD, mode="DROPMALFORMED"))
stream("from_json_nested", lambda c: parsed(
    c, "id string, at struct<lat:double,lon:double,tags:array<string>>, items array<struct<sku:string,n:int>>, extra map<string,string>",
    ['{"id":"1","at":{"lat":1.5,"lon":-2,"tags":["a","b",null]},"items":[{"sku":"x","n":2},{"sku":"y"}],"extra":{"a":"1","b":null}}',
     '{"id":"2","at":null,"items":[],"extra":{}}', '{"id":"3","at":{"lat":"no","lon":1}}', '{"id":"4","items":[{"sku":"z","n":"no"}]}',
     '{"id":"5","extra":{"n":1,"o":{"p":[1,2]},"q":[1, {"r": null}]}}', '{"id":"6","at":[1,2]}']))
stream("from_json_longs", lambda c: parsed(
    c, "n bigint", ['{"n":9007199254740993}', '{"n":9223372036854775807}', '{"n":-9223372036854775808}', '{"n":9223372036854775808}',
                    '{"n":1.0}', '{"n":1e3}', '{"n":"7"}', '{"n":true}', '{"n":null}', '{"n":-0}']))
stream("from_json_small_integers", lambda c: parsed(
    c, "b tinyint, s smallint, i int", ['{"b":127,"s":32767,"i":2147483647}', '{"b":128,"s":32768,"i":2147483648}',
                                        '{"b":1.5,"s":"1","i":1e2}', '{"b":-128,"s":-32768,"i":-2147483648}']))
stream("from_json_decimals", lambda c: parsed(
    c, "d decimal(10,2), w decimal(38,18)", ['{"d":1.005,"w":0.123456789012345678}', '{"d":12345678.9,"w":1e10}', '{"d":123456789.99,"w":1}',
                                             '{"d":"3.14","w":"2.5"}', '{"d":1e-3,"w":-1.5}', '{"d":"x"}', '{"d":-0.005}']))
stream("from_json_doubles", lambda c: parsed(
    c, "d double, f float", ['{"d":0.1,"f":0.1}', '{"d":1e400,"f":1e39}', '{"d":"NaN","f":"Infinity"}', '{"d":"-Infinity","f":"-INF"}',
                             '{"d":1,"f":16777217}', '{"d":NaN,"f":1}', '{"d":"1.5","f":"x"}', '{"d":-0.0,"f":-0.0}', '{"d":5e-324,"f":1e-46}']))
stream("from_json_booleans_strings", lambda c: parsed(
    c, "b boolean, s string", ['{"b":true,"s":"x"}', '{"b":"true","s":1}', '{"b":0,"s":1.50}', '{"b":null,"s":true}',
                               '{"b":false,"s":{"a":[1, 2.0, "é"]}}', '{"s":[1,  2]}', '{"s":"a\\u00e9\\n\\"q\\""}', '{"s":1e5}', '{"s":null}']))
stream("from_json_timestamps", lambda c: parsed(
    c, "t timestamp, d date", ['{"t":"2023-03-01T12:30:45.123456Z","d":"2023-03-01"}', '{"t":"2023-03-01 12:30:45","d":"2023-3-1"}',
                               '{"t":"2023-03-01T12:30:45+05:30","d":"2023-03-01T10:00:00"}', '{"t":1677673845,"d":19417}',
                               '{"t":"2023-03-01","d":"bad"}', '{"t":"bad"}', '{"t":"2023-03-01T12:30:45.1","d":null}', '{"t":"2023-02-30"}',
                               '{"t":"2023-03-01T24:00:00"}', '{"t":""}']))
stream("from_json_timestamp_format", lambda c: parsed(
    c, "t timestamp, d date", ['{"t":"01/03/2023 12:30","d":"01.03.23"}', '{"t":"1/3/2023 12:30","d":"01.03.2023"}', '{"t":"2023-03-01T12:30:45Z"}',
                               '{"t":"31/02/2023 12:30"}'], timestampFormat="dd/MM/yyyy HH:mm", dateFormat="dd.MM.yy"))
stream("from_json_array_of_structs", lambda c: messages(c, ['[{"k":"a","v":1},{"k":"b"}]', '{"k":"c","v":3}', "[]", "[1]", "bad"]).select(
    F.explode_outer(F.from_json("value", "array<struct<k:string,v:int>>")).alias("e")).select("e.*"))
stream("from_json_map", lambda c: parsed(c, "map<string,int>", ['{"a":1,"b":null}', '{"a":"x"}', "{}", "[1]", '{"a":1,"a":2}']))
stream("from_json_lenient_options", lambda c: parsed(
    c, "k string, v int", ["{k: 'a', v: 1}", "{'k': 'b', /* c */ 'v': 2}", '{"k": "c", "v": 007}', '{"K": "d", "V": 4}'],
    allowUnquotedFieldNames="true", allowSingleQuotes="true", allowComments="true", allowNumericLeadingZeros="true"))
stream("from_json_options_default", lambda c: parsed(
    c, "k string, v int", ["{k: 'a', v: 1}", "{'k': 'b', 'v': 2}", '{"k": "c", "v": 007}', '{"K": "d", "V": 4}', '{"k":"e","v":1} trailing',
                           '{"k":"f","k":"g"}', '  {"k":"h"}  ', '{"k":"i",}', '{"k":"\t"}']))
stream("from_json_primitives_as_string", lambda c: parsed(
    c, "k string, v string", ['{"k":1,"v":1.50}', '{"k":true,"v":{"a": 1}}'], primitivesAsString="true"))
stream("from_json_schema_of", lambda c: messages(c, ['{"a":1,"b":["x"]}', '{"a":"2"}']).select(
    F.from_json("value", F.schema_of_json(F.lit('{"a":1,"b":["x"]}'))).alias("j")).select("j.*"))
stream("to_json_types", lambda c: c.files([['{"x":1}']], "x int").select(F.to_json(F.expr(
    "named_struct('i', x, 'n', cast(null as int), 'd', cast(1.50 as decimal(5,2)), 'f', 1.0D, 'g', float(0.1), 't', timestamp'2023-03-01 12:30:45.120', "
    "'day', date'2023-03-01', 'b', true, 's', 'q\"é', 'a', array(1, null), 'm', map('k', 2), 'z', struct(1 as y), 'bin', cast('ab' as binary), 'l', 9007199254740993)")).alias("j")))
stream("to_json_options", lambda c: c.files([['{"x":1}']], "x int").select(
    F.to_json(F.expr("struct(x, cast(null as int) n, timestamp'2023-03-01 12:30:45' t, date'2023-03-01' d)"),
              {"ignoreNullFields": "false", "timestampFormat": "yyyy/MM/dd HH:mm", "dateFormat": "dd.MM.yyyy"}).alias("j"),
    F.to_json(F.array(F.struct("x"), F.struct("x"))).alias("a"), F.to_json(F.create_map(F.lit("k"), "x")).alias("m")))
stream("get_json_object_paths", lambda c: messages(c, ['{"a":{"b":[1,{"c":"x"}]},"d":1.50,"e":"s","f":true,"g":null}', "bad"]).selectExpr(
    "get_json_object(value, '$.a.b[0]') p", "get_json_object(value, '$.a.b[1].c') q", "get_json_object(value, '$.a') r",
    "get_json_object(value, '$.d') s", "get_json_object(value, '$.e') t", "get_json_object(value, '$.f') u", "get_json_object(value, '$.g') v",
    "get_json_object(value, '$.nope') w", "get_json_object(value, '$.a.b[*].c') x", "get_json_object(value, '$') y"))
stream("json_tuple_fields", lambda c: messages(c, ['{"a":1,"b":"x","c":{"d":2}}', '{"a":null}', "bad"]).select(
    "value", F.json_tuple("value", "a", "b", "c").alias("a", "b", "c")))
stream("json_source_permissive", lambda c: c.files([BAD], "k string, v int, _corrupt_record string"))
stream("json_source_dropmalformed", lambda c: c.files([BAD], "k string, v int", mode="DROPMALFORMED"))
stream("json_source_failfast", lambda c: c.files([BAD], "k string, v int", mode="FAILFAST"))
stream("json_source_multiline", lambda c: c.files([['[', '{"k":"a",', '"v":1},', '{"k":"b"}', ']'], ['{"k":"c"}']], "k string, v int", multiLine="true"))


@case("json_batch_read_infers")
def json_batch_read_infers(c):
    c.write("data/a.json", '{"b":1,"a":"x","t":"2023-01-01T00:00:00Z","n":{"z":1.5}}\n{"b":2.5,"l":[1,null],"big":12345678901}\n')
    df = c.spark.read.json(c.path("data"))
    df.printSchema()
    return c.rows(df)

"""Scalar functions over a stream, many in one query: what SQL functions give and which type they have."""
from pyspark.sql import functions as F
from pyspark.sql import types as T

from cases import case

WORDS = [{"i": 1, "s": "Hello World"}, {"i": 2, "s": "  pad  "}, {"i": 3, "s": ""}, {"i": 4, "s": None}, {"i": 5, "s": "a,b,,c"},
         {"i": 6, "s": "été 2023 ß 😀"}]
NUMBERS = [{"i": 7, "d": 2.5}, {"i": -7, "d": -2.5}, {"i": 0, "d": 0.0}, {"i": None, "d": None}, {"i": 3, "d": 1e18}, {"i": 2147483647, "d": 0.125}]
TIMES = [{"t": "2023-03-05T13:07:09.123456Z"}, {"t": "2024-02-29T23:59:59Z"}, {"t": "1969-12-31T23:59:59.5Z"}, {"t": None}, {"t": "2023-01-01T00:00:00Z"}]
LISTS = [{"a": [3, 1, None, 2, 1], "b": [1, 5], "m": {"x": 1, "y": None}}, {"a": [], "b": None, "m": {}}, {"a": None, "b": [1], "m": None}]


def over(name, lines, schema, *expressions):
    """One query with each of these SQL expressions as a column."""
    case(name, lambda c: c.run(c.files([lines], schema).selectExpr(*expressions)))


over("fn_strings_case", WORDS, "i int, s string", "i", "upper(s) u", "lower(s) l", "initcap(s) ic", "length(s) n", "char_length(s) cn",
     "octet_length(s) ol", "bit_length(s) bl", "reverse(s) r", "ascii(s) a")
over("fn_strings_trim_pad", WORDS, "i int, s string", "i", "trim(s) t", "ltrim(s) lt", "rtrim(s) rt", "trim(both 'H ' from s) tb", "lpad(s, 6, '*') lp",
     "rpad(s, 4, 'xy') rp", "repeat(s, 2) rep", "concat('<', s, '>') c", "concat_ws('-', s, null, 'z') cw")
over("fn_strings_search", WORDS, "i int, s string", "i", "substring(s, 2, 3) a", "substring(s, -3) b", "substr(s, 0, 2) c", "left(s, 2) d", "right(s, 2) e",
     "instr(s, 'o') f", "locate('o', s, 6) g", "position('l' in s) h", "s like '%o%' j", "s rlike '^[A-Z]' k", "contains(s, 'a') m", "startswith(s, 'H') n",
     "endswith(s, 'd') o", "substring_index(s, ',', 2) p", "substring_index(s, ',', -1) q")
over("fn_strings_replace", WORDS, "i int, s string", "i", "replace(s, 'l', 'L') a", "translate(s, 'lo', '01') b", "regexp_replace(s, '([a-z])([a-z])', '$2$1') c",
     "regexp_extract(s, '(\\\\w+) (\\\\w+)', 2) d", "regexp_extract_all(s, '([a-z])', 1) e", "split(s, ',') f", "split(s, ',', 2) g",
     "overlay(s placing '_' from 2) h", "format_string('%05d|%s|%.2f', i, s, i / 3) j", "levenshtein(s, 'Hello') k", "soundex(s) m", "sentences(s) n")
over("fn_format_string_bad", WORDS, "i int, s string", "format_string('%.2f', i / 3.0) a")
over("fn_hashes_encodings", WORDS, "i int, s string", "i", "md5(s) a", "sha1(s) b", "sha2(s, 256) c", "crc32(s) d", "hash(i, s) e", "xxhash64(i, s) f", "base64(s) g",
     "cast(unbase64(base64(s)) as string) h", "hex(s) j", "hex(i) k", "unhex('4D') l", "bin(i) m", "conv('ff', 16, 10) n", "encode(s, 'UTF-16BE') o",
     "decode(encode(s, 'UTF-8'), 'UTF-8') p")
over("fn_numbers_round", NUMBERS, "i int, d double", "i", "d", "round(d) a", "round(d, 1) b", "bround(d) c", "floor(d) e", "ceil(d) f", "rint(d) g", "abs(i) h", "sign(d) j",
     "round(i, -1) k", "round(cast(d as decimal(10,3)), 1) l", "negative(i) m", "format_number(d, 2) n")
over("fn_numbers_math", NUMBERS, "i int, d double", "i", "d", "i % 3 a", "pmod(i, 3) b", "i div 2 c", "i / 2 d2", "power(d, 2) e", "sqrt(d) f", "exp(i % 10) > 1 g", "log(d) h", "log10(d) j",
     "log2(d) k", "greatest(i, 1, null) l", "least(d, 1.0) m", "shiftleft(i, 2) n", "i & 6 o", "i | 1 p", "i ^ 5 q", "~i r", "nanvl(d, 0) s", "d / 0 t", "i % 0 u", "cbrt(d) is null v",
     "factorial(abs(i)) w")
over("fn_dates_parts", TIMES, "t timestamp", "t", "year(t) a", "quarter(t) b", "month(t) c", "dayofmonth(t) d", "dayofweek(t) e", "weekday(t) f", "dayofyear(t) g", "weekofyear(t) h",
     "hour(t) j", "minute(t) k", "second(t) l", "extract(second from t) m", "date_part('week', t) n", "last_day(t) o", "unix_timestamp(t) p", "unix_micros(t) q", "unix_millis(t) r",
     "cast(t as long) s", "cast(t as double) u", "date(t) v")
over("fn_dates_arithmetic", TIMES, "t timestamp", "t", "date_add(t, 30) a", "date_sub(t, 1) b", "add_months(t, 1) c", "months_between(t, timestamp'2023-01-31') d",
     "datediff(t, date'2023-01-01') e", "next_day(t, 'Mon') f", "trunc(t, 'month') g", "date_trunc('hour', t) h", "date_trunc('week', t) j", "t + interval 1 month k",
     "t - interval '1 02:03:04' day to second l", "t - timestamp'2023-01-01' m", "to_date(t) - date'2023-01-01' n", "make_date(2023, 2, 29) o", "make_timestamp(2023, 1, 2, 3, 4, 5.678) p",
     "timestamp_seconds(1.5) q", "timestamp_millis(1500) r", "t > '2023-01-01' s", "t = date'2023-01-01' u")
over("fn_dates_format", TIMES, "t timestamp", "date_format(t, 'yyyy-MM-dd HH:mm:ss.SSS') a", "date_format(t, 'E EEEE d/M/yy h:mm a') b", "date_format(t, 'MMM MMMM D Q') c",
     "from_unixtime(unix_timestamp(t), 'yyyyMMdd') d", "cast(t as string) e", "cast(cast(t as date) as string) f", "date_format(t, 'XXX VV z') g", "from_unixtime(0) h",
     "date_format(t, \"yyyy-MM-dd'T'HH:mm:ss'Z'\") j", "date_format(t, 'HH') k")
over("fn_dates_parse", [{"s": s} for s in ("2023-03-05 13:07:09", "05/03/2023", "2023-03-05T13:07:09Z", "20230305", "bad", None, "2023-3-5", "2023-03-05 13:07:09.5 +02:00", " 2023 ")],
     "s string", "s", "to_timestamp(s) a", "to_date(s) b", "cast(s as timestamp) c", "cast(s as date) d", "to_date(s, 'dd/MM/yyyy') is null e", "unix_timestamp('2023-03-05', 'yyyy-MM-dd') f")
over("fn_dates_parse_format", [{"s": "05/03/2023 13:07"}, {"s": "31/12/2022 00:00"}, {"s": None}], "s string", "to_timestamp(s, 'dd/MM/yyyy HH:mm') a",
     "to_date(s, 'dd/MM/yyyy HH:mm') b", "unix_timestamp(s, 'dd/MM/yyyy HH:mm') c")
over("fn_dates_parse_bad_format", [{"s": "2023-03-05"}], "s string", "to_timestamp(s, 'dd/MM/yyyy') a")
over("fn_arrays", LISTS, "a array<int>, b array<int>, m map<string,int>", "size(a) a1", "a[0] b1", "a[9] c1", "element_at(a, -1) d1", "array_contains(a, 1) e1", "array_contains(a, 9) f1",
     "array_distinct(a) g1", "sort_array(a) h1", "sort_array(a, false) i1", "array_sort(a) j1", "array_union(a, b) k1", "array_intersect(a, b) l1", "array_except(a, b) m1",
     "array_position(a, 1) n1", "array_remove(a, 1) o1", "array_join(a, ',') p1", "array_join(a, ',', '?') q1", "array_max(a) r1", "array_min(a) s1", "slice(a, 2, 2) t1", "reverse(a) u1",
     "concat(a, b) v1", "flatten(array(a, b)) w1", "array_repeat(1, 2) x1", "sequence(1, 5, 2) y1", "arrays_overlap(a, b) z1", "arrays_zip(a, b) z2", "cardinality(a) z3")
over("fn_maps", LISTS, "a array<int>, b array<int>, m map<string,int>", "m['x'] a1", "m['nope'] b1", "element_at(m, 'y') c1", "map_keys(m) d1", "map_values(m) e1", "map_entries(m) f1",
     "size(m) g1", "map_concat(m, map('z', 3)) h1", "map_from_arrays(array('p', 'q'), array(1, 2)) i1", "map_from_entries(array(struct('k', 1))) j1", "map_contains_key(m, 'x') k1",
     "str_to_map('a:1,b:2') l1", "map_filter(m, (k, v) -> v > 0) m1", "transform_values(m, (k, v) -> v + 1) n1", "transform_keys(m, (k, v) -> upper(k)) o1",
     "map_zip_with(m, map('x', 10), (k, v, w) -> v + w) p1")
over("fn_higher_order", LISTS, "a array<int>, b array<int>, m map<string,int>", "transform(a, x -> x * 2) a1", "transform(a, (x, i) -> i) b1", "filter(a, x -> x > 1) c1", "exists(a, x -> x = 2) d1",
     "forall(a, x -> x > 0) e1", "aggregate(a, 0, (acc, x) -> acc + coalesce(x, 0)) f1", "aggregate(a, 0, (acc, x) -> acc + x, acc -> acc * 10) g1", "zip_with(a, b, (x, y) -> x + y) h1",
     "array_sort(a, (l, r) -> case when l > r then -1 when l < r then 1 else 0 end) i1")
over("fn_conditionals", NUMBERS, "i int, d double", "i", "if(i > 0, 'pos', 'neg') a", "case when i > 0 then 'p' when i < 0 then 'n' end b", "case i when 7 then 'seven' else 'other' end c", "coalesce(i, -1) e",
     "nvl(i, 0) f", "nvl2(i, 'y', 'n') g", "nullif(i, 7) h", "ifnull(i, 5) j", "i is null k", "i between 1 and 7 l", "i in (7, 3) m", "i not in (7, null) n", "i <=> null o", "isnull(i) p", "isnotnull(d) q",
     "isnan(d) r", "i is distinct from 7 s", "not (i > 0) t")
over("fn_structs", [{"i": 1, "s": "x"}], "i int, s string", "struct(i, s) a", "named_struct('p', i, 'q', s) b", "struct(i as k, upper(s)) c", "named_struct('p', named_struct('q', i)).p.q d",
     "array(struct(i, s), struct(2 as i, 'y' as s)).s e", "to_json(struct(*)) f", "struct(*).i g", "typeof(struct(i, s)) h")
over("fn_utc_timestamps", TIMES, "t timestamp", "from_utc_timestamp(t, 'America/New_York') a", "to_utc_timestamp(t, 'Asia/Tokyo') b", "from_utc_timestamp(t, '+05:30') c", "current_timezone() d",
     "from_utc_timestamp(t, 'PST') e")


@case("fn_explode")
def fn_explode(c):
    df = c.files([LISTS], "a array<int>, b array<int>, m map<string,int>")
    c.run(df.select(F.explode("a").alias("x")), checkpoint="c1")
    c.run(df.select("b", F.posexplode_outer("a")), checkpoint="c2")
    c.run(df.select(F.explode_outer("m")), checkpoint="c3")
    c.run(df.selectExpr("inline(arrays_zip(a, b))"), checkpoint="c4")
    c.run(df.selectExpr("stack(2, 1, 'a', 2, 'b') as (n, s)"), checkpoint="c5")


@case("fn_python_api")
def fn_python_api(c):
    df = c.files([WORDS], "i int, s string")
    c.run(df.select(
        F.col("i").cast("string").alias("a"), F.when(df.i > 3, "big").when(df.i > 1, "mid").otherwise("small").alias("b"), F.lit(None).cast("int").alias("c"),
        df.s.substr(1, 3).alias("d"), df["s"].startswith("H").alias("e"), df.s.isin("", "a,b,,c").alias("f"), F.coalesce(df.s, F.lit("none")).alias("g"),
        (df.i * 2 + 1).alias("h"), (~(df.i > 2)).alias("j"), ((df.i > 1) & (df.i < 4) | df.s.isNull()).alias("k"), F.concat_ws("|", "s", F.col("i")).alias("l"),
        F.split("s", ",").getItem(1).alias("m"), F.struct("i", "s").getField("i").alias("n"), F.array("i", F.lit(9))[1].alias("o"), F.expr("i + 1").alias("p"),
        df.s.eqNullSafe(None).alias("q"), F.least("i", F.lit(2)).alias("r"), F.regexp_extract("s", r"(\d+)", 1).alias("t"), (-df.i).alias("u"), (10 / df.i).alias("v"),
        (df.i ** 2).alias("w"), df.s.like("%o%").alias("x"), df.i.between(2, 3).alias("y"), F.create_map(F.lit("k"), "i")["k"].alias("z"), df.s.contains("l").alias("aa")))


@case("fn_python_dataframe")
def fn_python_dataframe(c):
    df = c.files([WORDS], "i int, s string")
    c.run(df.withColumn("n", F.length("s")).withColumnRenamed("s", "text").drop("i").filter(F.col("n").isNotNull()).where("n > 0"), checkpoint="c1")
    c.run(df.na.fill({"s": "?"}).na.drop(subset=["i"]).toDF("x", "y").select("*", (F.col("x") % 2).alias("odd")), checkpoint="c2")
    c.run(df.fillna("none").replace("", "empty", "s").withColumns({"a": F.lit(1), "b": F.col("i") + 1}), checkpoint="c3")
    c.run(df.dropna().selectExpr("*", "i * 2 as twice").alias("t").select("t.i", "t.twice"), checkpoint="c4")
    c.run(df.transform(lambda d: d.filter("i < 3")), checkpoint="c5")


@case("fn_udf")
def fn_udf(c):
    @F.udf("string")
    def shout(text):
        return None if text is None else text.upper() + "!"

    pair = F.udf(lambda i, s: (i, [s, s]), T.StructType([T.StructField("i", T.IntegerType()), T.StructField("l", T.ArrayType(T.StringType()))]))
    wrong = F.udf(lambda i: str(i), "int")
    c.spark.udf.register("plus_one", lambda i: i + 1, "bigint")
    df = c.files([WORDS], "i int, s string")
    c.run(df.select("i", shout("s"), shout(F.lower("s")).alias("b"), pair("i", "s").alias("p"), wrong("i").alias("w"), F.expr("plus_one(i)").alias("o")))

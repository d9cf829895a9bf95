"""Expressions at their edges: other session time zones, decimals, arrays, maps, lambdas, regular expressions."""
from cases import case


def each(name, *texts, zone=None):
    def body(c):
        if zone:
            c.conf("spark.sql.session.timeZone", zone)
        return c.each(texts)
    case(name, body)


def zoned(name, zone, *moments):
    """The same questions around an offset change: the gap in spring, the overlap in autumn."""
    texts = []
    for m in moments:
        t = "timestamp'%s'" % m
        texts += [t, "cast('%s' as timestamp)" % m, "unix_timestamp('%s')" % m, "date_format(%s, 'yyyy-MM-dd HH:mm:ss XXX')" % t, "%s + interval 1 hour" % t, "%s + interval 1 day" % t, "%s - interval 30 minutes" % t, "%s + interval 1 month" % t,
                  "date_trunc('hour', %s)" % t, "date_trunc('day', %s)" % t, "cast(%s as date)" % t, "cast(%s as bigint)" % t, "hour(%s)" % t, "to_utc_timestamp(%s, '%s')" % (t, zone), "from_utc_timestamp(%s, '%s')" % (t, zone),
                  "to_timestamp('%s', 'yyyy-MM-dd HH:mm:ss')" % m, "cast(%s as string)" % t]
    each(name, *texts, zone=zone)


zoned("zone_berlin_gap", "Europe/Berlin", "2023-03-26 01:59:59", "2023-03-26 02:30:00", "2023-03-26 03:00:00", "2023-03-25 02:30:00")
zoned("zone_berlin_overlap", "Europe/Berlin", "2023-10-29 02:30:00", "2023-10-29 01:59:59", "2023-10-29 03:00:00", "2023-10-28 02:30:00")
zoned("zone_new_york", "America/New_York", "2024-03-10 02:15:00", "2024-11-03 01:45:00", "1969-12-31 19:00:00")
zoned("zone_others", "Asia/Kathmandu", "2023-06-01 00:00:00", "1985-12-31 23:59:59")
each("zone_offsets", "timestamp'2023-01-01 12:00:00'", "timestamp'2023-01-01 12:00:00Z'", "timestamp'2023-01-01 12:00:00 Europe/Berlin'", "timestamp'2023-01-01 12:00:00+05:30'", "cast(timestamp'2023-01-01 12:00:00Z' as string)",
     "from_unixtime(0)", "from_unixtime(1672531200, 'yyyy-MM-dd HH:mm:ss z')", "date_format(timestamp'2023-01-01 00:00:00Z', 'O VV xx')", "unix_timestamp('2023-01-01', 'yyyy-MM-dd')", "to_timestamp('2023-01-01 12:00:00 +0100', 'yyyy-MM-dd HH:mm:ss Z')",
     "make_timestamp(2023, 1, 1, 12, 0, 0)", "make_timestamp(2023, 1, 1, 12, 0, 0, 'UTC')", "timestamp_seconds(1672531200)", "date_from_unix_date(19358)", "current_timezone()", "datediff(timestamp'2023-01-02 00:00:00Z', timestamp'2023-01-01 23:59:59Z')",
     "months_between(timestamp'2023-03-31 12:00:00', timestamp'2023-02-28 00:00:00')", "next_day('2023-01-01', 'TU')", "last_day('2023-02-10')", "add_months('2023-01-31', 1)", "trunc('2023-05-17', 'quarter')", "weekofyear('2021-01-03')", "dayofweek('2021-01-03')",
     "extract(week from date'2021-01-03')", "date_part('doy', '2023-12-31')", "window(timestamp'2023-01-01 00:10:00', '1 hour')", "timestamp'2023-03-26 00:00:00' - timestamp'2023-03-25 00:00:00'", "to_date('2023-01-01 23:30:00Z')", zone="-08:00")
each("expr_decimals", "cast(1.005 as decimal(10,2))", "cast(-1.005 as decimal(10,2))", "1.10 + 1.1", "9.99 * 9.99", "10 / 3.0", "1.0 / 3.00", "cast(10 as decimal(38,0)) / 3", "cast(1 as decimal(38,18)) * cast(1 as decimal(38,18))", "7.5 div 2", "7.5 % 2.2", "pmod(-7.5, 2)",
     "round(123.456, 1)", "round(123.456, -1)", "round(-2.5)", "bround(3.5)", "bround(-2.5)", "ceil(-1.5)", "floor(1.999)", "abs(-1.20)", "-(1.50)", "1.50 = 1.5", "1.5 < 2", "cast('1e3' as decimal(10,2))", "cast(' 1.5 ' as decimal(3,1))", "cast('1.55' as decimal(3,1))",
     "cast(12345.678 as decimal(7,2))", "cast(12345.678 as decimal(6,2))", "sum(x) from values (1.10), (2.25), (null) as t(x)", "avg(x) from values (1.10), (2.25) as t(x)", "max(x), min(x) from values (1.10), (2.25) as t(x)", "stddev(x) from values (1.10), (2.25) as t(x)",
     "greatest(1.5, 2, 0.25)", "coalesce(null, 1.5, 2)", "if(true, 1.5, 2)", "array(1.5, 2, 10)", "1.5 + 1e0", "1.5 + cast(1 as float)", "1.5 + 1L", "cast(99999.99 as decimal(7,2)) + cast(0.01 as decimal(7,2))", "format_number(1234567.891, 2)", "cast(1.50 as string)", "cast(1.9 as int)",
     "cast(-1.9 as bigint)", "cast(true as decimal(3,1))", "cast(0.1D as decimal(20,18))", "sqrt(2.25)", "power(1.5, 2)", "1.23BD", "12345678901234567890.123", "hash(1.5)", "typeof(1.5 * 2)", "typeof(sum(1.5))", "typeof(1.5 / 2)")
each("expr_arrays", "array(3, 1, 2)[0]", "array(1)[-1]", "array(1)[5]", "element_at(array(1, 2), -1)", "element_at(array(1, 2), 0)", "element_at(array(1), 3)", "slice(array(1, 2, 3, 4), 2, 2)", "slice(array(1, 2, 3), -2, 5)", "sort_array(array(3, null, 1))", "sort_array(array('b', 'a'), false)",
     "array_sort(array(3, null, 1))", "array_sort(array('bb', 'a'), (x, y) -> length(x) - length(y))", "array_distinct(array(1, 1, null, null))", "array_union(array(1, 2), array(2, null))", "array_intersect(array(1, null), array(null, 1))", "array_except(array(1, 2, null), array(2))",
     "array_join(array('a', null, 'b'), ',')", "array_join(array('a', null), ',', '?')", "array_position(array('a', 'b'), 'b')", "array_position(array(1), null)", "array_remove(array(1, null, 1, 2), 1)", "array_repeat('x', 3)", "array_repeat(1, -1)", "arrays_zip(array(1, 2), array('a'))",
     "flatten(array(array(1), array(2, 3)))", "flatten(array(array(1), null))", "array_contains(array(1, null), 2)", "array_contains(array(1, 2), 2)", "arrays_overlap(array(1, null), array(2))", "array_max(array(1, null, 3))", "array_min(array('b', 'a'))", "size(array(1, null))", "size(cast(null as array<int>))",
     "cardinality(map('a', 1))", "reverse(array(1, 2))", "sequence(1, 5, 2)", "sequence(5, 1)", "sequence(date'2023-01-01', date'2023-03-01', interval 1 month)", "sequence(timestamp'2023-01-01', timestamp'2023-01-01 02:00:00', interval 1 hour)", "shuffle(array(1))", "concat(array(1), array(2))",
     "array(1, 'a')", "array(array(1), array('x'))", "array(1, 2) < array(1, 3)", "explode(array(1, null))", "posexplode(array('x'))", "inline(array(struct(1, 'a'), struct(2, 'b')))", "explode(map('k', 1))", "stack(2, 1, 'a', 2, 'b')", "named_struct('a', 1, 'b', array(2)).b[0]",
     "array(named_struct('a', 1), named_struct('a', 2)).a", "struct(1, 'x').col2", "split('a1b2', '[0-9]')", "split('a,b,', ',', -1)", "split('a,b,c', ',', 2)")
each("expr_maps", "map('a', 1, 'b', 2)['b']", "map('a', 1)['z']", "map(1, 'x')[1]", "element_at(map('a', 1), 'z')", "map_keys(map('a', 1, 'b', 2))", "map_values(map('a', 1, 'b', null))", "map_entries(map('a', 1))", "map_from_arrays(array('a', 'b'), array(1, 2))", "map_from_entries(array(struct('a', 1)))",
     "map_concat(map('a', 1), map('b', 2))", "map('a', 1, 'a', 2)", "map(null, 1)", "map_from_arrays(array('a'), array(1, 2))", "map_contains_key(map('a', 1), 'a')", "size(map())", "str_to_map('a:1,b:2')", "str_to_map('a=1;b', ';', '=')",
     "map_filter(map('a', 1, 'b', 2), (k, v) -> v > 1)", "transform_keys(map('a', 1), (k, v) -> concat(k, v))", "transform_values(map('a', 1), (k, v) -> v * 2)", "map_zip_with(map('a', 1), map('a', 2, 'b', 3), (k, x, y) -> coalesce(x, 0) + y)", "to_json(map('a', 1, 'b', null))", "map('a', array(1))['a'][0]",
     "map(1.5, 'x')", "map('a', 1, 'b', 2.5)", "cast(map('a', 1) as map<string, string>)", "map_entries(map('a', struct(1)))[0].value.col1", "from_json('{\"a\": 1}', 'map<string,int>')")
each("expr_lambdas", "transform(array(1, null, 3), x -> x + 1)", "transform(array('a', 'b'), (x, i) -> concat(x, i))", "filter(array(1, null, 3), x -> x > 1)", "filter(array(1, 2, 3), (x, i) -> i > 0)", "exists(array(1, null), x -> x > 1)", "exists(array(1, 2), x -> x > 1)", "forall(array(1, null), x -> x > 0)",
     "forall(array(), x -> x > 0)", "aggregate(array(1, 2, 3), 0, (a, x) -> a + x)", "aggregate(array(1, 2, 3), 0, (a, x) -> a + x, a -> a * 10)", "aggregate(array(1, null), 0, (a, x) -> a + x)", "aggregate(array('a', 'b'), '', (a, x) -> a || x)", "reduce(array(1, 2), 0, (a, x) -> a + x)",
     "zip_with(array(1, 2), array('a'), (x, y) -> concat(x, y))", "transform(array(array(1, 2), array(3)), x -> transform(x, y -> y * size(x)))", "transform(array(struct(1 as a, 'x' as b)), s -> s.a + 1)", "filter(array('a', 'bb'), s -> length(s) = 1)[0]", "array_sort(array(1, 3, 2), (a, b) -> b - a)",
     "transform(array(1, 2), X -> x + 1)", "transform(sequence(1, 3), x -> x / 2)", "aggregate(array(1.5, 2.25), cast(0 as decimal(10,2)), (a, x) -> cast(a + x as decimal(10,2)))", "aggregate(array(1, 2), 0L, (a, x) -> a + x)", "transform(cast(null as array<int>), x -> x)")
each("expr_regex", "'abc' rlike '^a.c$'", "'ABC' rlike '(?i)abc'", "'a.b' rlike 'a\\\\.b'", "regexp_extract('foo-123-bar', '(\\\\d+)', 1)", "regexp_extract('foo', '(\\\\d+)', 1)", "regexp_extract('a1b2', '([a-z])(\\\\d)', 2)", "regexp_extract_all('a1b22', '(\\\\d+)', 1)",
     "regexp_replace('a1b2', '\\\\d', '#')", "regexp_replace('John Smith', '(\\\\w+) (\\\\w+)', '$2, $1')", "regexp_replace('aaa', 'a', 'b', 2)", "regexp_replace('a.b', '.', 'x')", "regexp_replace('abc', '', '-')", "regexp_like('x1', '[a-z][0-9]')", "'a%b' like 'a\\\\%b'", "'a_b' like 'a_b'", "'a\\nb' like 'a%b'",
     "'abc' like 'A%'", "'abc' ilike 'A%'", "'a' like ''", "'10%' like '10!%' escape '!'", "'abc' like any ('x%', 'a%')", "'abc' like all ('a%', '%c')", "'abc' like any ('x%', null)", "'abc' not like all ('x%', 'y%')", "'abc' not like any ('a%', '%c')", "'ABC' ilike any ('a%')", "null like any ('a')", "'abc' not like 'b%'", "'été' rlike '^\\\\w+$'", "'été' rlike '^[\\\\p{L}]+$'", "split('a||b', '\\\\|')", "split('one  two', '\\\\s+')",
     "split('abc', '')", "regexp_extract('key=val', '(?<k>\\\\w+)=(?<v>\\\\w+)', 2)", "'ab\\nc' rlike '(?s)b.c'", "translate('abc', 'ab', 'x')", "regexp_replace('tel 555-1234', '(?<=\\\\d{3})-(?=\\\\d)', '.')", "regexp_replace('aXbX', 'X$', '')", "'foobar' rlike 'foo(?!baz)'",
     "substring_index('a.b.c', '.', 2)", "substring_index('a.b.c', '.', -2)", "split_part('a.b.c', '.', 2)", "initcap('hello wORLD-x straße')", "levenshtein('kitten', 'sitting')", "soundex('Robert')", "format_string('%05d|%s|%.2f', 42, 'x', 1.5D)", "lpad('x', 3, 'ab')", "rpad('x', 4, 'ab')", "trim(both 'x' from 'xxaxx')",
     "overlay('abcdef' placing 'ZZ' from 2 for 3)", "position('b' in 'abc')", "locate('b', 'abcb', 3)", "ascii('é')", "chr(8364)", "length('😀')", "substring('😀ab', 2, 1)", "reverse('a😀b')", "upper('straße')", "lower('İ')", "repeat('ab', 2)", "concat_ws('-', array('a', null), 'b')", "encode('é', 'UTF-8')", "decode(x'C3A9', 'UTF-8')",
     "base64('abc')", "unbase64('YWJj')", "hex('abc')", "unhex('616263')", "md5('a')", "sha2('a', 256)", "crc32('a')", "xxhash64('a')", "hash('a', 1)", "space(3) || 'x'")
each("expr_void", "array() = array()", "array() < array()", "array() <=> array(null)", "array() in (array(), array())", "array(array()) >= array(array(null))", "greatest(array(), array())", "least(array(null), array())", "nullif(array(), array())", "struct(array()) = struct(array())",
     "struct(null) = struct(null)", "array(1) = array()", "array() = null", "map() = map()", "null <=> null", "array() = array() or true", "sort_array(array(null))", "array_max(array())", "array_contains(array(array()), array())", "arrays_overlap(array(), array(null))", "array_distinct(array(array(), array()))", "size(array())", "max(array())", "count(distinct array())", "if(false, array() = array(), true)", "case when true then 1 when array() = array() then 2 end")

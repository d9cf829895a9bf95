"""Nulls, casts, decimals, overflow, division by zero, NaN and -0.0: what expressions give at their edges."""
from cases import case


def each(name, *texts):
    case(name, lambda c: c.each(texts))


each("val_null_logic", "null and false", "null and true", "null or true", "null or false", "not null", "null = null", "null <=> null", "1 in (null)", "1 in (1, null)", "1 not in (2, null)",
     "null between 1 and 2", "if(null, 1, 2)", "coalesce(null, null)", "null + 1", "concat('a', null)", "concat_ws(',', 'a', null, 'b')", "greatest(null, 1)", "length(null)", "array(1, null)[1]",
     "map('a', null)['a']", "size(null)", "nullif(1, 1)", "null is null", "sum(null)", "count(null)", "max(cast(null as int))", "case null when null then 1 else 2 end")
each("val_cast_from_string", *["cast('%s' as %s)" % (text, kind) for kind in ("int", "bigint", "double", "boolean", "decimal(10,2)", "tinyint") for text in
                               ("1", " 12 ", "1.9", "-5", "+3", "abc", "", "1e2", "true", "t", "yes", "0", "300", "9223372036854775808", "NaN", "0x1F", "1L", "1.005")])
each("val_cast_from_string_time", *["cast('%s' as %s)" % (text, kind) for kind in ("date", "timestamp") for text in
                                    ("2023-01-02", "2023-1-2", "2023", "2023-02-30", "2023-01-02 03:04:05", "2023-01-02T03:04:05Z", "2023-01-02 3:4:5.678", "2023-01-02 03:04:05 Europe/Berlin",
                                     "2023-01-02 03:04", "", "epoch", "20230102", "10000-01-01", "2023-01-02 24:00:00", "2023-01-02 03:04:05+0530")])
# The answers of these do not depend on the day: what does is compared with the clock.
each("val_cast_words", "cast('tomorrow' as date) = date_add(current_date(), 1)", "cast(' Yesterday ' as date) = date_sub(current_date(), 1)", "cast('today CET' as date) = current_date()", "cast('now' as date) = current_date()", "cast('now CET' as date)",
     "cast('today' as timestamp) = cast(current_date() as timestamp)", "cast('tomorrow' as timestamp) = cast(date_add(current_date(), 1) as timestamp)", "cast('epoch' as timestamp)", "cast('epoch Nowhere' as timestamp)", "cast('later' as date)",
     "cast(cast('03:04:05' as timestamp) as date) = current_date()", "date_format(cast('03:04:05' as timestamp), 'HH:mm:ss')", "cast('T03:04:05Z' as timestamp) = cast(concat(current_date(), ' 03:04:05') as timestamp)", "cast(concat('to', 'day') as date) = current_date()",
     "cast(x as date) from values ('today'), ('2023-01-02') as t(x)", "to_date('today') = current_date()", "to_timestamp('tomorrow') > current_timestamp()", "typeof(cast('epoch' as date))")
each("val_cast_numbers", "cast(3.99 as int)", "cast(-3.99D as int)", "cast(1e20D as int)", "cast(1e20D as bigint)", "cast('NaN' as double)", "cast(cast('NaN' as double) as int)", "cast(300 as tinyint)",
     "cast(2147483648 as int)", "cast(70000 as smallint)", "cast(true as int)", "cast(2 as boolean)", "cast(0.1D as decimal(3,2))", "cast(123.456 as decimal(4,1))", "cast(12345 as decimal(4,1))",
     "cast(1.5 as string)", "cast(1e7D as string)", "cast(1.0D as string)", "cast(1.0E10D as string)", "cast(0.001D as string)", "cast(1.0E-4D as string)", "cast(float(0.1) as double)", "cast(16777217 as float)",
     "cast(100 as decimal(38,10))", "cast(1.10 as string)", "cast(-0.0D as string)", "cast(9007199254740993 as double)", "cast(1677673845 as timestamp)", "cast(1.5D as timestamp)", "cast(date'2023-01-01' as int)",
     "cast(timestamp'2023-01-01' as bigint)", "cast(timestamp'2023-01-01 00:00:00.5' as double)")
each("val_cast_to_string", "cast(array(1, null, 3) as string)", "cast(map('a', 1, 'b', null) as string)", "cast(struct(1, 'x', null) as string)", "cast(date'2023-01-02' as string)",
     "cast(timestamp'2023-01-02 03:04:05.100' as string)", "cast(timestamp'2023-01-02' as string)", "cast(true as string)", "cast(x'4142' as string)", "cast(interval 1 day as string)",
     "cast(interval '1-2' year to month as string)", "cast(array(array(1), array()) as string)", "cast(struct(array(1.50), map('k', date'2023-01-01')) as string)", "cast(1e21D as string)",
     "cast(float(1.1) as string)", "cast(123456789.0D as string)", "cast(named_struct('a', 1, 'b', array('x')) as string)")
each("val_decimals", "1.1 + 2.22", "1.10 * 2.0", "1.0 / 3", "10.0 / 4.0", "1.23 - 5", "cast(1 as decimal(10,2)) / cast(3 as decimal(10,2))", "cast(99999999999999999999 as decimal(38,18)) * 10", "2.5 % 2", "-7.5 % 2", "1.0 = 1.00",
     "1.5 + 1", "1.5 + 1D", "round(2.345, 2)", "round(2.5)", "round(-2.5)", "bround(2.5)", "ceil(2.01)", "floor(-2.01)", "abs(-1.50)", "cast(0.005 as decimal(5,2))", "cast(99999999999999999999999999999999999999 as decimal(38,0)) + 1",
     "cast(1e-10D as decimal(38,20))", "1.0 div 0.3", "greatest(1.5, 2)", "1.234567890123456789 * 1.234567890123456789", "avg(1.5)", "sum(1.50)", "cast('1.5' as decimal)", "1e2 + 0", "12345678901234567890")
each("val_integer_overflow", "2147483647 + 1", "cast(2147483647 as int) + cast(1 as int)", "cast(-2147483648 as int) - cast(1 as int)", "cast(65536 as int) * cast(65536 as int)", "9223372036854775807 + 1",
     "9223372036854775807 * 2", "-(-9223372036854775807 - 1)", "abs(cast(-2147483648 as int))", "cast(127 as tinyint) + cast(1 as tinyint)", "cast(100 as tinyint) * cast(2 as tinyint)", "9007199254740993 + 0",
     "9007199254740993 * 3", "pmod(-7, 3)", "-7 % 3", "-7 div 2", "5 div 0", "5 % 0", "5 / 0", "0 / 0", "5.0 / 0", "1D / 0", "0D / 0", "-1D / 0", "shiftleft(1, 33)", "shiftright(-8, 1)", "shiftrightunsigned(-8, 1)", "bigint(1) + 2")
each("val_nan_zero", "double('NaN') = double('NaN')", "double('NaN') > 1e308D", "0.0D = -0.0D", "greatest(double('NaN'), 1D)", "least(double('NaN'), 1D)", "nanvl(double('NaN'), 7D)", "isnan(double('NaN'))", "-0.0D", "1 / double('Infinity')",
     "double('Infinity') - double('Infinity')", "sqrt(-1)", "log(0)", "log(-1)", "exp(1000)", "power(0, 0)", "acos(2)", "round(double('NaN'), 2)", "floor(double('NaN'))", "max(double('NaN'))", "cast(double('Infinity') as int)", "sign(-0.0D)",
     "array_distinct(array(0.0D, -0.0D, double('NaN'), double('NaN')))", "array_max(array(1D, double('NaN')))", "sort_array(array(double('NaN'), 1D, null, -0.0D, 0.0D))")
each("val_comparisons", "1 = '1'", "'a' < 'B'", "'10' < 9", "1 = 1.0", "true = 1", "'2023-01-01' = date'2023-01-01'", "timestamp'2023-01-01' > '2022'", "date'2023-01-01' < timestamp'2023-01-01 00:00:01'", "array(1) = array(1L)",
     "struct(1, 2) < struct(1, 3)", "'é' > 'z'", "null > 1", "'abc' = 'abc '", "1.0D = '1'", "'x' = 1", "binary('a') = 'a'", "array('1') = array(1)", "'true' = true", "map('a', 1) = map('a', 1)", "'2023-01-01 00:00:00' = timestamp'2023-01-01'")
each("val_intervals", "interval 1 day", "interval '1' hour", "interval 1 year 2 months", "interval 90 minutes", "interval '2 10:30:00.5' day to second", "timestamp'2023-01-31' + interval 1 month", "date'2023-01-31' + interval 1 day",
     "date'2023-01-31' + 1", "timestamp'2023-01-02' - timestamp'2023-01-01'", "date'2023-01-05' - date'2023-01-01'", "interval 1 day * 2", "interval 1 hour + interval 1 minute", "make_interval(0, 1, 0, 2, 3, 4, 5.5)",
     "timestamp'2023-03-31' - interval '1' month", "interval -1 day", "extract(hour from interval '5:30' hour to minute)", "interval 1 day > interval 23 hours", "date'2024-02-29' + interval 1 year")
each("val_types", *["typeof(%s)" % text for text in ("1", "1L", "1.5", "1.5D", "float(1)", "'x'", "true", "null", "array(1, 2.5)", "array(1, 'a')", "map('a', 1, 'b', 2L)", "struct(1, 'x')", "date'2023-01-01'", "timestamp'2023-01-01'",
                                                     "x'41'", "1 + 1L", "1 + 1.5", "1 / 2", "1 div 2", "1.5 * 2.5", "if(true, 1, 2.5)", "coalesce(1, 'x')", "case when true then 1 else 2L end", "interval 1 day", "interval 1 month",
                                                     "current_timestamp()", "current_date()", "count(1)", "sum(1)", "sum(1.5)", "avg(1)", "avg(1.5)", "collect_list(1)", "size(array())", "length('x')", "year(current_date())",
                                                     "rand() > 0", "uuid()", "unix_timestamp()", "ceil(1.5)", "round(1.5D)", "substring('x', 1)", "split('a', 'b')", "approx_count_distinct(1)", "percentile_approx(1, 0.5)")])


@case("val_integer_widths")
def val_integer_widths(c):
    rows = [{"b": 127, "s": 32767, "i": 2147483647, "l": 9223372036854775807}, {"b": -128, "s": -32768, "i": -2147483648, "l": -9223372036854775808}]
    df = c.files([rows], "b tinyint, s smallint, i int, l bigint")
    c.run(df.selectExpr("b + 1 b1", "b + cast(1 as tinyint) b2", "s * cast(2 as smallint) s2", "i + 1 i1", "l + 1 l1", "l - 1 l2", "-l n", "cast(l as double) d", "cast(l as int) li", "l % 10 m", "l div 10 q", "hash(l) h",
                        "cast(l as decimal(19,0)) x", "abs(i) ai", "i * l il", "bigint(i) * i ii"))


@case("val_ansi_on")
def val_ansi_on(c):
    c.conf("spark.sql.ansi.enabled", "true")
    return c.each(("1 / 0", "cast('abc' as int)", "2147483647 + 1", "cast(2147483647 as int) + cast(1 as int)", "array(1)[5]", "cast('2023-02-30' as date)"))

"""SQL text: spark.sql over views of streams and tables, expr and selectExpr, filter strings, DDL schemas."""
from pyspark.sql import functions as F

from cases import case
from cases._inputs import A, D, L, R, late, static


def views(c):
    late(c.files(A)).createOrReplaceTempView("events")
    static(c).createOrReplaceTempView("names")


def sql(name, text, mode="append"):
    def body(c):
        views(c)
        return c.run(c.spark.sql(text), mode)
    case(name, body)


sql("sql_select_where", "select k, v * 2 as twice, upper(k) || '!' as loud from events where v > 1 and k <> 'c' or v is null")
sql("sql_group_window", "select window(ts, '1 minute') as w, k, sum(v) as s, count(*) as n from events group by window(ts, '1 minute'), k")
sql("sql_group_having", "select k, count(*) n, avg(v) a from events group by k having count(*) > 1 order by n desc, k limit 2", "complete")
sql("sql_group_ordinal", "select k, max(v) from events group by 1 order by 2 desc", "complete")
sql("sql_join_static", "select e.k, n.name, e.v from events e left join names n on e.k = n.k where e.v < 9")
sql("sql_join_using", "select * from events join names using (k)")
sql("sql_subquery_from", "select t.k, t.w from (select k, v + 1 as w from events where v > 2) t where t.w < 9")
sql("sql_with", "with big as (select * from events where v > 2), named as (select b.k, n.name, b.v from big b join names n on b.k = n.k) select k, name, v from named")
sql("sql_union_all", "select k, v from events where v = 1 union all select k, -v from events where v > 3")
sql("sql_case", "select k, case when v > 4 then 'high' when v > 2 then 'mid' else 'low' end level, case k when 'a' then 1 else 0 end is_a, if(v % 2 = 0, 'even', 'odd') p from events")
sql("sql_lateral_view", "select k, x from events lateral view explode(array(v, v * 10)) t as x where x < 50")
sql("sql_lateral_outer", "select k, i, x from events lateral view outer posexplode(filter(array(v, 9), y -> y > 8)) t as i, x")
sql("sql_in_exists", "select k, v from events where k in (select k from names where name like 'A%')")
sql("sql_not_exists", "select k, v from events e where not exists (select 1 from names n where n.k = e.k)")
sql("sql_scalar_subquery", "select k, v, (select max(name) from names) m from events where v > (select count(*) from names)")
sql("sql_hint_comment", "select /*+ broadcast(n) */ e.k -- the key\n , n.name /* and the name */ from events e join names n on e.k = n.k")
sql("sql_distinct_update", "select distinct k from events", "update")
sql("sql_quoted_names", "select k as `the key`, v as `a.b`, v `select` from events")
sql("sql_literals", "select 1 a, 1L b, 1.5 c, 1.5D d, 1e3 e, 'it''s' f, \"dq\" g, true h, null i, date'2023-01-01' j, timestamp'2023-01-01 10:00:00' l, interval 1 day m, x'4142' n, 10S o, 1Y p, 2.0BD q, .5 r from events where v = 1")
sql("sql_operators", "select -v a, +v b, v + 1 - 2 * 3 / 4 c, v % 2 d, v div 2 e, not v > 1 f, v between 1 and 3 g, k like 'a%' h, k rlike '[ab]' i, v in (1, 2) j, v <=> null l, v != 1 m, v <> 1 n, v == 1 o, k || v p, v is not null q, !(v > 1) r from events")
sql("sql_casts", "select cast(v as string) a, cast('12' as int) b, int('7') c, string(v) d, double(v) e, cast(v as decimal(5,1)) f, boolean(v) g, cast(ts as date) h, cast(v as timestamp) i, bigint(ts) j from events")
sql("sql_session_window", "select session_window(ts, '30 seconds') w, k, count(*) n from events group by session_window(ts, '30 seconds'), k")
sql("sql_two_streams_on_window", "select a.k, b.v from events a join events b on a.k = b.k and a.ts = b.ts")


@case("sql_stream_join_view")
def sql_stream_join_view(c):
    c.files(L).withWatermark("ts", "10 seconds").createOrReplaceTempView("l")
    c.files(R).withWatermark("ts", "20 seconds").createOrReplaceTempView("r")
    c.run(c.spark.sql("select l.k, l.v lv, r.v rv from l left join r on l.k = r.k and r.ts between l.ts and l.ts + interval 1 minute"))


@case("sql_filter_strings")
def sql_filter_strings(c):
    df = c.files(D)
    for i, condition in enumerate(("v > 1 and k = 'a'", "k in ('b', 'z') or v = 9", "not (k = 'a')", "k is not null", "ts >= '2023-01-01 00:01:00'", "v % 2 = 1", "length(k) = 1 and true")):
        c.run(df.filter(condition).select("k", "v"), checkpoint="c%d" % i)


@case("sql_expr_everywhere")
def sql_expr_everywhere(c):
    df = c.files(A)
    c.run(df.selectExpr("*", "v as w", "concat(k, v) kv", "struct(k, v) s", "v is null n").withColumn("x", F.expr("w + 1")).where(F.expr("x > 2")).groupBy(
        F.expr("upper(k)").alias("u")).agg(F.expr("sum(x) as s"), F.expr("max(kv)")), "update")


@case("sql_view_replaced")
def sql_view_replaced(c):
    df = c.files(A)
    df.filter("v > 3").createOrReplaceTempView("v1")
    big = c.spark.sql("select k, v from v1")
    df.filter("v < 3").createOrReplaceTempView("v1")
    small = c.spark.table("v1").select("k", "v")
    c.run(big, checkpoint="c1")
    c.run(small, checkpoint="c2")
    return [t.name for t in c.spark.catalog.listTables()], c.errors(lambda: df.createTempView("v1"))


@case("sql_schema_strings")
def sql_schema_strings(c):
    texts = ("a int, b string not null", "a: int, b: string", "a struct<x: int, y: array<string>>, m map<string, decimal(10,2)>", "`odd name` timestamp, d date, f float, bin binary",
             "a int comment 'first', b long", "c numeric, d dec(4), e integer, f smallint, g tinyint, h real, i boolean, j byte")
    return [c.spark.createDataFrame([], text).schema.jsonValue() for text in texts], c.errors(*[
        lambda text=text: c.spark.createDataFrame([], text).schema for text in ("a varchar(10)", "a", "a int,", "a foo", "a int b", "a struct<x int", "")])


@case("sql_batch_statements")
def sql_batch_statements(c):
    views(c)
    c.spark.sql("select * from names order by k desc").show()
    c.spark.sql("select name, count(*) over (partition by 1) n, row_number() over (order by k) r from names").show()
    c.spark.sql("select * from values (1, 'x'), (2, 'y') as t(a, b)").show()
    c.spark.sql("show tables").show()
    c.spark.sql("describe names").show()
    return c.rows(c.spark.sql("select k from names union (select 'c' as k except select 'a' as k) order by k"))


@case("sql_subqueries")
def sql_subqueries(c):
    c.spark.createDataFrame([("a", 1), ("a", 3), ("b", 2), ("c", None), (None, 7)], "k string, v int").createOrReplaceTempView("e")
    c.spark.createDataFrame([("a", "AA", 2), ("b", "BB", None), ("d", "DD", 4)], "k string, name string, w int").createOrReplaceTempView("n")
    texts = ("select * from e where k in (select k from n)", "select * from e where k not in (select k from n)", "select * from e where k not in (select k from n where w is null)", "select * from e where v not in (select w from n)",
             "select * from e where v in (select w from n where n.k = e.k)", "select * from e where v not in (select w from n where n.k = e.k)", "select * from e where exists (select 1 from n where n.k = e.k and n.w > e.v)",
             "select * from e where not exists (select * from n where n.k = e.k)", "select * from e where exists (select 1 from n where w > 3)", "select * from e where not exists (select 1 from n where w > 9)", "select * from e where (k, v) in (select k, w - 1 from n)",
             "select k, v, (select max(w) from n) m from e", "select (select count(*) from n), v + (select min(w) from n) from e", "select * from e where v > (select avg(w) from n) - 1", "select * from e where v = (select max(v) from e)",
             "select k from e where k in (select k from n) and v > 1 and exists (select 1 from n where n.k = e.k)", "select x.k from e x where x.k in (select y.k from e y where y.v > 2)", "select * from e where v in (select w + 1 from n where name like '%A')",
             "select * from (select k, (select max(w) from n) m from e) t where m > 3", "with big as (select * from n where w > 1) select * from e where k in (select k from big)", "select (select 1, 2) from e", "select * from e where k in (select k, name from n)",
             "select distinct k from e where v in (select v from e where k = 'a')", "select k, count(*) c from e where k in (select k from n) group by k order by c desc, k limit 1")
    kept = []
    for text in texts:
        try:
            kept.append(c.rows(c.spark.sql(text)))
        except Exception as error:
            kept.append(type(error).__name__)
    return kept


@case("sql_group_by_window_fields")
def sql_group_by_window_fields(c):
    late(c.files(A)).createOrReplaceTempView("t")
    c.run(c.spark.sql("select window.start, window.end as until, k, count(*) as n from t group by window(ts, '1 minute'), k having sum(v) > 1"))
    return c.rows(c.spark.sql("select session_window.end, max(v) as m from values (timestamp'2023-01-01 00:00:05', 1), (timestamp'2023-01-01 00:00:09', 4), (timestamp'2023-01-01 00:01:00', 2) as d(ts, v) group by session_window(ts, '10 seconds')"))

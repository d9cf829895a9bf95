from pyspark.sql import functions as F

daily = spark.sql("""
    SELECT card, sum(t.amount) AS total, count(*) -- per "card"
    FROM transactions t /* the
    view */ LEFT JOIN `odd table` o ON t.card = o.card
    WHERE t.amount > 10.5e2D AND NOT t.country IN ('AT', "it's")
    GROUP BY window(ts, '10 seconds'), card -- the end""")
after = daily.count()
big = daily.filter("total >= 100 and card is not null").where('card like "4%"')
some = daily.select(F.expr("cast(total AS decimal(10, 2)) as t"), expr('array(1)[0] || "x"'))
more = daily.selectExpr(
    "*",  # all of it
    "total * 2 as twice", "transform(items, x -> x + 1) xs",
    r'card rlike "\d+"',
)
formatted = spark.sql(f"select {column.lower()} as {{x}} from {names['t']} where a = '{value}' limit 5")
joined = spark.sql(
    # the query
    "select t.select, t.from.date "
    "from t"
)
broken = spark.sql("select 'open
print("python")

/**
 * Batch jobs of many shapes as streaming jobs, and back: text in, text and reasons out, or a refusal at its line. What comes out is run: the
 * simulator gives the batch job's rows for every query, or the case says why that is not looked at.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SimulatorPlanner } from '../../src/language/plan/simulator-planner.ts';
import { DEFAULTS, migrate, optionsProblem, unifiedDiff } from '../../src/migrate/index.ts';
import type { MigrateOptions, Migration, Proof } from '../../src/protocol/migrate.ts';
import { Simulator } from '../../src/simulator/client.ts';
import { prove } from '../../src/streamtest/index.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
assert.ok(existsSync(join(dist, 'simulator.js')), 'dist/simulator.js is not there: run `npm run build` first.');
const simulator = new Simulator({ folder: dist, onNotice: () => undefined }), planner = new SimulatorPlanner({ simulator, limitSeconds: 30, env: { TZ: 'UTC' }, python: () => '' });
const folder = mkdtempSync(join(tmpdir(), 'weir-migrate-unit-'));
after(() => {
  planner.close();
  simulator.release();
  rmSync(folder, { recursive: true, force: true });
});
const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const ORDERS = [['1', 'a', 2.5, '08:10'], ['2', 'b', 4, '08:20'], ['3', 'a', 1.25, '09:05'], ['3', 'a', 1.25, '09:05'], ['4', 'b', 8, '10:30'], ['5', 'c', 0.5, '08:55']] as const;
write('orders.json', `${ORDERS.map(([id, shop, amount, at]) => JSON.stringify({ id, shop, amount, at: `2026-01-01T${at}:00Z` })).join('\n')}\n{"id": "6", "sh\n`);
write('more.json', '{"id":"7","shop":"c","amount":3,"at":"2026-01-01T08:59:00Z"}\n');
write('orders.csv', `id,shop,amount,at\n${ORDERS.map(([id, shop, amount, at]) => `${id},"${shop}, inc",${amount},2026-01-01 ${at}:00`).join('\n')}\n`);
write('semi.csv', 'a;1;01.02.2026\nb;2;03.02.2026\nb;x;03.02.2026\n');
write('shops.json', '{"shop":"a","city":"Graz"}\n{"shop":"b","city":"Linz"}\n');
write('days/day=2026-01-01/x.json', '{"k":"a"}\n{"k":"b"}\n');
write('days/day=2026-01-02/y.json', '{"k":"a"}\n');
write('whole.json', '[{"k": "a",\n  "when": "2026-01-01T00:00:00.123456Z"},\n {"k": "b", "when": null}]\n');
write('log.txt', 'one two\ntwo three\n\n');

const HEAD = 'from pyspark.sql import SparkSession\nfrom pyspark.sql import functions as F\nspark = SparkSession.builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()\n';
const READ = `${HEAD}orders = spark.read.schema("id STRING, shop STRING, amount DOUBLE, at TIMESTAMP").json("orders.json")\n`;
const STREAM = `${HEAD}raw = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "b:9092").option("subscribe", "t").option("startingOffsets", "earliest").load()\nrows = raw.selectExpr("CAST(key AS STRING) AS k", "CAST(value AS STRING) AS v", "timestamp AS at")\n`;
const options = (more: Partial<MigrateOptions>): MigrateOptions => ({ to: 'streaming', topics: {}, ...DEFAULTS, streams: [], ...more });

interface Case {
  source: string;
  options?: Partial<MigrateOptions>;
  /** Parts of the text that comes out. */
  gives?: (string | RegExp)[];
  lacks?: (string | RegExp)[];
  modes?: string[];
  /** Codes of the reasons that are given, among others. */
  why?: string[];
  /** Parts of the notes of the proof; false: why it is not proved is in the case's name. */
  proof?: RegExp[] | false;
  refused?: [line: number, reason: RegExp, wayOut: RegExp];
}

function check(name: string, { source, options: more = {}, gives = [], lacks = [], modes, why = [], proof = [], refused }: Case): void {
  it(name, async () => {
    const file = join(folder, 'job.py'), given = options(more);
    assert.equal(optionsProblem(given), undefined);
    writeFileSync(file, source);
    const answer = await migrate(planner, { file, source }, given);
    if (refused) {
      assert.ok('refusals' in answer, 'migration' in answer ? answer.migration.text : '');
      const [line, reason, wayOut] = refused, said = answer.refusals.find((each) => each.line === line && reason.test(each.reason));
      assert.ok(said, JSON.stringify(answer.refusals, null, 1));
      assert.match(said.wayOut, wayOut);
      return;
    }
    assert.ok('migration' in answer, JSON.stringify('refusals' in answer ? answer.refusals : '', null, 1));
    const { migration } = answer, { text, changes } = migration;
    for (const part of gives) assert.ok(typeof part === 'string' ? text.includes(part) : part.test(text), `${String(part)} is not in\n${text}`);
    for (const part of lacks) assert.ok(typeof part === 'string' ? !text.includes(part) : !part.test(text), `${String(part)} is in\n${text}`);
    if (modes) assert.deepEqual(migration.queries.map(({ mode }) => mode), modes);
    const codes = new Set(changes.flatMap((change) => change.why.map(({ code }) => code as string)));
    for (const code of why) assert.ok(codes.has(code), `no reason ${code}: ${[...codes].join(', ')}`);
    assert.ok(changes.every((change) => change.why.length > 0 && change.why.every((each) => /[.:]$/.test(each.text) || each.text.endsWith('.'))), 'every change has a reason');
    if (migration.to === 'batch' || proof === false) return;
    const notes = (await proved(migration, source)).notes.join('\n');
    for (const part of proof) assert.match(notes, part);
  });
}

async function proved(migration: Migration, before: string): Promise<Proof> {
  const answer = await prove((run, onEvent) => simulator.startRun(run, onEvent), { job: join(folder, 'job.py'), before, migration }, { env: { TZ: 'UTC' } });
  assert.ok('proof' in answer, `${migration.text}\n${JSON.stringify(answer, null, 1)}`);
  return answer.proof;
}

describe('batch to streaming', () => {
  it('all of the text, and a diff that says the same', async () => {
    const source = `${READ}\ntotals = orders.groupBy("shop").agg(F.sum("amount").alias("total"))\ntotals.show()\nspark.stop()\n`, file = join(folder, 'job.py');
    writeFileSync(file, source);
    const answer = await migrate(planner, { file, source }, options({ topics: { '': 'shop-orders' }, brokers: 'b1:9092,b2:9092', checkpoint: 'abfss://c@a.dfs.core.windows.net/ck', trigger: '10 seconds' }));
    assert.ok('migration' in answer, JSON.stringify(answer));
    assert.equal(answer.migration.text, `${HEAD}orders = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", "b1:9092,b2:9092")
    .option("subscribe", "shop-orders")
    .option("startingOffsets", "earliest")
    .load()
    .select(
        F.from_json(
            F.col("value").cast("string"),
            "id STRING, shop STRING, amount DOUBLE, at TIMESTAMP",
        ).alias("record")
    )
    .select("record.*")
)

totals = orders.groupBy("shop").agg(F.sum("amount").alias("total"))
totals_query = (
    totals.writeStream.queryName("totals")
    .format("console")
    .option("checkpointLocation", "abfss://c@a.dfs.core.windows.net/ck/totals")
    .outputMode("complete")
    .trigger(processingTime="10 seconds")
    .start()
)

spark.streams.awaitAnyTermination()
spark.stop()
`);
    const diff = unifiedDiff(source, answer.migration.changes, { from: 'a/job.py', to: 'b/job.py' }), lines = diff.split('\n');
    assert.deepEqual(lines.filter((line) => /^-(?!-)/.test(line)).map((line) => line.slice(1)), [source.split('\n')[3], 'totals.show()']);
    await proved(answer.migration, source);
  });

  check('a schema that was inferred stands as text', { source: `${HEAD}df = spark.read.json("orders.json")\ndf.groupBy("shop").count().show()\n`, gives: ['"_corrupt_record STRING, amount DOUBLE, at STRING, id STRING, shop STRING"', '.option("subscribe", "df")'], why: ['schema', 'decode', 'damaged'] });
  check('csv with a header', { source: `${HEAD}df = spark.read.csv("orders.csv", header=True, inferSchema=True)\ndf.groupBy("shop").agg(F.max("at").alias("last"), F.count("*").alias("n")).show()\n`, gives: [/F\.from_csv\(\s+F\.col\("value"\)\.cast\("string"\),\s+"id INT, shop STRING, amount DOUBLE, at TIMESTAMP"/], lacks: ['header'] });
  check('csv by format and load, options of records go on', {
    source: `${HEAD}from pyspark.sql.types import *\nS = StructType([StructField("k", StringType()), StructField("n", IntegerType()), StructField("d", DateType())])\ndf = (\n    spark.read.format("csv")  # from the till\n    .schema(S)\n    .option("sep", ";")\n    .option("dateFormat", "dd.MM.yyyy")\n    .load("semi.csv")\n)\ndf.groupBy("k").agg(F.sum("n").alias("n"), F.max("d").alias("d")).show()\n`,
    gives: ['"k STRING, n INT, d DATE", {"sep": ";", "dateFormat": "dd.MM.yyyy"}', '# from the till'], why: ['schema'],
  });
  check('csv files, json messages', { source: `${HEAD}df = spark.read.csv("orders.csv", header=True, inferSchema=True)\ndf.groupBy("shop").count().show()\n`, options: { value: 'json' }, gives: ['F.from_json('] });
  check('json files, csv messages', { source: `${READ}orders.where("id IS NOT NULL").groupBy("shop").count().show()\n`, options: { value: 'csv' }, gives: ['F.from_csv('] });
  check('one array over many lines: a message for each record', { source: `${HEAD}rows = spark.read.schema("k STRING, when TIMESTAMP").json("whole.json", multiLine=True)\nrows.groupBy("when").count().show()\n`, lacks: ['multiLine'], proof: [/2 rows of rows became messages/] });
  check('folders that give a column', { source: `${HEAD}days = spark.read.json("days")\ndays.groupBy("day", "k").count().show()\n`, gives: ['"k STRING, day DATE"'] });
  check('folders that give a column, beside a schema', { source: `${HEAD}days = spark.read.schema("k STRING").json("days")\ndays.groupBy("day", "k").count().show()\n`, gives: ['"k STRING, day DATE"'], why: ['schema'] });
  check('text: words', { source: `${HEAD}words = spark.read.text("log.txt").select(F.explode(F.split("value", " ")).alias("word"))\nwords.groupBy("word").count().orderBy("word").show()\n`, gives: ['.select(F.col("value").cast("string").alias("value"))'], modes: ['complete'] });
  check('a topic that was read in batch (its messages are not files: not proved)', { source: `${HEAD}df = spark.read.format("kafka").option("kafka.bootstrap.servers", "b:9092").option("subscribe", "t").option("endingOffsets", "latest").load()\ndf.selectExpr("CAST(value AS STRING) v").groupBy("v").count().show()\n`, gives: ['spark.readStream.format("kafka")', '.option("startingOffsets", "earliest").load()'], lacks: ['endingOffsets'], why: ['offsets'], proof: false });
  check('rows without aggregation: append', { source: `${READ}orders.where("amount > 1").write.partitionBy("shop").option("compression", "gzip").json("out")\n`, gives: ['.format("json")', '.partitionBy("shop")', '.option("compression", "gzip")', '.option("path", "out")', '"checkpoints/out"'], modes: ['append'], why: ['folder'] });
  check('totals overwrite their folder in each micro-batch', { source: `${READ}totals = orders.groupBy("shop").count()\ntotals.write.mode("overwrite").json("out")\n`, gives: ['def write_totals(batch, batch_id):\n    batch.write.mode("overwrite").json("out")', '.foreachBatch(write_totals)'], modes: ['complete'], why: ['foreach-batch'] });
  check('a writer over several lines, without a mode', { source: `${READ}(\n    orders.groupBy("shop").count()\n    .write.option("compression", "gzip")  # small\n    .json("out")\n)\n`, gives: ['\n\n\ndef write_out(batch, batch_id):\n    (\n        batch\n        .write.mode("overwrite").option("compression", "gzip")  # small\n        .json("out")\n    )\n\n\nout_query'], why: ['foreach-batch'] });
  check('totals that were appended', { source: `${READ}orders.groupBy("shop").count().write.mode("append").json("out")\n`, refused: [5, /appended, each of them would be there many times/, /watermark/] });
  check('totals that were appended, with a watermark: each window once', { source: `${READ}orders.where("at IS NOT NULL").groupBy(F.window("at", "1 hour"), "shop").count().write.mode("append").json("out")\n`, options: { watermark: { column: 'at', delay: '2 hours' } }, gives: ['.withWatermark("at", "2 hours")', '.format("json")'], modes: ['append'], why: ['watermark'], proof: [/still open when the capture ends/, /later than the watermark are dropped/] });
  check('a watermark that the job has already, which a batch ignores', { source: `${READ}hours = orders.where("at IS NOT NULL").withWatermark("at", "10 minutes").groupBy(F.window("at", "1 hour")).count()\nhours.show()\n`, modes: ['append'], proof: [/1 of 3 rows of hours are in windows that are still open/] });
  check('a watermark and a sort: complete', { source: `${READ}orders.groupBy(F.window("at", "1 hour")).count().orderBy("window").show()\n`, options: { watermark: { column: 'at', delay: '2 hours' } }, modes: ['complete'] });
  check('a watermark and groups without a window: complete, since append cannot be', { source: `${READ}orders.groupBy("shop").count().show()\n`, options: { watermark: { column: 'at', delay: '2 hours' } }, modes: ['complete'] });
  check('a watermark on no column', { source: `${READ}orders.show()\n`, options: { watermark: { column: 'when', delay: '1 hour' } }, refused: [4, /has no column when: it has id, shop, amount, at/, /withWatermark in the job/] });
  check('a watermark on a text', { source: `${READ}orders.show()\n`, options: { watermark: { column: 'shop', delay: '1 hour' } }, refused: [4, /shop is STRING/, /to_timestamp/] });
  check('a table that is looked up stays batch', { source: `${READ}shops = spark.read.schema("shop STRING, city STRING").json("shops.json")\nshops.show()\nby_city = orders.join(shops, "shop").groupBy("city").agg(F.sum("amount").alias("total"))\nby_city.show()\n`, gives: ['shops = spark.read.schema', '\nshops.show()', 'by_city.writeStream'], modes: ['complete'] });
  check('the other side as the stream, named', { source: `${READ}shops = spark.read.schema("shop STRING, city STRING").json("shops.json")\njoined = shops.join(orders, "shop")\njoined.groupBy("city").count().show()\n`, options: { streams: ['orders'] }, gives: ['shops = spark.read.schema', 'orders = (\n    spark.readStream'] });
  check('the other side as the stream, by its line', { source: `${READ}shops = spark.read.schema("shop STRING, city STRING").json("shops.json")\njoined = shops.join(orders, "shop")\njoined.groupBy("city").count().show()\n`, options: { streams: ['4'] }, gives: ['shops = spark.read.schema'] });
  check('a right outer join follows its right side', { source: `${READ}shops = spark.read.schema("shop STRING, city STRING").json("shops.json")\nshops.join(orders, "shop", "right").groupBy("city").count().show()\n`, gives: ['shops = spark.read.schema', 'orders = (\n    spark.readStream'] });
  check('the side whose rows are not all kept cannot be the stream', { source: `${READ}shops = spark.read.schema("shop STRING, city STRING").json("shops.json")\nshops.join(orders, "shop", "left").groupBy("city").count().show()\n`, options: { streams: ['orders'] }, refused: [6, /LeftOuter join with a streaming DataFrame\/Dataset on the right/, /--stream/] });
  check('a read that is not there', { source: `${READ}orders.show()\n`, options: { streams: ['nothing'] }, refused: [1, /No read is called nothing\. There are orders \(line 4\)/, /Name one of them/] });
  check('a union: both are streams, each with its topic', { source: `${READ}more = spark.read.schema("id STRING, shop STRING, amount DOUBLE, at TIMESTAMP").json("more.json")\nboth = orders.union(more)\nboth.groupBy("shop").count().show()\n`, options: { topics: { more: 'other-orders' } }, gives: ['.option("subscribe", "orders")', '.option("subscribe", "other-orders")'], proof: [/7 rows of orders/, /1 row of more/] });
  check('several sinks: a query and a checkpoint each', { source: `${READ}orders.where("amount > 2").write.json("big")\ntotals = orders.groupBy("shop").count()\ntotals.show()\ntotals.show(5)\nprint("done")\n`, gives: ['"checkpoints/big"', '"checkpoints/totals"', '"checkpoints/totals_2"', /\.start\(\)\n\)\n\nspark\.streams\.awaitAnyTermination\(\)\nprint\("done"\)/], modes: ['append', 'complete', 'complete'] });
  check('inside functions', { source: `${HEAD}def read():\n    return spark.read.schema("shop STRING, amount DOUBLE").json("orders.json")\n\n\ndef main():\n    totals = read().groupBy("shop").count()\n    totals.show(truncate=False)\n\n\nif __name__ == "__main__":\n    main()\n`, gives: ['    return (\n        spark.readStream.format("kafka")', '    totals_query = (\n        totals.writeStream', '\n    spark.streams.awaitAnyTermination()\n', '.option("truncate", "false")'] });
  check('a view, and SQL', { source: `${READ}orders.createOrReplaceTempView("orders")\nspark.sql("SELECT shop, sum(amount) AS total FROM orders GROUP BY shop").show()\n`, modes: ['complete'] });
  check('SELECT DISTINCT is an aggregation, distinct() is none', { source: `${READ}orders.select("shop").distinct().show()\n`, modes: ['append'], why: ['state'] });
  check('what is cached', { source: `${READ}orders.cache()\ngood = orders.where("id IS NOT NULL").persist()\ngood.groupBy("shop").count().show()\ngood.unpersist()\n`, lacks: ['cache()', 'persist()'], why: ['cache'] });
  check('the first three of sorted totals', { source: `${READ}orders.groupBy("shop").count().orderBy(F.desc("count"), "shop").limit(3).show()\n`, modes: ['complete'] });
  check('a read that is shown at once', { source: `${HEAD}spark.read.schema("k STRING").json("days").where("k = 'a'").show(3)\n`, gives: ['days_query = (\n    spark.readStream.format("kafka")', '"days"', '.option("numRows", "3")'] });
  check('names of functions as the job has them', { source: `from pyspark.sql import SparkSession\nfrom pyspark.sql.functions import col, from_json\nspark = SparkSession.builder.getOrCreate()\nrows = spark.read.schema("k STRING").json("days")\nrows.show()\n`, gives: ['.select(from_json(col("value").cast("string"), "k STRING, day DATE").alias("record"))'], lacks: ['import functions'] });
  check('functions that are not imported, and an F that is another', { source: `from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\nF = 3\nrows = spark.read.schema("k STRING").json("days")\nrows.show(F)\n`, gives: ['from pyspark.sql import SparkSession\nfrom pyspark.sql import functions as F_2\n', 'F_2.from_json', '.option("numRows", str(F))'], why: ['import'] });
  check('lines that end with CR and LF', { source: `${READ}orders.groupBy("shop").count().show()\n`.replaceAll('\n', '\r\n'), gives: ['.load()\r\n'], lacks: [/[^\r]\n/] });
  check('from the latest message on', { source: `${READ}orders.groupBy("shop").count().show()\n`, options: { startingOffsets: 'latest' }, gives: ['.option("startingOffsets", "latest")'], proof: [/7 rows of orders/] });
  check('from offsets of one\'s own (other messages have others: not proved)', { source: `${READ}orders.show()\n`, options: { startingOffsets: '{"orders":{"0":3}}' }, gives: ['"{\\"orders\\":{\\"0\\":3}}"'], proof: false });
  check('names that are no letters', { source: `${HEAD}df = spark.read.json("days")\ndf.groupBy("k").count().show()\n`, options: { checkpoint: 'ck \u{1f600}\u202e"' }, gives: ['"ck \\U0001f600\\u202e\\"/df"'] });
  check('what is written is read again', { source: `${READ}orders.groupBy("shop").count().write.mode("overwrite").json("days")\nspark.read.json("./days/").show()\n`, refused: [6, /days\/? is written by this job and read again here/, /another job/] });
  check('a job that wants arguments', { source: `${READ}import sys\norders.show()\nif len(sys.argv) < 2:\n    sys.exit(2)\n`, refused: [1, /exit code 2/, /a default/] });
  check('update, where it is asked for', { source: `${READ}orders.groupBy("shop").count().show()\n`, options: { outputMode: 'update' }, gives: ['.outputMode("update")'], proof: [/arrive at once/] });
  check('update into a folder', { source: `${READ}orders.groupBy("shop").count().write.mode("overwrite").json("out")\n`, options: { outputMode: 'update' }, refused: [5, /In update mode a micro-batch holds the changed rows only/, /complete/] });
  check('append, where nothing ever is final', { source: `${READ}orders.groupBy("shop").count().show()\n`, options: { outputMode: 'append' }, refused: [5, /Append output mode not supported/, /complete or update/] });
  check('complete, where nothing is aggregated', { source: `${READ}orders.show()\n`, options: { outputMode: 'complete' }, refused: [5, /Complete output mode not supported/, /append/] });
  check('several aggregations', { source: `${READ}daily = orders.groupBy("shop").count()\nworst = daily.agg(F.max("count"))\nworst.show()\n`, refused: [7, /Multiple streaming aggregations/, /one aggregation/] });
  check('functions over windows of rows', { source: `from pyspark.sql.window import Window\n${READ}orders.withColumn("n", F.row_number().over(Window.partitionBy("shop").orderBy("at"))).show()\n`, refused: [6, /Non-time-based windows/, /groupBy with a time window/] });
  check('distinct counts', { source: `${READ}orders.agg(F.countDistinct("shop")).show()\n`, refused: [5, /Distinct aggregations/, /approx_count_distinct/] });
  check('a pivot without values looks at the rows first', { source: `${READ}orders.groupBy("id").pivot("shop").count().show()\n`, refused: [5, /must be executed with writeStream\.start|Multiple streaming aggregations/, /foreachBatch|one aggregation/] });
  check('a sample', { source: `${READ}orders.sample(0.5, 3).show()\n`, refused: [5, /Sampling is not supported/, /hash/] });
  check('a left side that is one file after another: sorted rows', { source: `${READ}orders.orderBy("amount").write.json("out")\n`, refused: [5, /Sorting is not supported/, /Take the sort out/] });
  for (const [action, name] of [['orders.collect()', 'collect'], ['orders.first()', 'first'], ['orders.head(2)', 'head'], ['orders.take(2)', 'take'], ['list(orders.toLocalIterator())', 'toLocalIterator'], ['orders.foreach(print)', 'foreach']] as const) {
    check(`${name} asks for rows at once`, { source: `${READ}x = ${action}\norders.show()\n`, refused: [5, new RegExp(`^${name}\\(\\) gives the driver rows`), /foreachBatch|sink/] });
  }
  check('a query in a loop', { source: `${READ}for shop in ["a", "b"]:\n    orders.where(F.col("shop") == shop).show()\n`, refused: [6, /stands in a loop/, /one DataFrame/] });
  check('a place that the run does not come to', { source: `${READ}orders.show()\nif orders.columns == []:\n    orders.where("amount > 3").show()\n`, refused: [7, /did not come to this show/, /Take it out/] });
  check('rows that are shown one under the other', { source: `${READ}orders.show(vertical=True)\n`, refused: [5, /vertical/, /Leave vertical out/] });
  check('a reader that is kept in a variable', { source: `${HEAD}reader = spark.read.option("multiLine", "false")\ndf = reader.json("days")\ndf.show()\n`, refused: [5, /not written as one expression/, /spark\.read\.schema/] });
  check('options that are not to be seen', { source: `${HEAD}o = {"multiLine": "false"}\ndf = spark.read.options(**o).json("days")\ndf.show()\n`, refused: [5, /not to be seen/, /one by one/] });
  check('DROPMALFORMED', { source: `${HEAD}df = spark.read.schema("id STRING").option("mode", "DROPMALFORMED").json("orders.json")\ndf.show()\n`, refused: [4, /no DROPMALFORMED/, /IS NOT NULL/] });
  check('an option of which nothing is known', { source: `${HEAD}df = spark.read.schema("id STRING").option("unheardOf", "1").json("orders.json")\ndf.show()\n`, refused: [4, /unheardOf/, /Leave it out/] });
  check('one read of several folders', { source: `${HEAD}def read(path):\n    return spark.read.schema("shop STRING").json(path)\n\nread("shops.json").union(read("orders.json")).show()\n`, refused: [5, /called for several folders/, /a read for each/] });
  check('an action whose value is taken', { source: `${READ}x = [orders.show()]\n`, refused: [5, /used by the expression around it/, /statement of its own/] });
  check('a job that fails', { source: `${READ}orders.select("nothing").show()\n`, refused: [5, /does not come to its end as it is: Column 'nothing' does not exist/, /./] });
});

describe('streaming to batch', () => {
  const batch = { to: 'batch' as const };
  check('the console, with its numbers', { options: batch, source: `${STREAM}counts = rows.groupBy("k").count().orderBy("k")\nq = counts.writeStream.queryName("c").format("console").option("numRows", 50).option("truncate", False).option("checkpointLocation", "ck").outputMode("complete").trigger(processingTime="1 minute").start()\nq.awaitTermination()\n`, gives: ['spark.read.format("kafka")', '\ncounts.show(50, truncate=False)\n'], lacks: ['awaitTermination', 'checkpoint'], why: ['source', 'sink', 'mode', 'checkpoint', 'await'] });
  check('started and waited for in one', { options: batch, source: `${STREAM}rows.writeStream.format("console").start().awaitTermination()\n`, gives: ['\nrows.show()\n'] });
  check('where the topic begins, how much comes at once', { options: batch, source: `${HEAD}raw = (\n    spark.readStream.format("kafka")\n    .option("kafka.bootstrap.servers", "b:9092")\n    .option("subscribe", "t")\n    .option("startingOffsets", "latest")\n    .option("maxOffsetsPerTrigger", 1000)  # slowly\n    .load()\n)\nq = raw.selectExpr("CAST(value AS STRING) v").writeStream.format("console").start()\nspark.streams.awaitAnyTermination()\n`, gives: ['.option("startingOffsets", "earliest")'], lacks: ['maxOffsetsPerTrigger', 'latest'], why: ['offsets', 'options'] });
  check('where it ends', { options: { ...batch, endingOffsets: '{"t":{"0":5}}' }, source: `${STREAM}q = rows.writeStream.format("console").start()\n`, gives: ['.option("endingOffsets", "{\\"t\\":{\\"0\\":5}}").load()'] });
  check('a watermark stays and means nothing', { options: batch, source: `${STREAM}w = rows.withWatermark("at", "1 minute").groupBy(F.window("at", "1 minute")).count()\nq = w.writeStream.format("console").start()\n`, gives: ['withWatermark("at", "1 minute")', 'w.show()'], why: ['watermark', 'mode'] });
  check('files in, files out', { options: batch, source: `${HEAD}df = spark.readStream.schema("k STRING").option("maxFilesPerTrigger", 1).json("days")\nq = df.writeStream.format("json").partitionBy("day").option("path", "out").option("checkpointLocation", "c").start()\nq.processAllAvailable()\nq.stop()\n`, gives: ['spark.read.schema("k STRING").json("days")', '.write.format("json").partitionBy("day").save("out")'], lacks: ['maxFilesPerTrigger', 'mode('] });
  check('to a topic, in one expression with the read', { options: batch, source: `${HEAD}q = (\n    spark.readStream.format("kafka")\n    .option("kafka.bootstrap.servers", "b:9092")\n    .option("subscribe", "t")\n    .load()\n    .select("value")\n    .writeStream.format("kafka")\n    .option("kafka.bootstrap.servers", "b:9092")\n    .option("topic", "o")\n    .option("checkpointLocation", "c")\n    .start()\n)\n`, gives: ['(\n    spark.read.format("kafka")', '    .option("subscribe", "t")\n    .option("startingOffsets", "earliest")\n    .load()', '    .write.format("kafka")\n    .option("kafka.bootstrap.servers", "b:9092")\n    .option("topic", "o")\n    .save()\n)'] });
  check('a table in memory', { options: batch, source: `${STREAM}q = rows.groupBy("k").count().writeStream.queryName("t").format("memory").outputMode("complete").start()\nspark.sql("SELECT * FROM t").show()\n`, gives: ['.createOrReplaceTempView("t")'] });
  check('a function for each micro-batch', { options: batch, source: `${STREAM}def store(batch, batch_id):\n    batch.write.mode("append").json("out")\n\nq = rows.writeStream.foreachBatch(store).option("checkpointLocation", "c").start()\nr = rows.writeStream.foreachBatch(lambda b, i: b.show()).start()\nspark.streams.awaitAnyTermination()\n`, gives: ['\nstore(rows, 0)\n', '(lambda b, i: b.show())(rows, 0)'], why: ['foreach-batch'] });
  check('a function for each row', { options: batch, source: `${STREAM}def one(row):\n    print(row)\n\nq = rows.writeStream.foreach(one).start()\n`, gives: ['rows.foreach(one)'] });
  check('an object for each row', { options: batch, source: `${STREAM}class W:\n    def process(self, row):\n        pass\n\nq = rows.writeStream.foreach(W()).start()\n`, refused: [10, /open, process and close/, /a function of one row/] });
  check('waiting that is all there is in its block', { options: batch, source: `${STREAM}q = rows.writeStream.format("console").start()\ntry:\n    q.awaitTermination()\nfinally:\n    print("done")\n`, gives: ['try:\n    pass\nfinally:'] });
  check('a source without an end', { options: batch, source: `${HEAD}q = spark.readStream.format("rate").load().writeStream.format("console").start()\n`, refused: [4, /rate has no end/, /files or a topic/] });
  check('a query that is looked at', { options: batch, source: `${STREAM}q = rows.writeStream.format("console").start()\nprint(q.lastProgress)\n`, refused: [7, /q is used here/, /Take it out/] });
  check('a batch job', { options: batch, source: `${READ}orders.show()\n`, refused: [1, /a batch job already/, /--to streaming/] });
});

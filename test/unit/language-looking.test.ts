/** Hover, definition, references, rename, signature help and symbols, over a real plan-only run. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { hoverText } from '../../src/language/features/hover/text.ts';
import { definitionOf, referencesOf } from '../../src/language/features/navigation/places.ts';
import { rename } from '../../src/language/features/navigation/rename.ts';
import { targetAt } from '../../src/language/features/point/target.ts';
import { signatureAt } from '../../src/language/features/signature/help.ts';
import { symbolsOf, type JobSymbol } from '../../src/language/features/symbols/outline.ts';
import { PlannedJobs, SESSION } from './support/language.ts';
import { TypedJob } from './support/typed.ts';

const jobs = new PlannedJobs();
const SOURCE = `${SESSION}
raw = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "b:1").option("subscribe", "orders").load()
events = (
    raw.select(F.from_json(F.col("value").cast("string"), "id STRING, user STRUCT<city: STRING>, cents INT, ts TIMESTAMP").alias("e"))
    .select("e.*")
    .withColumn("euros", F.col("cents") / 100)
)
marked = events.withWatermark("ts", "10 minutes")
totals = (
    marked.where("euros > 1 and user.city is not null")
    .groupBy(F.window("ts", "5 minutes").alias("w"), "id")
    .agg(F.sum("euros").alias("total"), F.max("cents"))
)
shown = totals.select("total", F.col("w.start"), totals.id, totals["total"] * 2)
events.createOrReplaceTempView("event_log")
named = spark.sql("select e.id, upper(user.city) c from event_log e")
dup = events.withColumn("label", F.lit("euros"))

def write(batch, n):
    batch.select("total").count()

query = totals.writeStream.queryName("totals").outputMode("update").format("console").trigger(processingTime="10 seconds").start()
`;
const TOPICS = [{ topic: 'orders', connection: 'local', schema: 'id STRING, cents INT' }];
let job: TypedJob;
before(async () => { job = new TypedJob(SOURCE, await jobs.facts(SOURCE), TOPICS); }, { timeout: 120_000 });

describe('hover', () => {
  const cases: [string, RegExp[]][] = [
    ['mar|ked = events', [/^\*\*marked\*\* · streaming DataFrame/, /\| `euros` \| `double` \|/, /Watermark on `ts`, 10 minutes behind/]],
    ['shown = to|tals.select', [/^\*\*totals\*\*/, /\| `w` \| `struct<start:timestamp,end:timestamp>` \|/]],
    ['.alias("total"), F.m|ax(', [/^```python\nmax\(col\)\n```/, /The greatest value, NULLs skipped\./, /Since Spark 1\.0\.0/, /SELECT max\(x\) FROM VALUES .*\n-- 2/]],
    ['F.sum("eu|ros")', [/^\*\*euros\*\* · `double`/, /Made in line 8:\n\n```python\n.*F\.col\("cents"\) \/ 100/]], ['user.ci|ty is not', [/^\*\*user\.city\*\* · `string`/]], ['where("eur|os > 1', [/^\*\*euros\*\*/]], ['F.col("w.st|art")', [/^\*\*w\.start\*\* · `timestamp`/]],
    ['totals.i|d, ', [/^\*\*id\*\* · `string`/]], ['totals["to|tal"]', [/^\*\*total\*\* · `double`/, /F\.sum\("euros"\)\.alias\("total"\)/]], ['up|per(user', [/^```python\nupper\(str\)/, /NULL where an argument is NULL\./, /-- SPARK/]], ['from event_|log e', [/temporary view/, /`cents`/]],
    ['marked.wh|ere(', [/DataFrame\.where\(condition\)/]], ['que|ry = totals', [/^\*\*totals\*\* · streaming query/, /update mode/, /watermark: `ts`, 10 minutes/, /Keeps state: Aggregate/]], ['option("sub|scribe"', [/^\*\*subscribe\*\* · kafka/]], ['"subscribe", "ord|ers"', [/topic of local/, /`cents` \| `int`/]],
  ];
  for (const [place, wanted] of cases) test(place, async () => {
    const at = job.at(place), target = targetAt(at, at.offset), text = target && await hoverText(at, target);
    for (const each of wanted) assert.match(text ?? '', each);
  });
  test('nothing on what is not ours', () => {
    for (const place of ['SparkSess|ion, functions', 'F.lit("eu|ros")', 'quer|yName("totals")'.replace('quer|yName', 'queryName').replace('totals', 'tot|als')]) { const at = job.at(place), target = targetAt(at, at.offset); assert.ok(target === undefined || target.kind === 'method', place); }
  });
});

test('a topic shows its newest messages, which cannot leave their block', async () => {
  const hostile = { topic: 'orders', connection: 'a](command:x) `b`', examples: [{ partition: 0, offset: 7, timestamp: 1, key: null, value: '{"id": 1} ``` [x](command:y)\n# no heading' }, { partition: 1, offset: 8, timestamp: 2, key: 'k', value: 'x'.repeat(5000) }] };
  const known = new TypedJob(SOURCE, await jobs.facts(SOURCE), [hostile]), at = known.at('"subscribe", "ord|ers"'), text = await hoverText(at, targetAt(at, at.offset)!);
  const lines = text!.split('\n'), fence = lines.findIndex((line) => line.startsWith('````text'));
  assert.ok(fence > 0, text);
  assert.equal(lines[fence + 1], '0-7  no key  {"id": 1} ``` [x](command:y) # no heading');
  assert.ok(lines[fence + 2]!.length <= 400 && lines[fence + 3] === '````', 'bounded, and the block ends behind the last message');
  assert.match(text!, /topic of a\\\]\\\(command:x\\\) \\`b\\`/);
});

describe('definition', () => {
  const cases: [string, string][] = [['F.sum("eu|ros")', 'F.col("cents") / 100'], ['totals["to|tal"]', 'F.sum("euros").alias("total")'], ['shown = to|tals.select', 'totals'], ['raw.sel|ect(', ''], ['F.sum("euros")'.replace('F', '|F'), 'F']];
  for (const [place, wanted] of cases) test(place, () => {
    const at = job.at(place), found = definitionOf(at, at.offset);
    assert.equal(found ? at.document.slice(found).includes(wanted) : '', wanted === '' ? '' : true);
  });
});

test('references of a column: where it is made and each place that names it', () => {
  const at = job.at('F.sum("eu|ros")'), found = referencesOf(at, at.offset).map((range) => `${at.document.lines.lineAt(range.from) + 1}: ${at.document.slice(range)}`);
  assert.deepEqual(found, ['8: euros', '12: euros', '14: euros']);
  const variable = job.at('shown = to|tals.select');
  assert.equal(referencesOf(variable, variable.offset).length, 5);
});

describe('rename', () => {
  const renamed = (place: string, name: string): string => {
    const at = job.at(place), made = rename(at, at.offset, name);
    if ('refused' in made) return made.refused;
    return made.edits.map(({ from, to, insert }) => `${at.document.lines.lineAt(from) + 1}: ${at.document.slice({ from, to })} → ${insert}`).join('\n');
  };
  test("not where a function names what its caller hands in", () => { assert.equal(renamed('totals["to|tal"]', 'sum_total'), 'total stands in line 22 too, where it is not known what it means. Rename it by hand.'); });
  test('refused where it is not safe, by name', () => {
    assert.match(renamed('F.col("ce|nts")', 'c'), /gets its name from something else than a text in line \d+|comes from the source/);
    assert.match(renamed('F.sum("eu|ros")', 'e'), /^euros stands in line 19 too/);
    assert.match(renamed('totals["to|tal"]', 'id'), /There is a column id beside it/);
    assert.match(renamed('totals["to|tal"]', 'a b'), /no plain name/);
    assert.match(renamed('F.col("w.st|art")', 'x'), /a field inside a column/);
    assert.match(renamed('mar|ked = events', 'x'), /no column here/);
  });
  test('changes every mention, and the job gives the same with the other name', async () => {
    const source = SOURCE.replace('def write(batch, n):\n    batch.select("total").count()\n', '').replace('F.lit("euros")', 'F.lit("x")');
    for (const [place, name] of [['totals["to|tal"]', 'amount'], ['F.sum("eu|ros")', 'eur']] as const) {
      const own = new TypedJob(source, await jobs.facts(source)), at = own.at(place), old = at.document.slice(targetAt(at, at.offset)!), made = rename(at, at.offset, name);
      assert.ok('edits' in made, JSON.stringify(made));
      let text = source;
      for (const { from, to, insert } of [...made.edits].reverse()) text = text.slice(0, from) + insert + text.slice(to);
      const before = await jobs.facts(source), after = await jobs.facts(text), columns = ({ frames }: typeof before): string[][] => frames.map((frame) => frame.columns.map((column) => column.name.replaceAll(old, name)));
      assert.deepEqual(after.problems, []);
      assert.deepEqual(columns(after), columns(before));
    }
  });
});

describe('signature help', () => {
  const cases: [string, string | undefined, string | undefined][] = [
    ['F.window("ts", ¦', 'window(timeColumn, windowDuration, slideDuration=None, startTime=None)', 'windowDuration'], ['F.window(¦)', 'window(timeColumn, windowDuration, slideDuration=None, startTime=None)', 'timeColumn'], ['F.window("ts", "1 minute", startTime="¦")', 'window(timeColumn, windowDuration, slideDuration=None, startTime=None)', 'startTime=None'],
    ['F.coalesce("a", "b", ¦)', 'coalesce(*cols)', '*cols'], ['events.withWatermark("ts", ¦', 'withWatermark(eventTime, delayThreshold)', 'delayThreshold'], ['events.select(F.col("a"), F.lower(¦', 'lower(col)', 'col'], ['events.where("regexp_extract(id, ¦")', 'regexp_extract(str, regexp, idx)', 'regexp'],
    ['events.writeStream.trigger(processingTime=¦)', 'trigger(*, processingTime=None, once=None, continuous=None, availableNow=None)', 'processingTime=None'], ['print(¦)', undefined, undefined],
  ];
  for (const [text, label, active] of cases) test(text, () => {
    const at = job.typed(text), help = signatureAt(at, at.offset);
    assert.equal(help?.label, label);
    assert.equal(help && help.label.slice(...help.params[help.active]!), active);
  });
});

test('symbols: sources, what is made of them, views, functions, queries', () => {
  const flat = (all: readonly JobSymbol[], depth = 0): string[] => all.flatMap((each) => [`${'  '.repeat(depth)}${each.kind} ${each.name}: ${each.detail}`, ...flat(each.children, depth + 1)]);
  assert.deepEqual(flat(symbolsOf(job.at('mar|ked = events'))), [
    'source raw: reads kafka', 'frame events: Select, 5 columns', 'frame marked: Watermark, 5 columns', 'frame totals: Aggregate, 4 columns', 'frame shown: Select, 4 columns', 'view event_log: view', 'frame named: Select, 2 columns', 'frame dup: Select, 6 columns', 'function write: function', 'query totals: writes console',
  ]);
});

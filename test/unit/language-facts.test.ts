/** What a plan-only run tells of a job's calls, and how its places follow the text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnItem, fieldItems } from '../../src/language/features/completion/sql.ts';
import { follow, shownType } from '../../src/language/features/point/fields.ts';
import { PlannedJobs, SESSION } from './support/language.ts';

const jobs = new PlannedJobs();
const SOURCE = `${SESSION}
events = spark.readStream.format("rate").load()
marked = events.withWatermark("timestamp", "10 minutes")
named = marked.withColumn("twice", F.col("value") * 2)
counts = (named
    .groupBy(F.window("timestamp", "5 minutes"))
    .agg(F.sum("twice").alias("total")))
counts.createOrReplaceTempView("totals")
`;

test('each call that gives a DataFrame: its columns, where they were made, its watermark', async () => {
  const { document, facts } = await jobs.job(SOURCE);
  const told = facts!.frames.map(({ frame, range }) => `${document.slice(range).replace(/\s+/g, ' ').slice(0, 60)} | ${frame.streaming ? 'stream' : 'batch'} | ${frame.columns.map(({ name, type }) => `${name} ${type}`).join(', ')} | ${frame.watermarks.map(({ column, delay }) => `${column} ${delay}`).join(', ')}`);
  assert.deepEqual(told, [
    'spark.readStream.format("rate").load() | stream | timestamp timestamp, value bigint | ',
    'events.withWatermark("timestamp", "10 minutes") | stream | timestamp timestamp, value bigint | timestamp 10 minutes',
    'marked.withColumn("twice", F.col("value") * 2) | stream | timestamp timestamp, value bigint, twice bigint | timestamp 10 minutes',
    'agg(F.sum("twice").alias("total")) | stream | window struct<start:timestamp,end:timestamp>, total bigint | window 10 minutes',
  ]);
  const chain = document.outline.calls.findLast(({ name }) => name === 'agg')!;
  assert.equal(document.slice(chain).replace(/\s+/g, ' '), 'named .groupBy(F.window("timestamp", "5 minutes")) .agg(F.sum("twice").alias("total"))');
  assert.equal(facts!.frameOf(chain)!.columns.length, 2);
  const total = facts!.facts.views['totals']!.find(({ name }) => name === 'total')!;
  assert.equal(document.slice(facts!.rangeOf(total.made!)!), 'F.sum("twice").alias("total")');
  assert.equal(facts!.frames[2]!.frame.columns[0]!.made, undefined, 'a source has its columns by itself');
});

test('places follow the text that is edited before, inside and after them', async () => {
  const { document, facts } = await jobs.edited(SOURCE, SOURCE.replace('"10 minutes"', '"a\n whole hour"'));
  assert.equal(facts!.current, false);
  assert.deepEqual(facts!.frames.slice(0, 3).map(({ range }) => document.slice(range)), ['spark.readStream.format("rate").load()', 'events.withWatermark("timestamp", "a\n whole hour")', 'marked.withColumn("twice", F.col("value") * 2)']);
  const later = facts!.edited([{ from: 0, to: 0, insert: '# one more line\n' }]), gone = later.edited([{ from: later.frames[1]!.range.to - 3, to: later.frames[2]!.range.from + 3, insert: '' }]);
  assert.equal(later.frames[0]!.range.from, facts!.frames[0]!.range.from + 16);
  assert.deepEqual([later.frames.length, gone.frames.length], [4, 2], 'calls whose ends were edited away are no longer told');
});

test('a struct of forty fields is told whole, its fields are found, and it is shown in part', async () => {
  const { facts } = await jobs.job(`${SESSION}rows = spark.range(1)\nwide = rows.select(F.struct(*[F.lit(i).alias(f"f{i}") for i in range(40)]).alias("s"))\n`);
  const { columns } = facts!.frames[1]!.frame, found = follow(columns, ['s', 'f39']);
  assert.equal(columns[0]!.type, `struct<${Array.from({ length: 40 }, (_, i) => `f${i}:int`).join(',')}>`);
  assert.equal(found?.field.type, 'int');
  assert.match(shownType(columns[0]!.type), /^struct<f0:int,.*,\.\.\. 16 more fields>$/);
  assert.equal(fieldItems(columns, ['s']).length, 40);
  assert.equal(columnItem(columns[0]!).detail, `${shownType(columns[0]!.type)} not null`);
});

test('an edit far from a typed stretch, and one inside it, move a place as one after the other did', async () => {
  const { facts } = await jobs.job(SOURCE), start = facts!.frames[1]!.range;
  let typed = facts!;
  for (let i = 0; i < 3000; i++) typed = typed.edited([{ from: i, to: i, insert: 'x' }]);
  assert.deepEqual([typed.edits, typed.frames[1]!.range], [1, { from: start.from + 3000, to: start.to + 3000 }], 'what is typed in one go is one change');
  const inside = typed.edited([{ from: start.to + 2999, to: start.to + 2999, insert: ' ' }]).edited([{ from: 100, to: 2000, insert: '' }]);
  assert.deepEqual(inside.frames[1]!.range, { from: start.from + 1100, to: start.to + 1101 });
});

test('a job with ten thousand calls is told in part, and says so', async () => {
  const { facts } = await jobs.job(`${SESSION}\ndf = spark.range(3)\n${Array.from({ length: 2500 }, (_, i) => `d${i} = df.filter("id > ${i}")`).join('\n')}\nfor i in range(7500):\n    df.limit(i)\n`);
  assert.equal(facts!.facts.frames.length, 2000);
  assert.ok(facts!.facts.framesLeftOut >= 500);
});

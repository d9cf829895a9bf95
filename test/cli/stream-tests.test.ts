/** `weir test` as a pipeline sees it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clean, Folder, SESSION } from './support.ts';

const JOB = `${SESSION}
import os, sys
orders = (spark.readStream.format("kafka").option("kafka.bootstrap.servers", "nowhere:9092").option("subscribe", "orders").option("startingOffsets", "earliest").load()
    .select(F.from_json(F.col("value").cast("string"), "id BIGINT, price DECIMAL(10,2), ts TIMESTAMP").alias("o"), F.col("timestamp").alias("at")).select("o.*", "at"))
print("mode", os.environ.get("MODE"), sys.argv[1:])
if sys.argv[1:] == ["broken"]:
    orders.select("prise")
if sys.argv[1:] == ["endless"]:
    spark.readStream.format("rate").load().writeStream.queryName("rate").format("noop").start().awaitTermination()
if sys.argv[1:] == ["threads"]:
    import threading
    threading.Thread(target=print).start()
counts = orders.withWatermark("ts", "10 seconds").groupBy(F.window("ts", "10 seconds")).agg(F.count("*").alias("n"), F.sum("price").alias("total"))
counts.writeStream.queryName("counts").format("noop").outputMode("append").start()
(orders.select(F.col("id").cast("string").alias("key"), F.to_json(F.struct("id", "at")).alias("value"))
    .writeStream.queryName("copy").format("kafka").option("kafka.bootstrap.servers", "nowhere:9092").option("topic", "copies").option("checkpointLocation", "checkpoints").start())
spark.streams.awaitAnyTermination()
spark.streams.active and [q.awaitTermination() for q in spark.streams.active]
`;
const INPUTS = `
    inputs: &inputs
      orders:
        - { value: { id: 9007199254740993, price: 1.50, ts: 2026-01-01T00:00:05Z } }
        - { at: 20s, value: { id: 2, price: 2, ts: 2026-01-01T00:01:00Z } }
        - { at: 40s, value: { id: 3, price: 3, ts: 2026-01-01T00:00:06Z } }
`;
const GOOD = `arguments: []
environment: { MODE: test }
tests:
  - name: a late row is dropped${INPUTS}
    expect:
      queries:
        counts:
          rows: [ { window: { start: 2026-01-01T00:00:00Z, end: 2026-01-01T00:00:10Z }, n: 1, total: 1.5 } ]
          lateRows: { columns: [price, ts], rows: [ { ts: 2026-01-01T00:00:06Z, price: 3 } ] }
          watermark: 2026-01-01T00:00:50Z
        copy:
          batches: { 0: { columns: [key], rows: [ { key: 9007199254740993 } ] } }
          lateRows: 0
      topics:
        copies:
          - { key: "9007199254740993", value: { id: 9007199254740993, at: "2026-01-01T00:00:00.000Z" } }
          - { key: "2", value: { id: 2, at: "2026-01-01T00:00:20.000Z" } }
          - { key: "3", value: { id: 3, at: "2026-01-01T00:00:40.000Z" } }
      stdout: { contains: [ "mode test []" ] }
  - name: no orders, no rows
    inputs: { orders: [] }
    expect: { queries: { counts: { rows: [], lateRows: [] } }, topics: { copies: [] } }
`;

let folder: Folder;
before(() => { folder = new Folder(); folder.write('job.py', JOB); folder.write('good/job.stream-test.yaml', `job: ../job.py\n${GOOD}`); });
after(() => { folder.remove(); });

test('tests that pass: rows, late rows, watermark, messages, what is printed', async () => {
  const ran = await folder.command(['test', 'good']);
  clean(ran);
  assert.equal(ran.code, 0, ran.out + ran.err);
  assert.match(ran.out, /^good\/job\.stream-test\.yaml\n {2}passed {3}a late row is dropped {3}[^\n]+\n {2}passed {3}no orders, no rows {3}[^\n]+\n2 passed, 0 failed\n$/);
  assert.equal(ran.err, '');
});

test('what failed stands at its line, with the rows beside each other, and the exit code is 1', async () => {
  folder.write('bad/job.stream-test.yaml', `job: ../job.py\ntests:\n  - name: wrong${INPUTS}
    expect:
      queries:
        counts: { rows: [ { window: { start: 2026-01-01T00:00:00Z, end: 2026-01-01T00:00:10Z }, n: 2, total: 1.5 } ], lateRows: 2, watermark: 2026-01-01T00:00:51Z }
        cuonts: { lateRows: 0 }
      topics: { copies: [] }
      error: { class: AnalysisException }
`);
  const { code, out } = await folder.command(['test', 'bad']);
  assert.equal(code, 1, out);
  for (const part of ['bad/job.stream-test.yaml:12:27 error stream-test Rows of counts: 1 row different.', '2 → 1', 'counts dropped 1 late row, not 2.', 'The watermark of counts is 2026-01-01T00:00:50Z, not 2026-01-01T00:00:51Z.', 'The job started no query cuonts. Did you mean counts?', 'Messages of copies: 3 rows not expected.', 'The job was expected to fail, and did not.', '0 passed, 1 failed']) assert.ok(out.includes(part), `${part}\n${out}`);
});

test('a job that fails is an error with its line, and can be expected', async () => {
  folder.write('errors/job.stream-test.yaml', `job: ../job.py\narguments: [broken]\ntests:\n  - name: unexpected${INPUTS}\n    expect: { queries: { counts: { rows: [] } } }
  - name: expected\n    inputs: *inputs\n    expect: { error: { class: AnalysisException, message: prise, line: 9 } }
  - name: another line\n    inputs: *inputs\n    expect: { error: { line: 10 } }\n`);
  const { code, out } = await folder.command(['test', 'errors']);
  assert.equal(code, 1, out);
  assert.match(out, /ERROR {4}unexpected[^\n]*\n[^\n]*job\.py:9:\d+ error stream-test AnalysisException: Column 'prise' does not exist[^\n]*\(job\.py:9\)/);
  assert.match(out, /passed {3}expected/);
  assert.match(out, /FAILED {3}another line[^\n]*\n[^\n]*The job failed in another way: AnalysisException/);
});

test('a broken file is told at its place, nothing of it runs, and the exit code is 2', async () => {
  folder.write('broken/a.stream-test.yaml', `job: ../job.py\ntests:\n  - name: a\n    inptus: {}\n    expect: { stdout: { contains: [mode] } }\n`);
  folder.write('broken/good.stream-test.yaml', `job: ../job.py\n${GOOD}`);
  const { code, out, err } = await folder.command(['test', 'broken']);
  assert.equal(code, 2);
  assert.equal(err, 'weir: broken/a.stream-test.yaml:4:5 error stream-test A test has no "inptus". Did you mean inputs?\n');
  assert.match(out, /\n2 passed, 0 failed\n$/);
  assert.ok(!out.includes('a.stream-test'));
});

test('what cannot be simulated is refused with 78, a topic without messages is named, an endless job ends at its time', async () => {
  folder.write('refused/job.stream-test.yaml', `job: ../job.py\narguments: [threads]\ntests:\n  - name: threads${INPUTS}\n    expect: { queries: { counts: { rows: [] } } }\n`);
  const refused = await folder.command(['test', 'refused']);
  assert.equal(refused.code, 78, refused.out);
  assert.match(refused.out, /REFUSED {2}threads/);
  folder.write('missing/job.stream-test.yaml', `job: ../job.py\ntests:\n  - name: nothing given\n    expect: { queries: { counts: { rows: [] } } }\n`);
  const missing = await folder.command(['test', 'missing']);
  assert.equal(missing.code, 1);
  assert.match(missing.out, /the topic orders is not given/);
  assert.match(missing.out, /Give it a capture or messages among the inputs/);
  folder.write('endless/job.stream-test.yaml', `job: ../job.py\narguments: [endless]\ntests:\n  - name: endless\n    timeout: 500ms\n    inputs: { orders: [] }\n    expect: { queries: { rate: { lateRows: 0 } } }\n`);
  const endless = await folder.command(['test', 'endless']);
  assert.match(endless.out, /The job had not ended after 0\.5 s\./);
  assert.equal(endless.code, 1);
});

test('JUnit goes to stdout alone or into a file; --grep chooses; wrong use is 2', async () => {
  const junit = await folder.command(['test', '--format', 'junit', '--grep', 'LATE', 'good']);
  assert.match(junit.out, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="weir test" tests="1" failures="0" errors="0"[^]*<\/testsuites>\n$/);
  assert.equal(junit.err, '1 passed, 0 failed\n');
  const file = await folder.command(['test', 'good', '--format=junit', '--output', 'out/report.xml', '--grep', '/^no/']);
  assert.equal(file.out, '1 passed, 0 failed\n');
  assert.match(folder.read('out/report.xml'), /<testcase name="no orders, no rows"/);
  for (const [args, said] of [[['test', 'nowhere'], /There is no nowhere\./], [['test', 'input'], /There is no \*\.stream-test\.yaml in input\./], [['test', 'job.py'], /job\.py is no stream test/], [['test', '--grep', '/(/', 'good'], /--grep: /], [['test', '--grep', 'nothing has this', 'good'], /No test has such a name/], [['test', '--format', 'xml'], /--format is one of text, junit/]] as const) {
    const { code, err } = await folder.command(args);
    assert.equal(code, 2, err);
    assert.match(err, said);
  }
});

test('a simulation is recorded as a test that passes, and a second one is added to it', async () => {
  folder.write('recorded/job.py', JOB);
  folder.write('recorded/orders.capture.jsonl', [1, 2].map((id) => `${JSON.stringify({ timestamp: 0, value: JSON.stringify({ id, price: 1.5, ts: '2026-01-01T00:00:00Z' }) })}\n`).join(''));
  folder.write('other.capture.jsonl', '');
  const first = await folder.command(['test', '--record', 'recorded/job.py', '--name', 'two orders']);
  assert.deepEqual([first.code, first.out, first.err], [0, 'recorded/job.stream-test.yaml:2: two orders\n', '']);
  const text = folder.read('recorded/job.stream-test.yaml');
  for (const part of ['      orders: orders.capture.jsonl\n', "- { key: \"1\", value: '{\"id\":1,\"at\":\"1970-01-01T00:00:00.000Z\"}' }\n", '        lateRows: 0\n']) assert.ok(text.includes(part), text);
  const second = await folder.command(['test', '--record', 'recorded/job.py', '--input', 'orders=other.capture.jsonl']);
  assert.equal(second.code, 0, second.err);
  assert.ok(folder.read('recorded/job.stream-test.yaml').startsWith(text));
  assert.match((await folder.command(['test', 'recorded'])).out, /passed {3}two orders[^]*passed {3}recorded[^]*\n2 passed, 0 failed\n$/);
  folder.write('recorded/job.stream-test.yaml', 'tests: 3\n');
  const broken = await folder.command(['test', '--record', 'recorded/job.py']);
  assert.equal(broken.code, 1);
  assert.match(broken.err, /has problems: tests is a list, not the number 3\./);
  assert.equal(folder.read('recorded/job.stream-test.yaml'), 'tests: 3\n', 'untouched');
});

test('Ctrl-C ends with 130', async () => {
  folder.write('long/job.stream-test.yaml', `job: ../job.py\narguments: [endless]\ntests:\n  - name: endless\n    inputs: { orders: [] }\n    expect: { queries: { rate: { lateRows: 0 } } }\n`);
  const { code } = await folder.command(['test', 'long'], { onOutput: (child) => { setTimeout(() => child.kill('SIGINT'), 300); } });
  assert.equal(code, 130);
});

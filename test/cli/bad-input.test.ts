/** Whatever is wrong: one message that names the place and the next step, the right exit code, no line of ours in a traceback. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { mkdirSync, readdirSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { clean, FILES, Folder, last, lines, SESSION } from './support.ts';

const folder = new Folder();
after(() => { folder.remove(); });

const KAFKA = `${SESSION}
df = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "127.0.0.1:1").option("subscribe", "orders").option("startingOffsets", "earliest").load()
df.select(F.from_json(F.col("value").cast("string"), "k string, v int").alias("j")).select("j.*").writeStream.format("console").start().awaitTermination()
`;

describe('a job that is wrong', () => {
  it('has a syntax error', async () => {
    const ran = await folder.job(`${SESSION}df = (spark\nprint("x"\n`);
    assert.equal(ran.code, 1);
    assert.deepEqual(lines(ran.err), [4]);
    assert.equal(last(ran.err), "SyntaxError: '(' was never closed");
    clean(ran);
  });

  it('raises', async () => {
    const ran = await folder.job(`${SESSION}def inner(x):\n    return 1 / x\n\ndef outer():\n    inner(0)\n\nouter()\n`);
    assert.equal(ran.code, 1);
    assert.deepEqual(lines(ran.err), [9, 7, 4]);
    assert.equal(last(ran.err), 'ZeroDivisionError: division by zero');
    clean(ran);
  });

  it('asks for a column that is not there', async () => {
    const ran = await folder.job(`${FILES}df.select("k", "nope")\n`);
    assert.equal(ran.code, 1);
    assert.deepEqual(lines(ran.err), [4]);
    assert.equal(last(ran.err), "pyspark.sql.utils.AnalysisException: Column 'nope' does not exist. Did you mean one of the following? [k, v]");
    clean(ran);
  });

  for (const [name, value, wrong] of [['array', 'sequence(1, 200000000)', /job\.py:3:\d+ error \S+ an array of 200000000 items is not simulated\./], ['text', "length(repeat('a', 600000000))", /job\.py:3:\d+ error \S+ a single value of more than half a gigabyte is not simulated\./]] as const) {
    it(`makes one ${name} that is too large for one value`, async () => {
      const ran = await folder.job(`${SESSION}spark.range(1).select(F.expr("${value}")).collect()\n`);
      assert.equal(ran.code, 78);
      assert.match(ran.err, wrong);
    });
  }

  it('raises inside foreachBatch', async () => {
    const ran = await folder.job(`${FILES}def f(batch, i):\n    raise ValueError("broken %d" % i)\ndf.writeStream.foreachBatch(f).start().awaitTermination()\n`);
    assert.equal(ran.code, 1);
    assert.deepEqual(lines(ran.err), [6, 5]);
    assert.match(ran.err, /ValueError: broken 0/);
    assert.doesNotMatch(ran.err, /^weir:/m);
    clean(ran);
  });

  it('raises inside a UDF, whose line Spark does not name', async () => {
    const ran = await folder.job(`${FILES}g = F.udf(lambda v: 1 // (v - 1), "int")\ndf.select(g("v")).writeStream.format("console").start().awaitTermination()\n`);
    assert.equal(ran.code, 1);
    assert.match(ran.err, /terminated with exception: Writing job aborted$/m);
    assert.match(ran.err, /^weir: .*job\.py:4:\d+ error \S+ ZeroDivisionError: integer division or modulo by zero \(in a function that query 1 called, batch 0\)$/m);
    clean(ran);
  });

  it('does not look at a query that failed', async () => {
    const ran = await folder.job(`${FILES}import time\ng = F.udf(lambda v: 1 // (v - 1), "int")\nq = df.select(g("v")).writeStream.format("console").start()\nwhile q.isActive: time.sleep(1)\nprint("over")\n`);
    assert.equal(ran.code, 0);
    assert.match(ran.out, /over/);
    assert.match(ran.err, /^weir: query 1 failed, and the job did not look: Writing job aborted$/m);
  });

  it('is not UTF-8', async () => {
    const ran = await folder.job(Buffer.from('x = 1\nprint("h\xe9")\n', 'latin1'));
    assert.equal(ran.code, 1);
    assert.deepEqual(lines(ran.err), [2]);
    assert.match(last(ran.err), /^SyntaxError: Non-UTF-8 code starting with '\\xe9' in file .*job\.py on line 2, but no encoding declared/);
    clean(ran);
    const declared = await folder.job(Buffer.from('# -*- coding: latin-1 -*-\nprint("h\xe9")\n', 'latin1'));
    assert.deepEqual([declared.code, declared.out], [0, 'h\u00e9\n']);
  });

  it('is not there, or is a folder', async () => {
    const missing = await folder.weir(['nosuch.py']);
    assert.deepEqual([missing.code, missing.out], [2, '']);
    assert.match(missing.err, /^weir: There is no file .*nosuch\.py\.$/m);
    const dir = await folder.weir(['input']);
    assert.equal(dir.code, 2);
    assert.match(dir.err, /^weir: .*input is a folder: name the job's \.py file\.$/m);
    const none = await folder.weir([]);
    assert.equal(none.code, 2);
  });

  it('uses what the simulator does not have', async () => {
    const ran = await folder.job(`${SESSION}spark.readStream.format("delta").load("x")\n`);
    assert.equal(ran.code, 78);
    assert.match(ran.err, /^weir: .*job\.py:3:\d+ error not-simulated .*delta.* is not simulated\. \S/m);
    assert.equal(ran.err.trimEnd().split('\n').length, 1);
  });

  it('eats all memory: Python\'s, and the simulator\'s', async () => {
    for (const source of ['x = []\nwhile True: x.append({})\n', `${SESSION}print(len(spark.range(0, 20000000).selectExpr("id", "repeat(cast(id as string), 100) s").collect()))\n`]) {
      const ran = await folder.job(source, ['--memory', '0.5'], { seconds: 120 });
      assert.equal(ran.code, 1, ran.err.slice(0, 500));
      assert.match(ran.err, /^weir: The job needed more memory than its limit of 0\.5 GiB, so it was ended\. .* weir run --memory raises the limit\.$/m);
      assert.equal(ran.err.trimEnd().split('\n').length, 1);
    }
    const one = await folder.job('x = "a" * 1000\nwhile True: x = x + x\n', ['--memory', '0.5']);
    assert.equal(one.code, 1);
    assert.match(one.err, /^MemoryError$/m);
  });

  it('wants more rows in one batch than any machine shows', async () => {
    const ran = await folder.job(`${SESSION}spark.range(0, 100000000).collect()\n`);
    assert.equal(ran.code, 78);
    assert.match(ran.err, /^weir: .*job\.py:3:\d+ error \S+ a batch of 100000000 rows is not simulated\. /m);
  });
});

describe('input that is wrong', () => {
  it('holds JSON that is none: from_json gives null, as Spark does', async () => {
    folder.write('ok.jsonl', ['{"k":"a","v":1}', '{oops', '', '[1'].map((value) => `${JSON.stringify({ value, timestamp: 0 })}\n`).join(''));
    const ran = await folder.job(KAFKA, ['--input', `orders=${folder.at('ok.jsonl')}`]);
    assert.equal(ran.code, 0);
    assert.match(ran.out, /\| {3}a\| {3}1\|\n(\|null\|null\|\n){3}/);
  });

  it('is a capture with a broken line, named by its number', async () => {
    folder.write('broken.jsonl', '{"value":"x","timestamp":0}\n\n{"value":"y"\n');
    const ran = await folder.job(KAFKA, ['--input', `orders=${folder.at('broken.jsonl')}`]);
    assert.equal(ran.code, 1);
    assert.match(ran.err, /broken\.jsonl, line 3: it is not valid JSON/);
    assert.match(ran.err, /^weir: A capture has one JSON object a line/m);
    clean(ran);
  });

  it('is not there, or is a folder', async () => {
    for (const [file, message] of [['nosuch.jsonl', /--input orders: there is no file .*nosuch\.jsonl\./], ['input', /--input orders: .*input is a folder, not a capture\./]] as const) {
      const ran = await folder.job(KAFKA, ['--input', `orders=${folder.at(file)}`]);
      assert.equal(ran.code, 2);
      assert.match(ran.err, message);
    }
  });

  it('should come from a broker that is not there', async () => {
    const ran = await folder.job(KAFKA);
    assert.equal(ran.code, 69);
    assert.match(ran.err, /No Kafka broker at 127\.0\.0\.1:1: nothing listens there\.$/m);
    assert.match(ran.err, /^weir: Start the broker or correct kafka\.bootstrap\.servers; a capture of the topic \(--input\) needs no broker\.$/m);
    clean(ran);
  });

  it('should come from a server that is no broker', async () => {
    const server = createServer((socket) => { socket.on('error', () => undefined); socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'); });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const ran = await folder.job(KAFKA.replace('127.0.0.1:1', `127.0.0.1:${port}`), [], { seconds: 90 });
    server.close();
    assert.ok(ran.code === 69 || ran.code === 1, `${ran.code}`);
    assert.match(ran.err, new RegExp(`127\\.0\\.0\\.1:${port}`));
    clean(ran);
  });

  it('is a file that disappears between listing and reading', async () => {
    folder.write('gone/f0.json', '{"k":"a","v":1}\n');
    folder.write('gone/f1.json', '{"k":"b","v":2}\n');
    const ran = await folder.job(`${SESSION}import os\ndf = spark.readStream.schema("k string, v int").option("maxFilesPerTrigger", 1).json("gone")
def f(batch, i):
    print(i, [r.k for r in batch.collect()])
    for name in ("gone/f0.json", "gone/f1.json"):
        if os.path.exists(name): os.remove(name)
df.writeStream.foreachBatch(f).option("checkpointLocation", "gone-checkpoint").start().awaitTermination()
`);
    assert.equal(ran.out, "0 ['a']\n");
    assert.ok(ran.code === 0 || /f1\.json does not exist/.test(ran.err), ran.err);
    clean(ran);
    folder.write('gone/f2.json', '{"k":"c","v":3}\n');
    const again = await folder.job(folder.read('job.py'));
    assert.match(again.out + again.err, /\['c'\]|f1\.json does not exist/);
  });

  it('brings terminal codes: the job prints them as Python would, our own tables do not', async () => {
    folder.write('hostile.jsonl', `${JSON.stringify({ value: '\u001b[2J\u001b]0;owned\u0007red\u202e\r\nline', timestamp: 0 })}\n`);
    const job = `${SESSION}df = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "h:1").option("subscribe", "t").option("startingOffsets", "earliest").load()
df.selectExpr("cast(value as string) as v").writeStream.format("noop").queryName("\\u001b[31mq").start().awaitTermination()
`;
    const ran = await folder.job(job, ['--verbose', '--input', `t=${folder.at('hostile.jsonl')}`]);
    assert.equal(ran.code, 0, ran.err);
    assert.equal(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/.test(ran.err), false, JSON.stringify(ran.err));
    assert.match(ran.err, /owned/);
  });

  it('has a row of ten megabytes', async () => {
    folder.write('huge.jsonl', `${JSON.stringify({ value: 'x'.repeat(10_000_000), timestamp: 0 })}\n`);
    const job = `${SESSION}df = spark.readStream.format("kafka").option("kafka.bootstrap.servers", "h:1").option("subscribe", "t").option("startingOffsets", "earliest").load()
df.selectExpr("length(value) as n", "cast(value as string) as v").writeStream.format("console").start().awaitTermination()
`;
    const ran = await folder.job(job, ['--verbose', '--input', `t=${folder.at('huge.jsonl')}`]);
    assert.equal(ran.code, 0, ran.err.slice(0, 500));
    assert.match(ran.out, /\|10000000\|xxxxxxxxxxxxxxxxx\.\.\.\|/);
    assert.ok(ran.err.length < 5000, `${ran.err.length}`);
  });
});

describe('places that are wrong', () => {
  const run = (options: string, path = '"out"'): string => `${FILES}df.writeStream.format("json")${options}.start(${path}).awaitTermination()\n`;

  it('a checkpoint and an output that cannot be made', async () => {
    const checkpoint = await folder.job(run('.option("checkpointLocation", "input/f0.json/ck")'));
    assert.equal(checkpoint.code, 1);
    assert.match(checkpoint.err, /ParentNotDirectoryException: Parent path is not a directory: file:.*input\/f0\.json$/m);
    clean(checkpoint);
    const out = await folder.job(run('.option("checkpointLocation", "ck1")', '"input/f0.json"'));
    assert.equal(out.code, 1);
    assert.match(out.err, /ParentNotDirectoryException: Parent path is not a directory: file:.*input\/f0\.json$/m);
    clean(out);
  });

  it('a checkpoint of another query: nothing is lost in it', async () => {
    assert.equal((await folder.job(run('.option("checkpointLocation", "ck2")', '"out2"'))).code, 0);
    const before = readdirSync(folder.at('ck2', 'offsets'));
    const ran = await folder.job(`${FILES}df.union(spark.readStream.schema("k string, v int").json("input")).writeStream.format("json").option("checkpointLocation", "ck2").start("out3").awaitTermination()\n`);
    assert.equal(ran.code, 1);
    assert.match(ran.err, /Execution of the stream null failed/);
    assert.match(ran.err, /^weir: This checkpoint belongs to another query: give this one a checkpointLocation of its own\.$/m);
    assert.deepEqual(readdirSync(folder.at('ck2', 'offsets')), before);
    clean(ran);
  });

  it('a damaged checkpoint: the file is named, and left as it is', async () => {
    assert.equal((await folder.job(run('.option("checkpointLocation", "ck4")', '"out4"'))).code, 0);
    folder.write('ck4/offsets/1', '');
    const ran = await folder.job(run('.option("checkpointLocation", "ck4")', '"out4"'));
    assert.equal(ran.code, 1);
    assert.match(ran.err, /Failed to read log file file:.*\/ck4\/offsets\/1\. Incomplete log file$/m);
    assert.match(ran.err, /^weir: Restore the file, or start over with a fresh checkpointLocation\.$/m);
    assert.equal(folder.read('ck4/offsets/1'), '');
    clean(ran);
  });

  it('a folder that is empty', async () => {
    mkdirSync(folder.at('empty'));
    const ran = await folder.job(`${SESSION}spark.readStream.schema("k string").json("empty").writeStream.format("console").start().awaitTermination()\n`);
    assert.deepEqual([ran.code, ran.out], [0, '']);
  });

  it('a pipe whose reader has gone', async () => {
    const gone = { onOutput: (child: { stdout: { destroy(): void } | null }) => { child.stdout?.destroy(); } };
    const python = await folder.job('for i in range(1000000): print("line", i)\n', [], gone);
    assert.equal(python.code, 1);
    assert.equal(last(python.err), 'BrokenPipeError: [Errno 32] Broken pipe');
    clean(python);
    // Java's System.out swallows it.
    const console_ = await folder.job(`${SESSION}spark.readStream.format("rate").option("rowsPerSecond", 1000).load().writeStream.format("console").option("numRows", 1000).start().awaitTermination(8)\nopen("ended", "w").close()\n`, [], gone);
    assert.deepEqual([console_.code, console_.err], [0, '']);
    assert.equal(folder.read('ended'), '');
  });
});

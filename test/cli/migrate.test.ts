/** `weir migrate`: the template's own job there and back, every template as a batch, and what is refused. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { clean, Folder, SESSION } from './support.ts';

const TEMPLATES = fileURLToPath(new URL('../../media/templates', import.meta.url));
interface Told { diff: string; changes: { line: number; why: { code: string; text: string; page: string }[] }[]; queries: { name: string; outputMode: string }[]; streams: { read: string; topic: string }[]; test?: { files: string[]; notes: string[] }; refusals?: { line: number; column: number; reason: string; wayOut: string }[] }
const totals = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('|'));

describe('weir migrate', () => {
  const made: Folder[] = [];
  const folder = (): Folder => { const each = new Folder(); made.push(each); return each; };
  after(() => { for (const each of made) each.remove(); });

  it('the sample: the diff and its reasons, then the job, with a test that both give the same totals', async () => {
    const own = folder();
    for (const name of ['job.py', 'receipts', 'job.stream-test.yaml']) cpSync(join(TEMPLATES, 'batch-to-streaming', name), own.at(name), { recursive: true });
    const before = own.read('job.py'), batch = await own.weir(['job.py']);
    const shown = await own.command(['migrate', 'job.py', '--topic', 'shop-receipts'], { seconds: 120 });
    assert.equal(shown.code, 0, shown.err);
    assert.equal(own.read('job.py'), before, 'without --write nothing is written');
    assert.ok(!existsSync(own.at('captures')));
    for (const code of ['source', 'decode', 'damaged', 'sink', 'mode', 'state', 'checkpoint', 'await']) assert.match(shown.err, new RegExp(`^job.py:\\d+ ${code}: `, 'm'));
    own.write('change.diff', shown.out);
    execFileSync('git', ['apply', '--check', 'change.diff'], { cwd: own.path });

    const written = await own.command(['migrate', 'job.py', '--topic', 'shop-receipts', '--write', '--format', 'json'], { seconds: 120 });
    assert.equal(written.code, 0, written.err);
    const told = JSON.parse(written.out) as Told;
    assert.equal(told.diff, shown.out);
    execFileSync('git', ['apply', '-R', '--check', 'change.diff'], { cwd: own.path });
    assert.deepEqual([told.queries.map(({ name, outputMode }) => `${name} ${outputMode}`), told.streams.map(({ read, topic }) => `${read} ${topic}`)], [['sales complete'], ['receipts shop-receipts']]);
    assert.deepEqual(told.test!.files, ['captures/shop-receipts.capture.jsonl', 'job.totals.stream-test.yaml'], 'the test that was there stays');

    const streaming = await own.weir(['job.py']);
    assert.equal(totals(batch.out).length, 25, batch.out);
    assert.ok(streaming.out.split('Batch: ').length > 2, 'in more than one micro-batch');
    assert.deepEqual(totals(streaming.out.slice(streaming.out.lastIndexOf('Batch: '))), totals(batch.out));
    const tested = await own.command(['test', 'job.totals.stream-test.yaml']);
    assert.equal(tested.code, 0, tested.out);
    assert.match(tested.out, /^1 passed, 0 failed$/m);
    // The test has the batch job's totals in it, not what the stream happens to give.
    own.write('job.py', own.read('job.py').replace('F.sum("items")', 'F.max("items")'));
    assert.equal((await own.command(['test', 'job.totals.stream-test.yaml'])).code, 1);
    own.write('job.py', before);

    const again = await own.command(['migrate', 'job.py', '--topic', 'shop-receipts', '--write', '--format', 'json'], { seconds: 120 });
    assert.deepEqual((JSON.parse(again.out) as Told).test!.files, ['captures/shop-receipts.files.capture.jsonl', 'job.totals-2.stream-test.yaml'], 'nothing is written over');
    const back = await own.command(['migrate', 'job.py', '--to', 'batch', '--write'], { seconds: 120 });
    assert.equal(back.code, 0, back.err);
    assert.match(back.err, /^test: sales: the batch gives the 24 rows that the stream ended with\.$/m);
    const test = /Next: weir test (\S+)/.exec(back.err)![1]!, passed = await own.command(['test', test]);
    assert.equal(passed.code, 0, passed.out);
    assert.deepEqual(totals((await own.weir(['job.py'])).out), totals(batch.out));
  });

  for (const template of readdirSync(TEMPLATES)) {
    it(`${template} as a batch over its topics`, async () => {
      const own = folder(), file = template === 'batch-to-streaming' ? 'streaming.py' : 'job.py';
      cpSync(join(TEMPLATES, template), own.path, { recursive: true });
      const written = await own.command(['migrate', file, '--to', 'batch', '--write'], { seconds: 120 });
      assert.equal(written.code, 0, written.err);
      const text = own.read(file);
      assert.doesNotMatch(text, /readStream|writeStream|awaitAnyTermination|checkpointLocation|\.trigger\(/);
      clean(written);
      assert.match(written.err, /^test: /m);
      // The rows of a function's own writes are others than those that it is called with.
      if (template === 'smart-grid') assert.match(written.err, /^test: final_hours was not compared: its rows go through a function of the job\.\ntest: hours_so_far: the batch gives the 39 rows that the stream ended with\.$/m);
      const checked = await own.command(['check', file]);
      assert.doesNotMatch(checked.out, / error /, checked.out);
      const ran = await own.weir([file]);
      assert.equal(ran.code, 0, ran.err);
    });
  }

  it('wrong use is exit 2 and one line', async () => {
    const own = folder();
    own.write('job.py', `${SESSION}spark.read.json("input").show()\n`);
    own.write('bytes.py', new Uint8Array([0xff, 0xfe, 0x00]));
    mkdirSync(own.at('folder'));
    const wrong: [string[], RegExp][] = [
      [[], /Which job/], [['a.py', 'b.py'], /one too many/], [['no.py'], /There is no file no\.py/], [['folder'], /is a folder/], [['bytes.py'], /no text in UTF-8/],
      [['job.py', '--topic', 'a b'], /"a b" is no name of a topic/], [['job.py', '--topic', '=x'], /read=topic/], [['job.py', '--topic', 'a', '--topic', 'b'], /given twice/], [['job.py', '--brokers', 'nohost'], /no list of brokers/],
      [['job.py', '--starting-offsets', 'first'], /says no offsets/], [['job.py', '--starting-offsets', '{"t":{"x":1}}'], /says no offsets/], [['job.py', '--output-mode', 'all'], /one of append, update, complete/],
      [['job.py', '--event-time', 'at'], /belong together/], [['job.py', '--event-time', 'at', '--watermark', 'soon'], /no duration/], [['job.py', '--trigger', '10'], /no duration/], [['job.py', '--to', 'stream'], /one of streaming, batch/],
      [['job.py', '--to', 'batch', '--value', 'csv'], /of a streaming job/], [['job.py', '--to', 'batch', '--starting-offsets', 'latest'], /cannot begin at the latest/], [['job.py', '--checkpoint', ''], /checkpoints is empty/], [['job.py', '--limit', '0'], /whole number/],
    ];
    for (const [args, said] of wrong) {
      const ran = await own.command(['migrate', ...args]);
      assert.deepEqual([ran.code, ran.out], [2, ''], `${args.join(' ')}: ${ran.err}`);
      assert.match(ran.err, said);
      assert.equal(ran.err.trimEnd().split('\n').length, 1, ran.err);
    }
    const help = await own.command(['migrate', '--help']);
    assert.equal(help.code, 0);
    for (const option of ['--to', '--write', '--topic', '--brokers', '--starting-offsets', '--checkpoint', '--output-mode', '--value', '--event-time', '--watermark', '--stream', '--no-test', '--format']) assert.ok(help.out.includes(option), option);
  });

  it('what cannot be done is refused at its place, and nothing is written', async () => {
    const own = folder();
    const refused: [string, string, number, RegExp][] = [
      ['no Python', 'this is ( no job', 1, /1:1: Nothing of pyspark is imported/],
      ['a broken job', `${SESSION}df = spark.read.json("input"\ndf.show()\n`, 1, /job\.py:\d+:\d+: The job does not come to its end as it is/],
      ['nothing of Spark', 'print("hello")\n', 1, /Nothing of pyspark/],
      ['no batch read', `${SESSION}spark.range(3).show()\n`, 1, /No result of this job follows from a batch read/],
      ['streaming already', `${SESSION}q = spark.readStream.format("rate").load().writeStream.format("console").option("checkpointLocation", "c").start()\n`, 1, /:3:\d+: The job is a streaming one already/],
      ['parquet, which the simulator does not have', `${SESSION}spark.read.parquet("input").show()\n`, 78, /:3:\d+: The simulator cannot run this job.*parquet/],
      ['rows for the driver', `${SESSION}df = spark.read.json("input")\nprint(df.count())\ndf.show()\n`, 1, /:4:10: count\(\) gives the driver rows/],
      ['sorted rows', `${SESSION}spark.read.json("input").orderBy("v").show()\n`, 1, /:3:\d+: Spark would refuse the streaming job: Sorting is not supported/],
    ];
    for (const [name, source, code, said] of refused) {
      own.write('job.py', source);
      const ran = await own.command(['migrate', 'job.py', '--write']);
      assert.deepEqual([ran.code, ran.out], [code, ''], `${name}: ${ran.err}`);
      assert.match(ran.err, said, name);
      assert.equal(own.read('job.py'), source, name);
      assert.deepEqual(readdirSync(own.path).sort(), ['input', 'job.py'], name);
    }
    const json = await own.command(['migrate', 'job.py', '--format', 'json']);
    assert.deepEqual([json.code, (JSON.parse(json.out) as Told).refusals!.map(({ line }) => line)], [1, [3]]);
  });

  it('the simulator shows totals that would differ, and nothing is written', async () => {
    const own = folder(), source = `${SESSION}spark.read.schema("k string, v int").json("input").select("k", F.rand().alias("r")).show()\n`;
    own.write('job.py', source);
    const ran = await own.command(['migrate', 'job.py', '--write']);
    assert.equal(ran.code, 1, ran.out);
    assert.match(ran.err, /does not give the batch job's totals over the same rows: Rows of input: [\s\S]*?3 rows/);
    assert.equal(own.read('job.py'), source);
    const unproved = await own.command(['migrate', 'job.py', '--write', '--no-test']);
    assert.equal(unproved.code, 0, unproved.err);
    assert.match(unproved.err, /is not proved/);
    assert.ok(!existsSync(own.at('captures')));
  });

  it('a folder that may not be written: 77, and all is as it was', { skip: process.platform !== 'linux' && 'there is no folder here in which even the administrator makes no file' }, async () => {
    const own = folder(), source = `${SESSION}spark.read.schema("k string, v int").json("input").show()\n`;
    own.write('job.py', source);
    // Nobody makes a file there, the administrator neither.
    symlinkSync('/sys', own.at('captures'));
    const ran = await own.command(['migrate', 'job.py', '--write'], { seconds: 120 });
    assert.equal(ran.code, 77, ran.err);
    assert.match(ran.err, /captures\/input\.capture\.jsonl cannot be written: (EACCES|EPERM|EROFS)\. Nothing was changed\./);
    assert.equal(own.read('job.py'), source);
    assert.deepEqual(readdirSync(own.path).sort(), ['captures', 'input', 'job.py']);
  });

  it('what is in the way: 1, and all is as it was', async () => {
    const own = folder(), source = `${SESSION}spark.read.schema("k string, v int").json("input").show()\n`;
    own.write('job.py', source);
    own.write('captures', 'a file where the folder of the captures would be');
    const ran = await own.command(['migrate', 'job.py', '--write'], { seconds: 120 });
    assert.equal(ran.code, 1, ran.err);
    assert.match(ran.err, /captures\/input\.capture\.jsonl cannot be written: E\w+\. Nothing was changed\./);
    assert.equal(own.read('job.py'), source);
    assert.deepEqual(readdirSync(own.path).sort(), ['captures', 'input', 'job.py']);
  });

  it('hostile names and texts stay what they are', async () => {
    const own = folder(), name = 'evil\u001b[31m"$(x)\' job.py', key = 'k\\"; DROP\u202e';
    own.write(name, `${SESSION}rows = spark.read.schema("k string, v int").json("input")\nrows.select(F.col("k").alias(${JSON.stringify(key)})).show()\n`);
    const ran = await own.command(['migrate', name, '--write', '--topic', '__proto__.x'], { seconds: 120 });
    assert.equal(ran.code, 0, ran.err);
    assert.ok(!ran.err.includes('\u001b'), 'nothing steers the terminal');
    const tested = await own.command(['test', '.']);
    assert.equal(tested.code, 0, tested.out + tested.err);
    symlinkSync(own.at(name), own.at('link.py'));
    const link = await own.command(['migrate', 'link.py', '--to', 'batch', '--write', '--no-test']);
    assert.equal(link.code, 0, link.err);
    assert.ok(readFileSync(own.at(name), 'utf8').includes('.show()'), 'the file behind a link is written, and the link stays');
  });
});

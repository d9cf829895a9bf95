/** `weir check`: text, JSON and SARIF, and its exit codes. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PROBLEM_CODES } from '../../src/language/problems/codes.ts';
import { isSarif } from './sarif-shape.ts';
import { Folder, SESSION } from './support.ts';

const folder = new Folder(), root = fileURLToPath(new URL('../..', import.meta.url));
after(() => { folder.remove(); });
const JOB = `${SESSION}rows = spark.readStream.format("rate").option("rowsPerSecnd", 5).load()\nrows.withWatermark("timestamp", "1 minute").groupBy(F.date_trunc("hour", "timestamp")).count()\nrows.select("valu")\n`;
folder.write('job.py', JOB);
folder.write('clean.py', `${SESSION}rows = spark.readStream.format("rate").load()\nrows.writeStream.format("console").start()\n`);
interface Sarif { version: string; runs: { tool: { driver: { rules: { id: string; helpUri: string; help: { markdown: string } }[] } }; results: { ruleId: string; ruleIndex: number; level: string; locations: { physicalLocation: { artifactLocation: { uri: string }; region: Record<string, number> } }[]; fixes?: { artifactChanges: { replacements: { deletedRegion: Record<string, number>; insertedContent: { text: string } }[] }[] }[]; relatedLocations?: unknown[] }[] }[] }

test('a line for each problem, exit code 1 where there is an error', async () => {
  const { code, out, err } = await folder.command(['check', 'job.py']);
  assert.deepEqual(out.trim().split('\n').map((line) => line.split(' ').slice(0, 3).join(' ')), ['job.py:3:47 warning unknown-option', 'job.py:4:53 warning watermark-lost', 'job.py:5:13 error spark-analysis'], err);
  assert.match(out, /Column 'valu' does not exist\. Did you mean one of the following\? \[value, timestamp\]/);
  assert.equal(code, 1);
});

test('a clean job says nothing; warnings alone are no failure', async () => {
  assert.deepEqual(await folder.command(['check', 'clean.py']), { code: 0, out: '', err: '' });
  const { code, out } = await folder.command(['check', '--no-run', 'job.py', 'clean.py']);
  assert.deepEqual([code, out.trim().split('\n').length], [0, 1]);
});

test('what is no job of Spark is not run, and that is said', async () => {
  folder.write('makes.py', 'import os\nos.mkdir("made")\n');
  assert.deepEqual(await folder.command(['check', 'makes.py']), { code: 0, out: '', err: 'weir: makes.py imports nothing of pyspark: it was not run, only its text was looked at.\n' });
});

test('--no-run runs nothing', async () => {
  folder.write('runs.py', `${SESSION}raise SystemExit(spark.sql("selct 1"))\n`);
  const { code, out } = await folder.command(['check', '--no-run', 'runs.py']);
  assert.match(out, /^runs\.py:3:29 error sql-syntax /);
  assert.equal(code, 1);
});

test('JSON has places, related ones and the fix', async () => {
  const problems = JSON.parse((await folder.command(['check', '--format', 'json', 'job.py'])).out) as { code: string; line: number; column: number; endColumn: number; related: { line: number }[]; fix?: { edits: { insert: string }[] } }[];
  assert.deepEqual(problems.map(({ code, line, column, endColumn, related, fix }) => [code, line, column, endColumn, related.map((each) => each.line), fix?.edits[0]!.insert]), [
    ['unknown-option', 3, 47, 61, [], 'rowsPerSecond'], ['watermark-lost', 4, 53, 86, [4], undefined], ['spark-analysis', 5, 13, 19, [], 'value'],
  ]);
});

test('SARIF 2.1.0 with a rule and its page for each code', async () => {
  const { out, code } = await folder.command(['check', '--format=sarif', 'job.py', 'clean.py']), sarif = JSON.parse(out) as Sarif, [run] = sarif.runs;
  assert.deepEqual([sarif.version, code], ['2.1.0', 1]);
  isSarif(sarif);
  assert.throws(() => { isSarif({ ...sarif, runs: sarif.runs.map((each) => ({ ...each, results: each.results.map(({ locations, ...rest }) => ({ ...rest, places: locations })) })) }); }, /has no locations/);
  for (const { id, helpUri, help } of run!.tool.driver.rules) {
    assert.ok(existsSync(fileURLToPath(helpUri)), helpUri);
    assert.ok(help.markdown.includes(`\`${id}\``));
  }
  for (const { ruleId, ruleIndex, locations } of run!.results) {
    assert.equal(run!.tool.driver.rules[ruleIndex]!.id, ruleId);
    assert.equal(locations[0]!.physicalLocation.artifactLocation.uri, 'job.py');
  }
  assert.deepEqual(run!.results.map(({ level }) => level), ['warning', 'warning', 'error']);
  assert.deepEqual(run!.results[2]!.fixes![0]!.artifactChanges[0]!.replacements[0], { deletedRegion: { startLine: 5, startColumn: 14, endLine: 5, endColumn: 18 }, insertedContent: { text: 'value' } });
  assert.equal(run!.results[1]!.relatedLocations!.length, 1);
});

test('SARIF of a clean job, and of a file whose name and place are awkward', async () => {
  const { code, out } = await folder.command(['check', '--no-run', '--format', 'sarif', 'clean.py']), sarif = JSON.parse(out) as Sarif;
  isSarif(sarif);
  assert.deepEqual([code, sarif.runs[0]!.results, sarif.runs[0]!.tool.driver.rules], [0, [], []]);
  folder.write('a b/jöb #1.py', `${SESSION}spark.sql("selct 1")\n`);
  const awkward = JSON.parse((await folder.command(['check', '--no-run', '--format', 'sarif', 'a b/jöb #1.py'])).out) as Sarif;
  isSarif(awkward);
  assert.equal(awkward.runs[0]!.results[0]!.locations[0]!.physicalLocation.artifactLocation.uri, 'a%20b/j%C3%B6b%20%231.py');
});

test('exit codes: 0 without an error, 1 with one in any of the files, 2 for what cannot be read, whatever the format', async () => {
  folder.write('bad.py', `${SESSION}spark.sql("selct 1")\n`);
  for (const format of ['text', 'json', 'sarif']) {
    const codes = [['clean.py'], ['job.py'], ['clean.py', 'bad.py'], ['bad.py', 'clean.py'], ['clean.py', 'gone.py'], ['bad.py', '.']].map(async (files) => (await folder.command(['check', '--no-run', '--format', format, ...files])).code);
    assert.deepEqual(await Promise.all(codes), [0, 0, 1, 1, 2, 2], format);
  }
});

test('the target is another Spark', async () => {
  folder.write('new.py', `${SESSION}spark.readStream.format("rate").load().writeStream.format("console").trigger(availableNow=True).start()\n`);
  assert.match((await folder.command(['check', '--no-run', '--spark-version', '2.4.0', 'new.py'])).out, /new\.py:3:70 error spark-version/);
});

test('jobs that are checked together and share a checkpoint are told so; a relative one counts from the job\'s own folder', async () => {
  const job = (place: string): string => `${SESSION}rows = spark.readStream.format("rate").load()\nrows.writeStream.queryName("copy").format("console").option("checkpointLocation", "${place}").start()\n`;
  for (const [name, place] of [['a/job.py', 'cp/copy'], ['a/other.py', 'cp/copy/'], ['b/job.py', 'cp/copy'], ['b/hdfs.py', 'hdfs:///cp/copy'], ['a/hdfs.py', 'hdfs:///cp/copy']] as const) folder.write(name, job(place));
  const { code, out } = await folder.command(['check', 'a/job.py', 'a/other.py', 'b/job.py', 'b/hdfs.py', 'a/hdfs.py']);
  assert.deepEqual(out.trim().split('\n').map((line) => /^(\S+) (\w+) ([\w-]+) .* that of (\w+) in (\S+) too/.exec(line)?.slice(1)), [['a/other.py:4:83', 'warning', 'checkpoint-shared', 'copy', 'job.py'], ['a/hdfs.py:4:83', 'warning', 'checkpoint-shared', 'copy', 'hdfs.py']]);
  assert.equal(code, 0);
});

test('wrong use is exit code 2', async () => {
  for (const args of [['check'], ['check', 'nothing.py'], ['check', '--format', 'xml', 'job.py'], ['check', '--limit', 'soon', 'job.py'], ['check', '--spark-version', 'new', 'job.py']]) {
    const { code, out, err } = await folder.command(args);
    assert.deepEqual([code, out], [2, ''], args.join(' '));
    assert.ok(err.length > 10);
  }
});

test('each code has a page that names it, and each page a code', () => {
  const pages = readdirSync(`${root}/docs/problems`).map((file) => basename(file, '.md')).sort();
  assert.deepEqual(pages, Object.keys(PROBLEM_CODES).sort());
  for (const page of pages) assert.match(readFileSync(`${root}/docs/problems/${page}.md`, 'utf8'), new RegExp(`^# .+\n\n\`${page}\`: [\\s\\S]+\n## What to do\n\n.+`), page);
});

test('run --problems and test print problems as check does, and what the job prints stays as it is', async () => {
  const line = /^(?:weir: )?(\S+):(\d+):(\d+) (error|warning|info) ([a-z-]+) (.+)$/;
  folder.write('fails.py', `${SESSION}print("before")\nspark.range(3).select("valu")\n`);
  const quiet = await folder.command(['run', 'fails.py']), { code, out, err } = await folder.command(['run', '--problems', 'fails.py']);
  assert.deepEqual([code, out], [1, 'before\n']);
  const [told, ...more] = err.split('\n').flatMap((each) => { const found = line.exec(each); return found ? [found.slice(1, 6)] : []; });
  assert.deepEqual(told!.slice(1), ['4', '1', 'error', 'spark-analysis']);
  assert.ok(told![0]!.endsWith('fails.py') && more.length === 0, err);
  assert.ok(quiet.err.split('\n').every((each) => !line.test(each)), quiet.err);
  folder.write('fails.stream-test.yaml', 'tests:\n  - name: no rows\n    inputs: {}\n    expect: { stdout: { contains: [after] } }\n');
  assert.match((await folder.command(['test', 'fails.stream-test.yaml'])).out, /^ +\S*fails\.py:4:1 error stream-test \S+/m);
});

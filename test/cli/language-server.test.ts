/** The built language server, spoken to as an editor does: problems on type and on save, quick fixes, limits, and its end. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import type { CodeAction } from 'vscode-languageserver';
import { LanguageClient, uriOf } from '../unit/support/language-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-lsp-'));
const clients: LanguageClient[] = [];
function started(): LanguageClient {
  const client = new LanguageClient();
  clients.push(client);
  return client;
}
afterEach(() => { for (const { process } of clients) process.kill('SIGKILL'); });
after(() => { rmSync(folder, { recursive: true, force: true }); });
const HEAD = 'from pyspark.sql import SparkSession, functions as F\nspark = SparkSession.builder.getOrCreate()\nrows = spark.readStream.format("rate").load()\n';

test('problems of the text while it is typed, of the plan after a save, and a quick fix', async () => {
  const client = started(), file = join(folder, 'job.py'), uri = uriOf(file);
  const { capabilities } = await client.start();
  assert.ok(capabilities.codeActionProvider);
  await client.open(file, `${HEAD}out = rows.select("valu")\n`);
  const refused = await client.until('what Spark says', () => client.diagnostics.get(uri)?.list.find(({ code }) => code === 'spark-analysis'));
  assert.deepEqual(refused.range, { start: { line: 3, character: 18 }, end: { line: 3, character: 24 } });
  assert.match(String(refused.message), /^Column 'valu' does not exist\. Did you mean one of the following\? \[value, timestamp\]/);
  assert.deepEqual([refused.severity, refused.source, refused.codeDescription?.href], [1, 'weir', 'weir:/problems/spark-analysis']);

  const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', { textDocument: { uri }, range: refused.range, context: { diagnostics: [refused] } });
  assert.deepEqual(actions.map(({ title }) => title), ["Change to 'value'"]);
  const [edit] = actions[0]!.edit!.changes![uri]!;
  await client.change(file, 2, [{ range: edit!.range, text: edit!.newText }]);
  await client.save(file);
  await client.until('the end of the problem', () => client.planned.find(({ version }) => version === 2) && client.codes(file).length === 0);
  assert.equal(client.planned.at(-1)!.facts.frames.length, 2);

  // A line before it moves what a run said; SQL is looked at without a run.
  await client.change(file, 3, [{ range: { start: { line: 3, character: 0 }, end: { line: 3, character: 0 } }, text: '# one more\nbad = rows.filter("value = = 1")\n' }]);
  const sql = await client.until('the SQL problem', () => client.diagnostics.get(uri)?.list.find(({ code }) => code === 'sql-syntax'));
  assert.deepEqual(sql.range.start, { line: 4, character: 27 });
  assert.ok(await client.stop(), 'the server ends when it is told to');
});

test('in an untrusted workspace nothing runs and the text is looked at all the same, until it is trusted', async () => {
  const client = started(), file = join(folder, 'untrusted.py'), uri = uriOf(file);
  await client.start({ trusted: false });
  await client.open(file, `${HEAD}open("made", "w").close()\nrows.select("valu").filter("a b c")\n`);
  await client.until('the SQL problem', () => client.codes(file).includes('sql-syntax'));
  await client.save(file);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.deepEqual([client.codes(file), client.planned.length], [['sql-syntax'], 0]);
  await client.connection.sendNotification('weir/trusted');
  await client.until('a run', () => client.planned.some((note) => note.uri === uri));
  await client.stop();
});

test('a job that loops before its queries is ended after the limit, and says so; the next one runs', async () => {
  const client = started(), loops = join(folder, 'loops.py'), next = join(folder, 'next.py');
  await client.start({ limitSeconds: 2 });
  await client.open(loops, `${HEAD}import time\nwhile True:\n    time.sleep(0.01)\n`);
  await client.until('the limit', () => client.codes(loops).includes('plan-cut') && client.planned.length > 0);
  assert.equal(client.planned[0]!.facts.frames.length, 1, 'what came before the loop is told');
  await client.open(next, `${HEAD}rows.select("nothing")\n`);
  await client.until('the next job', () => client.codes(next).includes('spark-analysis'));
  await client.stop();
});

test('the newest text wins: runs of older ones are given up', async () => {
  const client = started(), file = join(folder, 'newest.py');
  await client.start();
  await client.open(file, HEAD);
  for (let version = 2; version <= 12; version++) {
    await client.change(file, version, [{ text: `${HEAD}rows.select("c${version}")\n` }]);
    await client.save(file);
  }
  const found = await client.until('the last text', () => client.diagnostics.get(uriOf(file))?.list.find(({ message }) => String(message).includes("'c12'")));
  assert.equal(found.code, 'spark-analysis');
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.ok(client.planned.length <= 3, `${client.planned.length} runs were told`);
  await client.stop();
});

test('what is typed and taken back is not run again, and the plan is told to be that of the newer version', async () => {
  const client = started(), file = join(folder, 'back.py');
  await client.start();
  await client.open(file, HEAD);
  await client.until('the plan', () => client.planned.some(({ version }) => version === 1));
  await client.change(file, 2, [{ text: `${HEAD}x` }]);
  await client.change(file, 3, [{ text: HEAD }]);
  const again = await client.until('the plan of the newest version', () => client.planned.find(({ version }) => version === 3));
  assert.deepEqual([again.tookMs, again.facts], [0, client.planned[0]!.facts]);
  await client.save(file);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(client.planned.length, 2, 'a save of the same version tells nothing new');
  await client.stop();
});

test('ten megabytes of Python are left alone, which is said once; cyclic imports end', async () => {
  const client = started(), large = join(folder, 'large.py'), file = join(folder, 'cyclic.py');
  await client.start();
  await client.open(large, `${HEAD}${'x = rows.select("a b c")\n'.repeat(420_000)}`);
  await client.until('a word about it', () => client.logged.some((text) => text.includes('larger than')));
  await client.change(large, 2, [{ range: { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } }, text: 'y = 1\n' }]);
  await client.open(file, `import cyclic\n${HEAD}cyclic.rows\n`);
  await client.until('the cyclic one', () => client.planned.some(({ uri }) => uri === uriOf(file)));
  assert.deepEqual([client.codes(large), client.logged.filter((text) => text.includes('larger than')).length], [[], 1]);
  await client.stop();
});

test('a job is looked at with the arguments and in the folder that the editor runs it with; settings take effect at once', async () => {
  const client = started(), file = join(folder, 'arguments.py'), uri = uriOf(file);
  let args = ['valu'];
  client.connection.onRequest('weir/run', (asked: string) => ({ args: asked === uri ? args : [], cwd: folder, python: '' }));
  await client.start({ runs: true });
  await client.open(file, `${HEAD}import os, sys\nrows.select(sys.argv[1]).transform(lambda d: d)\nrows.select("value").unpivot\nassert os.getcwd() == ${JSON.stringify(folder)}, os.getcwd()\n`);
  const refused = await client.until('what Spark says', () => client.diagnostics.get(uri)?.list.find(({ code }) => code === 'spark-analysis'));
  assert.match(String(refused.message), /'valu'/);
  assert.ok(client.codes(file).includes('spark-version'));
  args = ['value'];
  await client.connection.sendNotification('weir/settings', { sparkVersion: '3.4.0', python: '' });
  await client.until('the run with the other argument', () => client.planned.length > 1 && !client.codes(file).includes('spark-analysis'));
  assert.ok(!client.codes(file).includes('spark-version'), 'the newer Spark has it');
  await client.stop();
});

test('a checkpoint that another job of the workspace has is told in both, until it is another one', async () => {
  const client = started(), one = join(folder, 'one.py'), two = join(folder, 'two.py'), job = (name: string, place: string): string => `${HEAD}rows.writeStream.queryName("${name}").format("console").option("checkpointLocation", "${place}").start()\n`;
  await client.start();
  for (const [file, name] of [[one, 'first'], [two, 'second']] as const) {
    writeFileSync(file, job(name, 'cp/alerts'));
    await client.open(file, job(name, 'cp/alerts'));
  }
  const found = await client.until('both', () => client.codes(one).includes('checkpoint-shared') && client.diagnostics.get(uriOf(two))?.list.find(({ code }) => code === 'checkpoint-shared'));
  assert.match(String(found.message), /that of first in one\.py too/);
  assert.deepEqual([found.severity, found.relatedInformation?.[0]?.location.uri, found.relatedInformation?.[0]?.location.range.start.line], [2, uriOf(one), 3]);
  await client.change(one, 2, [{ text: job('first', 'cp/other') }]);
  await client.save(one);
  await client.until('neither', () => !client.codes(one).includes('checkpoint-shared') && !client.codes(two).includes('checkpoint-shared'));
  await client.stop();
});

test('a job that Python cannot read any more is told so, and what its last good run told is still known', async () => {
  const client = started(), file = join(folder, 'broken.py'), uri = uriOf(file), text = `${HEAD}out = rows.select("value")\n`;
  await client.start();
  await client.open(file, text);
  await client.until('the good run', () => client.planned.length > 0);
  await client.change(file, 2, [{ text: `${text}def f(:\n` }]);
  await client.save(file);
  await client.until('what Python says', () => client.codes(file).includes('python-syntax'));
  const hover = await client.connection.sendRequest<{ contents: { value: string } } | null>('textDocument/hover', { textDocument: { uri }, position: { line: 3, character: 1 } });
  assert.match(hover?.contents.value ?? '', /streaming DataFrame/);
  await client.change(file, 3, [{ text }]);
  await client.save(file);
  await client.until('the end of it', () => client.codes(file).length === 0);
  await client.stop();
});

test('a job that starts a server when it is imported is ended after the limit, and says so', async () => {
  const client = started(), file = join(folder, 'serves.py');
  await client.start({ limitSeconds: 2 });
  await client.open(file, `${HEAD}import threading\n\nclass Server:\n    def serve_forever(self):\n        threading.Event().wait()\n\nServer().serve_forever()\nrows.select("nothing")\n`);
  await client.until('the limit', () => client.codes(file).includes('plan-cut') || client.codes(file).includes('not-simulated'));
  assert.ok(!client.codes(file).includes('spark-analysis'), 'what comes after it is not looked at');
  await client.stop();
});

test('a job without pyspark is none of ours', async () => {
  const client = started(), file = join(folder, 'other.py');
  await client.start();
  await client.open(file, 'import duckdb\nduckdb.sql("selct 1")\n');
  await client.until('an answer', () => client.diagnostics.has(uriOf(file)));
  assert.deepEqual(client.codes(file), []);
  await client.stop();
});

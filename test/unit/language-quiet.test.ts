/** No false alarm: templates and Spark's own examples; and half-typed code harms nothing. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { problemsOf } from '../../src/language/problems/index.ts';
import { staticProblems } from '../../src/language/problems/static/index.ts';
import { KnownFacts } from '../../src/language/plan/known-facts.ts';
import { PythonDocument } from '../../src/syntax/python-document.ts';
import { sparkExamples } from '../stack/spark-examples.ts';
import { around, PlannedJobs } from './support/language.ts';

const templates = fileURLToPath(new URL('../../media/templates', import.meta.url)), jobs = new PlannedJobs();
const jobFiles = readdirSync(templates).map((name) => join(templates, name, 'job.py')).filter((file) => existsSync(file));

async function told(file: string, text: string): Promise<string[]> {
  const document = PythonDocument.of(file, text), facts = KnownFacts.of(await jobs.facts(text, file), text);
  assert.ok(!facts.facts.cut, `${file} did not come to its end`);
  return problemsOf({ uri: file, document, facts, around: around() }).map(({ code, message, from }) => `${file}:${document.lines.lineAt(from) + 1} ${code} ${message}`);
}

test('nothing is said of the templates', async () => {
  assert.ok(jobFiles.length > 0);
  for (const file of jobFiles) assert.deepEqual(await told(file, readFileSync(file, 'utf8')), []);
});

test("nothing is said of Spark's own streaming examples", async (t) => {
  const examples = sparkExamples();
  if (examples.length === 0) return t.skip('no PySpark 3.3.1 is installed: npm run oracle installs it');
  for (const file of examples) {
    const text = readFileSync(file, 'utf8');
    // As a person runs it: with its arguments.
    const args = file.includes('kafka') ? ['', 'b:9092', 'subscribe', 'words'] : file.includes('windowed') ? ['', 'localhost', '9999', '10'] : ['', 'localhost', '9999'];
    const called = `import sys; sys.argv = ${JSON.stringify(args)}; `;
    const found = await told(join(dirname(file), 'job.py'), called + text);
    // Spark 3.3 itself refuses a session window in update mode, which this example asks for.
    assert.deepEqual(found.filter((line) => !(file.includes('sessionization') && line.includes('Update output mode not supported for session window'))), [], file);
  }
  return undefined;
});

test('half-typed code: the text at every character of the templates, no crash, in bounded time', () => {
  for (const file of jobFiles) {
    const text = readFileSync(file, 'utf8');
    let document = PythonDocument.of(file, ''), slowest = 0;
    for (let i = 0; i < text.length; i++) {
      document = document.edited([{ from: i, to: i, insert: text[i]! }], i);
      const began = performance.now();
      staticProblems({ uri: file, document, around: around() });
      slowest = Math.max(slowest, performance.now() - began);
    }
    assert.equal(document.tree.toString(), PythonDocument.of(file, text).tree.toString(), 'the tree that was kept up is the one that is made at once');
    assert.deepEqual(staticProblems({ uri: file, document, around: around() }), [], 'problems of half-typed code are gone with it');
    assert.ok(slowest < 1000, `${slowest} ms`);
  }
});

test('half-typed code: the plan-only run at some places, and the problems recover', async () => {
  const file = jobFiles[0]!, text = readFileSync(file, 'utf8');
  let seed = 20;
  for (let n = 0; n < 12; n++) {
    seed = (seed * 1103515245 + 12345) % 0x80000000;
    const cut = text.slice(0, seed % text.length), document = PythonDocument.of(file, cut);
    for (const { from, to } of problemsOf({ uri: file, document, facts: KnownFacts.of(await jobs.facts(cut, file), cut), around: around() })) assert.ok(from >= 0 && to >= from && to <= cut.length);
  }
  assert.deepEqual(await told(file, text), []);
});

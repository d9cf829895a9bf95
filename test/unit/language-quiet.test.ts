/** No false alarm on the templates; and half-typed code harms nothing. Spark's own examples: test/services/language-examples.test.ts. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { problemsOf } from '../../src/language/problems/index.ts';
import { staticProblems } from '../../src/language/problems/static/index.ts';
import { KnownFacts } from '../../src/language/plan/known-facts.ts';
import { PythonDocument } from '../../src/syntax/python-document.ts';
import { around, PlannedJobs } from './support/language.ts';

const templates = fileURLToPath(new URL('../../media/templates', import.meta.url)), jobs = new PlannedJobs();
const jobFiles = readdirSync(templates).map((name) => join(templates, name, 'job.py')).filter((file) => existsSync(file));

const told = (file: string, text: string): Promise<string[]> => jobs.told(file, text);

test('nothing is said of the templates', async () => {
  assert.ok(jobFiles.length > 0);
  for (const file of jobFiles) assert.deepEqual(await told(file, readFileSync(file, 'utf8')), []);
});

test('half-typed code: the text at every character of the templates, no crash', () => {
  for (const file of jobFiles) {
    const text = readFileSync(file, 'utf8');
    let document = PythonDocument.of(file, '');
    for (let i = 0; i < text.length; i++) {
      document = document.edited([{ from: i, to: i, insert: text[i]! }], i);
      staticProblems({ uri: file, document, around: around() });
    }
    assert.equal(document.tree.toString(), PythonDocument.of(file, text).tree.toString(), 'the tree that was kept up is the one that is made at once');
    assert.deepEqual(staticProblems({ uri: file, document, around: around() }), [], 'problems of half-typed code are gone with it');
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

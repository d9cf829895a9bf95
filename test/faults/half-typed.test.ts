/**
 * A job while it is typed: the plan-only run of what stands before each fiftieth character of every template, as the language server makes
 * it. No crash, no run that hangs, every problem lies inside the text, and all of them are gone when the text is whole again. Two simulators
 * share the places, each keeping its next interpreter ready as the server does: some 650 runs, meant to take two to four minutes.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { KnownFacts } from '../../src/language/plan/known-facts.ts';
import { problemsOf } from '../../src/language/problems/index.ts';
import { PythonDocument } from '../../src/syntax/python-document.ts';
import { around, PlannedJobs } from '../unit/support/language.ts';

const templates = fileURLToPath(new URL('../../media/templates', import.meta.url)), EVERY = 50, SEED = 20, WORKERS = 2;
const workers = Array.from({ length: WORKERS }, () => new PlannedJobs());
/** What Python, Spark or the simulator may say of a text; anything else is the simulator's own failure. */
const SAID = new Set(['python-syntax', 'python-exception', 'spark-analysis', 'not-simulated', 'missing-module']);

test('the plan-only run at every fiftieth character of the nine templates', { timeout: 900_000 }, async () => {
  const files = readdirSync(templates).map((name) => join(templates, name, 'job.py')), texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
  assert.equal(files.length, 9);
  const places = [...texts].flatMap(([file, text], i) => {
    const first = (SEED * (i + 1)) % EVERY;
    return Array.from({ length: Math.floor((text.length - first) / EVERY) + 1 }, (_, n) => ({ file, end: first + n * EVERY }));
  });
  let made = 0;
  await Promise.all(workers.map(async (jobs) => {
    for (let place = places.pop(); place; place = places.pop()) {
      const { file, end } = place, cut = texts.get(file)!.slice(0, end), at = `${file} up to ${end}`, facts = await jobs.facts(cut, file);
      assert.equal(facts.cut, undefined, `${at} did not end`);
      for (const { code, message } of facts.problems) assert.ok(SAID.has(code), `${at}: ${code} ${message}`);
      for (const { from, to, code } of problemsOf({ uri: file, document: PythonDocument.of(file, cut), facts: KnownFacts.of(facts, cut), around: around() })) assert.ok(from >= 0 && to >= from && to <= cut.length, `${at}: ${code} at ${from} to ${to}`);
      made++;
    }
  }));
  assert.ok(made > 500, `${made} runs`);
  for (const [file, text] of texts) assert.deepEqual(await workers[0]!.told(file, text), [], file);
});

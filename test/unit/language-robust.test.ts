/** The features at every character of a template, half-typed: none throws, none hangs. And how long a keystroke takes on a long job. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { complete } from '../../src/language/features/completion/complete.ts';
import { hoverText } from '../../src/language/features/hover/text.ts';
import { definitionOf, referencesOf } from '../../src/language/features/navigation/places.ts';
import { renamable } from '../../src/language/features/navigation/rename.ts';
import { targetAt } from '../../src/language/features/point/target.ts';
import { signatureAt } from '../../src/language/features/signature/help.ts';
import { sqlEdits } from '../../src/language/features/sql-format/actions.ts';
import { symbolsOf } from '../../src/language/features/symbols/outline.ts';
import { tokensOf } from '../../src/language/features/tokens/tokens.ts';
import { KnownFacts } from '../../src/language/plan/known-facts.ts';
import type { Job } from '../../src/language/world.ts';
import { PythonDocument } from '../../src/syntax/python-document.ts';
import { around, PlannedJobs } from './support/language.ts';

const jobs = new PlannedJobs(), folder = new URL('../../media/templates/', import.meta.url);
/** The same numbers each time. */
const seeded = (seed: number) => (): number => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;

for (const name of readdirSync(folder)) {
  test(`${name}: every feature at every character that is typed`, { timeout: 240_000 }, async () => {
    const source = readFileSync(new URL(`${name}/job.py`, folder), 'utf8'), facts = await jobs.facts(source), random = seeded(7);
    let document = PythonDocument.of(facts.file, '');
    for (let end = 1; end <= source.length; end++) {
      document = document.edited([{ from: end - 1, to: end - 1, insert: source[end - 1]! }], end);
      const known = KnownFacts.of(facts, source).edited([{ from: end, to: source.length, insert: '' }]), job: Job = { uri: 'file:///job.py', document, facts: known, around: around() };
      await complete(job, end);
      signatureAt(job, end);
      // What is not asked with each keystroke: at a tenth of the places, fewer of those that look at the whole job.
      if (random() < 0.1) {
        const offset = Math.floor(random() * end), target = targetAt(job, offset);
        if (target) await hoverText(job, target);
        definitionOf(job, offset);
        renamable(job, offset);
        if (random() < 0.3) {
          referencesOf(job, offset);
          symbolsOf(job);
          tokensOf(job);
          sqlEdits(job, { from: 0, to: end });
        }
      }
    }
    assert.equal(document.text, source);
  });
}

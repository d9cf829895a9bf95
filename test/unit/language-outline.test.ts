/** What is kept up edit by edit is what a text read anew gives: lines, statements and what stands in them. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { LineIndex } from '../../src/syntax/line-index.ts';
import type { Call, JobOutline } from '../../src/syntax/outline.ts';
import { PythonDocument, type Edit } from '../../src/syntax/python-document.ts';

const folder = new URL('../../media/templates/', import.meta.url), templates = readdirSync(folder).map((name) => readFileSync(new URL(`${name}/job.py`, folder), 'utf8'));
const seeded = (seed: number) => (): number => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;

/** Without the references that go round. */
function plain({ calls, strings, assignments, imports, starred, usesSpark }: JobOutline): unknown {
  const numbered = new Map(calls.map((call, i) => [call, i])), indexOf = (call: Call | undefined): number | undefined => call && numbered.get(call);
  return {
    calls: calls.map(({ previous, next, args, ...call }) => ({ ...call, previous: indexOf(previous), next: indexOf(next), args: args.map(({ string, ...arg }) => ({ ...arg, string: string && strings.indexOf(string) })) })),
    strings: strings.map(({ call, text, ...string }) => ({ ...string, call: indexOf(call), text: text && { value: text.value, places: [...text.value].map((_, i) => text.sourceOf(i)), end: text.sourceOf(text.value.length) } })),
    assignments, imports: [...imports], starred, usesSpark,
  };
}

const PIECES = ['"', "'", '(', ')', '"""', '\n', '\r\n', '    ', 'x = F.col("a")\n', 'from pyspark.sql import functions as G\n', 'def f(a):\n    return a.where("b")\n', '#', ' ', 'lambda x: ', '\\'];

for (const [i, source] of templates.entries()) {
  test(`edits anywhere in template ${i + 1}: the outline and the lines are those of the text`, () => {
    const random = seeded(i + 1);
    let document = PythonDocument.of('/job.py', source);
    for (let n = 0; n < 120; n++) {
      const { length } = document.text, from = Math.floor(random() * (length + 1)), to = Math.min(length, from + (random() < 0.5 ? 0 : Math.floor(random() * 30)));
      const edits: Edit[] = [{ from, to, insert: PIECES[Math.floor(random() * PIECES.length)]! }];
      if (random() < 0.2) edits.push({ from: 0, to: Math.min(3, from), insert: PIECES[Math.floor(random() * PIECES.length)]! });
      document = document.edited(edits, n);
      const lines = new LineIndex(document.text);
      assert.deepEqual(Array.from({ length: document.lines.lines }, (_, line) => document.lines.startOf(line)), Array.from({ length: lines.lines }, (_, line) => lines.startOf(line)), `lines after edit ${n}`);
      if (n % 4 !== 3) continue;
      // Compared with the same tree read without what was known before: how Lezer recovers from an error may depend on what it reuses.
      assert.deepEqual(plain(document.outline), plain(document.unread().outline), `outline after edit ${n}`);
      // A job that is whole again is read as one that was never broken.
      if (random() < 0.3) document = document.edited([{ from: 0, to: document.text.length, insert: source }], n);
    }
    document = document.edited([{ from: 0, to: document.text.length, insert: source }], 1000);
    assert.deepEqual(plain(document.outline), plain(PythonDocument.of('/job.py', source).outline));
  });
}

test('a statement is found by any place behind its first letter', () => {
  const { outline, text } = PythonDocument.of('/job.py', 'from pyspark.sql import functions as F\n\ndef f(a, b="x"):\n    if a.g("y"):\n        return h("z", F.lit("w"))\n    c = 1; d = k("v")\n\n\nspark.sql("u")');
  for (const { from, to } of outline.strings) for (let at = from + 1; at <= to; at++) assert.ok(outline.statementAt(at)?.strings.some((each) => each.from === from), text.slice(from, to));
  assert.deepEqual([outline.assignmentBefore('d', text.indexOf('def'))?.value.from, outline.assignmentBefore('d', -1), outline.assignmentBefore('c', text.indexOf('def'), text.indexOf('c = 1') + 3)], [text.indexOf('k("v")'), undefined, undefined]);
  assert.equal(outline.callsNamed(new Set(['lit']))[0]!.full, 'pyspark.sql.functions.lit');
});

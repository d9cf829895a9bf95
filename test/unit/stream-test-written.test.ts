/** A recorded test goes into a file that is there without touching what stands in it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { withTest } from '../../src/streamtest/written.ts';

const LINES = ['- name: new', '  expect:', '    stdout: { contains: [x] }'];
const names = (text: string): string[] => (parse(text) as { tests: { name: string }[] }).tests.map(({ name }) => name);
const cases: [what: string, existing: string | undefined, names: string[], line: number][] = [
  ['no file', undefined, ['new'], 2],
  ['an empty file', '\n', ['new'], 2],
  ['a list', 'tests:\n  - name: a # first\n    expect: {}\n', ['a', 'new'], 4],
  ['a list without a line end', 'tests:\n  - name: a', ['a', 'new'], 3],
  ['a list that is not indented, with keys behind it', 'job: a.py\ntests:\n- name: a\n\n- name: b\n  expect: {} # last\n# behind\nclock: 0\n', ['a', 'b', 'new'], 7],
  ['a text of several lines at the end', 'tests:\n  - name: a\n    inputs:\n      t:\n        - value: |\n            one\n            two\n', ['a', 'new'], 8],
];
for (const [what, existing, expected, line] of cases) {
  test(`${what}: the test is added, the rest stays`, () => {
    const added = withTest(existing, LINES, { arguments: [] });
    assert.deepEqual(names(added.text), expected, added.text);
    assert.equal(added.line, line);
    assert.ok(added.text.split('\n')[line - 1]?.includes('- name: new'), added.text);
    for (const kept of (existing ?? '').split('\n')) assert.ok(added.text.includes(kept), kept);
  });
}

test('a list in brackets is written anew, comments stay', () => {
  const added = withTest('# about\ntests: [ { name: a, expect: {} } ] # here\n', LINES, { arguments: [] });
  assert.deepEqual(names(added.text), ['a', 'new']);
  assert.ok(added.text.startsWith('# about\n'));
});

test('a new file has the arguments of the run', () => {
  assert.deepEqual(parse(withTest(undefined, LINES, { arguments: ['--n', '3'] }).text), { arguments: ['--n', '3'], tests: [{ name: 'new', expect: { stdout: { contains: ['x'] } } }] });
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readTests } from '../../src/streamtest/index.ts';

let folder: string, file: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-read-'));
  file = join(folder, 'job.stream-test.yaml');
  writeFileSync(join(folder, 'job.py'), '');
  writeFileSync(join(folder, 'clicks.capture.jsonl'), '');
});
after(() => { rmSync(folder, { recursive: true, force: true }); });

/** The text that a problem stands at, with its message and hint. */
function problems(text: string): string[] {
  const lines = text.split('\n');
  return readTests(file, text).problems.map(({ message, hint, span }) => {
    const place = span.line === span.endLine ? lines[span.line - 1]?.slice(span.column, span.endColumn) : `${lines[span.line - 1]?.slice(span.column)}…`;
    return `${span.line}:${span.column} [${place}] ${message} ${hint}`;
  });
}

const WHOLE = `
arguments: [--fast, 3]
environment: { MODE: test }
tests:
  - name: a late row is dropped   # a comment
    timeout: 2m
    clock: 2026-02-03T04:05:06Z
    inputs:
      clicks: clicks.capture.jsonl
      orders:
        - { at: 1.5s, key: "a", value: { id: 9007199254740993, price: 1.50 }, timestamp: 2026-01-01T00:00:00Z, partition: 2, headers: { h: x } }
        - value: 0815
      none: []
    expect:
      queries:
        alerts:
          rows: [ { card: "c1", n: 2 } ]
          batches: { 0: [], 1: { order: exact, columns: [n], rows: [ { n: 2 } ] } }
          watermark: 2026-01-01T00:10:00Z
          lateRows: 2
      topics: { alerts: [ { key: c1, value: { n: 2 } } ] }
      stdout: { contains: [ done ] }
  - name: it fails
    expect:
      error: { class: AnalysisException, message: cannot resolve, line: 12 }
`;

test('a whole file is read without a problem', () => {
  assert.deepEqual(problems(WHOLE), []);
  const { tree } = readTests(file, WHOLE), [first, second] = tree.tests;
  assert.equal(tree.job, join(folder, 'job.py'));
  assert.deepEqual([tree.arguments, tree.environment], [['--fast', '3'], { MODE: 'test' }]);
  assert.deepEqual([first?.name, first?.timeoutSeconds, first?.clock], ['a late row is dropped', 120, Date.UTC(2026, 1, 3, 4, 5, 6)]);
  assert.deepEqual(first?.inputs['clicks'], { capture: join(folder, 'clicks.capture.jsonl') });
  const orders = first?.inputs['orders'];
  assert.ok(orders && 'messages' in orders);
  assert.deepEqual(orders.messages[0], {
    at: 1500, key: { is: 'scalar', text: 'a', plain: false }, timestamp: Date.UTC(2026, 0, 1), partition: 2, headers: [['h', { is: 'scalar', text: 'x', plain: true }]],
    value: { is: 'fields', fields: [['id', { is: 'scalar', text: '9007199254740993', plain: true }], ['price', { is: 'scalar', text: '1.50', plain: true }]] },
  });
  assert.deepEqual(orders.messages[1]?.value, { is: 'scalar', text: '0815', plain: true }, 'as it is written');
  const alerts = first?.expect.queries['alerts'];
  assert.deepEqual([alerts?.batches?.[1]?.order, alerts?.batches?.[1]?.columns, alerts?.batches?.[0]?.rows], ['exact', ['n'], []]);
  assert.deepEqual(alerts?.lateRows && 'count' in alerts.lateRows && alerts.lateRows.count, 2);
  assert.deepEqual({ ...second?.expect.error, span: 0 }, { errorClass: 'AnalysisException', message: 'cannot resolve', line: 12, span: 0 });
});

const wrong: [what: string, text: string, expected: string[]][] = [
  ['an empty file', '', ['1:0 [] The file is empty. Write tests: and a list of them, each with a name, inputs and expect.']],
  ['no tests', 'arguments: []', ['1:0 [a] There are no tests. Write tests: and a list of them, each with a name, inputs and expect.']],
  ['a key that is not known', 'test:\n  - name: a', ['1:0 [test] A file of stream tests has no "test". Did you mean tests?', '1:0 [t] There are no tests. Write tests: and a list of them, each with a name, inputs and expect.']],
  ['no YAML', 'tests: [\n', ['2:0 [] This is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]. Mend it: what stands behind it may not be read.']],
  ['a job that is not there', 'job: other.py\ntests: []', ['1:5 [other.py] There is no job other.py. The path is relative to this file.']],
  ['a list that is none', 'tests: 3', ['1:7 [3] tests is a list, not the number 3. Write it in [ ], or each on a line of its own behind a dash.']],
  ['a test that is a text', 'tests: [ a ]', ['1:9 [a] A test is a mapping, not the text "a". Write name: …, inputs: …, expect: ….']],
  ['a test without a name', 'tests:\n  - expect: { stdout: { contains: [a] } }', ['2:4 [e] The test has no name. Write name: and what is tested.']],
  ['a test that expects nothing', 'tests:\n  - name: a', ['2:4 [n] The test expects nothing. Write expect: with queries, topics, error or stdout.']],
  ['two tests with one name', 'tests:\n  - { name: a, expect: { stdout: { contains: [x] } } }\n  - { name: a, expect: { stdout: { contains: [x] } } }', ['3:12 [a] A test with this name stands in line 2. Give each test a name of its own.']],
  ['a capture that is not there', 'tests:\n  - name: a\n    inputs: { t: nix.jsonl }\n    expect: { stdout: { contains: [x] } }', ['3:17 [nix.jsonl] There is no capture nix.jsonl. The path is relative to this file.']],
  ['a duration without a unit', 'tests:\n  - name: a\n    timeout: 30\n    expect: { stdout: { contains: [x] } }', ['3:13 [30] timeout is a duration above 0, not "30". Write it with its unit: 500ms, 30s, 2m.']],
  ['a message with a misspelled field', 'tests:\n  - name: a\n    inputs: { t: [ { vaule: 1 } ] }\n    expect: { stdout: { contains: [x] } }', ['3:21 [vaule] A message has no "vaule". Did you mean value?', '3:19 [{ vaule: 1 }] The message has no value. Write value: with a text, or with fields that become JSON; null for a tombstone.']],
  ['a message that JSON cannot hold', 'tests:\n  - name: a\n    inputs: { t: [ { value: { x: .nan } } ] }\n    expect: { stdout: { contains: [x] } }', ['3:28 [{ x: .nan }] This cannot become a message: JSON has no number .nan: write it in quotes for a text. Write a text, or fields of texts, numbers, true, false and null.']],
  ['rows that are a number', 'tests:\n  - name: a\n    expect: { queries: { q: { rows: 3 } } }', ['3:36 [3] rows is a list, not the number 3. Write it in [ ], or each on a line of its own behind a dash.']],
  ['a batch without a number', 'tests:\n  - name: a\n    expect: { queries: { q: { batches: { first: [] } } } }', ['3:41 [first] "first" is no number of a micro-batch. Micro-batches are counted from 0.']],
  ['an order that is not known', 'tests:\n  - name: a\n    expect: { queries: { q: { rows: { order: sorted, rows: [] } } } }', ['3:45 [sorted] order is any or exact, not "sorted". any: the same rows, each as often; exact: in this order too.']],
  ['an anchor that is not there', 'tests: *nothing', ['1:7 [*nothing] Nothing is called &nothing. Name an anchor that stands before.', '1:7 [*nothing] tests is a list, and nothing stands here. Write [] for none.']],
];
for (const [what, text, expected] of wrong) test(`${what} is a problem at its place`, () => { assert.deepEqual(problems(text), expected); });

test('nothing is thrown, whatever a file holds', () => {
  const hostile = ['&a [*a]', 'tests: &a\n  - *a', '? [a]\n: b', '!!binary x', '- - -', '\u0000', '%YAML 3\n---\n', '{{{{', 'tests:\n - name: &n x\n   expect: *n', `tests: ${'['.repeat(3000)}`, 'a: 1\na: 2', '--- a\n--- b', '\ufefftests: []',
    `a: &a [${'x,'.repeat(9)}]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: &d [${'*c,'.repeat(9)}]\ntests: [ { name: a, inputs: { t: [ { value: *d } ] }, expect: { stdout: { contains: [ x ] } } } ]`];
  for (const text of hostile) assert.ok(Array.isArray(readTests(file, text).problems), text);
  for (let cut = 0; cut < WHOLE.length; cut += 7) assert.ok(Array.isArray(readTests(file, WHOLE.slice(0, cut)).problems));
});
